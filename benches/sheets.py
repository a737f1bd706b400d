"""What an analyst would write in DuckDB instead: decode a file of payments, clean it, write it and its views as CSV.

sheets.py FILE FOLDER. Run by the bench `sheets`, which compares the time and the rows. Knows the columns of that one file, the
council and the kind of its amounts beforehand, and keeps no account of what it read.
"""

import sys
from pathlib import Path

import duckdb

file, folder = Path(sys.argv[1]), Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
text = file.read_bytes().decode("utf-8-sig")
clean = folder / "clean.txt"
clean.write_text(text, encoding="utf-8", newline="")
db = duckdb.connect()
db.execute(f"""
CREATE TABLE payment AS
SELECT 'anytown/spend.csv' AS document, 'R' || (row_number() OVER () + 1) || ':C5' AS place, date,
    CASE WHEN month(date) < 4 THEN year(date) - 1 ELSE year(date) END AS start_year,
    printf('FY%d-%02d', start_year, (start_year + 1) % 100) AS period,
    department, supplier, purpose, CAST(NULL AS VARCHAR) AS category, amount, 'net' AS vat_basis, CAST(NULL AS DECIMAL(38, 2)) AS vat_amount,
    reference, CAST(NULL AS VARCHAR) AS capital_revenue, redacted, 'Anytown' AS body, supplier_key
FROM (
    SELECT strptime(trim("Payment date"), '%d/%m/%Y')::DATE AS date,
        trim("Service label") AS department, trim("Supplier name") AS supplier, trim("Purpose") AS purpose,
        CAST(replace(replace("Net amount", ',', ''), '£', '') AS DECIMAL(38, 2)) AS amount,
        trim("Transaction number") AS reference,
        regexp_matches(lower("Supplier name"), 'redacted|withheld|personal data') AS redacted,
        trim(regexp_replace(regexp_replace(lower("Supplier name"), '[^a-z0-9]+', ' ', 'g'), ' (ltd|limited|plc|llp)$', '')) AS supplier_key
    FROM read_csv('{clean}', all_varchar = true, header = true)
)
""")


def write(name, sql):
    db.execute(f"COPY ({sql}) TO '{folder}/{name}.csv' (HEADER)")


rows = "SELECT * EXCLUDE (start_year) FROM payment"
write("transaction", rows)
for (period,) in db.execute("SELECT DISTINCT period FROM payment ORDER BY period").fetchall():
    write(f"transaction_{period}", f"{rows} WHERE period = '{period}'")

db.execute("""
CREATE TABLE coverage AS
WITH month AS (SELECT DISTINCT body, vat_basis, period, start_year, month(date) AS number, strftime(date, '%Y-%m') AS month FROM payment),
counted AS (
    SELECT body, period, start_year, vat_basis, count(*) AS months, min(month) AS first_month, max(month) AS last_month, list_sort(list(number)) AS numbers
    FROM month GROUP BY ALL
)
SELECT c.body, c.period, c.months, c.first_month, c.last_month, b.months AS previous_months,
    CASE WHEN b.months IS NOT NULL THEN c.numbers = b.numbers END AS same_months, c.vat_basis, b.period AS previous_period, c.start_year
FROM counted c LEFT JOIN counted b ON c.body = b.body AND c.vat_basis = b.vat_basis AND c.start_year = b.start_year + 1
""")
write("spend_coverage", "SELECT * EXCLUDE (previous_period, start_year) FROM coverage ORDER BY body, period, vat_basis")

PERCENT = "CAST(round(100 * CAST(change AS DOUBLE) / nullif(abs(CAST(previous_amount AS DOUBLE)), 0), 2) AS DECIMAL(38, 2))"
SPELLINGS = """, min_by(supplier, (-transactions, supplier)) AS supplier, string_agg(supplier, ' | ' ORDER BY supplier) AS names"""
for name, key, more, shown in [("department", "department", "", ""), ("supplier", "supplier_key", SPELLINGS, " supplier, names,")]:
    by = "supplier_key, supplier" if more else key
    db.execute(f"""
    CREATE TABLE {name}_spend AS
    WITH part AS (SELECT body, {by}, period, start_year, vat_basis, sum(amount) AS amount, count(*) AS transactions FROM payment GROUP BY ALL),
    paid AS (
        SELECT body, {key}, period, start_year, vat_basis, sum(amount) AS amount, sum(transactions)::BIGINT AS transactions{more}
        FROM part GROUP BY body, {key}, period, start_year, vat_basis
    ),
    pair AS (
        SELECT a.*, b.amount AS previous_amount, a.amount - b.amount AS change, c.previous_period, c.months, c.same_months,
            rank() OVER (PARTITION BY a.body, a.period, a.vat_basis ORDER BY a.amount DESC) AS rank
        FROM paid a LEFT JOIN paid b ON a.body = b.body AND a.{key} = b.{key} AND a.vat_basis = b.vat_basis AND a.start_year = b.start_year + 1
        LEFT JOIN coverage c ON a.body = c.body AND a.period = c.period AND a.vat_basis = c.vat_basis
    )
    SELECT body, {key}, period, amount, transactions, previous_amount, change, {PERCENT} AS change_pct, rank, vat_basis,{shown} previous_period, months,
        CASE WHEN previous_period IS NULL THEN NULL WHEN NOT same_months THEN 'the years cover different months'
            WHEN previous_amount IS NULL THEN 'new {name}' END AS note
    FROM pair
    """)
    write(f"{name}_spend", f"SELECT * FROM {name}_spend ORDER BY body, {key}, period, vat_basis")

write("spend_by_month", """
    WITH month AS (
        SELECT body, department, date_trunc('month', date) AS first, sum(amount) AS amount, count(*) AS transactions, vat_basis FROM payment GROUP BY ALL
    ),
    known AS (SELECT DISTINCT body, vat_basis, first FROM month),
    counted AS (
        SELECT *, count(*) OVER (PARTITION BY body, vat_basis ORDER BY first RANGE BETWEEN INTERVAL 11 MONTHS PRECEDING AND CURRENT ROW) AS months_known FROM known
    ),
    rolled AS (
        SELECT *, sum(amount) OVER (PARTITION BY body, department, vat_basis ORDER BY first RANGE BETWEEN INTERVAL 11 MONTHS PRECEDING AND CURRENT ROW) AS year FROM month
    )
    SELECT r.body, r.department, strftime(r.first, '%Y-%m') AS month, r.amount, r.transactions,
        CASE WHEN c.months_known = 12 THEN r.year END AS twelve_month_amount, r.vat_basis, c.months_known
    FROM rolled r JOIN counted c ON r.body = c.body AND r.vat_basis = c.vat_basis AND r.first = c.first
    ORDER BY r.body, r.department, month, r.vat_basis
""")
