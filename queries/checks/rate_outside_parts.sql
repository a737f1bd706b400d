-- title: Rates outside the range of their parts
-- about: Every rate that the view refused_rate refuses.
-- grain: document, place
-- rule: rate-outside-parts
-- severity: error
-- why: A rate of a whole lies between the rates of its parts; one that does not is a sum, an average of something else, or of another period.
-- fix: Pool the counts and the populations of the parts; never add or average rates.
WITH place_of AS (
    SELECT observation_id, document, place FROM observation
)
SELECT
    place_of.document AS document,
    place_of.place AS place,
    refused_rate.measure AS measure,
    refused_rate.period AS period,
    'a rate between ' || CAST(CAST(refused_rate.lowest AS DOUBLE) AS VARCHAR) || ' and ' || CAST(CAST(refused_rate.highest AS DOUBLE) AS VARCHAR) || ' is expected, which are the lowest and highest of '
    || CAST(refused_rate.parts AS VARCHAR) || ' parts; found ' || CAST(CAST(refused_rate.value AS DOUBLE) AS VARCHAR) || ', ' || refused_rate.why AS message
FROM refused_rate
JOIN place_of ON refused_rate.source = place_of.observation_id
ORDER BY document, place, measure, period
