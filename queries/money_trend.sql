-- title: Money by theme from year to year, in cash and in real terms
-- about: What each programme gives to each theme of an area, against the programme's period before, in cash and at the prices of the programme's first period.
--   Budget, forecast and outturn are series of their own, and never stand in one. Lines come from the view money_line; the view line_crosswalk says which lines follow which.
--   "line gone": the theme had money in the period before and has none now; its amount is empty and its change is the whole of it.
--   "total only": the period has a stated total and no items; the theme is empty, and the change is from the programme's total before it.
-- grain: programme, theme, period, area, basis
-- unit: GBP; percent of GBP
-- columns: previous_amount = the amount of the programme's period before; change = amount less previous amount; change_pct = change as a percentage of the previous amount;
--   share_of_programme = amount as a percentage of the programme's money in the period; real_amount = amount at the prices of the price base;
--   real_change_pct = change in real terms as a percentage; price_base = the period whose prices real amounts are in; note = new line, line gone, renamed, split, merged or total only;
--   previous_period = the programme's period before; per_head = amount over all persons of the area at mid-year, in cash; jump = a change of more than half within a year; source = the allocation, the first where there are several
WITH themed AS (
    SELECT programme, COALESCE(area, '') AS area_key, basis, COALESCE(theme, '') AS theme, period, amount, source FROM money_line
),
line AS (
    SELECT programme, area_key, basis, theme, period, SUM(amount) AS amount, MIN(source) AS source
    FROM themed
    GROUP BY programme, area_key, basis, theme, period
),
split AS (
    SELECT programme, area_key, basis, period, SUM(amount) AS programme_amount
    FROM line
    GROUP BY programme, area_key, basis, period
),
-- A year of which only the total is known belongs to the run of years in money, but no line can be new or gone in it.
stated AS (
    SELECT programme, COALESCE(area, '') AS area_key, basis, period, MIN(amount) AS lowest, MAX(amount) AS highest, MIN(allocation_id) AS source
    FROM allocation
    WHERE level = 'total' AND programme IS NOT NULL AND period IS NOT NULL
    GROUP BY programme, COALESCE(area, ''), basis, period
),
unsplit AS (
    SELECT stated.programme AS programme, stated.area_key AS area_key, stated.basis AS basis, stated.period AS period, stated.lowest AS amount, stated.source AS source
    FROM stated
    LEFT JOIN split ON stated.programme = split.programme AND stated.area_key = split.area_key AND stated.basis = split.basis AND stated.period = split.period
    WHERE split.period IS NULL AND stated.lowest = stated.highest
),
known AS (
    SELECT programme, area_key, basis, period, programme_amount AS total FROM split
    UNION ALL
    SELECT programme, area_key, basis, period, amount AS total FROM unsplit
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
    SELECT known.programme AS programme, known.area_key AS area_key, known.basis AS basis, known.period AS period, known.total AS total, period.sort AS sort, period.kind AS kind
    FROM known
    JOIN period ON known.period = period.period
),
priced AS (
    SELECT dated.programme AS programme, dated.area_key AS area_key, dated.basis AS basis, dated.period AS period, dated.sort AS sort, price.price AS price
    FROM dated
    JOIN price ON dated.period = price.period
),
-- One price base a programme and area, so that its budget and its outturn are in the same pounds.
first_priced AS (
    SELECT programme, area_key, period, price, ROW_NUMBER() OVER (PARTITION BY programme, area_key ORDER BY sort, basis) AS place FROM priced
),
base AS (
    SELECT programme, area_key, period AS price_base, price AS base_price FROM first_priced WHERE place = 1
),
split_dated AS (
    SELECT split.programme AS programme, split.area_key AS area_key, split.basis AS basis, split.period AS period, dated.sort AS sort, dated.kind AS kind
    FROM split
    JOIN dated ON split.programme = dated.programme AND split.area_key = dated.area_key AND split.basis = dated.basis AND split.period = dated.period
),
-- The next period of the same length that the programme has, whether or not years were skipped.
sequence AS (
    SELECT
        programme, area_key, basis, period,
        LAG(period) OVER (PARTITION BY programme, area_key, basis, kind ORDER BY sort) AS period_before,
        LEAD(period) OVER (PARTITION BY programme, area_key, basis, kind ORDER BY sort) AS period_after
    FROM split_dated
),
carried AS (
    SELECT
        line.programme AS programme, line.area_key AS area_key, line.basis AS basis, line.theme AS theme, sequence.period_after AS period,
        line.amount AS amount, line.source AS source
    FROM line
    JOIN sequence ON line.programme = sequence.programme AND line.area_key = sequence.area_key AND line.basis = sequence.basis AND line.period = sequence.period
    WHERE sequence.period_after IS NOT NULL
),
both_sides AS (
    SELECT programme, area_key, basis, theme, period, amount AS amount, CAST(NULL AS DECIMAL(38, 2)) AS previous_amount, source AS source, CAST(NULL AS VARCHAR) AS source_before FROM line
    UNION ALL
    SELECT programme, area_key, basis, theme, period, CAST(NULL AS DECIMAL(38, 2)) AS amount, amount AS previous_amount, CAST(NULL AS VARCHAR) AS source, source AS source_before FROM carried
),
paired AS (
    SELECT programme, area_key, basis, theme, period, MAX(amount) AS amount, MAX(previous_amount) AS previous_amount, COALESCE(MAX(source), MAX(source_before)) AS source
    FROM both_sides
    GROUP BY programme, area_key, basis, theme, period
),
placed AS (
    SELECT paired.*, sequence.period_before AS previous_period
    FROM paired
    JOIN sequence ON paired.programme = sequence.programme AND paired.area_key = sequence.area_key AND paired.basis = sequence.basis AND paired.period = sequence.period
),
shared AS (
    SELECT placed.*, split.programme_amount AS programme_amount
    FROM placed
    JOIN split ON placed.programme = split.programme AND placed.area_key = split.area_key AND placed.basis = split.basis AND placed.period = split.period
),
follows AS (
    SELECT programme, COALESCE(area, '') AS area_key, basis, COALESCE(theme, '') AS theme, period, change AS followed FROM line_crosswalk
),
noted AS (
    SELECT
        shared.*,
        CASE
            WHEN shared.amount IS NULL THEN 'line gone'
            WHEN shared.previous_amount IS NULL AND shared.previous_period IS NOT NULL THEN 'new line'
            WHEN follows.followed IN ('renamed', 'split', 'merged') THEN follows.followed
        END AS note
    FROM shared
    LEFT JOIN follows ON shared.programme = follows.programme AND shared.area_key = follows.area_key AND shared.basis = follows.basis AND shared.theme = follows.theme AND shared.period = follows.period
),
-- A total is held against the total before it, whether that one was stated or added up from lines.
totals AS (
    SELECT
        programme, area_key, basis, period,
        LAG(period) OVER (PARTITION BY programme, area_key, basis, kind ORDER BY sort) AS total_period_before,
        LAG(total) OVER (PARTITION BY programme, area_key, basis, kind ORDER BY sort) AS total_before
    FROM dated
),
total_only AS (
    SELECT unsplit.*, totals.total_period_before AS total_period_before, totals.total_before AS total_before
    FROM unsplit
    LEFT JOIN totals
        ON unsplit.programme = totals.programme AND unsplit.area_key = totals.area_key AND unsplit.basis = totals.basis AND unsplit.period = totals.period
),
every_line AS (
    SELECT programme, area_key, basis, theme, period, amount, previous_amount, previous_period, programme_amount, note, source FROM noted
    UNION ALL
    SELECT
        programme, area_key, basis, '' AS theme, period, amount, CAST(total_before AS DECIMAL(38, 2)) AS previous_amount,
        total_period_before AS previous_period, amount AS programme_amount, 'total only' AS note, source
    FROM total_only
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
    LEFT JOIN base ON with_previous_price.programme = base.programme AND with_previous_price.area_key = base.area_key
),
everybody AS (
    SELECT area, period, CAST(persons AS DOUBLE) AS persons FROM rate_population WHERE age_band = 'all'
),
with_people AS (
    SELECT with_base.*, everybody.persons AS persons
    FROM with_base
    LEFT JOIN everybody ON with_base.area_key = everybody.area AND with_base.period = everybody.period
),
steps AS (
    SELECT period, step, series FROM period
),
with_step AS (
    SELECT with_people.*, steps.step AS step, steps.series AS series
    FROM with_people
    LEFT JOIN steps ON with_people.period = steps.period
),
with_both_steps AS (
    SELECT with_step.*, steps.step AS previous_step
    FROM with_step
    LEFT JOIN steps ON with_step.previous_period = steps.period
),
real_terms AS (
    SELECT
        programme, area_key, basis, theme, period, amount, previous_amount, programme_amount, note, previous_period, source,
        COALESCE(amount, 0) - previous_amount AS change, step - previous_step AS years,
        CAST(amount AS DOUBLE) AS cash, CAST(previous_amount AS DOUBLE) AS previous_cash, persons,
        CAST(amount AS DOUBLE) * base_price / price AS real_amount,
        CAST(previous_amount AS DOUBLE) * base_price / previous_price AS real_previous_amount,
        CASE WHEN price IS NOT NULL THEN price_base END AS price_base
    FROM with_both_steps
),
shares AS (
    SELECT
        real_terms.*,
        100 * CAST(change AS DOUBLE) / NULLIF(previous_cash, 0) AS change_pct,
        100 * cash / NULLIF(CAST(programme_amount AS DOUBLE), 0) AS share_of_programme,
        100 * (real_amount - real_previous_amount) / NULLIF(real_previous_amount, 0) AS real_change_pct,
        cash / NULLIF(persons, 0) AS per_head
    FROM real_terms
)
SELECT
    programme,
    NULLIF(theme, '') AS theme,
    period,
    amount,
    previous_amount,
    change,
    CAST(SIGN(change_pct) * FLOOR(ABS(change_pct) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS change_pct,
    CAST(SIGN(share_of_programme) * FLOOR(ABS(share_of_programme) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS share_of_programme,
    CAST(SIGN(real_amount) * FLOOR(ABS(real_amount) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS real_amount,
    CAST(SIGN(real_change_pct) * FLOOR(ABS(real_change_pct) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS real_change_pct,
    price_base,
    note,
    previous_period,
    NULLIF(area_key, '') AS area,
    basis,
    CAST(SIGN(per_head) * FLOOR(ABS(per_head) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS per_head,
    COALESCE(years = 1 AND amount IS NOT NULL AND ABS(change_pct) > 50, FALSE) AS jump,
    source
FROM shares
ORDER BY programme, theme, period, area, basis
