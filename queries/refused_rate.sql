-- title: Rates that cannot be what they are said to be
-- about: A rate or a percentage of an area lies between the lowest and the highest of its parts. One that does not, where every part is known, is no rate of the area; nor is one
--   above all known parts that is their sum. Such a value is left out of every view that computes; the table observation and an issue keep it.
-- grain: measure, area, period, tier
-- unit: as the column unit says
-- columns: tier = which parts it was held against; parts = how many parts are known; all_parts = how many there are; lowest = the lowest part; highest = the highest part;
--   sum_of_parts = the parts added up; why = outside the range of its parts, or the sum of its parts; source = the observation refused
WITH said AS (
    SELECT
        observation.observation_id AS observation_id, observation.measure AS measure, observation.area AS area, observation.period AS period,
        observation.unit AS unit, observation.value AS value
    FROM observation
    JOIN measure ON observation.measure = measure.measure AND observation.unit = measure.unit
    WHERE observation.basis = 'actual' AND observation.change = 'level' AND observation.bound = 'exact' AND observation.value IS NOT NULL
        AND observation.area IS NOT NULL AND observation.period IS NOT NULL AND observation.unit IN ('percent', 'per_1000', 'per_10000', 'per_100000')
),
one AS (
    SELECT measure, area, period, unit, MIN(value) AS value, MAX(value) AS highest, MIN(observation_id) AS observation_id
    FROM said
    GROUP BY measure, area, period, unit
),
agreed AS (
    SELECT measure, area, period, unit, value, observation_id FROM one WHERE value = highest
),
whole AS (
    SELECT area FROM agreed GROUP BY area
),
-- Only where the whole has a rate of its own is there anything to hold its parts against.
membership AS (
    SELECT
        area_group.comparator AS comparator, area_group.tier AS tier, COALESCE(area_group.vintage, '') AS vintage,
        area_group.area AS area, area_group.members AS members
    FROM area_group
    JOIN whole ON area_group.comparator = whole.area
    WHERE area_group.tier <> 'listed'
),
part AS (
    SELECT
        membership.comparator AS comparator, membership.tier AS tier, membership.vintage AS vintage, membership.members AS members,
        agreed.measure AS measure, agreed.period AS period, agreed.unit AS unit, agreed.value AS value
    FROM membership
    JOIN agreed ON membership.area = agreed.area
),
parts AS (
    SELECT
        comparator, tier, vintage, members, measure, period, unit, COUNT(value) AS known, MIN(value) AS lowest, MAX(value) AS highest, SUM(value) AS sum_of_parts
    FROM part
    GROUP BY comparator, tier, vintage, members, measure, period, unit
),
held AS (
    SELECT
        agreed.measure AS measure, agreed.area AS area, agreed.period AS period, agreed.unit AS unit, agreed.value AS value, agreed.observation_id AS source,
        parts.tier AS tier, parts.vintage AS vintage, parts.known AS known, parts.members AS members, parts.lowest AS lowest, parts.highest AS highest, parts.sum_of_parts AS sum_of_parts
    FROM agreed
    JOIN parts
        ON agreed.area = parts.comparator AND agreed.measure = parts.measure AND agreed.period = parts.period AND agreed.unit = parts.unit
),
-- Each part may be rounded by half of its last place.
judged AS (
    SELECT
        held.*,
        CASE
            WHEN known >= 2 AND value > highest AND ABS(value - sum_of_parts) * 200 <= sum_of_parts THEN 'the sum of its parts'
            WHEN known = members AND known >= 2 AND (value > highest OR value < lowest) THEN 'outside the range of its parts'
        END AS why
    FROM held
),
-- Districts were merged; where the parts of two times are known, the more of them count.
ordered AS (
    SELECT judged.*, ROW_NUMBER() OVER (PARTITION BY measure, area, period, tier, unit ORDER BY 0 - known, vintage) AS place FROM judged WHERE why IS NOT NULL
)
SELECT measure, area, period, tier, value, unit, known AS parts, members AS all_parts, lowest, highest, sum_of_parts, why, source
FROM ordered
WHERE place = 1
ORDER BY measure, area, period, tier
