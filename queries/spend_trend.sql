-- title: Budget by theme from year to year, in cash and in real terms
-- about: What each programme gives to each theme, against the programme's period before, in cash and at the prices of the programme's first period.
--   "line gone": the theme had money in the period before and has none now; its amount is empty and its change is the whole of it.
--   "total only": the period has a stated total and no items; the theme is empty. Shares, amounts and changes come from the view budget_line.
-- grain: programme, theme, period
-- unit: GBP; percent of GBP
-- columns: previous_amount = the amount of the programme's period before; change = amount less previous amount; change_pct = change as a percentage of the previous amount;
--   share_of_programme = amount as a percentage of the programme's money in the period; real_amount = amount at the prices of the price base;
--   real_change_pct = change in real terms as a percentage; price_base = the period whose prices real amounts are in; note = new line, line gone or total only;
--   previous_period = the programme's period before
WITH themed AS (
    SELECT programme, COALESCE(theme, '') AS theme, period, amount FROM budget_line
),
line AS (
    SELECT programme, theme, period, SUM(amount) AS amount
    FROM themed
    GROUP BY programme, theme, period
),
split AS (
    SELECT programme, period, SUM(amount) AS programme_amount
    FROM line
    GROUP BY programme, period
),
-- A year of which only the total is known belongs to the run of years in money, but no line can be new or gone in it.
stated AS (
    SELECT programme, period, MIN(amount) AS lowest, MAX(amount) AS highest
    FROM allocation
    WHERE level = 'total' AND basis = 'budget' AND programme IS NOT NULL AND period IS NOT NULL
    GROUP BY programme, period
),
unsplit AS (
    SELECT stated.programme AS programme, stated.period AS period, stated.lowest AS amount
    FROM stated
    LEFT JOIN split ON stated.programme = split.programme AND stated.period = split.period
    WHERE split.period IS NULL AND stated.lowest = stated.highest
),
known AS (
    SELECT programme, period FROM split
    UNION ALL
    SELECT programme, period FROM unsplit
),
-- The price index with the longest run; two releases with different base years must not be mixed.
runs AS (
    SELECT document, COUNT(period) AS periods FROM deflator GROUP BY document
),
ranked AS (
    SELECT document, ROW_NUMBER() OVER (ORDER BY 0 - periods, document) AS place FROM runs
),
used AS (
    SELECT document FROM ranked WHERE place = 1
),
price AS (
    SELECT deflator.period AS period, CAST(MIN(deflator."index") AS DOUBLE) AS price
    FROM deflator
    JOIN used ON deflator.document = used.document
    GROUP BY deflator.period
),
dated AS (
    SELECT known.programme AS programme, known.period AS period, period.sort AS sort, period.kind AS kind
    FROM known
    JOIN period ON known.period = period.period
),
priced AS (
    SELECT dated.programme AS programme, dated.period AS period, dated.sort AS sort, price.price AS price
    FROM dated
    JOIN price ON dated.period = price.period
),
first_priced AS (
    SELECT programme, period, price, ROW_NUMBER() OVER (PARTITION BY programme ORDER BY sort) AS place FROM priced
),
base AS (
    SELECT programme, period AS price_base, price AS base_price FROM first_priced WHERE place = 1
),
split_dated AS (
    SELECT split.programme AS programme, split.period AS period, dated.sort AS sort, dated.kind AS kind
    FROM split
    JOIN dated ON split.programme = dated.programme AND split.period = dated.period
),
-- The next period of the same length that the programme has, whether or not years were skipped.
sequence AS (
    SELECT
        programme, period,
        LAG(period) OVER (PARTITION BY programme, kind ORDER BY sort) AS period_before,
        LEAD(period) OVER (PARTITION BY programme, kind ORDER BY sort) AS period_after
    FROM split_dated
),
carried AS (
    SELECT line.programme AS programme, line.theme AS theme, sequence.period_after AS period, line.amount AS amount
    FROM line
    JOIN sequence ON line.programme = sequence.programme AND line.period = sequence.period
    WHERE sequence.period_after IS NOT NULL
),
both_sides AS (
    SELECT programme, theme, period, amount AS amount, CAST(NULL AS DECIMAL(38, 2)) AS previous_amount FROM line
    UNION ALL
    SELECT programme, theme, period, CAST(NULL AS DECIMAL(38, 2)) AS amount, amount AS previous_amount FROM carried
),
paired AS (
    SELECT programme, theme, period, MAX(amount) AS amount, MAX(previous_amount) AS previous_amount
    FROM both_sides
    GROUP BY programme, theme, period
),
placed AS (
    SELECT
        paired.programme AS programme, paired.theme AS theme, paired.period AS period,
        paired.amount AS amount, paired.previous_amount AS previous_amount,
        sequence.period_before AS previous_period
    FROM paired
    JOIN sequence ON paired.programme = sequence.programme AND paired.period = sequence.period
),
shared AS (
    SELECT
        placed.programme AS programme, placed.theme AS theme, placed.period AS period, placed.amount AS amount,
        placed.previous_amount AS previous_amount, placed.previous_period AS previous_period,
        split.programme_amount AS programme_amount,
        CASE
            WHEN placed.amount IS NULL THEN 'line gone'
            WHEN placed.previous_amount IS NULL AND placed.previous_period IS NOT NULL THEN 'new line'
        END AS note
    FROM placed
    JOIN split ON placed.programme = split.programme AND placed.period = split.period
),
every_line AS (
    SELECT programme, theme, period, amount, previous_amount, previous_period, programme_amount, note FROM shared
    UNION ALL
    SELECT
        programme, '' AS theme, period, amount, CAST(NULL AS DECIMAL(38, 2)) AS previous_amount,
        CAST(NULL AS VARCHAR) AS previous_period, amount AS programme_amount, 'total only' AS note
    FROM unsplit
),
with_price AS (
    SELECT every_line.*, price.price AS price
    FROM every_line
    LEFT JOIN price ON every_line.period = price.period
),
with_previous_price AS (
    SELECT with_price.*, price.price AS previous_price
    FROM with_price
    LEFT JOIN price ON with_price.previous_period = price.period
),
with_base AS (
    SELECT with_previous_price.*, base.price_base AS price_base, base.base_price AS base_price
    FROM with_previous_price
    LEFT JOIN base ON with_previous_price.programme = base.programme
),
real_terms AS (
    SELECT
        programme, theme, period, amount, previous_amount, programme_amount, note, previous_period,
        COALESCE(amount, 0) - previous_amount AS change,
        CAST(amount AS DOUBLE) * base_price / price AS real_amount,
        CAST(previous_amount AS DOUBLE) * base_price / previous_price AS real_previous_amount,
        CASE WHEN price IS NOT NULL THEN price_base END AS price_base
    FROM with_base
)
SELECT
    programme,
    NULLIF(theme, '') AS theme,
    period,
    amount,
    previous_amount,
    change,
    CAST(100 * CAST(change AS DOUBLE) / NULLIF(CAST(previous_amount AS DOUBLE), 0) AS DECIMAL(38, 2)) AS change_pct,
    CAST(100 * CAST(amount AS DOUBLE) / NULLIF(CAST(programme_amount AS DOUBLE), 0) AS DECIMAL(38, 2)) AS share_of_programme,
    CAST(real_amount AS DECIMAL(38, 2)) AS real_amount,
    CAST(100 * (real_amount - real_previous_amount) / NULLIF(real_previous_amount, 0) AS DECIMAL(38, 2)) AS real_change_pct,
    price_base,
    note,
    previous_period
FROM real_terms
ORDER BY programme, theme, period
