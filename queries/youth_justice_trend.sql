-- title: Youth justice measures from year to year
-- about: The youth justice measures of the view measure_trend, which says how changes, baselines, trends and breaks are made.
--   Counts, rolling years and quarters are series of their own; computed values stand beside stated ones.
-- grain: measure, area, period, basis
-- unit: as the column unit says; changes in the same unit (points between percentages), _pct in percent
-- columns: basis = stated or computed; numerator = the count above the line of a computed value; denominator = the count or population below it;
--   lower_95 = lower limit of the 95 % interval; upper_95 = upper limit of the 95 % interval; previous = the value one period earlier;
--   change = value less previous; change_pct = change in percent of previous, empty from a base under 10; baseline_period = the baseline that documents state, else the first period of the series;
--   baseline = the value in the baseline period; change_from_baseline_pct = change from the baseline in percent, empty from a base under 10;
--   trend = increasing, decreasing, no change, not testable or too few points; previous_period = the period one earlier, where it has a value;
--   points = how many of the five latest points there are; change_unit = what a change is in: percentage_point between percentages; series = periods that can follow each other: FY, FY-Q, CY, rolling-12-from-07;
--   polarity_of_change = better, worse or same, by the measure's polarity; break_note = why an earlier value is not in the series, or why this value is on another footing;
--   definition = the version of the wording; source = the observation that states the value, or its numerator; population_estimated = the population lies on a line between two known years;
--   denominator_source = where the number below the line stands; lower_998 = lower limit of the 99.8 % interval; upper_998 = upper limit of it
SELECT
    measure, area, period, value, unit, basis, numerator, denominator, lower_95, upper_95, previous, change, change_pct, baseline_period, baseline,
    change_from_baseline_pct, trend, previous_period, points, change_unit, series, polarity_of_change, break_note, definition, source, population_estimated, denominator_source, lower_998, upper_998
FROM measure_trend
WHERE measure LIKE 'yj.%'
ORDER BY measure, area, period, basis
