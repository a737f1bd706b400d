-- title: Budget lines that count
-- about: The budget among the lines of the view money_line: one document's figures for a programme, area, theme and period.
--   Where several documents give items for the same line, an adopted one goes before a draft, then the first by path; the others are not added to it.
--   Parts of items and totals are not lines. Rows without a programme or a period are in the table allocation only.
-- grain: programme, area, theme, period, document
-- unit: GBP
-- columns: items = how many items of the document were added up
SELECT programme, area, theme, period, document, amount, items
FROM money_line
WHERE basis = 'budget'
ORDER BY programme, area, theme, period, document
