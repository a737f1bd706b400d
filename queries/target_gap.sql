-- title: Targets against what happened
-- about: Each target beside the actual of its measure, area and period, or beside the last actual before it (status previous_level).
--   A target that is a step ("2 more", "10 % fewer") is measured from the actual of its baseline or, without one, from the last actual before;
--   the level it comes to stands in expected. The direction wanted is that of the target's bound, else of the measure's polarity.
--   Where documents give different figures for one target or one actual, none is chosen: the figure is empty and note has them.
-- grain: measure, area, target_period, target_document
-- unit: the unit of the target; percent of the expected level
WITH target AS (
    SELECT
        measure, COALESCE(area, '') AS area, COALESCE(period, '') AS period, document, unit, change, bound, value,
        COALESCE(baseline_period, '') AS baseline,
        CASE WHEN change = 'level' THEN '0' ELSE '1' END || unit AS choice
    FROM observation
    WHERE basis = 'target' AND value IS NOT NULL
),
-- A level goes before a step where a document promises both of one measure.
first_kind AS (
    SELECT measure, area, period, document, MIN(choice) AS choice
    FROM target
    GROUP BY measure, area, period, document
),
kept_target AS (
    SELECT
        target.measure AS measure, target.area AS area, target.period AS period, target.document AS document,
        target.unit AS unit, target.change AS change, target.bound AS bound, target.value AS value, target.baseline AS baseline
    FROM target
    JOIN first_kind
        ON target.measure = first_kind.measure AND target.area = first_kind.area AND target.period = first_kind.period
        AND target.document = first_kind.document AND target.choice = first_kind.choice
),
one_target AS (
    SELECT
        measure, area, period, document, MIN(unit) AS unit, MIN(change) AS change, MIN(bound) AS bound,
        MIN(value) AS lowest, MAX(value) AS highest, MAX(baseline) AS baseline
    FROM kept_target
    GROUP BY measure, area, period, document
),
actual AS (
    SELECT measure, COALESCE(area, '') AS area, COALESCE(period, '') AS period, document, unit, bound, value
    FROM observation
    WHERE basis = 'actual' AND change = 'level' AND value IS NOT NULL
),
one_actual AS (
    SELECT
        measure, area, period, unit, MIN(value) AS lowest, MAX(value) AS highest, MIN(document) AS document,
        MIN(bound) AS bound, MAX(bound) AS last_bound
    FROM actual
    GROUP BY measure, area, period, unit
),
target_dated AS (
    SELECT one_target.*, period.start AS start, period.months AS months
    FROM one_target
    LEFT JOIN period ON one_target.period = period.period
),
actual_dated AS (
    SELECT one_actual.*, period.start AS start, period.months AS months, period.sort AS sort
    FROM one_actual
    LEFT JOIN period ON one_actual.period = period.period
),
-- Every actual of the measure and area, with what it is to the target: 1 its own period, 2 before it, 3 undated, 4 its baseline.
pair AS (
    SELECT
        target_dated.measure AS measure, target_dated.area AS area, target_dated.period AS period, target_dated.document AS document,
        actual_dated.period AS actual_period, actual_dated.unit AS actual_unit, actual_dated.lowest AS lowest,
        actual_dated.highest AS highest, actual_dated.document AS actual_document, actual_dated.bound AS bound,
        actual_dated.last_bound AS last_bound, actual_dated.sort AS sort,
        CASE WHEN actual_dated.unit = target_dated.unit THEN 0 ELSE 1 END AS other_unit,
        CASE
            WHEN actual_dated.period = target_dated.period AND target_dated.period <> '' THEN 1
            WHEN actual_dated.start < target_dated.start AND actual_dated.months = target_dated.months THEN 2
            WHEN actual_dated.period = '' THEN 3
        END AS relation,
        actual_dated.period = target_dated.baseline AND target_dated.baseline <> '' AS is_baseline
    FROM target_dated
    JOIN actual_dated ON target_dated.measure = actual_dated.measure AND target_dated.area = actual_dated.area
),
ranked AS (
    SELECT
        pair.*,
        ROW_NUMBER() OVER (
            PARTITION BY measure, area, period, document
            ORDER BY relation, 0 - COALESCE(sort, 0), other_unit, actual_unit
        ) AS place
    FROM pair
    WHERE relation IS NOT NULL
),
best AS (
    SELECT * FROM ranked WHERE place = 1
),
step_from AS (
    SELECT
        measure, area, period, document, lowest AS from_lowest, highest AS from_highest, actual_period AS from_period,
        actual_unit AS from_unit,
        ROW_NUMBER() OVER (
            PARTITION BY measure, area, period, document
            ORDER BY CASE WHEN is_baseline THEN 0 ELSE 1 END, 0 - COALESCE(sort, 0), actual_unit
        ) AS place
    FROM pair
    WHERE is_baseline OR relation = 2
),
best_from AS (
    SELECT * FROM step_from WHERE place = 1 AND from_lowest = from_highest
),
with_actual AS (
    SELECT
        one_target.*,
        best.actual_period AS actual_period, best.actual_unit AS actual_unit, best.lowest AS actual_lowest,
        best.highest AS actual_highest, best.actual_document AS actual_document, best.bound AS actual_bound,
        best.last_bound AS actual_last_bound, best.relation AS relation
    FROM one_target
    LEFT JOIN best
        ON one_target.measure = best.measure AND one_target.area = best.area
        AND one_target.period = best.period AND one_target.document = best.document
),
with_from AS (
    SELECT
        with_actual.*, best_from.from_lowest AS from_value, best_from.from_period AS from_period, best_from.from_unit AS from_unit
    FROM with_actual
    LEFT JOIN best_from
        ON with_actual.measure = best_from.measure AND with_actual.area = best_from.area
        AND with_actual.period = best_from.period AND with_actual.document = best_from.document
),
with_measure AS (
    SELECT with_from.*, measure.polarity AS polarity, measure.label AS measure_label
    FROM with_from
    LEFT JOIN measure ON with_from.measure = measure.measure
),
valued AS (
    SELECT
        measure, area, period, document, unit, change, bound, baseline, actual_period, actual_unit, actual_document,
        actual_bound, actual_last_bound, relation, from_value, from_period, polarity, measure_label,
        lowest, highest, actual_lowest, actual_highest,
        CASE WHEN lowest = highest THEN lowest END AS target,
        CASE WHEN actual_lowest = actual_highest AND actual_bound = actual_last_bound THEN actual_lowest END AS actual,
        CASE change
            WHEN 'increase' THEN CASE WHEN unit = 'percent' AND from_unit <> 'percent' THEN from_value * (1 + CAST(lowest AS DOUBLE) / 100) ELSE from_value + lowest END
            WHEN 'decrease' THEN CASE WHEN unit = 'percent' AND from_unit <> 'percent' THEN from_value * (1 - CAST(lowest AS DOUBLE) / 100) ELSE from_value - lowest END
            ELSE CASE WHEN unit = actual_unit OR actual_unit IS NULL THEN CAST(lowest AS DOUBLE) END
        END AS level_wanted,
        CASE
            WHEN change = 'increase' THEN 'up'
            WHEN change = 'decrease' THEN 'down'
            WHEN bound IN ('over', 'at_least') THEN 'up'
            WHEN bound IN ('under', 'at_most') THEN 'down'
            WHEN polarity = 'high_is_good' THEN 'up'
            WHEN polarity = 'low_is_good' THEN 'down'
            ELSE 'none'
        END AS direction
    FROM with_measure
),
gap AS (
    SELECT
        valued.*,
        CASE WHEN lowest = highest THEN level_wanted END AS expected,
        CASE WHEN lowest = highest THEN CAST(actual AS DOUBLE) - level_wanted END AS gap
    FROM valued
)
SELECT
    measure,
    NULLIF(area, '') AS area,
    NULLIF(period, '') AS target_period,
    document AS target_document,
    target,
    bound,
    change,
    actual,
    actual_bound,
    NULLIF(actual_period, '') AS actual_period,
    actual_document,
    CAST(gap AS DECIMAL(38, 4)) AS gap,
    CAST(100 * gap / NULLIF(expected, 0) AS DECIMAL(38, 2)) AS gap_pct,
    polarity,
    CASE
        WHEN relation IS NULL THEN 'no_actual'
        WHEN gap IS NULL THEN 'not_comparable'
        WHEN relation <> 1 THEN 'previous_level'
        WHEN direction = 'none' AND gap = 0 THEN 'met'
        WHEN direction = 'none' THEN 'not_comparable'
        WHEN actual_bound IN ('over', 'at_least') AND direction = 'up' AND gap < 0 THEN 'not_comparable'
        WHEN actual_bound IN ('over', 'at_least') AND direction = 'down' AND gap <= 0 THEN 'not_comparable'
        WHEN actual_bound IN ('under', 'at_most') AND direction = 'up' AND gap >= 0 THEN 'not_comparable'
        WHEN actual_bound IN ('under', 'at_most') AND direction = 'down' AND gap > 0 THEN 'not_comparable'
        WHEN bound = 'over' AND gap = 0 AND actual_bound <> 'over' THEN 'missed'
        WHEN bound = 'under' AND gap = 0 AND actual_bound <> 'under' THEN 'missed'
        WHEN direction = 'up' AND gap >= 0 THEN 'met'
        WHEN direction = 'down' AND gap <= 0 THEN 'met'
        ELSE 'missed'
    END AS status,
    unit,
    CAST(expected AS DECIMAL(38, 4)) AS expected,
    CASE
        WHEN lowest <> highest THEN
            'targets differ: ' || RTRIM(RTRIM(CAST(lowest AS VARCHAR), '0'), '.') || ' to ' || RTRIM(RTRIM(CAST(highest AS VARCHAR), '0'), '.')
        WHEN actual_lowest <> actual_highest THEN
            'actuals differ: ' || RTRIM(RTRIM(CAST(actual_lowest AS VARCHAR), '0'), '.') || ' to ' || RTRIM(RTRIM(CAST(actual_highest AS VARCHAR), '0'), '.')
        WHEN change = 'level' AND actual_unit <> unit THEN 'the actual is in ' || actual_unit
        WHEN change <> 'level' AND from_value IS NULL THEN 'no level to count the step from'
        WHEN change <> 'level' THEN 'counted from ' || RTRIM(RTRIM(CAST(from_value AS VARCHAR), '0'), '.') || ' in ' || from_period
    END AS note,
    measure_label
FROM gap
ORDER BY measure, area, target_period, target_document
