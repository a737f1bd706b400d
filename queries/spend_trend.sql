-- title: Budget by theme from year to year, in cash and in real terms
-- about: The budget among the rows of the view money_trend, which says how changes, shares, prices and notes are made: what each programme gives to each theme of an area,
--   against the programme's period before. Forecast and outturn are series of their own and stand there.
-- grain: programme, theme, period, area
-- unit: GBP; percent of GBP
-- columns: previous_amount = the amount of the programme's period before; change = amount less previous amount; change_pct = change as a percentage of the previous amount;
--   share_of_programme = amount as a percentage of the programme's money in the period; real_amount = amount at the prices of the price base;
--   real_change_pct = change in real terms as a percentage; price_base = the period whose prices real amounts are in; note = new line, line gone, renamed, split, merged or total only;
--   previous_period = the programme's period before; per_head = amount over all persons of the area at mid-year, in cash; jump = a change of more than half within a year; source = the allocation, the first where there are several
SELECT
    programme, theme, period, amount, previous_amount, change, change_pct, share_of_programme, real_amount, real_change_pct, price_base, note, previous_period,
    area, basis, per_head, jump, source
FROM money_trend
WHERE basis = 'budget'
ORDER BY programme, theme, period, area
