-- title: Levels of youth justice measures with their intervals
-- about: The youth justice measures of the view measure_level, which says what basis, parts and intervals are.
-- grain: measure, area, period, basis
-- unit: as the column unit says
-- columns: basis = stated or computed; parts = what stands behind the value: count (it is one), rate (count over population), share (count over count), mean (count by count), unknown;
--   numerator = the count above the line of a computed value; denominator = the count or population below it;
--   lower_95 = lower limit of the 95 % interval; upper_95 = upper limit of the 95 % interval; stated_baseline = the one baseline period that documents give with the value;
--   size = about how many events stand behind the value, as far as that can be known: no change in percent is given from fewer than 10;
--   source = the observation that states the value, or its numerator; denominator_source = where the number below the line stands;
--   population_estimated = the population lies on a line between two known years; definition = the version of the wording, for measures that had several; not stated where the label does not tell;
--   lower_998 = lower limit of the 99.8 % interval; upper_998 = upper limit of it
SELECT
    measure, area, period, basis, value, unit, parts, numerator, denominator, lower_95, upper_95, size, stated_baseline, source, denominator_source,
    population_estimated, definition, lower_998, upper_998
FROM measure_level
WHERE measure LIKE 'yj.%'
ORDER BY measure, area, period, basis
