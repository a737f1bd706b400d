-- title: Which part of each financial year the payments cover
-- about: Two years of payments compare only where they cover the same months; views of spend by year say so in their note.
-- grain: body, period, vat_basis
-- unit: months
-- columns: months = months of the year with payments; first_month = the first of them; last_month = the last of them;
--   previous_months = months of the year before with payments; same_months = whether both years have payments in the same months
WITH seen AS (
    SELECT COALESCE(body, '') AS body, vat_basis, month
    FROM spend_by_month
    GROUP BY body, vat_basis, month
),
placed AS (
    SELECT
        body, vat_basis, month, CAST(SUBSTR(month, 6, 2) AS BIGINT) AS number,
        CAST(SUBSTR(month, 1, 4) AS BIGINT) - CASE WHEN SUBSTR(month, 6, 2) < '04' THEN 1 ELSE 0 END AS start_year
    FROM seen
),
counted AS (
    SELECT body, vat_basis, start_year, COUNT(month) AS months, MIN(month) AS first_month, MAX(month) AS last_month
    FROM placed
    GROUP BY body, vat_basis, start_year
),
before AS (
    SELECT body, vat_basis, number, start_year + 1 AS start_year FROM placed
),
common AS (
    SELECT placed.body AS body, placed.vat_basis AS vat_basis, placed.start_year AS start_year, COUNT(placed.number) AS shared
    FROM placed
    JOIN before ON placed.body = before.body AND placed.vat_basis = before.vat_basis
        AND placed.start_year = before.start_year AND placed.number = before.number
    GROUP BY placed.body, placed.vat_basis, placed.start_year
),
previous AS (
    SELECT body, vat_basis, start_year + 1 AS start_year, months AS previous_months FROM counted
),
with_previous AS (
    SELECT counted.*, previous.previous_months AS previous_months
    FROM counted
    LEFT JOIN previous ON counted.body = previous.body AND counted.vat_basis = previous.vat_basis AND counted.start_year = previous.start_year
),
with_common AS (
    SELECT with_previous.*, common.shared AS shared
    FROM with_previous
    LEFT JOIN common ON with_previous.body = common.body AND with_previous.vat_basis = common.vat_basis
        AND with_previous.start_year = common.start_year
),
year AS (
    SELECT period, fy_start_year FROM period WHERE kind = 'financial_year'
),
named AS (
    SELECT with_common.*, year.period AS period
    FROM with_common
    JOIN year ON with_common.start_year = year.fy_start_year
)
SELECT
    NULLIF(body, '') AS body,
    period,
    CAST(months AS BIGINT) AS months,
    first_month,
    last_month,
    CAST(previous_months AS BIGINT) AS previous_months,
    CASE WHEN previous_months IS NOT NULL THEN months = previous_months AND months = COALESCE(shared, 0) END AS same_months,
    vat_basis
FROM named
ORDER BY body, period, vat_basis
