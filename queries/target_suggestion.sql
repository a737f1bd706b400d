-- title: Actuals that may belong to a target in other words
-- about: Targets that found no actual, beside actuals of the same area, unit and period whose measure is worded alike. They are suggestions and are joined nowhere:
--   whoever agrees adds the words as an alias of the measure ([[vocab.measure]] in saferstats.toml).
-- grain: measure, area, target_period, target_document, suggested_measure, actual_document
-- unit: the unit of the target; score in percent
-- columns: target_period = the period the target is for; target_document = the document that sets it; target = the value promised; measure_label = the words of the target's measure;
--   suggested_measure = a measure whose words are alike; suggested_label = its words; score = twice the words that both have, in percent of the words of both; shared_words = how many they share;
--   actual = its value; actual_document = the first document that states it
WITH unmet AS (
    SELECT measure, COALESCE(area, '') AS area_key, target_period, target_document, target, unit, measure_label
    FROM target_gap
    WHERE status = 'no_actual' AND target_period IS NOT NULL
),
seen AS (
    SELECT measure, COALESCE(area, '') AS area_key, period, unit, document, MIN(value) AS value, MAX(value) AS highest
    FROM observation
    WHERE basis = 'actual' AND change = 'level' AND value IS NOT NULL AND period IS NOT NULL
    GROUP BY measure, COALESCE(area, ''), period, unit, document
),
wanted AS (
    SELECT DISTINCT measure FROM unmet
),
offered AS (
    SELECT DISTINCT measure FROM seen
),
wanted_word AS (
    SELECT measure_word.measure AS measure, measure_word.word AS word, measure_word.words AS words
    FROM measure_word
    JOIN wanted ON measure_word.measure = wanted.measure
),
offered_word AS (
    SELECT measure_word.measure AS measure, measure_word.word AS word, measure_word.words AS words
    FROM measure_word
    JOIN offered ON measure_word.measure = offered.measure
),
shared_word AS (
    SELECT
        wanted_word.measure AS measure, offered_word.measure AS suggested_measure, wanted_word.word AS word,
        wanted_word.words AS words, offered_word.words AS other_words
    FROM wanted_word
    JOIN offered_word ON wanted_word.word = offered_word.word
    WHERE wanted_word.measure <> offered_word.measure
),
alike AS (
    SELECT measure, suggested_measure, words, other_words, COUNT(word) AS shared_words
    FROM shared_word
    GROUP BY measure, suggested_measure, words, other_words
),
scored AS (
    SELECT
        measure, suggested_measure, shared_words,
        FLOOR(20000 * CAST(shared_words AS DOUBLE) / (words + other_words) + 0.5) / 100 AS score
    FROM alike
),
near AS (
    SELECT * FROM scored WHERE score >= 50
),
with_near AS (
    SELECT unmet.*, near.suggested_measure AS suggested_measure, near.shared_words AS shared_words, near.score AS score
    FROM unmet
    JOIN near ON unmet.measure = near.measure
),
with_actual AS (
    SELECT with_near.*, seen.value AS actual, seen.highest AS highest, seen.document AS actual_document
    FROM with_near
    JOIN seen
        ON with_near.suggested_measure = seen.measure AND with_near.area_key = seen.area_key AND with_near.target_period = seen.period AND with_near.unit = seen.unit
),
with_label AS (
    SELECT with_actual.*, measure.label AS suggested_label
    FROM with_actual
    JOIN measure ON with_actual.suggested_measure = measure.measure
)
SELECT
    measure,
    NULLIF(area_key, '') AS area,
    target_period,
    target_document,
    suggested_measure,
    actual_document,
    CAST(score AS DECIMAL(38, 2)) AS score,
    shared_words,
    measure_label,
    suggested_label,
    target,
    CASE WHEN actual = highest THEN actual END AS actual,
    unit
FROM with_label
ORDER BY measure, area, target_period, target_document, suggested_measure, actual_document
