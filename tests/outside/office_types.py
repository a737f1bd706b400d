"""Opens every published CSV in LibreOffice with the types of dictionary.csv, and compares each cell with the file.

Usage: office_types.py SOFFICE PROCESSED SCRATCH. Prints what differs and exits with 1 if anything does.
"""
import csv, os, subprocess, sys, xml.etree.ElementTree as xml
from decimal import Decimal

office, processed, scratch = sys.argv[1:4]
NS = {"table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
      "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0"}
# What a person chooses for a column in the import dialog: standard, text, or year-month-day.
CHOICE = {"text": 2, "date": 5}
csv.field_size_limit(1 << 30)


def q(prefix, name):
    return "{%s}%s" % (NS[prefix], name)


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def cells_of(row):
    for cell in row:
        if cell.tag in (q("table", "table-cell"), q("table", "covered-table-cell")):
            for _ in range(min(int(cell.get(q("table", "number-columns-repeated"), 1)), 200)):
                yield cell


def opened(path, types):
    columns = "/".join(f"{n}/{CHOICE.get(kind, 1)}" for n, kind in enumerate(types, 1))
    take = f"Text - txt - csv (StarCalc):44,34,76,1,{columns},2057,false,true"
    subprocess.run([office, f"-env:UserInstallation=file://{scratch}/home", "--headless", f"--infilter={take}", "--convert-to", "fods",
                    "--outdir", scratch, path], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    made = os.path.join(scratch, os.path.splitext(os.path.basename(path))[0] + ".fods")
    return xml.parse(made).getroot().iter(q("table", "table-row"))


def same(cell, text, kind):
    found = cell.get(q("office", "value-type"))
    if text == "":
        return found is None
    if kind in ("money", "number", "float", "integer"):
        # LibreOffice holds numbers as floats of 15 digits.
        return found == "float" and abs(Decimal(cell.get(q("office", "value"))) - Decimal(text)) <= abs(Decimal(text)) * Decimal("1e-14")
    if kind == "date":
        return found == "date" and cell.get(q("office", "date-value")) == text
    if kind == "boolean":
        return found == "boolean" and cell.get(q("office", "boolean-value")) == text
    shown = "".join("".join(p.itertext()) for p in cell.iter(q("text", "p")))
    return found == "string" and "".join(shown.split()) == "".join(text.split())


dictionary = rows_of(os.path.join(processed, "dictionary.csv"))
head = dictionary[0]
types, wrong, seen = {}, [], {}
for line in dictionary[1:]:
    entry = dict(zip(head, line))
    types.setdefault(entry["table"], {})[entry["column"]] = entry["type"]
for folder in ("tables", "views"):
    for name in sorted(os.listdir(os.path.join(processed, folder))):
        if not name.endswith(".csv"):
            continue
        path = os.path.join(processed, folder, name)
        want = rows_of(path)
        kinds = [types[name[:-4]][column] for column in want[0]]
        for number, row in enumerate(opened(path, kinds)):
            if number == 0 or number >= len(want):
                continue
            got = list(cells_of(row))
            for column, (text, kind) in enumerate(zip(want[number], kinds)):
                cell = got[column] if column < len(got) else xml.Element("none")
                if text:
                    seen[kind] = seen.get(kind, 0) + 1
                if not same(cell, text, kind):
                    wrong.append(f"{folder}/{name} row {number + 1} {want[0][column]}: {kind} {text!r} is {cell.attrib} {''.join(cell.itertext())!r}")
for kind in ("text", "date", "money", "number", "integer", "boolean"):
    if not seen.get(kind):
        wrong.append(f"no cell of type {kind} was looked at")
print("\n".join(wrong[:40]))
print(seen)
sys.exit(1 if wrong else 0)
