-- title: Claims of direction and rank against the figures
-- about: Every claim of a document ("has reduced", "lowest since", "above the family") with its verdict and the two figures it was held against.
--   supported: the figures say so; a rule beside it says what is left out ("for the last period only"). contradicted: the figures say otherwise.
--   not_testable: no measure, no figures, or words that do not say how the answer would be known; the arithmetic says which.
-- grain: claim_id
-- unit: as the column figure_unit says; percent of the other figure
-- columns: quote = the words of the claim; difference = the figure less the other figure; difference_pct = difference in percent of the other figure, empty from a count under 10 (a mean is no count);
--   difference_unit = what the difference is in: percentage points between percentages
WITH tested AS (
    SELECT
        claim_id, verdict, rule, arithmetic, figure_measure, figure_unit, figure, figure_period, figure_area, figure_source,
        other_figure, other_period, other_area, other_source, figure - other_figure AS difference,
        CAST(100 * CAST(figure - other_figure AS DOUBLE) / NULLIF(CAST(other_figure AS DOUBLE), 0) AS DOUBLE) AS percent,
        figure_unit = 'count' AND ABS(other_figure) < 10 AS few
    FROM claim_test
),
said AS (
    SELECT claim_id, measure, area, period, direction, against, document, place, quote FROM claim
),
mean AS (
    SELECT measure, denominator AS below FROM measure WHERE denominator IS NOT NULL
),
sized AS (
    SELECT tested.*, mean.below AS below
    FROM tested
    LEFT JOIN mean ON tested.figure_measure = mean.measure
)
SELECT
    said.claim_id AS claim_id,
    said.measure AS measure,
    said.area AS area,
    said.period AS period,
    said.direction AS direction,
    said.against AS against,
    sized.verdict AS verdict,
    sized.arithmetic AS arithmetic,
    sized.rule AS rule,
    sized.figure AS figure,
    sized.figure_unit AS figure_unit,
    sized.figure_period AS figure_period,
    sized.figure_area AS figure_area,
    sized.figure_source AS figure_source,
    sized.other_figure AS other_figure,
    sized.other_period AS other_period,
    sized.other_area AS other_area,
    sized.other_source AS other_source,
    sized.difference AS difference,
    CASE sized.figure_unit WHEN 'percent' THEN 'percentage_point' ELSE sized.figure_unit END AS difference_unit,
    CAST(CASE WHEN NOT sized.few OR sized.below IS NOT NULL THEN SIGN(sized.percent) * FLOOR(ABS(sized.percent) * 100 + 0.5) / 100 END AS DECIMAL(38, 2)) AS difference_pct,
    sized.figure_measure AS figure_measure,
    said.document AS document,
    said.place AS place,
    said.quote AS quote
FROM said
JOIN sized ON said.claim_id = sized.claim_id
ORDER BY claim_id
