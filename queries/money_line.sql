-- title: Lines of money that count
-- about: The items of each programme that other views add up, budget, forecast and outturn apart: one document's figures for a programme, area, theme and period.
--   Where several documents give items for the same line, an adopted one goes before a draft, then the first by path; the others are not added to it.
--   Parts of items and totals are not lines. Rows without a programme or a period are in the table allocation only.
-- grain: programme, area, theme, period, basis, document
-- unit: GBP
-- columns: items = how many items of the document were added up; label = the activity, the first by letters where there are several; other_label = the last of them, where it is another;
--   source = the allocation, the first where there are several
WITH item AS (
    SELECT
        allocation_id, programme, COALESCE(area, '') AS area_key, COALESCE(theme, '') AS theme_key, period, basis, document, amount, activity,
        CASE WHEN draft THEN '1' ELSE '0' END || document AS choice
    FROM allocation
    WHERE level = 'item' AND programme IS NOT NULL AND period IS NOT NULL
),
chosen AS (
    SELECT programme, area_key, theme_key, period, basis, MIN(choice) AS choice
    FROM item
    GROUP BY programme, area_key, theme_key, period, basis
),
counted AS (
    SELECT
        item.allocation_id AS allocation_id, item.programme AS programme, item.area_key AS area_key, item.theme_key AS theme_key, item.period AS period,
        item.basis AS basis, item.document AS document, item.amount AS amount, item.activity AS activity
    FROM item
    JOIN chosen
        ON item.programme = chosen.programme AND item.area_key = chosen.area_key AND item.theme_key = chosen.theme_key
        AND item.period = chosen.period AND item.basis = chosen.basis AND item.choice = chosen.choice
),
summed AS (
    SELECT
        programme, area_key, theme_key, period, basis, document, SUM(amount) AS amount, COUNT(amount) AS items,
        MIN(activity) AS label, MAX(activity) AS last_label, MIN(allocation_id) AS source
    FROM counted
    GROUP BY programme, area_key, theme_key, period, basis, document
)
SELECT
    programme, NULLIF(area_key, '') AS area, NULLIF(theme_key, '') AS theme, period, basis, document, amount, items, label,
    CASE WHEN last_label <> label THEN last_label END AS other_label, source
FROM summed
ORDER BY programme, area, theme, period, basis, document
