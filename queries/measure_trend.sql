-- title: Measures from year to year
-- about: Each value of the view measure_level with the period before, its baseline and its trend; that view says what basis and intervals are.
--   Periods of one kind only follow each other: years, quarters, rolling years from one month; and no change is taken across a break in the series (table measure_break).
--   No change is given in percent from a base under 10 events. trend: increasing, decreasing, no change (the five latest points up to the period:
--   chi-square above 9.5495 and a slope that keeps its sign without any one of them), not testable (the counts behind them are not known) or too few points.
-- grain: measure, area, period, basis
-- unit: as the column unit says; changes in the same unit (points between percentages), _pct in percent
-- columns: basis = stated or computed; numerator = the count above the line of a computed value; denominator = the count or population below it;
--   lower_95 = lower limit of the 95 % interval; upper_95 = upper limit of the 95 % interval; previous = the value one period earlier;
--   change = value less previous; change_pct = change in percent of previous, empty from a base under 10; baseline_period = the baseline that documents state, else the first period of the series;
--   baseline = the value in the baseline period; change_from_baseline_pct = change from the baseline in percent, empty from a base under 10;
--   trend = increasing, decreasing, no change, not testable or too few points; previous_period = the period one earlier, where it has a value;
--   points = how many of the five latest points there are; change_unit = what a change is in: percentage_point between percentages; series = periods that can follow each other: FY, FY-Q, CY, rolling-12-from-07;
--   polarity_of_change = better, worse or same, by the measure's polarity; break_note = why an earlier value is not in the series, or why this value is on another footing;
--   definition = the version of the wording; source = the observation that states the value, or its numerator; population_estimated = the population lies on a line between two known years;
--   denominator_source = where the number below the line stands
WITH level AS (
    SELECT
        measure, COALESCE(area, '') AS area_key, period, unit, basis, parts, stated_baseline, source, definition, population_estimated, denominator_source,
        CAST(value AS DOUBLE) AS value, CAST(numerator AS DOUBLE) AS numerator, CAST(denominator AS DOUBLE) AS denominator,
        CAST(lower_95 AS DOUBLE) AS lower_95, CAST(upper_95 AS DOUBLE) AS upper_95, CAST(size AS DOUBLE) AS size
    FROM measure_level
),
dated AS (
    SELECT level.*, period.series AS kind, period.step AS step, period.start AS start
    FROM level
    JOIN period ON level.period = period.period
),
passed AS (
    SELECT dated.measure AS measure, dated.period AS period, measure_break.start AS break_start, measure_break.note AS note, dated.start AS start
    FROM dated
    JOIN measure_break ON dated.measure = measure_break.measure
),
era AS (
    SELECT measure, period, COUNT(DISTINCT break_start) AS era, MAX(note) AS note
    FROM passed
    WHERE break_start <= start
    GROUP BY measure, period
),
with_era AS (
    SELECT dated.*, COALESCE(era.era, 0) AS era, era.note AS era_note
    FROM dated
    LEFT JOIN era ON dated.measure = era.measure AND dated.period = era.period
),
-- Values before and after a break, or by two versions of a wording, are two series, whose years do not follow each other.
placed AS (
    SELECT with_era.*, kind || CASE WHEN era > 0 THEN '/' || CAST(era AS VARCHAR) ELSE '' END || COALESCE('/' || definition, '') AS series FROM with_era
),
before AS (
    SELECT measure, area_key, basis, series, step + 1 AS next_step, period AS previous_period, value AS previous, size AS previous_size, denominator_source AS previous_denominator FROM placed
),
with_previous AS (
    SELECT placed.*, before.previous_period AS previous_period, before.previous AS previous, before.previous_size AS previous_size,
        before.previous_denominator AS previous_denominator
    FROM placed
    LEFT JOIN before
        ON placed.measure = before.measure AND placed.area_key = before.area_key AND placed.basis = before.basis
        AND placed.series = before.series AND placed.step = before.next_step
),
numbered AS (
    SELECT
        measure, area_key, basis, series, step, period,
        ROW_NUMBER() OVER (PARTITION BY measure, area_key, basis, series ORDER BY step) AS place
    FROM placed
),
first_point AS (
    SELECT measure, area_key, basis, series, step AS first_step, period AS first_period FROM numbered WHERE place = 1
),
with_first AS (
    SELECT
        with_previous.*,
        COALESCE(
            with_previous.stated_baseline,
            CASE WHEN first_point.first_step < with_previous.step THEN first_point.first_period END
        ) AS baseline_period
    FROM with_previous
    LEFT JOIN first_point
        ON with_previous.measure = first_point.measure AND with_previous.area_key = first_point.area_key
        AND with_previous.basis = first_point.basis AND with_previous.series = first_point.series
),
base AS (
    SELECT measure, area_key, basis, series, period, value AS baseline, size AS baseline_size FROM placed
),
-- A quarter is not measured against a year: the baseline counts only where it is of the same series.
with_baseline AS (
    SELECT with_first.*, base.baseline AS baseline, base.baseline_size AS baseline_size
    FROM with_first
    LEFT JOIN base
        ON with_first.measure = base.measure AND with_first.area_key = base.area_key AND with_first.basis = base.basis
        AND with_first.series = base.series AND with_first.baseline_period = base.period
),
point AS (
    SELECT
        placed.measure AS measure, placed.area_key AS area_key, placed.basis AS basis, placed.series AS series, placed.step AS step, numbered.place AS place,
        placed.value AS value, placed.parts AS parts,
        CASE WHEN placed.parts = 'count' THEN placed.value ELSE placed.numerator END AS events,
        CASE WHEN placed.parts = 'count' THEN 1.0 ELSE placed.denominator END AS weight
    FROM placed
    JOIN numbered
        ON placed.measure = numbered.measure AND placed.area_key = numbered.area_key AND placed.basis = numbered.basis
        AND placed.series = numbered.series AND placed.step = numbered.step
),
-- Each point counts for itself and for the four after it, so that the five latest of a point need no search.
spread AS (
    SELECT measure, area_key, basis, series, step, value, parts, events, weight, place AS at_place FROM point
    UNION ALL
    SELECT measure, area_key, basis, series, step, value, parts, events, weight, place + 1 AS at_place FROM point
    UNION ALL
    SELECT measure, area_key, basis, series, step, value, parts, events, weight, place + 2 AS at_place FROM point
    UNION ALL
    SELECT measure, area_key, basis, series, step, value, parts, events, weight, place + 3 AS at_place FROM point
    UNION ALL
    SELECT measure, area_key, basis, series, step, value, parts, events, weight, place + 4 AS at_place FROM point
),
five AS (
    SELECT
        spread.measure AS measure, spread.area_key AS area_key, spread.basis AS basis, spread.series AS series, numbered.step AS at_step,
        CAST(spread.step - numbered.step AS DOUBLE) AS x, spread.value AS y, spread.events AS events, spread.weight AS weight, spread.parts AS parts
    FROM spread
    JOIN numbered
        ON spread.measure = numbered.measure AND spread.area_key = numbered.area_key AND spread.basis = numbered.basis
        AND spread.series = numbered.series AND spread.at_place = numbered.place
),
sums AS (
    SELECT
        measure, area_key, basis, series, at_step, COUNT(y) AS points, COUNT(events) AS known_points, MIN(parts) AS parts,
        SUM(x) AS sx, SUM(y) AS sy, SUM(x * y) AS sxy, SUM(events) AS r, SUM(weight) AS n,
        SUM(weight * x) AS nx, SUM(weight * x * x) AS nxx, SUM(events * x) AS rx
    FROM five
    GROUP BY measure, area_key, basis, series, at_step
),
-- The slope's sign without each of the points in turn.
without_one AS (
    SELECT
        five.measure AS measure, five.area_key AS area_key, five.basis AS basis, five.series AS series, five.at_step AS at_step,
        (sums.points - 1) * (sums.sxy - five.x * five.y) - (sums.sx - five.x) * (sums.sy - five.y) AS slope
    FROM five
    JOIN sums
        ON five.measure = sums.measure AND five.area_key = sums.area_key AND five.basis = sums.basis
        AND five.series = sums.series AND five.at_step = sums.at_step
),
slopes AS (
    SELECT measure, area_key, basis, series, at_step, MIN(slope) AS lowest_slope, MAX(slope) AS highest_slope
    FROM without_one
    GROUP BY measure, area_key, basis, series, at_step
),
-- Chi-square for a trend at one degree of freedom: Poisson for counts and rates, binomial for shares.
tested AS (
    SELECT
        measure, area_key, basis, series, at_step, points, known_points,
        (rx - nx * r / n) * (rx - nx * r / n)
        / NULLIF(r / n * CASE WHEN parts = 'share' THEN 1 - r / n ELSE 1 END * (nxx - nx * nx / n), 0) AS chi_square
    FROM sums
),
verdict AS (
    SELECT
        tested.measure AS measure, tested.area_key AS area_key, tested.basis AS basis, tested.series AS series, tested.at_step AS at_step, tested.points AS points,
        CASE
            WHEN tested.points < 5 THEN 'too few points'
            WHEN tested.known_points < 5 THEN 'not testable'
            WHEN tested.chi_square > 9.5495 AND slopes.lowest_slope > 0 THEN 'increasing'
            WHEN tested.chi_square > 9.5495 AND slopes.highest_slope < 0 THEN 'decreasing'
            ELSE 'no change'
        END AS trend
    FROM tested
    JOIN slopes
        ON tested.measure = slopes.measure AND tested.area_key = slopes.area_key AND tested.basis = slopes.basis
        AND tested.series = slopes.series AND tested.at_step = slopes.at_step
),
judged AS (
    SELECT with_baseline.*, verdict.trend AS trend, verdict.points AS points
    FROM with_baseline
    LEFT JOIN verdict
        ON with_baseline.measure = verdict.measure AND with_baseline.area_key = verdict.area_key AND with_baseline.basis = verdict.basis
        AND with_baseline.series = verdict.series AND with_baseline.step = verdict.at_step
),
changed AS (
    SELECT
        judged.*,
        value - previous AS change,
        CASE WHEN previous_size >= 10 THEN 100 * (value - previous) / NULLIF(previous, 0) END AS change_pct,
        CASE WHEN baseline_size >= 10 THEN 100 * (value - baseline) / NULLIF(baseline, 0) END AS change_from_baseline_pct,
        -- The document of a population is what stands before the place: another release may be on another footing.
        CASE
            WHEN era > 0 THEN era_note
            WHEN SUBSTR(denominator_source, 1, STRPOS(denominator_source, '#')) <> SUBSTR(previous_denominator, 1, STRPOS(previous_denominator, '#'))
                AND parts = 'rate' THEN 'the population of the period before is from another document'
        END AS break_note
    FROM judged
),
with_polarity AS (
    SELECT changed.*, measure.polarity AS polarity
    FROM changed
    LEFT JOIN measure ON changed.measure = measure.measure
)
SELECT
    measure,
    NULLIF(area_key, '') AS area,
    period,
    CAST(SIGN(value) * FLOOR(ABS(value) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS value,
    unit,
    basis,
    CAST(SIGN(numerator) * FLOOR(ABS(numerator) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS numerator,
    CAST(SIGN(denominator) * FLOOR(ABS(denominator) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS denominator,
    CAST(SIGN(lower_95) * FLOOR(ABS(lower_95) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS lower_95,
    CAST(SIGN(upper_95) * FLOOR(ABS(upper_95) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS upper_95,
    CAST(SIGN(previous) * FLOOR(ABS(previous) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS previous,
    CAST(SIGN(change) * FLOOR(ABS(change) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS change,
    CAST(SIGN(change_pct) * FLOOR(ABS(change_pct) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS change_pct,
    baseline_period,
    CAST(SIGN(baseline) * FLOOR(ABS(baseline) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS baseline,
    CAST(SIGN(change_from_baseline_pct) * FLOOR(ABS(change_from_baseline_pct) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS change_from_baseline_pct,
    COALESCE(trend, 'too few points') AS trend,
    previous_period,
    COALESCE(points, 1) AS points,
    CASE unit WHEN 'percent' THEN 'percentage_point' ELSE unit END AS change_unit,
    series,
    CASE
        WHEN change = 0 THEN 'same'
        WHEN polarity = 'low_is_good' AND change < 0 THEN 'better'
        WHEN polarity = 'low_is_good' AND change > 0 THEN 'worse'
        WHEN polarity = 'high_is_good' AND change > 0 THEN 'better'
        WHEN polarity = 'high_is_good' AND change < 0 THEN 'worse'
    END AS polarity_of_change,
    break_note,
    definition,
    source,
    population_estimated,
    denominator_source
FROM with_polarity
ORDER BY measure, area, period, basis
