-- title: Where spending moved most between two financial years
-- about: For each body and year the twenty departments and the twenty suppliers whose sums moved most in pounds against the year before, those that came
--   and those that went included. Amounts without VAT, with it and of unknown kind stand apart. A body's first year has no movers.
--   Where the two years cover different months the note says so, and the move may be nothing but that.
-- grain: body, level, key, period, vat_basis
-- unit: GBP; percent of GBP
-- columns: level = department or supplier; key = the department, or the key of the supplier; amount = the year's sum; empty where nothing was paid any more;
--   previous_amount = the sum of the year before; change = what it moved by; change_pct = change as a percentage of the previous amount;
--   rank = 1 for the largest move, up or down; direction = up or down; previous_period = the year before; note = new, gone, or why the two years do not compare
WITH line AS (
    SELECT COALESCE(body, '') AS body, 'department' AS level, COALESCE(department, '') AS key, period, vat_basis, amount FROM department_spend
    UNION ALL
    SELECT COALESCE(body, '') AS body, 'supplier' AS level, COALESCE(supplier_key, '') AS key, period, vat_basis, amount FROM supplier_spend
),
year AS (
    SELECT period, fy_start_year FROM period WHERE kind = 'financial_year'
),
dated AS (
    SELECT line.*, year.fy_start_year AS start_year
    FROM line
    JOIN year ON line.period = year.period
),
body_year AS (
    SELECT body, level, vat_basis, start_year, MAX(period) AS period FROM dated GROUP BY body, level, vat_basis, start_year
),
earlier AS (
    SELECT body, level, vat_basis, start_year + 1 AS start_year, period AS previous_period FROM body_year
),
-- Only years whose year before is there.
pair AS (
    SELECT
        body_year.body AS body, body_year.level AS level, body_year.vat_basis AS vat_basis, body_year.start_year AS start_year,
        body_year.period AS period, earlier.previous_period AS previous_period
    FROM body_year
    JOIN earlier ON body_year.body = earlier.body AND body_year.level = earlier.level
        AND body_year.vat_basis = earlier.vat_basis AND body_year.start_year = earlier.start_year
),
both_sides AS (
    SELECT body, level, key, vat_basis, start_year, amount AS amount, CAST(NULL AS DECIMAL(38, 2)) AS previous_amount FROM dated
    UNION ALL
    SELECT body, level, key, vat_basis, start_year + 1 AS start_year, CAST(NULL AS DECIMAL(38, 2)) AS amount, amount AS previous_amount FROM dated
),
moved AS (
    SELECT body, level, key, vat_basis, start_year, MAX(amount) AS amount, MAX(previous_amount) AS previous_amount
    FROM both_sides
    GROUP BY body, level, key, vat_basis, start_year
),
placed AS (
    SELECT
        moved.body AS body, moved.level AS level, moved.key AS key, moved.vat_basis AS vat_basis, moved.amount AS amount,
        moved.previous_amount AS previous_amount, pair.period AS period, pair.previous_period AS previous_period,
        COALESCE(moved.amount, 0) - COALESCE(moved.previous_amount, 0) AS change
    FROM moved
    JOIN pair ON moved.body = pair.body AND moved.level = pair.level AND moved.vat_basis = pair.vat_basis AND moved.start_year = pair.start_year
),
ranked AS (
    SELECT placed.*, RANK() OVER (PARTITION BY body, level, period, vat_basis ORDER BY ABS(change) DESC) AS rank
    FROM placed
    WHERE change <> 0
),
coverage AS (
    SELECT COALESCE(body, '') AS body, period, vat_basis, same_months FROM spend_coverage
),
covered AS (
    SELECT ranked.*, coverage.same_months AS same_months
    FROM ranked
    LEFT JOIN coverage ON ranked.body = coverage.body AND ranked.period = coverage.period AND ranked.vat_basis = coverage.vat_basis
)
SELECT
    NULLIF(body, '') AS body,
    level,
    NULLIF(key, '') AS key,
    period,
    amount,
    previous_amount,
    change,
    CAST(SIGN(100 * CAST(change AS DOUBLE) / NULLIF(ABS(CAST(previous_amount AS DOUBLE)), 0)) * FLOOR(ABS(100 * CAST(change AS DOUBLE) / NULLIF(ABS(CAST(previous_amount AS DOUBLE)), 0)) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS change_pct,
    CAST(rank AS BIGINT) AS rank,
    vat_basis,
    previous_period,
    CASE WHEN change > 0 THEN 'up' ELSE 'down' END AS direction,
    CASE
        WHEN same_months IS NULL OR NOT same_months THEN 'the years cover different months'
        WHEN previous_amount IS NULL THEN 'new'
        WHEN amount IS NULL THEN 'gone'
    END AS note
FROM covered
WHERE rank <= 20
ORDER BY body, level, key, period, vat_basis
