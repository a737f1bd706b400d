-- title: Youth justice measures against other areas
-- about: The youth justice measures of the view measure_comparison, which says what is compared with what and how verdicts are made.
-- grain: measure, period, area, comparator, document
-- unit: as the column unit says; difference in percentage points between percentages, difference_pct in percent
-- columns: comparator = the area compared with; comparator_value = its value; difference = value less comparator value; ratio = value over comparator value;
--   better_or_worse = better, worse or same by the measure's polarity, whether or not the difference is more than chance; higher, lower or same for a measure without one;
--   significant = yes, no or not testable (the counts behind the value are not known);
--   basis = stated or computed; comparator_basis = the same for the comparator's value, or pooled; lower_95 = lower limit of the area's 95 % interval; upper_95 = upper limit of it;
--   document = the document that gives both values without a period, empty where there is one; difference_unit = what the difference is in; difference_pct = difference in percent of the comparator's value;
--   verdict = better, worse or similar (higher, lower or similar for a measure without polarity); not compared where there is no interval; comparator_members = members that were pooled; comparator_vintage = when the list of members was made;
--   verdict_998 = the verdict by the 99.8 % interval
SELECT
    measure, period, area, comparator, value, comparator_value, difference, ratio, better_or_worse, significant, unit, basis, comparator_basis,
    lower_95, upper_95, document, difference_unit, difference_pct, verdict, comparator_members, comparator_vintage, verdict_998
FROM measure_comparison
WHERE measure LIKE 'yj.%'
ORDER BY measure, period, area, comparator, document
