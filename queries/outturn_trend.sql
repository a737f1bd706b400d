-- title: Outturn of each service from year to year
-- about: What an area spent on a service, as outturn returns report it, against the year before, in cash, at the prices of the latest year that has a price, and for each person.
--   A forecast and a budget are no outturn and are not here. Figures without an area or a period are in the table allocation only; where documents differ, none is chosen.
-- grain: area, activity, period
-- unit: GBP; percent of GBP
-- columns: previous_amount = the outturn of the year before; change = amount less previous amount; change_pct = change as a percentage of the previous amount;
--   jump = a change of more than half within a year; real_amount = amount at the prices of the price base; price_base = the period whose prices real amounts are in;
--   per_head = amount over all persons of the area at mid-year, in cash; source = the allocation
WITH said AS (
    SELECT area, activity, period, MIN(amount) AS amount, MAX(amount) AS highest, MIN(theme) AS theme, MIN(allocation_id) AS source
    FROM allocation
    WHERE basis = 'outturn' AND level <> 'part' AND area IS NOT NULL AND period IS NOT NULL AND activity IS NOT NULL
    GROUP BY area, activity, period
),
dated AS (
    SELECT said.area AS area, said.activity AS activity, said.period AS period, said.amount AS amount, said.theme AS theme, said.source AS source,
        period.series AS series, period.step AS step, period.sort AS sort
    FROM said
    JOIN period ON said.period = period.period
    WHERE said.amount = said.highest
),
before AS (
    SELECT area, activity, series, step + 1 AS next_step, amount AS previous_amount FROM dated
),
with_previous AS (
    SELECT dated.*, before.previous_amount AS previous_amount
    FROM dated
    LEFT JOIN before
        ON dated.area = before.area AND dated.activity = before.activity AND dated.series = before.series AND dated.step = before.next_step
),
runs AS (
    SELECT document, COUNT(period) AS periods FROM deflator GROUP BY document
),
ranked AS (
    SELECT document, ROW_NUMBER() OVER (ORDER BY 0 - periods, document) AS place FROM runs
),
used AS (
    SELECT document FROM ranked WHERE place = 1
),
price AS (
    SELECT deflator.period AS period, CAST(MIN(deflator."index") AS DOUBLE) AS price
    FROM deflator
    JOIN used ON deflator.document = used.document
    GROUP BY deflator.period
),
with_price AS (
    SELECT with_previous.*, price.price AS price
    FROM with_previous
    LEFT JOIN price ON with_previous.period = price.period
),
latest AS (
    SELECT period, price, ROW_NUMBER() OVER (ORDER BY 0 - sort) AS place FROM with_price WHERE price IS NOT NULL
),
base AS (
    SELECT 1 AS one, period AS price_base, price AS base_price FROM latest WHERE place = 1
),
keyed AS (
    SELECT with_price.*, CASE WHEN price IS NOT NULL THEN 1 END AS one FROM with_price
),
with_base AS (
    SELECT keyed.*, base.price_base AS price_base, base.base_price AS base_price
    FROM keyed
    LEFT JOIN base ON keyed.one = base.one
),
everybody AS (
    SELECT area, period, CAST(persons AS DOUBLE) AS persons FROM rate_population WHERE age_band = 'all'
),
with_people AS (
    SELECT with_base.*, everybody.persons AS persons
    FROM with_base
    LEFT JOIN everybody ON with_base.area = everybody.area AND with_base.period = everybody.period
),
figures AS (
    SELECT
        with_people.*, amount - previous_amount AS change,
        100 * CAST(amount - previous_amount AS DOUBLE) / NULLIF(ABS(CAST(previous_amount AS DOUBLE)), 0) AS change_pct,
        CAST(amount AS DOUBLE) * base_price / price AS real_amount,
        CAST(amount AS DOUBLE) / NULLIF(persons, 0) AS per_head
    FROM with_people
)
SELECT
    area,
    activity,
    period,
    theme,
    amount,
    previous_amount,
    change,
    CAST(SIGN(change_pct) * FLOOR(ABS(change_pct) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS change_pct,
    COALESCE(ABS(change_pct) > 50, FALSE) AS jump,
    CAST(SIGN(real_amount) * FLOOR(ABS(real_amount) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS real_amount,
    price_base,
    CAST(SIGN(per_head) * FLOOR(ABS(per_head) * 100 + 0.5) / 100 AS DECIMAL(38, 2)) AS per_head,
    source
FROM figures
ORDER BY area, activity, period
