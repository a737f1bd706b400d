-- title: What became of each document
-- about: How many of a document's numerals are explained, and whether its rows and its money are all accounted for.
-- grain: document
-- unit: numerals; rows; GBP
-- columns: explained = numerals that became a row or have a reason; unexplained = numerals without a role;
--   explained_pct = explained numerals as a percentage of all, empty where there are none; rows_reconciled = rows read are rows kept, rejected and skipped; money_reconciled = money read is money kept and rejected, to the penny
SELECT
    document,
    numerals,
    numerals - numerals_unexplained AS explained,
    numerals_unexplained AS unexplained,
    CAST(FLOOR(10000 * CAST(numerals - numerals_unexplained AS DOUBLE) / NULLIF(numerals, 0) + 0.5) / 100 AS DECIMAL(38, 2)) AS explained_pct,
    rows_read,
    rows_kept,
    rows_rejected,
    rows_skipped,
    rows_read = rows_kept + rows_rejected + rows_skipped AS rows_reconciled,
    amount_read,
    amount_kept,
    amount_rejected,
    amount_read = COALESCE(amount_kept, 0) + COALESCE(amount_rejected, 0) AS money_reconciled
FROM document
ORDER BY document
