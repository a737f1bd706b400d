-- title: Youth justice measures against other areas
-- about: The value of an area beside that of each comparator: the areas it lies in, its family of similar services, and whatever other areas its own documents set beside it.
--   Rates, percentages and means only: counts of areas of different size are not compared. Like is compared with like: stated with stated where both are, else computed with computed,
--   else the area's computed value with the comparator's stated one, never a stated value with a computed one; basis and comparator_basis say which. Values without a period
--   are compared within one document, which the column document then names, and only where it gives one value. significant: the comparator's value lies outside the area's 95 % interval.
-- grain: measure, period, area, comparator, document
-- unit: as the column unit says
-- columns: comparator = the area compared with; comparator_value = its value; difference = value less comparator value; ratio = value over comparator value;
--   better_or_worse = better, worse or same by the measure's polarity; higher, lower or same for a measure without one; significant = yes, no or not testable (the counts behind the value are not known);
--   basis = stated or computed; comparator_basis = the same for the comparator's value; lower_95 = lower limit of the area's 95 % interval; upper_95 = upper limit of it;
--   document = the document that gives both values without a period, empty where there is one
WITH dated AS (
    SELECT
        measure, period AS period_key, '' AS document_key, area, unit, basis,
        CAST(value AS DOUBLE) AS value, CAST(lower_95 AS DOUBLE) AS lower_95, CAST(upper_95 AS DOUBLE) AS upper_95
    FROM youth_justice_level
    WHERE area IS NOT NULL
),
undated_said AS (
    SELECT observation.measure AS measure, observation.document AS document, observation.area AS area, observation.unit AS unit, CAST(observation.value AS DOUBLE) AS value
    FROM observation
    JOIN measure ON observation.measure = measure.measure AND observation.unit = measure.unit
    WHERE observation.measure LIKE 'yj.%' AND observation.basis = 'actual' AND observation.change = 'level' AND observation.bound = 'exact'
        AND observation.value IS NOT NULL AND observation.area IS NOT NULL AND observation.period IS NULL
),
undated AS (
    SELECT measure, document, area, unit, MIN(value) AS value, MAX(value) AS highest
    FROM undated_said
    GROUP BY measure, document, area, unit
),
every_value AS (
    SELECT measure, period_key, document_key, area, unit, basis, value, lower_95, upper_95
    FROM dated
    UNION ALL
    SELECT
        measure, '' AS period_key, document AS document_key, area, unit, 'stated' AS basis, value,
        CAST(NULL AS DOUBLE) AS lower_95, CAST(NULL AS DOUBLE) AS upper_95
    FROM undated
    WHERE value = highest
),
-- A mean number of reoffences is given as a count, and can be compared like a rate.
comparable AS (
    SELECT * FROM every_value WHERE unit <> 'count' OR measure = 'yj.reoffending.frequency'
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
    WHERE observation.measure LIKE 'yj.%' AND observation.area IS NOT NULL AND document.area IS NOT NULL
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
    SELECT area, comparator FROM set_beside WHERE area <> comparator
),
of_area AS (
    SELECT comparable.*, pair.comparator AS comparator
    FROM comparable
    JOIN pair ON comparable.area = pair.area
),
beside AS (
    SELECT
        of_area.*, comparable.value AS comparator_value, comparable.basis AS comparator_basis,
        CASE
            WHEN of_area.basis = 'stated' AND comparable.basis = 'stated' THEN 1
            WHEN of_area.basis = 'computed' AND comparable.basis = 'computed' THEN 2
            WHEN of_area.basis = 'computed' AND comparable.basis = 'stated' THEN 3
        END AS choice
    FROM of_area
    JOIN comparable
        ON of_area.measure = comparable.measure AND of_area.period_key = comparable.period_key AND of_area.document_key = comparable.document_key
        AND of_area.comparator = comparable.area AND of_area.unit = comparable.unit
),
ranked AS (
    SELECT beside.*, ROW_NUMBER() OVER (PARTITION BY measure, period_key, document_key, area, comparator ORDER BY choice) AS place
    FROM beside
    WHERE choice IS NOT NULL
),
judged AS (
    SELECT
        ranked.*, measure.polarity AS polarity,
        CASE WHEN ranked.value > ranked.comparator_value THEN 'higher' WHEN ranked.value < ranked.comparator_value THEN 'lower' ELSE 'same' END AS side
    FROM ranked
    JOIN measure ON ranked.measure = measure.measure
    WHERE ranked.place = 1
)
SELECT
    measure,
    NULLIF(period_key, '') AS period,
    area,
    comparator,
    CAST(value AS DECIMAL(38, 4)) AS value,
    CAST(comparator_value AS DECIMAL(38, 4)) AS comparator_value,
    CAST(value - comparator_value AS DECIMAL(38, 4)) AS difference,
    CAST(value / NULLIF(comparator_value, 0) AS DECIMAL(38, 4)) AS ratio,
    CASE
        WHEN side = 'same' THEN 'same'
        WHEN polarity = 'low_is_good' AND side = 'lower' THEN 'better'
        WHEN polarity = 'low_is_good' THEN 'worse'
        WHEN polarity = 'high_is_good' AND side = 'higher' THEN 'better'
        WHEN polarity = 'high_is_good' THEN 'worse'
        ELSE side
    END AS better_or_worse,
    CASE
        WHEN lower_95 IS NULL OR upper_95 IS NULL THEN 'not testable'
        WHEN comparator_value < lower_95 OR comparator_value > upper_95 THEN 'yes'
        ELSE 'no'
    END AS significant,
    unit,
    basis,
    comparator_basis,
    CAST(lower_95 AS DECIMAL(38, 4)) AS lower_95,
    CAST(upper_95 AS DECIMAL(38, 4)) AS upper_95,
    NULLIF(document_key, '') AS document
FROM judged
ORDER BY measure, period, area, comparator, document
