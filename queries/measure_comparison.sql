-- title: Measures against other areas
-- about: The value of an area beside that of each comparator: the areas it lies in, its family of similar services, lists of neighbours with their vintage, and whatever other areas its own documents set beside it.
--   Rates, percentages and means only: counts of areas of different size are not compared. Like is compared with like: stated with stated where both are, else computed with computed or with the pooled value
--   of the comparator's members (view comparator_pool), else the area's computed value with the comparator's stated one, never a stated value with a computed one; basis and comparator_basis say which.
--   Values without a period are compared within one document, which the column document then names, and only where it gives one value.
--   verdict: the area's 95 % interval (verdict_998: its 99.8 % interval) against the comparator's value. The interval below it is lower, above it higher, else similar; better and worse by the measure's polarity.
-- grain: measure, period, area, comparator, document
-- unit: as the column unit says; difference in percentage points between percentages, difference_pct in percent
-- columns: comparator = the area compared with; comparator_value = its value; difference = value less comparator value; ratio = value over comparator value;
--   better_or_worse = better, worse or same by the measure's polarity, whether or not the difference is more than chance; higher, lower or same for a measure without one;
--   significant = yes, no or not testable (the counts behind the value are not known);
--   basis = stated or computed; comparator_basis = the same for the comparator's value, or pooled; lower_95 = lower limit of the area's 95 % interval; upper_95 = upper limit of it;
--   document = the document that gives both values without a period, empty where there is one; difference_unit = what the difference is in; difference_pct = difference in percent of the comparator's value;
--   verdict = better, worse or similar (higher, lower or similar for a measure without polarity); not compared where there is no interval; comparator_members = members that were pooled; comparator_vintage = when the list of members was made;
--   verdict_998 = the verdict by the 99.8 % interval
WITH dated AS (
    SELECT
        measure, period AS period_key, '' AS document_key, area, unit, basis,
        CAST(value AS DOUBLE) AS value, CAST(lower_95 AS DOUBLE) AS lower_95, CAST(upper_95 AS DOUBLE) AS upper_95,
        CAST(lower_998 AS DOUBLE) AS lower_998, CAST(upper_998 AS DOUBLE) AS upper_998
    FROM measure_level
    WHERE area IS NOT NULL AND unit NOT IN ('count', 'gbp')
),
-- A mean number is said as a count; it has a denominator, which a count has not.
ratio_measure AS (
    SELECT measure, unit AS said_unit, CASE unit WHEN 'count' THEN 'ratio' ELSE unit END AS unit
    FROM measure
    WHERE unit NOT IN ('count', 'gbp') OR denominator IS NOT NULL
),
undated_said AS (
    SELECT observation.measure AS measure, observation.document AS document, observation.area AS area, ratio_measure.unit AS unit, CAST(observation.value AS DOUBLE) AS value
    FROM observation
    JOIN ratio_measure ON observation.measure = ratio_measure.measure AND observation.unit = ratio_measure.said_unit
    WHERE observation.basis = 'actual' AND observation.change = 'level' AND observation.bound = 'exact'
        AND observation.value IS NOT NULL AND observation.area IS NOT NULL AND observation.period IS NULL
),
undated AS (
    SELECT measure, document, area, unit, MIN(value) AS value, MAX(value) AS highest
    FROM undated_said
    GROUP BY measure, document, area, unit
),
comparable AS (
    SELECT measure, period_key, document_key, area, unit, basis, value, lower_95, upper_95, lower_998, upper_998
    FROM dated
    UNION ALL
    SELECT
        measure, '' AS period_key, document AS document_key, area, unit, 'stated' AS basis, value,
        CAST(NULL AS DOUBLE) AS lower_95, CAST(NULL AS DOUBLE) AS upper_95, CAST(NULL AS DOUBLE) AS lower_998, CAST(NULL AS DOUBLE) AS upper_998
    FROM undated
    WHERE value = highest
),
-- What an area may be held against: the values of areas, and the pooled values of groups.
beside_it AS (
    SELECT measure, period_key, document_key, area, unit, basis, value, CAST(NULL AS BIGINT) AS members, CAST(NULL AS VARCHAR) AS vintage
    FROM comparable
    UNION ALL
    SELECT
        measure, period AS period_key, '' AS document_key, comparator AS area, unit, 'pooled' AS basis, CAST(value AS DOUBLE) AS value, members, vintage
    FROM comparator_pool
),
parent_of AS (
    SELECT area, parent FROM area WHERE parent IS NOT NULL
),
grandparent_of AS (
    SELECT parent_of.area AS area, area.parent AS parent
    FROM parent_of
    JOIN area ON parent_of.parent = area.area
    WHERE area.parent IS NOT NULL
),
great_grandparent_of AS (
    SELECT grandparent_of.area AS area, area.parent AS parent
    FROM grandparent_of
    JOIN area ON grandparent_of.parent = area.area
    WHERE area.parent IS NOT NULL
),
set_beside AS (
    SELECT document.area AS area, observation.area AS comparator
    FROM observation
    JOIN document ON observation.document = document.document
    WHERE observation.area IS NOT NULL AND document.area IS NOT NULL
),
pair AS (
    SELECT area, parent AS comparator FROM parent_of
    UNION
    SELECT area, parent AS comparator FROM grandparent_of
    UNION
    SELECT area, parent AS comparator FROM great_grandparent_of
    UNION
    SELECT area, CONCAT('yot-family-', area) AS comparator FROM area
    UNION
    SELECT of_area AS area, comparator FROM area_group WHERE of_area IS NOT NULL
    UNION
    SELECT area, comparator FROM set_beside WHERE area <> comparator
),
valued AS (
    SELECT area FROM beside_it GROUP BY area
),
valued_pair AS (
    SELECT pair.area AS area, pair.comparator AS comparator
    FROM pair
    JOIN valued ON pair.comparator = valued.area
),
of_area AS (
    SELECT comparable.*, valued_pair.comparator AS comparator
    FROM comparable
    JOIN valued_pair ON comparable.area = valued_pair.area
),
beside AS (
    SELECT
        of_area.*, beside_it.value AS comparator_value, beside_it.basis AS comparator_basis, beside_it.members AS members, beside_it.vintage AS vintage,
        CASE
            WHEN of_area.basis = 'stated' AND beside_it.basis = 'stated' THEN 1
            WHEN of_area.basis = 'computed' AND beside_it.basis = 'computed' THEN 2
            WHEN of_area.basis = 'computed' AND beside_it.basis = 'pooled' THEN 3
            WHEN of_area.basis = 'computed' AND beside_it.basis = 'stated' THEN 4
        END AS choice
    FROM of_area
    JOIN beside_it
        ON of_area.measure = beside_it.measure AND of_area.period_key = beside_it.period_key AND of_area.document_key = beside_it.document_key
        AND of_area.comparator = beside_it.area AND of_area.unit = beside_it.unit
),
ranked AS (
    SELECT beside.*, ROW_NUMBER() OVER (PARTITION BY measure, period_key, document_key, area, comparator ORDER BY choice) AS place
    FROM beside
    WHERE choice IS NOT NULL
),
judged AS (
    SELECT
        ranked.*, measure.polarity AS polarity,
        CASE WHEN ranked.value > ranked.comparator_value THEN 'higher' WHEN ranked.value < ranked.comparator_value THEN 'lower' ELSE 'same' END AS side,
        CASE
            WHEN ranked.lower_95 IS NULL OR ranked.upper_95 IS NULL THEN 'not compared'
            WHEN ranked.upper_95 < ranked.comparator_value THEN 'lower'
            WHEN ranked.lower_95 > ranked.comparator_value THEN 'higher'
            ELSE 'similar'
        END AS interval_side,
        CASE
            WHEN ranked.lower_998 IS NULL OR ranked.upper_998 IS NULL THEN 'not compared'
            WHEN ranked.upper_998 < ranked.comparator_value THEN 'lower'
            WHEN ranked.lower_998 > ranked.comparator_value THEN 'higher'
            ELSE 'similar'
        END AS wide_side
    FROM ranked
    JOIN measure ON ranked.measure = measure.measure
    WHERE ranked.place = 1
),
figures AS (
    SELECT
        judged.*, value - comparator_value AS difference, value / NULLIF(comparator_value, 0) AS ratio,
        100 * (value - comparator_value) / NULLIF(comparator_value, 0) AS difference_pct
    FROM judged
)
SELECT
    measure,
    NULLIF(period_key, '') AS period,
    area,
    comparator,
    CAST(SIGN(value) * FLOOR(ABS(value) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS value,
    CAST(SIGN(comparator_value) * FLOOR(ABS(comparator_value) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS comparator_value,
    CAST(SIGN(difference) * FLOOR(ABS(difference) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS difference,
    CAST(SIGN(ratio) * FLOOR(ABS(ratio) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS ratio,
    CASE
        WHEN side = 'same' THEN 'same'
        WHEN polarity = 'low_is_good' AND side = 'lower' THEN 'better'
        WHEN polarity = 'low_is_good' THEN 'worse'
        WHEN polarity = 'high_is_good' AND side = 'higher' THEN 'better'
        WHEN polarity = 'high_is_good' THEN 'worse'
        ELSE side
    END AS better_or_worse,
    CASE interval_side WHEN 'not compared' THEN 'not testable' WHEN 'similar' THEN 'no' ELSE 'yes' END AS significant,
    unit,
    basis,
    comparator_basis,
    CAST(SIGN(lower_95) * FLOOR(ABS(lower_95) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS lower_95,
    CAST(SIGN(upper_95) * FLOOR(ABS(upper_95) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS upper_95,
    NULLIF(document_key, '') AS document,
    CASE unit WHEN 'percent' THEN 'percentage_point' ELSE unit END AS difference_unit,
    CAST(SIGN(difference_pct) * FLOOR(ABS(difference_pct) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS difference_pct,
    CASE
        WHEN polarity = 'low_is_good' AND interval_side = 'lower' THEN 'better'
        WHEN polarity = 'low_is_good' AND interval_side = 'higher' THEN 'worse'
        WHEN polarity = 'high_is_good' AND interval_side = 'higher' THEN 'better'
        WHEN polarity = 'high_is_good' AND interval_side = 'lower' THEN 'worse'
        ELSE interval_side
    END AS verdict,
    members AS comparator_members,
    vintage AS comparator_vintage,
    CASE
        WHEN polarity = 'low_is_good' AND wide_side = 'lower' THEN 'better'
        WHEN polarity = 'low_is_good' AND wide_side = 'higher' THEN 'worse'
        WHEN polarity = 'high_is_good' AND wide_side = 'higher' THEN 'better'
        WHEN polarity = 'high_is_good' AND wide_side = 'lower' THEN 'worse'
        ELSE wide_side
    END AS verdict_998
FROM figures
ORDER BY measure, period, area, comparator, document
