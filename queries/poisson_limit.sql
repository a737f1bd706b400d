-- title: Exact limits of small counts
-- about: Limits of the mean of a Poisson count below 10: chi-square(a, 2x) / 2 and chi-square(1 - a, 2x + 2) / 2, with a = 0.025 for 95 % and 0.001 for 99.8 %.
--   The views measure_level and comparator_pool use them where Byar's method is not good enough.
-- grain: events
-- unit: events
-- columns: events = the count; lower_95 = lower limit of the 95 % interval; upper_95 = upper limit of it; lower_998 = lower limit of the 99.8 % interval; upper_998 = upper limit of it
WITH literal AS (
    SELECT CAST(0 AS BIGINT) AS events, 0.0000000000000 AS lower_95, 3.6888794541139 AS upper_95, 0.0000000000000 AS lower_998, 6.9077552789821 AS upper_998
    UNION ALL SELECT CAST(1 AS BIGINT) AS events, 0.0253178079843 AS lower_95, 5.5716433909389 AS upper_95, 0.0010005003336 AS lower_998, 9.2334134764516 AS upper_998
    UNION ALL SELECT CAST(2 AS BIGINT) AS events, 0.2422092785440 AS lower_95, 7.2246876677240 AS upper_95, 0.0454020177695 AS lower_998, 11.2288722424127 AS upper_998
    UNION ALL SELECT CAST(3 AS BIGINT) AS events, 0.6186721228956 AS lower_95, 8.7672730697423 AS upper_95, 0.1905333775684 AS lower_998, 13.0622407791881 AS upper_998
    UNION ALL SELECT CAST(4 AS BIGINT) AS events, 1.0898653736263 AS lower_95, 10.2415886754037 AS upper_95, 0.4285524136284 AS lower_998, 14.7941492225372 AS upper_998
    UNION ALL SELECT CAST(5 AS BIGINT) AS events, 1.6234863901184 AS lower_95, 11.6683320793227 AS upper_95, 0.7393717319178 AS lower_998, 16.4547452036801 AS upper_998
    UNION ALL SELECT CAST(6 AS BIGINT) AS events, 2.2018942534909 AS lower_95, 13.0594740225187 AS upper_95, 1.1071046602556 AS lower_998, 18.0616368401991 AS upper_998
    UNION ALL SELECT CAST(7 AS BIGINT) AS events, 2.8143630515199 AS lower_95, 14.4226753617024 AS upper_95, 1.5203362603988 AS lower_998, 19.6261773953842 AS upper_998
    UNION ALL SELECT CAST(8 AS BIGINT) AS events, 3.4538321767485 AS lower_95, 15.7631892201933 AS upper_95, 1.9708139217404 AS lower_998, 21.1561981658400 AS upper_998
    UNION ALL SELECT CAST(9 AS BIGINT) AS events, 4.1153730973783 AS lower_95, 17.0848034514192 AS upper_95, 2.4524244043638 AS lower_998, 22.6573733090629 AS upper_998
)
SELECT
    events, CAST(lower_95 AS DOUBLE) AS lower_95, CAST(upper_95 AS DOUBLE) AS upper_95,
    CAST(lower_998 AS DOUBLE) AS lower_998, CAST(upper_998 AS DOUBLE) AS upper_998
FROM literal
ORDER BY events
