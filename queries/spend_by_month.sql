-- title: What each department paid in a month, and in the twelve months that it ends
-- about: Payments by the month of their day. Amounts without VAT, with it and of unknown kind stand apart and are never added to each other.
--   Payments without a day are not here; department_spend has them where their year is known.
--   The twelve months' sum is empty unless the body has payments in each of the twelve: part of a year is no year.
-- grain: body, department, month, vat_basis
-- unit: GBP; payments
-- columns: month = month of payment, e.g. 2012-03; amount = sum of the month's payments, credits taken off; transactions = how many payments;
--   twelve_month_amount = sum of this month and the eleven before it; months_known = of the twelve months, how many the body has payments in
WITH daily AS (
    SELECT body, department, vat_basis, date, SUM(amount) AS amount, COUNT(amount) AS transactions
    FROM transaction
    GROUP BY body, department, vat_basis, date
),
dated AS (
    SELECT body, department, vat_basis, EXTRACT(YEAR FROM date) AS year, EXTRACT(MONTH FROM date) AS month, amount, transactions
    FROM daily
    WHERE date IS NOT NULL
),
monthly AS (
    SELECT body, department, vat_basis, year, month, SUM(amount) AS amount, SUM(transactions) AS transactions
    FROM dated
    GROUP BY body, department, vat_basis, year, month
),
counted AS (
    SELECT
        COALESCE(body, '') AS body, COALESCE(department, '') AS department, vat_basis,
        CAST(year AS BIGINT) * 12 + CAST(month AS BIGINT) - 1 AS month_number,
        CONCAT(CAST(year AS VARCHAR), CASE WHEN month < 10 THEN '-0' ELSE '-' END, CAST(month AS VARCHAR)) AS month,
        amount, transactions
    FROM monthly
),
step AS (
    SELECT fiscal_month_number - 1 AS later FROM date GROUP BY fiscal_month_number
),
-- Each month counts for itself and for the eleven months after it.
ahead AS (
    SELECT counted.body AS body, counted.department AS department, counted.vat_basis AS vat_basis, counted.month_number + step.later AS month_number, counted.amount AS amount
    FROM counted
    CROSS JOIN step
),
rolled AS (
    SELECT body, department, vat_basis, month_number, SUM(amount) AS twelve_month_amount
    FROM ahead
    GROUP BY body, department, vat_basis, month_number
),
body_month AS (
    SELECT body, vat_basis, month_number FROM counted GROUP BY body, vat_basis, month_number
),
body_ahead AS (
    SELECT body_month.body AS body, body_month.vat_basis AS vat_basis, body_month.month_number + step.later AS month_number
    FROM body_month
    CROSS JOIN step
),
window_months AS (
    SELECT body, vat_basis, month_number, COUNT(month_number) AS months_known FROM body_ahead GROUP BY body, vat_basis, month_number
),
summed AS (
    SELECT counted.*, rolled.twelve_month_amount AS twelve_month_amount
    FROM counted
    JOIN rolled ON counted.body = rolled.body AND counted.department = rolled.department
        AND counted.vat_basis = rolled.vat_basis AND counted.month_number = rolled.month_number
),
known AS (
    SELECT summed.*, window_months.months_known AS months_known
    FROM summed
    JOIN window_months ON summed.body = window_months.body AND summed.vat_basis = window_months.vat_basis AND summed.month_number = window_months.month_number
)
SELECT
    NULLIF(body, '') AS body,
    NULLIF(department, '') AS department,
    month,
    amount,
    CAST(transactions AS BIGINT) AS transactions,
    CASE WHEN months_known = 12 THEN twelve_month_amount END AS twelve_month_amount,
    vat_basis,
    CAST(months_known AS BIGINT) AS months_known
FROM known
ORDER BY body, department, month, vat_basis
