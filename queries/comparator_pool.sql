-- title: Groups of areas as the sum of their members
-- about: A rate or a share of a group of areas is its members' counts over its members' populations, added up; rates are never averaged and never added.
--   Only where every member of the group (table area_group) has both numbers for the period; a group with a member missing has none. Where several tiers make up a group, the smallest parts are taken.
-- grain: measure, comparator, period
-- unit: as the column unit says
-- columns: comparator = the group; numerator = the members' counts added up; denominator = their populations or counts added up; tier = which parts were added; members = how many there are;
--   vintage = when the list of members was made, or since when boundaries make it so; empty where they never changed; lower_95 = lower limit of the 95 % interval; upper_95 = upper limit of it; parts = rate, share or mean
WITH member AS (
    SELECT
        area_group.comparator AS comparator, area_group.tier AS tier, area_group.members AS members, area_group.vintage AS vintage,
        measure_level.measure AS measure, measure_level.period AS period, measure_level.unit AS unit, measure_level.parts AS parts,
        CAST(measure_level.numerator AS DOUBLE) AS numerator, CAST(measure_level.denominator AS DOUBLE) AS denominator
    FROM area_group
    JOIN measure_level ON area_group.area = measure_level.area
    WHERE measure_level.basis = 'computed'
),
summed AS (
    SELECT
        comparator, tier, members, vintage, measure, period, unit, parts, COUNT(numerator) AS known, SUM(numerator) AS numerator, SUM(denominator) AS denominator
    FROM member
    GROUP BY comparator, tier, members, vintage, measure, period, unit, parts
),
complete AS (
    SELECT summed.*, ROW_NUMBER() OVER (PARTITION BY measure, comparator, period ORDER BY 0 - members, tier, vintage) AS place
    FROM summed
    WHERE known = members AND denominator > 0
),
scaled AS (
    SELECT
        complete.*, numerator / denominator AS ratio,
        CASE unit WHEN 'per_1000' THEN 1000.0 WHEN 'per_10000' THEN 10000.0 WHEN 'per_100000' THEN 100000.0 WHEN 'percent' THEN 100.0 ELSE 1.0 END AS scale
    FROM complete
    WHERE place = 1
),
keyed AS (
    SELECT scaled.*, CASE WHEN numerator < 10 AND numerator = FLOOR(numerator) THEN CAST(numerator AS BIGINT) END AS small_events FROM scaled
),
with_exact AS (
    SELECT keyed.*, poisson_limit.lower_95 AS exact_lower, poisson_limit.upper_95 AS exact_upper
    FROM keyed
    LEFT JOIN poisson_limit ON keyed.small_events = poisson_limit.events
),
roots AS (
    SELECT
        with_exact.*,
        1 - 1 / (9 * numerator) - 1.959964 / (3 * SQRT(numerator)) AS lower_root,
        1 - 1 / (9 * (numerator + 1)) + 1.959964 / (3 * SQRT(numerator + 1)) AS upper_root,
        CASE WHEN parts = 'share' THEN 1.959964 * SQRT(3.841459 + 4 * numerator * (1 - ratio)) END AS spread
    FROM with_exact
),
limits AS (
    SELECT
        roots.*, ratio * scale AS value,
        CASE
            WHEN parts = 'share' THEN (2 * numerator + 3.841459 - spread) / (2 * (denominator + 3.841459)) * scale
            WHEN numerator >= 10 THEN numerator * lower_root * lower_root * lower_root / denominator * scale
            ELSE exact_lower / denominator * scale
        END AS lower_95,
        CASE
            WHEN parts = 'share' THEN (2 * numerator + 3.841459 + spread) / (2 * (denominator + 3.841459)) * scale
            WHEN numerator >= 10 THEN (numerator + 1) * upper_root * upper_root * upper_root / denominator * scale
            ELSE exact_upper / denominator * scale
        END AS upper_95
    FROM roots
)
SELECT
    measure,
    comparator,
    period,
    CAST(SIGN(value) * FLOOR(ABS(value) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS value,
    unit,
    parts,
    CAST(SIGN(numerator) * FLOOR(ABS(numerator) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS numerator,
    CAST(SIGN(denominator) * FLOOR(ABS(denominator) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS denominator,
    CAST(SIGN(lower_95) * FLOOR(ABS(lower_95) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS lower_95,
    CAST(SIGN(upper_95) * FLOOR(ABS(upper_95) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS upper_95,
    tier,
    members,
    vintage
FROM limits
ORDER BY measure, comparator, period
