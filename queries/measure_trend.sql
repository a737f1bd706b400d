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
--   denominator_source = where the number below the line stands; lower_998 = lower limit of the 99.8 % interval; upper_998 = upper limit of it
WITH level AS (
    SELECT
        measure, COALESCE(area, '') AS area_key, period, unit, basis, parts, stated_baseline, source, definition, population_estimated, denominator_source,
        CAST(value AS DOUBLE) AS value, CAST(numerator AS DOUBLE) AS numerator, CAST(denominator AS DOUBLE) AS denominator,
        CAST(lower_95 AS DOUBLE) AS lower_95, CAST(upper_95 AS DOUBLE) AS upper_95, CAST(lower_998 AS DOUBLE) AS lower_998, CAST(upper_998 AS DOUBLE) AS upper_998,
        CAST(size AS DOUBLE) AS size,
        CASE WHEN parts = 'count' THEN CAST(value AS DOUBLE) ELSE CAST(numerator AS DOUBLE) END AS events,
        CASE WHEN parts = 'count' THEN 1.0 ELSE CAST(denominator AS DOUBLE) END AS weight
    FROM measure_level
),
-- What is to be known of a measure and a period is looked up once for all areas.
spoken AS (
    SELECT measure, period FROM level GROUP BY measure, period
),
dated AS (
    SELECT spoken.measure AS measure, spoken.period AS period, period.series AS kind, period.step AS step, period.start AS start
    FROM spoken
    JOIN period ON spoken.period = period.period
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
    SELECT dated.*, era.note AS era_note, kind || COALESCE('/' || CAST(era.era AS VARCHAR), '') AS era_series
    FROM dated
    LEFT JOIN era ON dated.measure = era.measure AND dated.period = era.period
),
with_polarity AS (
    SELECT with_era.*, measure.polarity AS polarity
    FROM with_era
    LEFT JOIN measure ON with_era.measure = measure.measure
),
-- Values before and after a break, or by two versions of a wording, are two series, whose years do not follow each other.
placed AS (
    SELECT
        level.*, with_polarity.step AS step, with_polarity.era_note AS era_note, with_polarity.polarity AS polarity,
        with_polarity.era_series || COALESCE('/' || level.definition, '') AS series
    FROM level
    JOIN with_polarity ON level.measure = with_polarity.measure AND level.period = with_polarity.period
),
numbered AS (
    SELECT
        placed.*,
        ROW_NUMBER() OVER (ORDER BY measure, area_key, basis, series, step) AS nth,
        ROW_NUMBER() OVER line AS place,
        FIRST_VALUE(period) OVER line AS first_period, FIRST_VALUE(value) OVER line AS first_value, FIRST_VALUE(size) OVER line AS first_size
    FROM placed
    WINDOW line AS (PARTITION BY measure, area_key, basis, series ORDER BY step)
),
-- A quarter is not measured against a year: a stated baseline counts only where it is of the same series.
asked AS (
    SELECT nth, measure, area_key, basis, series, stated_baseline FROM numbered WHERE stated_baseline IS NOT NULL
),
base AS (
    SELECT asked.nth AS nth, placed.value AS base_value, placed.size AS base_size
    FROM asked
    JOIN placed
        ON asked.measure = placed.measure AND asked.area_key = placed.area_key AND asked.basis = placed.basis
        AND asked.series = placed.series AND asked.stated_baseline = placed.period
),
with_base AS (
    SELECT numbered.*, base.base_value AS base_value, base.base_size AS base_size
    FROM numbered
    LEFT JOIN base ON numbered.nth = base.nth
),
-- Each value with the four before it; x is how many steps earlier they are. They are of its own series where its place in that is high enough.
ordered AS (
    SELECT
        with_base.*,
        LAG(period) OVER every AS period_before, LAG(size) OVER every AS size_before, LAG(denominator_source) OVER every AS denominator_before,
        CAST(LAG(step) OVER every - step AS DOUBLE) AS x1, CAST(LAG(step, 2) OVER every - step AS DOUBLE) AS x2,
        CAST(LAG(step, 3) OVER every - step AS DOUBLE) AS x3, CAST(LAG(step, 4) OVER every - step AS DOUBLE) AS x4,
        LAG(value) OVER every AS y1, LAG(value, 2) OVER every AS y2, LAG(value, 3) OVER every AS y3, LAG(value, 4) OVER every AS y4,
        LAG(events) OVER every AS e1, LAG(events, 2) OVER every AS e2, LAG(events, 3) OVER every AS e3, LAG(events, 4) OVER every AS e4,
        LAG(weight) OVER every AS w1, LAG(weight, 2) OVER every AS w2, LAG(weight, 3) OVER every AS w3, LAG(weight, 4) OVER every AS w4
    FROM with_base
    WINDOW every AS (ORDER BY nth)
),
sums AS (
    SELECT
        ordered.*,
        CASE WHEN place > 1 AND x1 = -1 THEN period_before END AS previous_period,
        CASE WHEN place > 1 AND x1 = -1 THEN y1 END AS previous,
        CASE WHEN place > 1 AND x1 = -1 THEN size_before END AS previous_size,
        CASE WHEN place > 1 AND x1 = -1 THEN denominator_before END AS previous_denominator,
        COALESCE(stated_baseline, CASE WHEN place > 1 THEN first_period END) AS baseline_period,
        CASE WHEN stated_baseline IS NOT NULL THEN base_value WHEN place > 1 THEN first_value END AS baseline,
        CASE WHEN stated_baseline IS NOT NULL THEN base_size WHEN place > 1 THEN first_size END AS baseline_size,
        x1 + x2 + x3 + x4 AS sx, value + y1 + y2 + y3 + y4 AS sy, x1 * y1 + x2 * y2 + x3 * y3 + x4 * y4 AS sxy,
        events + e1 + e2 + e3 + e4 AS r, e1 * x1 + e2 * x2 + e3 * x3 + e4 * x4 AS rx,
        weight + w1 + w2 + w3 + w4 AS n, w1 * x1 + w2 * x2 + w3 * x3 + w4 * x4 AS nx,
        w1 * x1 * x1 + w2 * x2 * x2 + w3 * x3 * x3 + w4 * x4 * x4 AS nxx
    FROM ordered
),
-- The slope's sign without each of the points in turn, and chi-square for a trend at one degree of freedom: Poisson for counts and rates, binomial for shares.
tested AS (
    SELECT
        sums.*,
        LEAST(
            4 * sxy - sx * (sy - value), 4 * (sxy - x1 * y1) - (sx - x1) * (sy - y1), 4 * (sxy - x2 * y2) - (sx - x2) * (sy - y2),
            4 * (sxy - x3 * y3) - (sx - x3) * (sy - y3), 4 * (sxy - x4 * y4) - (sx - x4) * (sy - y4)
        ) AS lowest_slope,
        GREATEST(
            4 * sxy - sx * (sy - value), 4 * (sxy - x1 * y1) - (sx - x1) * (sy - y1), 4 * (sxy - x2 * y2) - (sx - x2) * (sy - y2),
            4 * (sxy - x3 * y3) - (sx - x3) * (sy - y3), 4 * (sxy - x4 * y4) - (sx - x4) * (sy - y4)
        ) AS highest_slope,
        (rx - nx * r / n) * (rx - nx * r / n)
        / NULLIF(r / n * CASE WHEN parts = 'share' THEN 1 - r / n ELSE 1 END * (nxx - nx * nx / n), 0) AS chi_square
    FROM sums
),
judged AS (
    SELECT
        tested.*,
        value - previous AS change,
        CASE WHEN previous_size >= 10 THEN 100 * (value - previous) / NULLIF(previous, 0) END AS change_pct,
        CASE WHEN baseline_size >= 10 THEN 100 * (value - baseline) / NULLIF(baseline, 0) END AS change_from_baseline_pct,
        CASE
            WHEN place < 5 THEN 'too few points'
            WHEN r IS NULL THEN 'not testable'
            WHEN chi_square > 9.5495 AND lowest_slope > 0 THEN 'increasing'
            WHEN chi_square > 9.5495 AND highest_slope < 0 THEN 'decreasing'
            ELSE 'no change'
        END AS trend,
        -- The document of a population is what stands before the place: another release may be on another footing.
        CASE
            WHEN era_note IS NOT NULL THEN era_note
            WHEN SUBSTR(denominator_source, 1, STRPOS(denominator_source, '#')) <> SUBSTR(previous_denominator, 1, STRPOS(previous_denominator, '#'))
                AND parts = 'rate' THEN 'the population of the period before is from another document'
        END AS break_note
    FROM tested
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
    trend,
    previous_period,
    LEAST(place, 5) AS points,
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
    denominator_source,
    CAST(SIGN(lower_998) * FLOOR(ABS(lower_998) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS lower_998,
    CAST(SIGN(upper_998) * FLOOR(ABS(upper_998) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS upper_998
FROM judged
ORDER BY measure, area, period, basis
