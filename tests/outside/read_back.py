"""Reads every published CSV (and Parquet, where there is one) with DuckDB, pandas and polars and compares the values.

The argument is the folder of a published set. What Python's own csv module reads, with the types of the dictionary, is
what the others have to find: rows, exact sums of money and numbers, first and last dates, pound signs, missing cells.
"""

import csv
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet

folder = Path(sys.argv[1])
DUCKDB = {"text": "VARCHAR", "integer": "BIGINT", "money": "DECIMAL(38,2)", "number": "DECIMAL(38,4)",
          "float": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}
POLARS = {"text": polars.String, "integer": polars.Int64, "money": polars.Decimal(38, 2),
          "number": polars.Decimal(38, 4), "float": polars.Float64, "date": polars.Date, "boolean": polars.Boolean}
PARSE = {"text": str, "integer": int, "money": Decimal, "number": Decimal, "float": float,
         "date": date.fromisoformat, "boolean": {"true": True, "false": False}.__getitem__}


def summary(kind, values):
    """What is compared of a column: how many are there, and what they come to."""
    values = [v for v in values if v is not None]
    total = None
    if kind in ("money", "number", "integer"):
        total = sum((Decimal(str(v)) for v in values), Decimal(0))
    elif kind == "float":
        total = round(sum(values), 3)
    elif kind == "date":
        total = (min(values), max(values)) if values else None
    elif kind == "boolean":
        total = sum(values)
    else:
        total = (sum(v.count("£") for v in values), sum(len(v) for v in values))
    return len(values), total


def plain(path, kinds):
    with open(path, encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert header == [name for name, _ in kinds], (path, header)
    parse = [PARSE[kind] for _, kind in kinds]
    return [[parse[i](row[i]) if row[i] else None for row in rows] for i in range(len(header))], len(rows)


def by_duckdb(path, kinds):
    types = ", ".join(f"'{name}': '{DUCKDB[kind]}'" for name, kind in kinds)
    connection = duckdb.connect()
    relation = connection.execute(
        f"SELECT * FROM read_csv('{path}', header = true, quote = '\"', escape = '\"', columns = {{{types}}})")
    return [list(column) for column in zip(*relation.fetchall())] or [[] for _ in kinds]


def by_pandas(path, kinds):
    frame = pandas.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False, na_values=[""])
    columns = []
    for name, kind in kinds:
        cells = frame[name].dropna()
        if kind == "date":
            cells = [stamp.date() for stamp in pandas.to_datetime(cells, format="%Y-%m-%d")]
        elif kind == "integer":
            cells = list(cells.astype("int64"))
        elif kind != "text":
            cells = [PARSE[kind](cell) for cell in cells]
        columns.append(list(cells))
    return columns


def by_polars(path, kinds):
    schema = {name: POLARS[kind] for name, kind in kinds}
    frame = polars.read_csv(path, schema=schema)
    assert dict(frame.schema) == schema, path
    return [frame[name].to_list() for name, _ in kinds]


def parquet(path, kinds):
    """The types as DuckDB and Arrow see them, and the values; Spark has a script of its own."""
    described = duckdb.connect().execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
    for (name, kind), row in zip(kinds, described, strict=True):
        expected = DUCKDB[kind]
        # A share keeps the two places that its query gave it.
        allowed = {expected, "DECIMAL(38,2)"} if kind == "number" else {expected}
        assert row[0] == name and row[1] in allowed, (path, name, kind, row)
    arrow = pyarrow.parquet.read_table(path)
    frame = pandas.read_parquet(path, dtype_backend="pyarrow")
    assert list(frame.columns) == [name for name, _ in kinds]
    return [arrow.column(i).to_pylist() for i in range(len(kinds))]


kinds_of = {}
with open(folder / "dictionary.csv", encoding="utf-8-sig", newline="") as file:
    for row in csv.DictReader(file):
        kinds_of.setdefault(row["table"], []).append((row["column"], row["type"]))

files = pounds = 0
for table, kinds in kinds_of.items():
    path = next(p for p in (folder / f / f"{table}.csv" for f in ("tables", "views")) if p.exists())
    expected, rows = plain(path, kinds)
    wanted = [summary(kind, column) for (_, kind), column in zip(kinds, expected)]
    pounds += sum(total[0] for (_, kind), (_, total) in zip(kinds, wanted) if kind == "text")
    readers = [("DuckDB", by_duckdb), ("pandas", by_pandas), ("polars", by_polars)]
    beside = path.with_suffix(".parquet")
    found = [(name, read(path, kinds)) for name, read in readers]
    if beside.exists():
        found.append(("Parquet", parquet(beside, kinds)))
    for name, columns in found:
        for (column, kind), cells, want in zip(kinds, columns, wanted, strict=True):
            have = summary(kind, cells)
            if have != want:
                sys.exit(f"{table}.{column} ({kind}): {want} is published, {name} reads {have}")
    files += 1
assert pounds > 0, "no pound sign anywhere: this shows nothing"
print(f"{files} files, {pounds} pound signs: the same everywhere")
