-- title: Items against the stated total of each programme
-- about: The sum of a programme's budget items beside the total that a document states for it.
--   A total without a period, or one "per year" whose year was inferred, stands for every period that has none of its own;
--   any other total of an inferred year stands for another period only where the items meet it to the penny. status: agrees, differs, no_total,
--   no_items, totals_disagree (two documents state different totals; neither is chosen), not_comparable (the total is a bound).
-- grain: programme, period, area
-- unit: GBP
-- columns: stated_total = the total that a document states; stated_document = the document that states it; sum_of_items = the budget items added up;
--   items = how many items there are; difference = sum of items less stated total; status = agrees, differs, no_total, no_items, totals_disagree or not_comparable
WITH item AS (
    SELECT programme, COALESCE(area, '') AS area_key, period, SUM(amount) AS sum_of_items, SUM(items) AS items
    FROM budget_line
    GROUP BY programme, COALESCE(area, ''), period
),
total AS (
    SELECT
        programme, COALESCE(area, '') AS area_key, period, amount, bound, document, period_basis,
        CASE
            WHEN period IS NULL THEN 1
            WHEN period_basis <> 'inferred' THEN 0
            WHEN LOWER(quote) LIKE '%per year%' OR LOWER(quote) LIKE '%per annum%' OR LOWER(quote) LIKE '%a year%' THEN 1
            WHEN LOWER(quote) LIKE '%each year%' OR LOWER(quote) LIKE '%every year%' OR LOWER(quote) LIKE '%annual%' THEN 1
            WHEN LOWER(quote) LIKE '%yearly%' OR LOWER(quote) LIKE '%p.a.%' THEN 1
            ELSE 0
        END AS every_year
    FROM allocation
    WHERE level = 'total' AND basis = 'budget' AND programme IS NOT NULL
),
dated AS (
    SELECT
        programme, area_key, period, MIN(amount) AS lowest, MAX(amount) AS highest, MIN(document) AS stated_document,
        MIN(bound) AS first_bound, MAX(bound) AS last_bound
    FROM total
    WHERE period IS NOT NULL
    GROUP BY programme, area_key, period
),
undated AS (
    SELECT
        programme, area_key, MIN(amount) AS lowest, MAX(amount) AS highest, MIN(document) AS stated_document,
        MIN(bound) AS first_bound, MAX(bound) AS last_bound
    FROM total
    WHERE every_year = 1
    GROUP BY programme, area_key
),
-- A total whose year was not stated says nothing against other years, but a sum that meets it to the penny is no accident.
met AS (
    SELECT programme, area_key, amount, MIN(document) AS document, MIN(bound) AS bound
    FROM total
    WHERE period_basis = 'inferred'
    GROUP BY programme, area_key, amount
),
wanted AS (
    SELECT programme, area_key, period FROM item
    UNION
    SELECT programme, area_key, period FROM dated
),
with_items AS (
    SELECT wanted.programme AS programme, wanted.area_key AS area_key, wanted.period AS period, item.sum_of_items AS sum_of_items, item.items AS items
    FROM wanted
    LEFT JOIN item ON wanted.programme = item.programme AND wanted.area_key = item.area_key AND wanted.period = item.period
),
with_dated AS (
    SELECT
        with_items.*, dated.lowest AS dated_lowest, dated.highest AS dated_highest, dated.stated_document AS dated_document,
        dated.first_bound AS dated_first_bound, dated.last_bound AS dated_last_bound
    FROM with_items
    LEFT JOIN dated ON with_items.programme = dated.programme AND with_items.area_key = dated.area_key AND with_items.period = dated.period
),
with_undated AS (
    SELECT
        with_dated.*, undated.lowest AS undated_lowest, undated.highest AS undated_highest,
        undated.stated_document AS undated_document, undated.first_bound AS undated_first_bound, undated.last_bound AS undated_last_bound
    FROM with_dated
    LEFT JOIN undated ON with_dated.programme = undated.programme AND with_dated.area_key = undated.area_key
),
with_met AS (
    SELECT with_undated.*, met.amount AS met_amount, met.document AS met_document, met.bound AS met_bound
    FROM with_undated
    LEFT JOIN met ON with_undated.programme = met.programme AND with_undated.area_key = met.area_key AND with_undated.sum_of_items = met.amount
),
stated AS (
    SELECT
        programme, area_key, period, sum_of_items, items,
        COALESCE(dated_lowest, undated_lowest, met_amount) AS lowest,
        COALESCE(dated_highest, undated_highest, met_amount) AS highest,
        COALESCE(dated_document, undated_document, met_document) AS stated_document,
        COALESCE(dated_first_bound, undated_first_bound, met_bound) AS first_bound,
        COALESCE(dated_last_bound, undated_last_bound, met_bound) AS last_bound
    FROM with_met
)
SELECT
    programme,
    period,
    CASE WHEN lowest = highest THEN lowest END AS stated_total,
    stated_document,
    sum_of_items,
    COALESCE(items, 0) AS items,
    CASE WHEN lowest = highest THEN sum_of_items - lowest END AS difference,
    CASE
        WHEN lowest IS NULL THEN 'no_total'
        WHEN sum_of_items IS NULL THEN 'no_items'
        WHEN lowest <> highest THEN 'totals_disagree'
        WHEN sum_of_items = lowest THEN 'agrees'
        WHEN first_bound = 'exact' AND last_bound = 'exact' THEN 'differs'
        ELSE 'not_comparable'
    END AS status,
    NULLIF(area_key, '') AS area
FROM stated
ORDER BY programme, period, area
