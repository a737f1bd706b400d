-- title: Budget lines that count
-- about: The items of each programme that other views add up: one document's figures for a programme, area, theme and period.
--   Where several documents give items for the same line, an adopted one goes before a draft, then the first by path; the others are not added to it.
--   Parts of items and totals are not lines. Rows without a programme or a period are in the table allocation only.
-- grain: programme, area, theme, period, document
-- unit: GBP
-- columns: items = how many items of the document were added up
WITH item AS (
    SELECT
        programme, COALESCE(area, '') AS area_key, COALESCE(theme, '') AS theme_key, period, document, amount,
        CASE WHEN draft THEN '1' ELSE '0' END || document AS choice
    FROM allocation
    WHERE level = 'item' AND basis = 'budget' AND programme IS NOT NULL AND period IS NOT NULL
),
chosen AS (
    SELECT programme, area_key, theme_key, period, MIN(choice) AS choice
    FROM item
    GROUP BY programme, area_key, theme_key, period
),
counted AS (
    SELECT
        item.programme AS programme, item.area_key AS area_key, item.theme_key AS theme_key, item.period AS period,
        item.document AS document, item.amount AS amount
    FROM item
    JOIN chosen
        ON item.programme = chosen.programme AND item.area_key = chosen.area_key
        AND item.theme_key = chosen.theme_key AND item.period = chosen.period AND item.choice = chosen.choice
),
summed AS (
    SELECT programme, area_key, theme_key, period, document, SUM(amount) AS amount, COUNT(amount) AS items
    FROM counted
    GROUP BY programme, area_key, theme_key, period, document
)
SELECT programme, NULLIF(area_key, '') AS area, NULLIF(theme_key, '') AS theme, period, document, amount, items
FROM summed
ORDER BY programme, area, theme, period, document
