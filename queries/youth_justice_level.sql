-- title: Levels of youth justice measures with their intervals
-- about: Every measured level of a youth justice measure. basis stated: a document says it; basis computed: worked out from counts
--   (rates over the population of the view rate_population, shares over another count).
--   A period on which documents or pages disagree is left out under stated, and so is what would be computed from it: the issues name the rivals, and none is chosen here.
--   Bounds (over 100) and units other than the measure's own are in the table observation only.
--   Intervals of 95 %: counts and rates by Byar's method, exact Poisson limits below 10; shares of counts by Wilson's score; none where the counts behind a value are not known.
-- grain: measure, area, period, basis
-- unit: as the column unit says
-- columns: basis = stated or computed; parts = what stands behind the value: count (it is one), rate (count over population), share (count over count), unknown;
--   numerator = the count above the line of a computed value; denominator = the count or population below it;
--   lower_95 = lower limit of the 95 % interval; upper_95 = upper limit of the 95 % interval; stated_baseline = the one baseline period that documents give with the value;
--   size = about how many events stand behind the value, as far as that can be known: no change in percent is given from fewer than 10
WITH seen AS (
    SELECT
        measure, COALESCE(area, '') AS area_key, period, unit, CAST(value AS DOUBLE) AS value,
        CASE WHEN baseline_period <> period THEN baseline_period END AS stated_baseline
    FROM observation
    WHERE measure LIKE 'yj.%' AND basis = 'actual' AND change = 'level' AND bound = 'exact' AND value IS NOT NULL AND period IS NOT NULL
),
-- The same measure in another unit is another series: custody per 1,000 children is not custody per 100 convictions.
in_own_unit AS (
    SELECT
        seen.measure AS measure, seen.area_key AS area_key, seen.period AS period, seen.unit AS unit, seen.value AS value,
        seen.stated_baseline AS stated_baseline, measure.scale AS scale, measure.denominator AS below
    FROM seen
    JOIN measure ON seen.measure = measure.measure AND seen.unit = measure.unit
),
gathered AS (
    SELECT
        measure, area_key, period, unit, scale, below, MIN(value) AS value, MAX(value) AS highest,
        MIN(stated_baseline) AS stated_baseline, MAX(stated_baseline) AS other_baseline
    FROM in_own_unit
    GROUP BY measure, area_key, period, unit, scale, below
),
agreed AS (
    SELECT
        measure, area_key, period, unit, CAST(scale AS DOUBLE) AS scale, below, value,
        CASE WHEN stated_baseline = other_baseline THEN stated_baseline END AS stated_baseline
    FROM gathered
    WHERE value = highest
),
-- What a rate is over is not stated with it; the population only tells how many events stand behind it.
with_population AS (
    SELECT agreed.*, CAST(rate_population.persons AS DOUBLE) AS persons
    FROM agreed
    LEFT JOIN rate_population
        ON agreed.area_key = rate_population.area AND agreed.period = rate_population.period AND agreed.below = rate_population.age_band
),
stated AS (
    SELECT
        measure, area_key, period, unit, 'stated' AS basis, value, stated_baseline, scale,
        CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator,
        -- A mean number of reoffences is given as a count and counts nothing.
        CASE WHEN unit = 'count' AND measure <> 'yj.reoffending.frequency' THEN 'count' ELSE 'unknown' END AS parts,
        CASE WHEN measure NOT LIKE '%.change_from_%' THEN COALESCE(value * persons / scale, value) END AS size
    FROM with_population
),
above AS (
    SELECT
        measure.measure AS measure, agreed.area_key AS area_key, agreed.period AS period, measure.unit AS unit, agreed.value AS numerator,
        agreed.stated_baseline AS stated_baseline, COALESCE(CAST(measure.scale AS DOUBLE), 100) AS scale, measure.denominator AS below
    FROM agreed
    JOIN measure ON agreed.measure = measure.numerator
    WHERE agreed.unit = 'count'
),
rate AS (
    SELECT above.*, CAST(rate_population.persons AS DOUBLE) AS denominator
    FROM above
    JOIN rate_population
        ON above.area_key = rate_population.area AND above.period = rate_population.period AND above.below = rate_population.age_band
),
share AS (
    SELECT above.*, agreed.value AS denominator
    FROM above
    JOIN agreed ON above.area_key = agreed.area_key AND above.period = agreed.period AND above.below = agreed.measure
),
every_row AS (
    SELECT measure, area_key, period, unit, basis, value, stated_baseline, scale, numerator, denominator, parts, size FROM stated
    UNION ALL
    SELECT
        measure, area_key, period, unit, 'computed' AS basis, numerator / denominator * scale AS value, stated_baseline, scale,
        numerator, denominator, 'rate' AS parts, numerator AS size
    FROM rate
    WHERE denominator > 0
    UNION ALL
    SELECT
        measure, area_key, period, unit, 'computed' AS basis, numerator / denominator * scale AS value, stated_baseline, scale,
        numerator, denominator, 'share' AS parts, numerator AS size
    FROM share
    WHERE denominator > 0 AND numerator <= denominator
),
-- Limits of the mean of a Poisson count, chi-square(0.025, 2x) / 2 and chi-square(0.975, 2x + 2) / 2.
exact AS (
    SELECT CAST(0 AS BIGINT) AS events, 0.000000 AS lower_limit, 3.688879 AS upper_limit
    UNION ALL SELECT CAST(1 AS BIGINT) AS events, 0.025318 AS lower_limit, 5.571643 AS upper_limit
    UNION ALL SELECT CAST(2 AS BIGINT) AS events, 0.242209 AS lower_limit, 7.224688 AS upper_limit
    UNION ALL SELECT CAST(3 AS BIGINT) AS events, 0.618672 AS lower_limit, 8.767273 AS upper_limit
    UNION ALL SELECT CAST(4 AS BIGINT) AS events, 1.089865 AS lower_limit, 10.241589 AS upper_limit
    UNION ALL SELECT CAST(5 AS BIGINT) AS events, 1.623486 AS lower_limit, 11.668332 AS upper_limit
    UNION ALL SELECT CAST(6 AS BIGINT) AS events, 2.201894 AS lower_limit, 13.059474 AS upper_limit
    UNION ALL SELECT CAST(7 AS BIGINT) AS events, 2.814363 AS lower_limit, 14.422675 AS upper_limit
    UNION ALL SELECT CAST(8 AS BIGINT) AS events, 3.453832 AS lower_limit, 15.763189 AS upper_limit
    UNION ALL SELECT CAST(9 AS BIGINT) AS events, 4.115373 AS lower_limit, 17.084803 AS upper_limit
),
counted AS (
    SELECT every_row.*, CASE WHEN parts = 'count' THEN value WHEN parts = 'rate' THEN numerator END AS events FROM every_row
),
keyed AS (
    SELECT counted.*, CASE WHEN events >= 0 AND events < 10 AND events = FLOOR(events) THEN CAST(events AS BIGINT) END AS small_events FROM counted
),
with_exact AS (
    SELECT keyed.*, CAST(exact.lower_limit AS DOUBLE) AS exact_lower, CAST(exact.upper_limit AS DOUBLE) AS exact_upper
    FROM keyed
    LEFT JOIN exact ON keyed.small_events = exact.events
),
limits AS (
    SELECT
        with_exact.*,
        CASE
            WHEN events >= 10 THEN events * POWER(1 - 1 / (9 * events) - 1.959964 / (3 * SQRT(events)), 3)
            ELSE exact_lower
        END AS event_lower,
        CASE
            WHEN events >= 10 THEN (events + 1) * POWER(1 - 1 / (9 * (events + 1)) + 1.959964 / (3 * SQRT(events + 1)), 3)
            ELSE exact_upper
        END AS event_upper,
        1.959964 * SQRT(3.841459 + 4 * numerator * (1 - numerator / denominator)) AS spread
    FROM with_exact
),
with_limits AS (
    SELECT
        measure, area_key, period, unit, basis, value, stated_baseline, numerator, denominator, parts, size,
        CASE parts
            WHEN 'count' THEN event_lower
            WHEN 'rate' THEN event_lower / denominator * scale
            WHEN 'share' THEN (2 * numerator + 3.841459 - spread) / (2 * (denominator + 3.841459)) * scale
        END AS lower_95,
        CASE parts
            WHEN 'count' THEN event_upper
            WHEN 'rate' THEN event_upper / denominator * scale
            WHEN 'share' THEN (2 * numerator + 3.841459 + spread) / (2 * (denominator + 3.841459)) * scale
        END AS upper_95
    FROM limits
)
SELECT
    measure,
    NULLIF(area_key, '') AS area,
    period,
    basis,
    CAST(value AS DECIMAL(38, 4)) AS value,
    unit,
    parts,
    CAST(numerator AS DECIMAL(38, 4)) AS numerator,
    CAST(denominator AS DECIMAL(38, 4)) AS denominator,
    CAST(lower_95 AS DECIMAL(38, 4)) AS lower_95,
    CAST(upper_95 AS DECIMAL(38, 4)) AS upper_95,
    CAST(size AS DECIMAL(38, 4)) AS size,
    stated_baseline
FROM with_limits
ORDER BY measure, area, period, basis
