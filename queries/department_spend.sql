-- title: What each department paid in a financial year, against the year before
-- about: Payments by the financial year of their day, or of the year that their row names. Amounts without VAT, with it and of unknown kind stand apart
--   and are never added to each other. Changes are against the financial year before; where the two years cover different months the note says so.
-- grain: body, department, period, vat_basis
-- unit: GBP; payments; percent of GBP
-- columns: amount = sum of the year's payments, credits taken off; transactions = how many payments; previous_amount = the sum of the year before;
--   change = amount less previous amount; change_pct = change as a percentage of the previous amount; rank = 1 for the department of the body with most money in the year;
--   previous_period = the year before; months = months of the year in which the body has payments; note = new line, or why the two years do not compare
WITH grouped AS (
    SELECT body, department, period, vat_basis, SUM(amount) AS amount, COUNT(amount) AS transactions
    FROM transaction
    GROUP BY body, department, period, vat_basis
),
paid AS (
    SELECT COALESCE(body, '') AS body, COALESCE(department, '') AS department, COALESCE(period, '') AS period, vat_basis, amount, transactions
    FROM grouped
),
year AS (
    SELECT period, fy_start_year FROM period WHERE kind = 'financial_year'
),
dated AS (
    SELECT paid.*, year.fy_start_year AS start_year
    FROM paid
    LEFT JOIN year ON paid.period = year.period
),
before AS (
    SELECT body, department, vat_basis, start_year + 1 AS start_year, amount AS previous_amount FROM dated
),
body_year AS (
    SELECT body, vat_basis, start_year + 1 AS start_year, MAX(period) AS previous_period
    FROM dated
    GROUP BY body, vat_basis, start_year
),
paired AS (
    SELECT dated.*, before.previous_amount AS previous_amount
    FROM dated
    LEFT JOIN before ON dated.body = before.body AND dated.department = before.department
        AND dated.vat_basis = before.vat_basis AND dated.start_year = before.start_year
),
with_year AS (
    SELECT paired.*, body_year.previous_period AS previous_period
    FROM paired
    LEFT JOIN body_year ON paired.body = body_year.body AND paired.vat_basis = body_year.vat_basis AND paired.start_year = body_year.start_year
),
coverage AS (
    SELECT COALESCE(body, '') AS body, period, vat_basis, months, same_months FROM spend_coverage
),
covered AS (
    SELECT with_year.*, coverage.months AS months, coverage.same_months AS same_months
    FROM with_year
    LEFT JOIN coverage ON with_year.body = coverage.body AND with_year.period = coverage.period AND with_year.vat_basis = coverage.vat_basis
),
ranked AS (
    SELECT covered.*, RANK() OVER (PARTITION BY body, period, vat_basis ORDER BY amount DESC) AS rank
    FROM covered
)
SELECT
    NULLIF(body, '') AS body,
    NULLIF(department, '') AS department,
    NULLIF(period, '') AS period,
    amount,
    CAST(transactions AS BIGINT) AS transactions,
    previous_amount,
    amount - previous_amount AS change,
    CAST(SIGN(100 * CAST(amount - previous_amount AS DOUBLE) / NULLIF(ABS(CAST(previous_amount AS DOUBLE)), 0)) * FLOOR(ABS(100 * CAST(amount - previous_amount AS DOUBLE) / NULLIF(ABS(CAST(previous_amount AS DOUBLE)), 0)) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS change_pct,
    CAST(rank AS BIGINT) AS rank,
    vat_basis,
    previous_period,
    months,
    CASE
        WHEN previous_period IS NULL THEN NULL
        WHEN same_months IS NULL OR NOT same_months THEN 'the years cover different months'
        WHEN previous_amount IS NULL THEN 'new line'
    END AS note
FROM ranked
ORDER BY body, department, period, vat_basis
