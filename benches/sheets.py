"""What an analyst would write in DuckDB instead: decode a file of payments, clean it, write it and its views as CSV.

sheets.py FILE FOLDER. Run by the bench `sheets`, which compares the time. Knows the columns of that one file beforehand.
"""

import sys
from pathlib import Path

import duckdb

file, folder = Path(sys.argv[1]), Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
text = file.read_bytes().decode("utf-8-sig")
clean = folder / "clean.csv"
clean.write_text(text, encoding="utf-8", newline="")
db = duckdb.connect()
db.execute(f"""
CREATE TABLE payment AS
SELECT 'anytown/spend.csv' AS document, 'R' || (row_number() OVER () + 1) || ':C5' AS place,
    strptime(trim("Payment date"), '%d/%m/%Y')::DATE AS date,
    trim("Service label") AS department, trim("Supplier name") AS supplier, trim("Purpose") AS purpose,
    CAST(replace(replace("Net amount", ',', ''), '£', '') AS DECIMAL(38, 2)) AS amount,
    trim("Transaction number") AS reference,
    regexp_matches(lower("Supplier name"), 'redacted|withheld|personal data') AS redacted,
    trim(regexp_replace(regexp_replace(lower("Supplier name"), '[^a-z0-9]+', ' ', 'g'), ' (ltd|limited|plc|llp)$', '')) AS supplier_key
FROM read_csv('{clean}', all_varchar = true, header = true)
""")
year = "CASE WHEN month(date) < 4 THEN year(date) - 1 ELSE year(date) END"
db.execute(f"COPY (SELECT *, 'FY' || {year} AS period FROM payment ORDER BY document) TO '{folder}/transaction.csv' (HEADER)")
for name, keys in [("department", "department"), ("supplier", "supplier_key")]:
    db.execute(f"""COPY (
        WITH paid AS (SELECT {keys} AS key, {year} AS year, sum(amount) AS amount, count(*) AS transactions FROM payment GROUP BY ALL)
        SELECT a.*, b.amount AS previous_amount, a.amount - b.amount AS change, rank() OVER (PARTITION BY a.year ORDER BY a.amount DESC) AS rank
        FROM paid a LEFT JOIN paid b ON a.key = b.key AND a.year = b.year + 1 ORDER BY a.key, a.year
    ) TO '{folder}/{name}_spend.csv' (HEADER)""")
db.execute(f"""COPY (
    SELECT department, date_trunc('month', date) AS month, sum(amount) AS amount, count(*) AS transactions FROM payment GROUP BY ALL ORDER BY ALL
) TO '{folder}/spend_by_month.csv' (HEADER)""")
