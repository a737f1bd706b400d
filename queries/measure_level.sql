-- title: Levels of measures with their intervals
-- about: Every measured level. basis stated: a document says it; basis computed: worked out from counts
--   (rates over the population of the view rate_population, shares and means over another count).
--   A period on which documents or pages disagree is left out under stated, and so is what would be computed from it: the issues name the rivals, and none is chosen here.
--   So is a rate of an area that cannot be made of the rates of its parts (view refused_rate). Bounds (over 100) and units other than the measure's own are in the table observation only.
--   Intervals of 95 % and of 99.8 %: counts, rates and means by Byar's method, exact Poisson limits below 10 (view poisson_limit); shares of counts by Wilson's score;
--   none where the counts behind a value are not known.
-- grain: measure, area, period, basis
-- unit: as the column unit says; ratio is so many for each one
-- columns: basis = stated or computed; parts = what stands behind the value: count (it is one), rate (count over population), share (count over count), mean (count by count), unknown;
--   numerator = the count above the line of a computed value; denominator = the count or population below it;
--   lower_95 = lower limit of the 95 % interval; upper_95 = upper limit of the 95 % interval; stated_baseline = the one baseline period that documents give with the value;
--   size = about how many events stand behind the value, as far as that can be known: no change in percent is given from fewer than 10;
--   source = the observation that states the value, or its numerator; denominator_source = where the number below the line stands;
--   population_estimated = the population lies on a line between two known years; definition = the version of the wording, for measures that had several; not stated where the label does not tell;
--   lower_998 = lower limit of the 99.8 % interval; upper_998 = upper limit of it
WITH seen AS (
    SELECT
        observation_id, measure, measure_label, COALESCE(area, '') AS area_key, period, unit, CAST(value AS DOUBLE) AS value,
        CASE WHEN baseline_period <> period THEN baseline_period END AS stated_baseline
    FROM observation
    WHERE basis = 'actual' AND change = 'level' AND bound = 'exact' AND value IS NOT NULL AND period IS NOT NULL
),
gathered AS (
    SELECT
        measure, area_key, period, unit, MIN(value) AS value, MAX(value) AS highest,
        MIN(stated_baseline) AS stated_baseline, MAX(stated_baseline) AS other_baseline, MIN(observation_id) AS source
    FROM seen
    GROUP BY measure, area_key, period, unit
),
one_value AS (
    SELECT
        measure, area_key, period, unit, value, source,
        CASE WHEN stated_baseline = other_baseline THEN stated_baseline END AS stated_baseline
    FROM gathered
    WHERE value = highest
),
-- The version of a wording that the label tells; one that two versions share, or none, tells nothing.
versions AS (
    SELECT seen.measure AS measure, seen.area_key AS area_key, seen.period AS period, seen.unit AS unit,
        measure_definition.definition AS definition, STRPOS(LOWER(seen.measure_label), measure_definition.word) AS found
    FROM seen
    JOIN measure_definition ON seen.measure = measure_definition.measure
),
told AS (
    SELECT measure, area_key, period, unit, MIN(definition) AS definition, MAX(definition) AS other_definition
    FROM versions
    WHERE found > 0
    GROUP BY measure, area_key, period, unit
),
-- What is known of single values beside their number: that a rate is refused, that its wording has a version.
known AS (
    SELECT measure, area_key, period, unit, CASE WHEN definition = other_definition THEN definition END AS definition, CAST(NULL AS VARCHAR) AS why FROM told
    UNION ALL
    SELECT measure, area AS area_key, period, unit, CAST(NULL AS VARCHAR) AS definition, why FROM refused_rate
),
known_once AS (
    SELECT measure, area_key, period, unit, MAX(definition) AS definition, MAX(why) AS why
    FROM known
    GROUP BY measure, area_key, period, unit
),
with_known AS (
    SELECT one_value.*, known_once.definition AS told_definition, known_once.why AS why
    FROM one_value
    LEFT JOIN known_once
        ON one_value.measure = known_once.measure AND one_value.area_key = known_once.area_key
        AND one_value.period = known_once.period AND one_value.unit = known_once.unit
),
has_versions AS (
    SELECT measure, COUNT(definition) AS versions FROM measure_definition GROUP BY measure
),
measured AS (
    SELECT measure.measure AS measure, measure.unit AS unit, CAST(measure.scale AS DOUBLE) AS scale, measure.denominator AS below, has_versions.versions AS versions
    FROM measure
    LEFT JOIN has_versions ON measure.measure = has_versions.measure
),
-- The same measure in another unit is another series: custody per 1,000 children is not custody per 100 convictions.
agreed AS (
    SELECT
        with_known.*, measured.scale AS scale, measured.below AS below,
        COALESCE(with_known.told_definition, CASE WHEN measured.versions IS NOT NULL THEN 'not stated' END) AS definition
    FROM with_known
    JOIN measured ON with_known.measure = measured.measure AND with_known.unit = measured.unit
    WHERE with_known.why IS NULL
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
        measure, area_key, period, CASE WHEN unit = 'count' AND below IS NOT NULL THEN 'ratio' ELSE unit END AS unit,
        'stated' AS basis, value, stated_baseline, scale, source, CAST(NULL AS VARCHAR) AS denominator_source, CAST(NULL AS BOOLEAN) AS population_estimated, definition,
        CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator,
        -- A mean number is given as a count and counts nothing.
        CASE WHEN unit = 'count' AND below IS NULL THEN 'count' ELSE 'unknown' END AS parts,
        CASE WHEN measure NOT LIKE '%.change_from_%' THEN COALESCE(value * persons / scale, value) END AS size
    FROM with_population
),
above AS (
    SELECT
        measure.measure AS measure, agreed.area_key AS area_key, agreed.period AS period, CASE measure.unit WHEN 'count' THEN 'ratio' ELSE measure.unit END AS unit, agreed.value AS numerator,
        agreed.stated_baseline AS stated_baseline, agreed.source AS source, measure.denominator AS below,
        COALESCE(CAST(measure.scale AS DOUBLE), CASE WHEN measure.unit = 'percent' THEN 100.0 ELSE 1.0 END) AS scale
    FROM agreed
    JOIN measure ON agreed.measure = measure.numerator
    WHERE agreed.unit = 'count'
),
rate AS (
    SELECT above.*, CAST(rate_population.persons AS DOUBLE) AS denominator, rate_population.source AS denominator_source, rate_population.estimated AS population_estimated
    FROM above
    JOIN rate_population
        ON above.area_key = rate_population.area AND above.period = rate_population.period AND above.below = rate_population.age_band
),
share AS (
    SELECT above.*, agreed.value AS denominator, agreed.source AS denominator_source
    FROM above
    JOIN agreed ON above.area_key = agreed.area_key AND above.period = agreed.period AND above.below = agreed.measure
),
every_row AS (
    SELECT
        measure, area_key, period, unit, basis, value, stated_baseline, scale, source, denominator_source, population_estimated, definition,
        numerator, denominator, parts, size
    FROM stated
    UNION ALL
    SELECT
        measure, area_key, period, unit, 'computed' AS basis, numerator / denominator * scale AS value, stated_baseline, scale, source, denominator_source,
        population_estimated, CAST(NULL AS VARCHAR) AS definition, numerator, denominator, 'rate' AS parts, numerator AS size
    FROM rate
    WHERE denominator > 0
    UNION ALL
    SELECT
        measure, area_key, period, unit, 'computed' AS basis, numerator / denominator * scale AS value, stated_baseline, scale, source, denominator_source,
        CAST(NULL AS BOOLEAN) AS population_estimated, CAST(NULL AS VARCHAR) AS definition, numerator, denominator,
        CASE WHEN unit = 'percent' THEN 'share' ELSE 'mean' END AS parts, numerator AS size
    FROM share
    WHERE denominator > 0 AND (numerator <= denominator OR unit <> 'percent')
),
counted AS (
    SELECT every_row.*, CASE WHEN parts = 'count' THEN value WHEN parts IN ('rate', 'mean') THEN numerator END AS events FROM every_row
),
keyed AS (
    SELECT counted.*, CASE WHEN events >= 0 AND events < 10 AND events = FLOOR(events) THEN CAST(events AS BIGINT) END AS small_events FROM counted
),
with_exact AS (
    SELECT
        keyed.*, poisson_limit.lower_95 AS exact_lower_95, poisson_limit.upper_95 AS exact_upper_95,
        poisson_limit.lower_998 AS exact_lower_998, poisson_limit.upper_998 AS exact_upper_998
    FROM keyed
    LEFT JOIN poisson_limit ON keyed.small_events = poisson_limit.events
),
-- Byar: the cube is written out, because engines raise to a power in different last places.
roots AS (
    SELECT
        with_exact.*,
        1 - 1 / (9 * events) AS lower_start, 1 / (3 * SQRT(events)) AS lower_step,
        1 - 1 / (9 * (events + 1)) AS upper_start, 1 / (3 * SQRT(events + 1)) AS upper_step,
        CASE WHEN parts = 'share' THEN numerator * (1 - numerator / denominator) END AS variance,
        CASE WHEN parts = 'count' THEN 1.0 ELSE denominator / scale END AS per
    FROM with_exact
),
cubes AS (
    SELECT
        roots.*,
        lower_start - 1.959964 * lower_step AS root_lower_95, upper_start + 1.959964 * upper_step AS root_upper_95,
        lower_start - 3.090232 * lower_step AS root_lower_998, upper_start + 3.090232 * upper_step AS root_upper_998,
        1.959964 * SQRT(3.841459 + 4 * variance) AS spread_95, 3.090232 * SQRT(9.549536 + 4 * variance) AS spread_998
    FROM roots
),
with_limits AS (
    SELECT
        cubes.*,
        CASE
            WHEN parts = 'share' THEN (2 * numerator + 3.841459 - spread_95) / (2 * (denominator + 3.841459)) * scale
            WHEN events >= 10 THEN events * root_lower_95 * root_lower_95 * root_lower_95 / per
            ELSE exact_lower_95 / per
        END AS lower_95,
        CASE
            WHEN parts = 'share' THEN (2 * numerator + 3.841459 + spread_95) / (2 * (denominator + 3.841459)) * scale
            WHEN events >= 10 THEN (events + 1) * root_upper_95 * root_upper_95 * root_upper_95 / per
            ELSE exact_upper_95 / per
        END AS upper_95,
        CASE
            WHEN parts = 'share' THEN (2 * numerator + 9.549536 - spread_998) / (2 * (denominator + 9.549536)) * scale
            WHEN events >= 10 THEN events * root_lower_998 * root_lower_998 * root_lower_998 / per
            ELSE exact_lower_998 / per
        END AS lower_998,
        CASE
            WHEN parts = 'share' THEN (2 * numerator + 9.549536 + spread_998) / (2 * (denominator + 9.549536)) * scale
            WHEN events >= 10 THEN (events + 1) * root_upper_998 * root_upper_998 * root_upper_998 / per
            ELSE exact_upper_998 / per
        END AS upper_998
    FROM cubes
)
SELECT
    measure,
    NULLIF(area_key, '') AS area,
    period,
    basis,
    CAST(SIGN(value) * FLOOR(ABS(value) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS value,
    unit,
    parts,
    CAST(SIGN(numerator) * FLOOR(ABS(numerator) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS numerator,
    CAST(SIGN(denominator) * FLOOR(ABS(denominator) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS denominator,
    CAST(SIGN(lower_95) * FLOOR(ABS(lower_95) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS lower_95,
    CAST(SIGN(upper_95) * FLOOR(ABS(upper_95) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS upper_95,
    CAST(SIGN(size) * FLOOR(ABS(size) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS size,
    stated_baseline,
    source,
    denominator_source,
    population_estimated,
    definition,
    CAST(SIGN(lower_998) * FLOOR(ABS(lower_998) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS lower_998,
    CAST(SIGN(upper_998) * FLOOR(ABS(upper_998) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS upper_998
FROM with_limits
ORDER BY measure, area, period, basis
