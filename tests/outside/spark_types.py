"""Reads every published Parquet file with Spark, in one session, and holds it against the dictionary, pandas and the CSV.

The arguments are the whole path of a published set and, where not all of it is wanted, the tables. Names, types, row counts and every single cell have to be the same: decimals
to the last digit, days without a time, true and false, text by its characters, and what is missing as missing.
"""

import csv
import os
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas

# The session writes nothing where it was started, asks no name server who this machine is, and needs no port for pages.
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ["PYSPARK_PYTHON"] = sys.executable
os.chdir(tempfile.mkdtemp())

from pyspark.sql import SparkSession, types as spark  # noqa: E402

folder, only = Path(sys.argv[1]), sys.argv[2:]
SPARK = {"text": [spark.StringType()], "integer": [spark.LongType()], "money": [spark.DecimalType(38, 2)],
         # A share keeps the two places that its query gave it.
         "number": [spark.DecimalType(38, 4), spark.DecimalType(38, 2)],
         "float": [spark.DoubleType()], "date": [spark.DateType()], "boolean": [spark.BooleanType()]}
PARSE = {"text": str, "integer": int, "money": Decimal, "number": Decimal, "float": float,
         "date": date.fromisoformat, "boolean": {"true": True, "false": False}.__getitem__}


def published(path, kinds):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [[PARSE[kind](cell) if cell else None for (_, kind), cell in zip(kinds, row)] for row in rows]


def by_pandas(path, kinds):
    frame = pandas.read_parquet(path, dtype_backend="pyarrow")
    columns = [[None if pandas.isna(cell) else cell for cell in frame[name]] for name, _ in kinds]
    for i, (_, kind) in enumerate(kinds):
        if kind == "date":
            columns[i] = [cell.date() if hasattr(cell, "date") else cell for cell in columns[i]]
    return [list(row) for row in zip(*columns)]


kinds_of = {}
with open(folder / "dictionary.csv", encoding="utf-8-sig", newline="") as file:
    for row in csv.DictReader(file):
        kinds_of.setdefault(row["table"], []).append((row["column"], row["type"]))

session = (SparkSession.builder.master("local[1]").appName("published")
           .config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "Pacific/Auckland")
           .config("spark.driver.bindAddress", "127.0.0.1").getOrCreate())
session.sparkContext.setLogLevel("ERROR")

files = cells = missing = 0
seen = set()
for table in only or kinds_of:
    kinds = kinds_of[table]
    path = next(p for p in (folder / f / f"{table}.parquet" for f in ("tables", "views")) if p.exists())
    frame = session.read.parquet(str(path))
    fields = [(field.name, field.dataType) for field in frame.schema.fields]
    if [name for name, _ in fields] != [name for name, _ in kinds]:
        sys.exit(f"{table}: Spark sees the columns {fields}")
    for (name, have), (_, kind) in zip(fields, kinds):
        if have not in SPARK[kind]:
            sys.exit(f"{table}.{name} is {kind}, Spark reads {have}")
    # One file of a few megabytes is one partition, so that its rows come in the order in which they were written.
    rows = [list(row) for row in frame.coalesce(1).collect()]
    for reader, expected in (("pandas", by_pandas(path, kinds)), ("the CSV", published(path.with_suffix(".csv"), kinds))):
        if len(rows) != len(expected):
            sys.exit(f"{table}: {len(expected)} rows by {reader}, Spark reads {len(rows)}")
        for n, (have, want) in enumerate(zip(rows, expected), 1):
            if have != want:
                name = next(name for (name, _), h, w in zip(kinds, have, want) if h != w)
                sys.exit(f"{table}.{name}, row {n}: by {reader} {want}, by Spark {have}")
    files += 1
    cells += sum(len(row) for row in rows)
    missing += sum(cell is None for row in rows for cell in row)
    seen.update(type(cell).__name__ for row in rows for cell in row)
session.stop()

lacking = {"str", "int", "Decimal", "float", "date", "bool", "NoneType"} - seen
if lacking and not only:
    sys.exit(f"no cell of the kinds {lacking}: this shows nothing of them")
print(f"{files} files, {cells} cells, {missing} of them missing: the same by Spark, pandas and the CSV")
