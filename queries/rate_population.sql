-- title: The population that a rate of a period is over
-- about: Persons of an age band at the mid-year that serves a 12-month period (mid-2018 for 2018/19), for every area and period that an observation or an allocation speaks of.
--   A year without an estimate between two years that have one lies on the straight line between them and is marked estimated;
--   before the first and after the last known year there is no row. Where several documents give a year, the first by path is taken.
-- grain: area, age_band, period
-- unit: persons
-- columns: population_year = the mid-year wanted; estimated = lies on a line between two known years; year_before = the known year at or before it;
--   year_after = the known year at or after it;
--   source = where the population of the year before stands; source_after = where that of the year after stands, of an estimated one;
--   population_document = the document that gives the year before
WITH wanted AS (
    SELECT area, period FROM observation WHERE area IS NOT NULL AND period IS NOT NULL
    UNION
    SELECT area, period FROM allocation WHERE area IS NOT NULL AND period IS NOT NULL
),
dated AS (
    SELECT wanted.area AS area, wanted.period AS period, period.population_year AS population_year
    FROM wanted
    JOIN period ON wanted.period = period.period
    WHERE period.population_year IS NOT NULL
),
chosen AS (
    SELECT area, age_band, year, MIN(document) AS document
    FROM population
    GROUP BY area, age_band, year
),
known AS (
    SELECT population.area AS area, population.age_band AS age_band, population.year AS year,
        MIN(CAST(population.persons AS DOUBLE)) AS persons, MIN(population.document || '#' || population.place) AS source, MIN(population.document) AS document
    FROM population
    JOIN chosen
        ON population.area = chosen.area AND population.age_band = chosen.age_band
        AND population.year = chosen.year AND population.document = chosen.document
    GROUP BY population.area, population.age_band, population.year
),
candidate AS (
    SELECT
        dated.area AS area, known.age_band AS age_band, dated.period AS period, dated.population_year AS population_year,
        CASE WHEN known.year <= dated.population_year THEN known.year END AS earlier,
        CASE WHEN known.year >= dated.population_year THEN known.year END AS later
    FROM dated
    JOIN known ON dated.area = known.area
),
span AS (
    SELECT area, age_band, period, population_year, MAX(earlier) AS year_before, MIN(later) AS year_after
    FROM candidate
    GROUP BY area, age_band, period, population_year
),
with_before AS (
    SELECT span.*, known.persons AS persons_before, known.source AS source, known.document AS document
    FROM span
    JOIN known ON span.area = known.area AND span.age_band = known.age_band AND span.year_before = known.year
),
with_both AS (
    SELECT with_before.*, known.persons AS persons_after, known.source AS source_after
    FROM with_before
    JOIN known ON with_before.area = known.area AND with_before.age_band = known.age_band AND with_before.year_after = known.year
),
interpolated AS (
    SELECT
        with_both.*,
        persons_before + COALESCE(
            (persons_after - persons_before) * (population_year - year_before) / NULLIF(year_after - year_before, 0), 0
        ) AS persons
    FROM with_both
)
SELECT
    area,
    age_band,
    period,
    CAST(SIGN(persons) * FLOOR(ABS(persons) * 10000 + 0.5) / 10000 AS DECIMAL(38, 4)) AS persons,
    population_year,
    year_before <> year_after AS estimated,
    year_before,
    year_after,
    source,
    CASE WHEN year_before <> year_after THEN source_after END AS source_after,
    document AS population_document
FROM interpolated
ORDER BY area, age_band, period
