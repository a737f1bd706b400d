"""Runs the published views in DuckDB over the published tables and compares them with the published views, to the last digit.

Run by hand: `pip install duckdb`, then `python3 tests/duckdb.py WORKSPACE/processed queries`.
It shows that the queries stay in the dialect that other engines share, and that two engines agree on every number.
"""

import csv
import re
import sys
from decimal import Decimal
from pathlib import Path

# The script has the name of the package; its own folder must not be looked in.
sys.path = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).resolve().parent]
import duckdb  # noqa: E402

csv.field_size_limit(1 << 30)
TYPES = {
    "text": "VARCHAR", "string": "VARCHAR", "integer": "BIGINT", "money": "DECIMAL(38, 2)",
    "number": "DECIMAL(38, 4)", "float": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN",
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
            f" quote = '\"', escape = '\"', delim = ',', columns = {{{types}}})"
        )


def in_order(queries):
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
    return done


def normal(value):
    """A cell as text; 1.50 and 1.5 are one number, and an empty text is missing."""
    text = "" if value is None else str(value)
    if isinstance(value, bool):
        return text.lower()
    if isinstance(value, float):
        # Floats are published to six places.
        text = format(value, ".6f")
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return format(Decimal(text).normalize() + 0, "f")
    return text


def compare(name, published, computed):
    header, *rows = published
    ours = sorted([normal(cell) for cell in row] for row in rows)
    theirs = sorted([normal(cell) for cell in row] for row in computed)
    if len(ours) != len(theirs):
        print(f"{name}: {len(ours)} rows are published, DuckDB has {len(theirs)}")
        return 1
    found = 0
    for ours_row, theirs_row in zip(ours, theirs):
        for column, a, b in zip(header, ours_row, theirs_row):
            if a != b:
                print(f"{name}.{column}: {a!r} is published, DuckDB has {b!r} in {theirs_row}")
                found += 1
    return found


def main(folder, queries):
    connection = duckdb.connect()
    load_tables(connection, folder)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in queries.glob("*.sql")}
    found = 0
    for name, sql in in_order(texts):
        try:
            connection.execute(f'CREATE TABLE "{name}" AS {sql}')
        except duckdb.Error as error:
            print(f"{name}: {error}")
            found += 1
            continue
        computed = connection.execute(f'FROM "{name}"').fetchall()
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
