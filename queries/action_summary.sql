-- title: What each priority of a plan asks for
-- about: The actions of each priority: how many have money, how many end after the plan or never, and the indicators they answer to.
--   A plan is a document; actions under no priority are in a row without one. Indicators at the head of a priority count with the actions that follow,
--   those at the end of a plan with the last.
--   A code counts once in each list that cites it.
-- grain: plan, priority
-- unit: actions; codes
-- columns: plan = path of the document under raw/; priority = the words of the priority, or its number where it has no words; actions = how many there are;
--   resourced = actions with money or people; unresourced = actions without; partly = actions with part of what they need; after_plan_end = actions whose deadline falls after the plan's end;
--   open_ended = actions that have no end; codes = indicator codes cited; invalid_codes = codes that are not of their framework; unknown = actions of which the plan does not say whether they are resourced
WITH task AS (
    SELECT
        action_id, document, plan_period, priority_number, COALESCE(priority, priority_number, '') AS priority, resourced,
        after_plan_end, ongoing,
        CASE WHEN place LIKE 'L%:%' THEN TRY_CAST(SUBSTR(place, 2, STRPOS(place, ':') - 2) AS BIGINT) END AS line
    FROM action
),
counted AS (
    SELECT
        document, priority, MIN(plan_period) AS plan_period, MIN(priority_number) AS priority_number, COUNT(action_id) AS actions,
        SUM(CASE WHEN resourced = 'yes' THEN 1 ELSE 0 END) AS resourced,
        SUM(CASE WHEN resourced = 'no' THEN 1 ELSE 0 END) AS unresourced,
        SUM(CASE WHEN resourced = 'partly' THEN 1 ELSE 0 END) AS partly,
        SUM(CASE WHEN resourced = 'unknown' THEN 1 ELSE 0 END) AS unknown,
        SUM(CASE WHEN after_plan_end THEN 1 ELSE 0 END) AS after_plan_end,
        SUM(CASE WHEN ongoing THEN 1 ELSE 0 END) AS open_ended
    FROM task
    GROUP BY document, priority
),
cited AS (
    SELECT
        document, action_id, CASE WHEN valid THEN 0 ELSE 1 END AS invalid, role,
        CASE WHEN place LIKE 'L%:%' THEN TRY_CAST(SUBSTR(place, 2, STRPOS(place, ':') - 2) AS BIGINT) END AS line
    FROM action_code
    WHERE occurrence = 1
),
of_actions AS (
    SELECT task.document AS document, task.priority AS priority, cited.invalid AS invalid
    FROM cited
    JOIN task ON cited.action_id = task.action_id
),
head AS (
    SELECT document, action_id, line, COUNT(invalid) AS codes, SUM(invalid) AS invalid_codes
    FROM cited
    WHERE role = 'indicator_of_priority'
    GROUP BY document, action_id, line
),
followed AS (
    SELECT
        head.document AS document, head.action_id AS action_id, head.line AS line, head.codes AS codes,
        head.invalid_codes AS invalid_codes, task.priority AS priority,
        CASE WHEN task.line >= head.line THEN 0 ELSE 1 END AS behind, ABS(task.line - head.line) AS distance
    FROM head
    JOIN task ON head.document = task.document
),
nearest AS (
    SELECT
        followed.*,
        ROW_NUMBER() OVER (PARTITION BY document, action_id, line ORDER BY behind, distance, priority) AS place
    FROM followed
    WHERE distance IS NOT NULL
),
every_code AS (
    SELECT document, priority, COUNT(invalid) AS codes, SUM(invalid) AS invalid_codes
    FROM of_actions
    GROUP BY document, priority
    UNION ALL
    SELECT document, priority, codes, invalid_codes
    FROM nearest
    WHERE place = 1
),
coded AS (
    SELECT document, priority, SUM(codes) AS codes, SUM(invalid_codes) AS invalid_codes
    FROM every_code
    GROUP BY document, priority
),
joined AS (
    SELECT counted.*, coded.codes AS codes, coded.invalid_codes AS invalid_codes
    FROM counted
    LEFT JOIN coded ON counted.document = coded.document AND counted.priority = coded.priority
)
SELECT
    document AS plan,
    NULLIF(priority, '') AS priority,
    CAST(actions AS BIGINT) AS actions,
    CAST(resourced AS BIGINT) AS resourced,
    CAST(unresourced AS BIGINT) AS unresourced,
    CAST(partly AS BIGINT) AS partly,
    CAST(after_plan_end AS BIGINT) AS after_plan_end,
    CAST(open_ended AS BIGINT) AS open_ended,
    CAST(COALESCE(codes, 0) AS BIGINT) AS codes,
    CAST(COALESCE(invalid_codes, 0) AS BIGINT) AS invalid_codes,
    CAST(unknown AS BIGINT) AS unknown,
    plan_period,
    priority_number
FROM joined
ORDER BY plan, priority
