-- title: What each supplier was paid in a financial year, against the year before
-- about: Payments by supplier over all spellings of its name (see supplier_key of the table transaction) and by the financial year of their day, or of the
--   year that their row names. Every payee that the publisher withheld is in one row a year, under the key "redacted". Amounts without VAT, with it and of
--   unknown kind stand apart and are never added to each other. Where two years cover different months the note says so.
-- grain: body, supplier_key, period, vat_basis
-- unit: GBP; payments; percent of GBP
-- columns: amount = sum of the year's payments, credits taken off; transactions = how many payments; previous_amount = the sum of the year before;
--   change = amount less previous amount; change_pct = change as a percentage of the previous amount; rank = 1 for the supplier that the body paid most in the year;
--   supplier = the spelling of most payments; names = every spelling of the year, as published; previous_period = the year before;
--   months = months of the year in which the body has payments; note = new supplier, or why the two years do not compare
WITH grouped AS (
    SELECT body, supplier_key, supplier, period, vat_basis, SUM(amount) AS amount, COUNT(amount) AS transactions
    FROM transaction
    GROUP BY body, supplier_key, supplier, period, vat_basis
),
spelled AS (
    SELECT
        COALESCE(body, '') AS body, COALESCE(supplier_key, '') AS supplier_key, COALESCE(supplier, '') AS supplier, COALESCE(period, '') AS period,
        vat_basis, amount, transactions
    FROM grouped
),
ordered AS (
    SELECT spelled.*, ROW_NUMBER() OVER (PARTITION BY body, supplier_key, period, vat_basis ORDER BY 0 - transactions, supplier) AS place
    FROM spelled
),
paid AS (
    SELECT
        body, supplier_key, period, vat_basis, SUM(amount) AS amount, SUM(transactions) AS transactions,
        MAX(CASE WHEN place = 1 THEN supplier END) AS supplier, STRING_AGG(supplier, ' | ' ORDER BY supplier) AS names
    FROM ordered
    GROUP BY body, supplier_key, period, vat_basis
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
    SELECT body, supplier_key, vat_basis, start_year + 1 AS start_year, amount AS previous_amount FROM dated
),
body_year AS (
    SELECT body, vat_basis, start_year + 1 AS start_year, MAX(period) AS previous_period
    FROM dated
    GROUP BY body, vat_basis, start_year
),
paired AS (
    SELECT dated.*, before.previous_amount AS previous_amount
    FROM dated
    LEFT JOIN before ON dated.body = before.body AND dated.supplier_key = before.supplier_key
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
    NULLIF(supplier_key, '') AS supplier_key,
    NULLIF(period, '') AS period,
    amount,
    CAST(transactions AS BIGINT) AS transactions,
    previous_amount,
    amount - previous_amount AS change,
    CAST(SIGN(100 * CAST(amount - previous_amount AS DOUBLE) / NULLIF(ABS(CAST(previous_amount AS DOUBLE)), 0)) * FLOOR(ABS(100 * CAST(amount - previous_amount AS DOUBLE) / NULLIF(ABS(CAST(previous_amount AS DOUBLE)), 0)) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS change_pct,
    CAST(rank AS BIGINT) AS rank,
    vat_basis,
    NULLIF(supplier, '') AS supplier,
    NULLIF(names, '') AS names,
    previous_period,
    months,
    CASE
        WHEN previous_period IS NULL THEN NULL
        WHEN same_months IS NULL OR NOT same_months THEN 'the years cover different months'
        WHEN previous_amount IS NULL THEN 'new supplier'
    END AS note
FROM ranked
ORDER BY body, supplier_key, period, vat_basis
