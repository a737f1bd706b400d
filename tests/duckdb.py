"""Runs the published views in DuckDB over the published tables and compares them with the published views.

Run by hand: `pip install duckdb`, then `python3 tests/duckdb.py WORKSPACE/processed queries`.
It shows that the queries stay in the dialect that other engines share, and that two engines agree on every number.
A percentage may differ in its last place, because engines round halves of doubles differently.
"""

import csv
import re
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

# The script has the name of the package; its own folder must not be looked in.
sys.path = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).resolve().parent]
import duckdb  # noqa: E402

LAST_PLACE = Decimal("0.011")
TYPES = {
    "text": "VARCHAR", "string": "VARCHAR", "integer": "BIGINT", "money": "DECIMAL(38, 2)",
    "number": "DECIMAL(38, 4)", "date": "DATE", "boolean": "BOOLEAN",
}


def load_tables(connection, folder):
    columns = {}
    with open(folder / "dictionary.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            columns.setdefault(row["table"], []).append((row["column"], TYPES[row["type"]]))
    for path in sorted((folder / "tables").glob("*.csv")):
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns[path.stem])
        connection.execute(
            f'CREATE TABLE "{path.stem}" AS SELECT * FROM read_csv(\'{path}\', header = true,'
            f" quote = '\"', escape = '\"', columns = {{{types}}})"
        )


def in_order(queries, names):
    """Queries after those that they read."""
    waiting, done = dict(queries), []
    while waiting:
        ready = [
            name for name, sql in waiting.items()
            if not any(re.search(rf"\b(?:FROM|JOIN)\s+{other}\b", sql) for other in waiting if other != name)
        ]
        if not ready:
            sys.exit(f"queries read each other: {', '.join(waiting)}")
        done += [(name, waiting.pop(name)) for name in sorted(ready)]
    return [pair for pair in done if pair[0] in names]


def shown(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def same(ours, theirs):
    if ours == theirs:
        return True
    try:
        return abs(Decimal(ours) - Decimal(theirs)) < LAST_PLACE
    except InvalidOperation:
        return False


def compare(name, published, computed):
    header, *rows = published
    found = 0
    if len(rows) != len(computed):
        print(f"{name}: {len(rows)} rows are published, DuckDB has {len(computed)}")
        found += 1
    # Engines order missing values and letters differently; the text columns hold the grain.
    text = [i for i, _ in enumerate(header) if not any(numeric(r[i]) for r in rows)]
    key = lambda row: [row[i] for i in text] + list(row)
    for ours, theirs in zip(sorted(rows, key=key), sorted(computed, key=key)):
        for column, a, b in zip(header, ours, theirs):
            if not same(a, b):
                print(f"{name}.{column}: {a!r} is published, DuckDB has {b!r} in {theirs}")
                found += 1
    return found


def numeric(text):
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def main(folder, queries):
    connection = duckdb.connect()
    load_tables(connection, folder)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in queries.glob("*.sql")}
    found = 0
    for name, sql in in_order(texts, texts):
        try:
            connection.execute(f'CREATE TABLE "{name}" AS {sql}')
        except duckdb.Error as error:
            print(f"{name}: {error}")
            found += 1
            continue
        computed = [[shown(v) for v in row] for row in connection.execute(f'FROM "{name}"').fetchall()]
        with open(folder / "views" / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
            published = list(csv.reader(file))
        differences = compare(name, published, computed)
        print(f"{name}: {len(computed)} rows, {differences or 'no'} differences")
        found += differences
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
