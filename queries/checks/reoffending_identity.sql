-- title: Reoffending figures that do not fit each other
-- about: Reoffences per child in the cohort are the share that reoffended times the reoffences of each who did. Stated figures of one area and period that do not multiply are listed.
-- grain: document, place
-- rule: reoffending-identity
-- severity: warning
-- why: One of the three is of another cohort, or "per reoffender" and "per offender" were mistaken for each other.
-- fix: Ask which cohort each is of; recompute from the counts.
WITH per_child AS (
    SELECT area, period, value, source FROM measure_level WHERE measure = 'yj.reoffending.frequency_per_offender' AND basis = 'stated'
),
share AS (
    SELECT area, period, value FROM measure_level WHERE measure = 'yj.reoffending.binary_rate' AND basis = 'stated'
),
per_reoffender AS (
    SELECT area, period, value FROM measure_level WHERE measure = 'yj.reoffending.frequency' AND basis = 'stated'
),
with_share AS (
    SELECT per_child.area AS area, per_child.period AS period, CAST(per_child.value AS DOUBLE) AS per_child, per_child.source AS source, CAST(share.value AS DOUBLE) AS share
    FROM per_child
    JOIN share ON per_child.area = share.area AND per_child.period = share.period
),
with_all AS (
    SELECT with_share.*, CAST(per_reoffender.value AS DOUBLE) AS per_reoffender
    FROM with_share
    JOIN per_reoffender ON with_share.area = per_reoffender.area AND with_share.period = per_reoffender.period
),
-- Figures given to one place leave room for the rounding of all three.
multiplied AS (
    SELECT with_all.*, share * per_reoffender / 100 AS product, 0.05 + share * 0.0005 + per_reoffender * 0.0005 AS room FROM with_all
),
place_of AS (
    SELECT observation_id, document, place FROM observation
)
SELECT
    place_of.document AS document,
    place_of.place AS place,
    'yj.reoffending.frequency_per_offender' AS measure,
    multiplied.period AS period,
    CAST(FLOOR(multiplied.product * 100 + 0.5) / 100 AS VARCHAR) || ' reoffences for each child are expected, which is ' || CAST(multiplied.share AS VARCHAR) || ' % times '
    || CAST(multiplied.per_reoffender AS VARCHAR) || '; found ' || CAST(multiplied.per_child AS VARCHAR) AS message
FROM multiplied
JOIN place_of ON multiplied.source = place_of.observation_id
WHERE ABS(multiplied.per_child - multiplied.product) > multiplied.room
ORDER BY document, place
