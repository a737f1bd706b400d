-- title: Money that changed by more than half within a year
-- about: Lines of the views money_trend and outturn_trend whose column jump is true.
-- grain: document, place
-- rule: spend-jump
-- severity: warning
-- why: A line of money seldom halves or doubles within a year; more often a heading, a code or a unit moved.
-- fix: Ask whether the service or the coding changed; say so beside the trend.
WITH jumped AS (
    SELECT source, period, programme || COALESCE(', ' || theme, '') || ' (' || basis || ')' AS line, previous_amount, amount, change_pct FROM money_trend WHERE jump
    UNION ALL
    SELECT source, period, activity || ' (outturn)' AS line, previous_amount, amount, change_pct FROM outturn_trend WHERE jump
),
place_of AS (
    SELECT allocation_id, document, place FROM allocation
)
SELECT
    place_of.document AS document,
    place_of.place AS place,
    jumped.period AS period,
    'a change of no more than half is expected within a year; ' || jumped.line || ' went from ' || CAST(jumped.previous_amount AS VARCHAR) || ' to '
    || CAST(jumped.amount AS VARCHAR) || ', ' || CAST(jumped.change_pct AS VARCHAR) || ' %' AS message
FROM jumped
JOIN place_of ON jumped.source = place_of.allocation_id
ORDER BY document, place, period, message
