-- title: Which budget lines follow which
-- about: The lines of a programme under one theme in a period and in the period before: kept under its name, renamed, split, merged, regrouped, new or gone.
--   The crosswalk is the theme: two lines follow each other because both stand under it, and the column crosswalk says so. Whether money moved between themes no document says.
-- grain: programme, area, theme, period, basis
-- unit: GBP
-- columns: change = kept, renamed, split, merged, regrouped, new or gone; lines_before = lines under the theme in the period before; lines = lines now;
--   label_before = the first of the lines before; label = the first of the lines now; amount_before = their money before; crosswalk = what makes them one line; previous_period = the programme's period before
WITH line AS (
    SELECT programme, COALESCE(area, '') AS area_key, basis, COALESCE(theme, '') AS theme_key, period, amount, items, label, other_label FROM money_line
),
period_of AS (
    SELECT DISTINCT programme, area_key, basis, period FROM line
),
dated AS (
    SELECT period_of.programme AS programme, period_of.area_key AS area_key, period_of.basis AS basis, period_of.period AS period, period.sort AS sort, period.kind AS kind
    FROM period_of
    JOIN period ON period_of.period = period.period
),
sequence AS (
    SELECT
        programme, area_key, basis, period,
        LAG(period) OVER (PARTITION BY programme, area_key, basis, kind ORDER BY sort) AS period_before,
        LEAD(period) OVER (PARTITION BY programme, area_key, basis, kind ORDER BY sort) AS period_after
    FROM dated
),
now AS (
    SELECT line.*, sequence.period_before AS previous_period
    FROM line
    JOIN sequence
        ON line.programme = sequence.programme AND line.area_key = sequence.area_key AND line.basis = sequence.basis AND line.period = sequence.period
    WHERE sequence.period_before IS NOT NULL
),
before AS (
    SELECT line.*, sequence.period_after AS next_period
    FROM line
    JOIN sequence
        ON line.programme = sequence.programme AND line.area_key = sequence.area_key AND line.basis = sequence.basis AND line.period = sequence.period
    WHERE sequence.period_after IS NOT NULL
),
both_sides AS (
    SELECT
        programme, area_key, basis, theme_key, period, previous_period, items AS lines, label, other_label, amount,
        CAST(NULL AS BIGINT) AS lines_before, CAST(NULL AS VARCHAR) AS label_before, CAST(NULL AS VARCHAR) AS other_before, CAST(NULL AS DECIMAL(38, 2)) AS amount_before
    FROM now
    UNION ALL
    SELECT
        programme, area_key, basis, theme_key, next_period AS period, period AS previous_period, CAST(NULL AS BIGINT) AS lines, CAST(NULL AS VARCHAR) AS label,
        CAST(NULL AS VARCHAR) AS other_label, CAST(NULL AS DECIMAL(38, 2)) AS amount, items AS lines_before, label AS label_before, other_label AS other_before, amount AS amount_before
    FROM before
),
paired AS (
    SELECT
        programme, area_key, basis, theme_key, period, MAX(previous_period) AS previous_period, MAX(lines) AS lines, MAX(label) AS label, MAX(other_label) AS other_label,
        MAX(amount) AS amount, MAX(lines_before) AS lines_before, MAX(label_before) AS label_before, MAX(other_before) AS other_before, MAX(amount_before) AS amount_before
    FROM both_sides
    GROUP BY programme, area_key, basis, theme_key, period
)
SELECT
    programme,
    NULLIF(area_key, '') AS area,
    NULLIF(theme_key, '') AS theme,
    period,
    basis,
    CASE
        WHEN lines IS NULL THEN 'gone'
        WHEN lines_before IS NULL THEN 'new'
        WHEN lines = 1 AND lines_before = 1 AND LOWER(label) <> LOWER(label_before) THEN 'renamed'
        WHEN lines > 1 AND lines_before = 1 THEN 'split'
        WHEN lines = 1 AND lines_before > 1 THEN 'merged'
        WHEN lines <> lines_before OR LOWER(label) <> LOWER(label_before) OR COALESCE(LOWER(other_label), '') <> COALESCE(LOWER(other_before), '') THEN 'regrouped'
        ELSE 'kept'
    END AS change,
    previous_period,
    label_before,
    label,
    lines_before,
    lines,
    amount_before,
    amount,
    'theme' AS crosswalk
FROM paired
ORDER BY programme, area, theme, period, basis
