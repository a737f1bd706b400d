-- title: Targets against what happened
-- about: Each target beside the actual of its measure, area and period, or beside the last actual before it (status previous_level).
--   The direction wanted is that of the target's bound ("over 500", "at most 10"), else of its step, else of the measure's polarity; without one, only an exact hit is met.
--   A step ("2 more", "10 % fewer") is held against a step of its own period; against a level only where the level it starts from is known, which the columns base and target_level show.
--   A year without an actual of its own takes the sum of its four quarters, where all four are counted (figures that add up from quarter to quarter are no quarters). An actual in another unit
--   or one whose bound leaves the answer open is not comparable. An actual without a period counts as earlier where the document that tells it is of an earlier period. Where documents give different figures for one target or one actual, none is chosen.
-- grain: measure, area, target_period, target_document
-- unit: the unit of the target; percent of the target
-- columns: target_period = the period the target is for; target_document = the document that sets it; target = the value promised; actual = the value measured;
--   actual_bound = exact, over, at_least, under, at_most or about, of the actual; actual_period = the period measured; actual_document = the first document that states it;
--   gap = actual less target; gap_pct = gap as a percentage of the target, empty for a count under 10; status = met, missed, no_actual, not_comparable or previous_level; note = why the figures were not held against each other;
--   base = the level that a step starts from; base_period = the period of that level; target_level = the level that the step leads to; actual_made = stated, or the sum of four quarters;
--   rag = green, amber or red, only for measures whose vocabulary states how far off amber reaches (amber_within_pct)
WITH target AS (
    SELECT
        measure, COALESCE(area, '') AS area, COALESCE(period, '') AS period, document, unit, change, bound, value,
        CASE WHEN change = 'level' THEN '0' ELSE '1' || change END || unit AS choice
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
        target.unit AS unit, target.change AS change, target.bound AS bound, target.value AS value
    FROM target
    JOIN first_kind
        ON target.measure = first_kind.measure AND target.area = first_kind.area AND target.period = first_kind.period
        AND target.document = first_kind.document AND target.choice = first_kind.choice
),
one_target AS (
    SELECT
        measure, area, period, document, MIN(unit) AS unit, MIN(change) AS change, MIN(bound) AS bound,
        MAX(bound) AS target_last_bound, MIN(value) AS lowest, MAX(value) AS highest
    FROM kept_target
    GROUP BY measure, area, period, document
),
targeted AS (
    SELECT measure FROM target GROUP BY measure
),
actual AS (
    SELECT
        observation.measure AS measure, COALESCE(observation.area, '') AS area, COALESCE(observation.period, '') AS period, observation.document AS document,
        observation.unit AS unit, observation.change AS change, observation.bound AS bound, observation.value AS value,
        CASE WHEN observation.period IS NULL THEN observation.document ELSE '' END AS undated_in
    FROM observation
    JOIN targeted ON observation.measure = targeted.measure
    WHERE observation.basis = 'actual' AND observation.value IS NOT NULL
),
said_actual AS (
    SELECT
        measure, area, period, unit, change, undated_in, MIN(value) AS lowest, MAX(value) AS highest, MIN(document) AS document,
        MIN(bound) AS bound, MAX(bound) AS last_bound
    FROM actual
    GROUP BY measure, area, period, unit, change, undated_in
),
quarter AS (
    SELECT
        said_actual.measure AS measure, said_actual.area AS area, said_actual.document AS document, said_actual.lowest AS value,
        period.fy_start_year AS fy_start_year
    FROM said_actual
    JOIN period ON said_actual.period = period.period
    WHERE period.kind = 'quarter' AND said_actual.unit = 'count' AND said_actual.change = 'level' AND said_actual.lowest = said_actual.highest
        AND said_actual.bound = 'exact' AND said_actual.last_bound = 'exact'
),
four_quarters AS (
    SELECT measure, area, fy_start_year, SUM(value) AS value, MIN(document) AS document, COUNT(value) AS quarters
    FROM quarter
    GROUP BY measure, area, fy_start_year
),
year_of AS (
    SELECT period, fy_start_year FROM period WHERE kind = 'financial_year'
),
summed AS (
    SELECT four_quarters.measure AS measure, four_quarters.area AS area, year_of.period AS period, four_quarters.value AS value, four_quarters.document AS document
    FROM four_quarters
    JOIN year_of ON four_quarters.fy_start_year = year_of.fy_start_year
    WHERE four_quarters.quarters = 4
),
one_actual AS (
    SELECT measure, area, period, unit, change, undated_in, lowest, highest, document, bound, last_bound, 'stated' AS made FROM said_actual
    UNION ALL
    SELECT
        measure, area, period, 'count' AS unit, 'level' AS change, '' AS undated_in, CAST(value AS DECIMAL(38, 4)) AS lowest, CAST(value AS DECIMAL(38, 4)) AS highest, document,
        'exact' AS bound, 'exact' AS last_bound, 'sum of four quarters' AS made
    FROM summed
),
-- What a document tells without a date is older than the years after its own.
told AS (
    SELECT one_actual.*, COALESCE(NULLIF(one_actual.period, ''), document.period) AS no_later
    FROM one_actual
    LEFT JOIN document ON one_actual.document = document.document
),
target_dated AS (
    SELECT one_target.*, period.start AS start, period.months AS months
    FROM one_target
    LEFT JOIN period ON one_target.period = period.period
),
actual_dated AS (
    SELECT told.*, period.start AS start, period.months AS months, COALESCE(period.sort, 0) AS sort
    FROM told
    LEFT JOIN period ON told.no_later = period.period
),
-- Every actual of the measure and area, with what it is to the target: 1 of its own period, 2 before it, 3 undated and told before it, 4 undated.
pair AS (
    SELECT
        target_dated.measure AS measure, target_dated.area AS area, target_dated.period AS period, target_dated.document AS document,
        actual_dated.period AS actual_period, actual_dated.unit AS actual_unit, actual_dated.change AS actual_change,
        actual_dated.lowest AS lowest, actual_dated.highest AS highest, actual_dated.document AS actual_document,
        actual_dated.bound AS bound, actual_dated.last_bound AS last_bound, 0 - actual_dated.sort AS age, CASE actual_dated.made WHEN 'stated' THEN 0 ELSE 1 END AS unsaid,
        actual_dated.unit = target_dated.unit AND actual_dated.change = target_dated.change AS alike,
        CASE
            WHEN actual_dated.period = target_dated.period AND target_dated.period <> '' THEN 1
            WHEN actual_dated.period = '' AND actual_dated.start < target_dated.start THEN 3
            WHEN actual_dated.period = '' THEN 4
            WHEN actual_dated.start < target_dated.start AND actual_dated.months = target_dated.months THEN 2
        END AS relation
    FROM target_dated
    JOIN actual_dated ON target_dated.measure = actual_dated.measure AND target_dated.area = actual_dated.area
),
-- What can be held against the target goes before what cannot.
graded AS (
    SELECT
        pair.*,
        CASE
            WHEN alike AND relation = 1 THEN 1
            WHEN alike AND relation IN (2, 3) AND actual_change = 'level' THEN 2
            ELSE 3
        END AS grade
    FROM pair
    WHERE relation IS NOT NULL
),
ranked AS (
    SELECT
        graded.*,
        ROW_NUMBER() OVER (
            PARTITION BY measure, area, period, document
            ORDER BY grade, relation, unsaid, age, actual_unit, actual_change, actual_document
        ) AS place
    FROM graded
),
best AS (
    SELECT * FROM ranked WHERE place = 1
),
with_actual AS (
    SELECT
        one_target.*,
        best.actual_period AS actual_period, best.actual_unit AS actual_unit, best.actual_change AS actual_change,
        best.lowest AS actual_lowest, best.highest AS actual_highest, best.actual_document AS actual_document,
        best.bound AS actual_bound, best.last_bound AS actual_last_bound, best.grade AS grade, best.relation AS relation,
        CASE WHEN best.unsaid = 0 THEN 'stated' WHEN best.unsaid = 1 THEN 'sum of four quarters' END AS actual_made
    FROM one_target
    LEFT JOIN best
        ON one_target.measure = best.measure AND one_target.area = best.area
        AND one_target.period = best.period AND one_target.document = best.document
),
-- The level one period before the target's own: what a step starts from.
level_before AS (
    SELECT one_actual.measure AS measure, one_actual.area AS area, one_actual.unit AS unit, one_actual.period AS period, one_actual.lowest AS base,
        period.series AS series, period.step + 1 AS next_step
    FROM one_actual
    JOIN period ON one_actual.period = period.period
    WHERE one_actual.change = 'level' AND one_actual.made = 'stated' AND one_actual.lowest = one_actual.highest AND one_actual.bound = 'exact' AND one_actual.last_bound = 'exact'
),
with_step AS (
    SELECT with_actual.*, period.series AS series, period.step AS step
    FROM with_actual
    LEFT JOIN period ON with_actual.period = period.period
),
with_base AS (
    SELECT with_step.*, level_before.base AS base, level_before.period AS base_period
    FROM with_step
    LEFT JOIN level_before
        ON with_step.measure = level_before.measure AND with_step.area = level_before.area AND with_step.actual_unit = level_before.unit
        AND with_step.series = level_before.series AND with_step.step = level_before.next_step
),
signed AS (
    SELECT
        with_base.*,
        CASE WHEN change = 'increase' THEN 1 WHEN change = 'decrease' THEN -1 END AS sign,
        grade = 3 AND relation = 1 AND change <> 'level' AND actual_change = 'level' AND lowest = highest AND bound = target_last_bound AS step_on_level
    FROM with_base
),
led AS (
    SELECT
        signed.*,
        CASE
            WHEN NOT step_on_level THEN NULL
            WHEN unit = actual_unit AND unit <> 'percent' THEN base + sign * lowest
            WHEN unit = 'percentage_point' AND actual_unit = 'percent' THEN base + sign * lowest
            WHEN unit = 'percent' AND actual_unit <> 'percent' THEN CAST(FLOOR(CAST(base AS DOUBLE) * (100 + sign * CAST(lowest AS DOUBLE)) * 100 + 0.5) / 10000 AS DECIMAL(38, 4))
        END AS target_level
    FROM signed
),
with_measure AS (
    SELECT led.*, measure.polarity AS polarity, measure.label AS measure_label, measure.amber_within_pct AS amber_within_pct, measure.denominator AS below
    FROM led
    LEFT JOIN measure ON led.measure = measure.measure
),
valued AS (
    SELECT
        with_measure.*,
        CASE WHEN lowest = highest AND bound = target_last_bound THEN lowest END AS target,
        CASE WHEN actual_lowest = actual_highest AND actual_bound = actual_last_bound THEN actual_lowest END AS actual,
        CASE
            WHEN target_level IS NOT NULL AND change = 'increase' THEN 'up'
            WHEN target_level IS NOT NULL THEN 'down'
            WHEN bound IN ('over', 'at_least') THEN 'up'
            WHEN bound IN ('under', 'at_most') THEN 'down'
            WHEN change <> 'level' THEN 'up'
            WHEN polarity = 'high_is_good' THEN 'up'
            WHEN polarity = 'low_is_good' THEN 'down'
            ELSE 'none'
        END AS direction
    FROM with_measure
),
compared AS (
    SELECT valued.*, CASE WHEN grade < 3 THEN actual - target WHEN target_level IS NOT NULL THEN actual - target_level END AS gap
    FROM valued
),
scored AS (
    SELECT
        compared.*, 100 * CAST(gap AS DOUBLE) / NULLIF(CAST(COALESCE(target_level, target) AS DOUBLE), 0) AS share,
        COALESCE(actual_unit, unit) = 'count' AND below IS NULL AND ABS(COALESCE(target_level, target)) < 10 AS few
    FROM compared
),
judged AS (
    SELECT
        scored.*,
        CASE
            WHEN relation IS NULL THEN 'no_actual'
            WHEN gap IS NULL THEN 'not_comparable'
            WHEN grade = 2 THEN 'previous_level'
            WHEN actual_bound IN ('over', 'at_least') AND direction = 'up' AND gap < 0 THEN 'not_comparable'
            WHEN actual_bound IN ('over', 'at_least') AND direction = 'down' AND gap < 0 THEN 'not_comparable'
            WHEN actual_bound IN ('under', 'at_most') AND direction = 'up' AND gap > 0 THEN 'not_comparable'
            WHEN actual_bound IN ('under', 'at_most') AND direction = 'down' AND gap > 0 THEN 'not_comparable'
            WHEN actual_bound = 'at_least' AND direction = 'down' AND gap = 0 AND bound <> 'under' THEN 'not_comparable'
            WHEN actual_bound = 'at_most' AND direction = 'up' AND gap = 0 AND bound <> 'over' THEN 'not_comparable'
            WHEN actual_bound = 'over' AND direction = 'down' AND gap = 0 THEN 'missed'
            WHEN actual_bound = 'under' AND direction = 'up' AND gap = 0 THEN 'missed'
            WHEN bound = 'over' AND gap = 0 AND actual_bound = 'at_least' THEN 'not_comparable'
            WHEN bound = 'under' AND gap = 0 AND actual_bound = 'at_most' THEN 'not_comparable'
            WHEN bound = 'over' AND gap = 0 AND actual_bound <> 'over' THEN 'missed'
            WHEN bound = 'under' AND gap = 0 AND actual_bound <> 'under' THEN 'missed'
            WHEN direction = 'none' AND gap = 0 AND actual_bound IN ('exact', 'about') THEN 'met'
            WHEN direction = 'none' THEN 'not_comparable'
            WHEN direction = 'up' AND gap >= 0 THEN 'met'
            WHEN direction = 'down' AND gap <= 0 THEN 'met'
            ELSE 'missed'
        END AS status
    FROM scored
)
SELECT
    measure,
    NULLIF(area, '') AS area,
    NULLIF(period, '') AS target_period,
    document AS target_document,
    target,
    CASE WHEN target IS NOT NULL THEN bound END AS bound,
    change,
    actual,
    CASE WHEN actual IS NOT NULL THEN actual_bound END AS actual_bound,
    NULLIF(actual_period, '') AS actual_period,
    actual_document,
    gap,
    CAST(CASE WHEN NOT few THEN SIGN(share) * FLOOR(ABS(share) * 100 + 0.5) / 100 END AS DECIMAL(38, 2)) AS gap_pct,
    polarity,
    status,
    unit,
    CASE
        WHEN lowest <> highest OR bound <> target_last_bound THEN 'sentences give different targets'
        WHEN relation IS NULL AND period = '' THEN 'the target has no period'
        WHEN relation IS NULL THEN NULL
        WHEN actual_lowest <> actual_highest THEN 'documents or sentences give different actuals'
        WHEN actual_bound <> actual_last_bound THEN 'the actual stands with different bounds'
        WHEN target_level IS NOT NULL THEN NULL
        WHEN change = 'level' AND actual_change <> 'level' THEN 'a step against a level'
        WHEN step_on_level AND unit = 'percent' AND actual_unit = 'percent' THEN 'whether the step is percent or points is not said'
        WHEN change <> 'level' AND actual_change <> change THEN 'a level against a step'
        WHEN actual_unit <> unit THEN 'the actual is in ' || actual_unit
        WHEN relation = 3 AND change = 'level' THEN 'the actual has no period; its document is of an earlier one'
        WHEN relation = 4 THEN 'the actual has no period'
        WHEN relation <> 1 AND change <> 'level' THEN 'a step of another period'
        WHEN direction = 'none' AND gap <> 0 THEN 'which way is good is not known'
    END AS note,
    measure_label,
    CASE WHEN target_level IS NOT NULL THEN base END AS base,
    CASE WHEN target_level IS NOT NULL THEN base_period END AS base_period,
    target_level,
    CASE WHEN actual IS NOT NULL THEN actual_made END AS actual_made,
    CASE
        WHEN amber_within_pct IS NULL THEN NULL
        WHEN status = 'met' THEN 'green'
        WHEN status = 'missed' AND ABS(share) <= amber_within_pct THEN 'amber'
        WHEN status = 'missed' THEN 'red'
    END AS rag
FROM judged
ORDER BY measure, area, target_period, target_document
