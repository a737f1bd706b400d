-- title: Levels of measures with their intervals
-- about: Every measured level. basis stated: a document says it; basis computed: worked out from counts
--   (rates over the population of the view rate_population, shares and means over another count).
--   A period on which documents or pages disagree is left out under stated, and so is what would be computed from it: the issues name the rivals, and none is chosen here.
--   So is a rate of an area that cannot be made of the rates of its parts (view refused_rate). Bounds (over 100) and units other than the measure's own are in the table observation only.
--   Intervals of 95 %: counts, rates and means by Byar's method, exact Poisson limits below 10; shares of counts by Wilson's score; none where the counts behind a value are not known.
-- grain: measure, area, period, basis
-- unit: as the column unit says
-- columns: basis = stated or computed; parts = what stands behind the value: count (it is one), rate (count over population), share (count over count), mean (count by count), unknown;
--   numerator = the count above the line of a computed value; denominator = the count or population below it;
--   lower_95 = lower limit of the 95 % interval; upper_95 = upper limit of the 95 % interval; stated_baseline = the one baseline period that documents give with the value;
--   size = about how many events stand behind the value, as far as that can be known: no change in percent is given from fewer than 10;
--   source = the observation that states the value, or its numerator; denominator_source = where the number below the line stands;
--   population_estimated = the population lies on a line between two known years; definition = the version of the wording, for measures that had several; not stated where the label does not tell
WITH seen AS (
    SELECT
        observation_id, measure, LOWER(measure_label) AS label, COALESCE(area, '') AS area_key, period, unit, CAST(value AS DOUBLE) AS value,
        CASE WHEN baseline_period <> period THEN baseline_period END AS stated_baseline
    FROM observation
    WHERE basis = 'actual' AND change = 'level' AND bound = 'exact' AND value IS NOT NULL AND period IS NOT NULL
),
-- The same measure in another unit is another series: custody per 1,000 children is not custody per 100 convictions.
in_own_unit AS (
    SELECT
        seen.observation_id AS observation_id, seen.measure AS measure, seen.label AS label, seen.area_key AS area_key, seen.period AS period,
        seen.unit AS unit, seen.value AS value, seen.stated_baseline AS stated_baseline, measure.scale AS scale, measure.denominator AS below
    FROM seen
    JOIN measure ON seen.measure = measure.measure AND seen.unit = measure.unit
),
gathered AS (
    SELECT
        measure, area_key, period, unit, scale, below, MIN(value) AS value, MAX(value) AS highest,
        MIN(stated_baseline) AS stated_baseline, MAX(stated_baseline) AS other_baseline, MIN(observation_id) AS source
    FROM in_own_unit
    GROUP BY measure, area_key, period, unit, scale, below
),
one_value AS (
    SELECT
        measure, area_key, period, unit, CAST(scale AS DOUBLE) AS scale, below, value, source,
        CASE WHEN stated_baseline = other_baseline THEN stated_baseline END AS stated_baseline
    FROM gathered
    WHERE value = highest
),
refused AS (
    SELECT measure, area, period, MIN(why) AS why FROM refused_rate GROUP BY measure, area, period
),
not_refused AS (
    SELECT one_value.*, refused.why AS why
    FROM one_value
    LEFT JOIN refused ON one_value.measure = refused.measure AND one_value.area_key = refused.area AND one_value.period = refused.period
),
-- The version of a wording that the label tells; one that two versions share, or none, tells nothing.
versions AS (
    SELECT in_own_unit.measure AS measure, in_own_unit.area_key AS area_key, in_own_unit.period AS period,
        measure_definition.definition AS definition, STRPOS(in_own_unit.label, measure_definition.word) AS found
    FROM in_own_unit
    JOIN measure_definition ON in_own_unit.measure = measure_definition.measure
),
told AS (
    SELECT measure, area_key, period, MIN(definition) AS definition, MAX(definition) AS other_definition
    FROM versions
    WHERE found > 0
    GROUP BY measure, area_key, period
),
has_versions AS (
    SELECT measure, COUNT(definition) AS versions FROM measure_definition GROUP BY measure
),
with_versions AS (
    SELECT not_refused.*, has_versions.versions AS versions
    FROM not_refused
    LEFT JOIN has_versions ON not_refused.measure = has_versions.measure
    WHERE not_refused.why IS NULL
),
agreed AS (
    SELECT
        with_versions.*,
        CASE
            WHEN told.definition = told.other_definition THEN told.definition
            WHEN with_versions.versions IS NOT NULL THEN 'not stated'
        END AS definition
    FROM with_versions
    LEFT JOIN told
        ON with_versions.measure = told.measure AND with_versions.area_key = told.area_key AND with_versions.period = told.period
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
        measure, area_key, period, unit, 'stated' AS basis, value, stated_baseline, scale, source, CAST(NULL AS VARCHAR) AS denominator_source,
        CAST(NULL AS BOOLEAN) AS population_estimated, definition,
        CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator,
        -- A mean number is given as a count and counts nothing.
        CASE WHEN unit = 'count' AND below IS NULL THEN 'count' ELSE 'unknown' END AS parts,
        CASE WHEN measure NOT LIKE '%.change_from_%' THEN COALESCE(value * persons / scale, value) END AS size
    FROM with_population
),
above AS (
    SELECT
        measure.measure AS measure, agreed.area_key AS area_key, agreed.period AS period, measure.unit AS unit, agreed.value AS numerator,
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
-- Limits of the mean of a Poisson count, chi-square(0.025, 2x) / 2 and chi-square(0.975, 2x + 2) / 2.
exact AS (
    SELECT CAST(0 AS BIGINT) AS events, 0.0000000000000 AS lower_limit, 3.6888794541139 AS upper_limit
    UNION ALL SELECT CAST(1 AS BIGINT) AS events, 0.0253178079843 AS lower_limit, 5.5716433909389 AS upper_limit
    UNION ALL SELECT CAST(2 AS BIGINT) AS events, 0.2422092785440 AS lower_limit, 7.2246876677240 AS upper_limit
    UNION ALL SELECT CAST(3 AS BIGINT) AS events, 0.6186721228956 AS lower_limit, 8.7672730697423 AS upper_limit
    UNION ALL SELECT CAST(4 AS BIGINT) AS events, 1.0898653736263 AS lower_limit, 10.2415886754037 AS upper_limit
    UNION ALL SELECT CAST(5 AS BIGINT) AS events, 1.6234863901184 AS lower_limit, 11.6683320793227 AS upper_limit
    UNION ALL SELECT CAST(6 AS BIGINT) AS events, 2.2018942534909 AS lower_limit, 13.0594740225187 AS upper_limit
    UNION ALL SELECT CAST(7 AS BIGINT) AS events, 2.8143630515199 AS lower_limit, 14.4226753617024 AS upper_limit
    UNION ALL SELECT CAST(8 AS BIGINT) AS events, 3.4538321767485 AS lower_limit, 15.7631892201933 AS upper_limit
    UNION ALL SELECT CAST(9 AS BIGINT) AS events, 4.1153730973783 AS lower_limit, 17.0848034514192 AS upper_limit
),
counted AS (
    SELECT every_row.*, CASE WHEN parts = 'count' THEN value WHEN parts IN ('rate', 'mean') THEN numerator END AS events FROM every_row
),
keyed AS (
    SELECT counted.*, CASE WHEN events >= 0 AND events < 10 AND events = FLOOR(events) THEN CAST(events AS BIGINT) END AS small_events FROM counted
),
with_exact AS (
    SELECT keyed.*, CAST(exact.lower_limit AS DOUBLE) AS exact_lower, CAST(exact.upper_limit AS DOUBLE) AS exact_upper
    FROM keyed
    LEFT JOIN exact ON keyed.small_events = exact.events
),
-- Byar: the cube is written out, because engines raise to a power in different last places.
roots AS (
    SELECT
        with_exact.*,
        1 - 1 / (9 * events) - 1.959964 / (3 * SQRT(events)) AS lower_root,
        1 - 1 / (9 * (events + 1)) + 1.959964 / (3 * SQRT(events + 1)) AS upper_root
    FROM with_exact
),
limits AS (
    SELECT
        roots.*,
        CASE WHEN events >= 10 THEN events * lower_root * lower_root * lower_root ELSE exact_lower END AS event_lower,
        CASE WHEN events >= 10 THEN (events + 1) * upper_root * upper_root * upper_root ELSE exact_upper END AS event_upper,
        1.959964 * SQRT(3.841459 + 4 * numerator * (1 - numerator / denominator)) AS spread
    FROM roots
),
with_limits AS (
    SELECT
        measure, area_key, period, unit, basis, value, stated_baseline, numerator, denominator, parts, size,
        source, denominator_source, population_estimated, definition,
        CASE parts
            WHEN 'count' THEN event_lower
            WHEN 'rate' THEN event_lower / denominator * scale
            WHEN 'mean' THEN event_lower / denominator * scale
            WHEN 'share' THEN (2 * numerator + 3.841459 - spread) / (2 * (denominator + 3.841459)) * scale
        END AS lower_95,
        CASE parts
            WHEN 'count' THEN event_upper
            WHEN 'rate' THEN event_upper / denominator * scale
            WHEN 'mean' THEN event_upper / denominator * scale
            WHEN 'share' THEN (2 * numerator + 3.841459 + spread) / (2 * (denominator + 3.841459)) * scale
        END AS upper_95
    FROM limits
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
    definition
FROM with_limits
ORDER BY measure, area, period, basis
