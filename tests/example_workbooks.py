"""Writes the workbooks of the worked example under raw/, byte for byte the same each time. Needs Python alone.

    python3 tests/example_workbooks.py

raw/README.md says which of the figures are made up.
"""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

RAW = Path(__file__).resolve().parent.parent / "raw"


def pack(path, parts):
    """A zip without the time of day in it; the first part is stored, as ODS wants its media type."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as out:
        for n, (name, text) in enumerate(parts):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if n == 0 else zipfile.ZIP_DEFLATED
            out.writestr(info, text)


def letters(n):
    return chr(65 + n) if n < 26 else letters(n // 26 - 1) + letters(n % 26)


class Percent(float):
    """A share of one that is shown with a percent sign."""


class Day(int):
    """Days since the end of 1899, shown as a date."""


def xlsx(path, sheets):
    """Sheets as (name, rows, merged ranges, hidden rows)."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    over = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{types}.worksheet+xml"/>' for n in numbers)
    content = (
        f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{types}.styles+xml"/>{over}</Types>'
    )
    names = "".join(f'<sheet name="{escape(s[0])}" sheetId="{n}" r:id="rId{n}"/>' for n, s in zip(numbers, sheets))
    links = "".join(f'<Relationship Id="rId{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    styles = (
        f'{head}<styleSheet xmlns="{main}"><fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/></border></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="9" applyNumberFormat="1"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    parts = [
        ("[Content_Types].xml", content),
        ("_rels/.rels", f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml", f'{head}<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{names}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'{head}<Relationships xmlns="{package}/relationships">{links}<Relationship Id="rId99" Type="{rel}/styles" Target="styles.xml"/></Relationships>'),
        ("xl/styles.xml", styles),
    ]
    for n, (_, rows, merged, hidden) in zip(numbers, sheets):
        body = "".join(row(r, cells, r in hidden) for r, cells in enumerate(rows, 1))
        spans = "".join(f'<mergeCell ref="{m}"/>' for m in merged)
        spans = f'<mergeCells count="{len(merged)}">{spans}</mergeCells>' if merged else ""
        parts.append((f"xl/worksheets/sheet{n}.xml", f'{head}<worksheet xmlns="{main}"><sheetData>{body}</sheetData>{spans}</worksheet>'))
    pack(path, parts)


def row(r, cells, hidden):
    inner = "".join(cell(f"{letters(c)}{r}", v) for c, v in enumerate(cells) if v not in (None, ""))
    return f'<row r="{r}"{" hidden=" + chr(34) + "1" + chr(34) if hidden else ""}>{inner}</row>' if inner else ""


def cell(at, value):
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    style = 1 if isinstance(value, Percent) else 2 if isinstance(value, Day) else 0
    shown = repr(float(value)) if isinstance(value, float) else str(int(value))
    return f'<c r="{at}" s="{style}"><v>{shown}</v></c>'


def ods(path, name, rows):
    """Rows of text and whole numbers; a cell may be (text, columns that it covers)."""
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    body = "".join("<table:table-row>" + "".join(open_cell(v) for v in cells) + "</table:table-row>" for cells in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="{escape(name)}">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    media = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    pack(path, [("mimetype", media), ("META-INF/manifest.xml", manifest), ("content.xml", content)])


def open_cell(value):
    if value in (None, ""):
        return "<table:table-cell/>"
    text, columns = value if isinstance(value, tuple) else (value, 1)
    span = f' table:number-columns-spanned="{columns}"' if columns > 1 else ""
    covered = "<table:covered-table-cell/>" * (columns - 1)
    if isinstance(text, str):
        return f'<table:table-cell{span} office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>{covered}'
    return f'<table:table-cell{span} office:value-type="float" office:value="{text}"><text:p>{text}</text:p></table:table-cell>{covered}'


def spend():
    first = 43556  # 1 April 2019
    payments = [
        ("Hillside Youth Club", 0, "Communities", "Park sessions", 1250.00, 250.00, "P-1001"),
        ("Bright Lamps Ltd", 1, "Highways", "Street lighting repairs", 8420.50, 1684.10, "P-1002"),
        ("REDACTED - PERSONAL DATA", 1, "Children", "Respite care", 640.00, 0, "P-1003"),
        ("Harbour Legal LLP", 2, "Legal", "Advice on orders", 2150.00, 430.00, "P-1004"),
        ("Anytown Refuge CIO", 3, "Communities", "Support for victims of domestic abuse", 12000.00, 0, "P-1005"),
        ("Bright Lamps Ltd", 7, "Highways", "Credit for lamps sent back", -420.50, -84.10, "P-1006"),
        ("Open Doors Hostels", 8, "Housing", "Emergency beds", 3310.75, 0, "P-1007"),
        ("Second Step Mentors CIC", 9, "Children", "Mentoring of young people", 4800.00, 960.00, "P-1008"),
        ("Clearview Cameras Ltd", 14, "Communities", "Two cameras and their masts", 5675.20, 1135.04, "P-1009"),
        ("Hillside Youth Club", 15, "Communities", "Park sessions", 1250.00, 250.00, "P-1010"),
        ("Harbour Legal LLP", 21, "Legal", "Court fees", 935.00, 0, "P-1011"),
        ("Open Doors Hostels", 29, "Housing", "Emergency beds", 2990.25, 0, "P-1012"),
    ]
    rows = [
        ["Anytown Borough Council: payments over \u00a3500, April 2019"],
        ["All payments and payees here are made up."],
        [],
        ["Supplier Name", "Paid Date", "Directorate", "Purpose", "Net Amount (\u00a3)", "VAT (\u00a3)", "Transaction No"],
    ]
    rows += [[s, Day(first + d), u, p, float(n), float(v), t] for s, d, u, p, n, v, t in payments]
    rows.append(["Total", "", "", "", round(sum(p[4] for p in payments), 2), round(sum(p[5] for p in payments), 2)])
    xlsx(RAW / "spend" / "anytown-2019-04.xlsx", [("April 2019", rows, ["A1:G1"], {7})])


def performance():
    head = ["Ref", "Performance indicator", "Unit", "Good performance is", "2018/19 outturn", "Target", "Q1", "Q2", "Q3", "Q4", "Year end", "RAG", "Comments"]
    communities = [
        ["Anytown Community Safety Partnership: performance return 2019/20"],
        ["All figures here are made up. NYA: not yet available."],
        ["", "", "", "", "Last year", "This year"],
        head,
        ["Safer neighbourhoods"],
        ["CS1", "Hate crime incidents reported", "Number", "Higher", 480, "over 500", 118, 131, 127, 149, 525, "Green", "Two new reporting centres"],
        ["CS2", "Anti-social behaviour incidents", "Number", "Lower", 2310, 2200, 590, 1265, 1810, 2304, 2304, "Red", "Rose in the summer"],
        ["CS3", "Residents who feel safe after dark", "%", "Higher", Percent(0.58), Percent(0.6), "n/a", "n/a", "n/a", Percent(0.57), Percent(0.57), "Green", "Asked once a year"],
        ["CS4", "Park night sessions", "Number", "Higher", 48, 50, 14, 30, 38, 52, 52, "Green", ""],
        ["", "of which: in school holidays", "Number", "", 20, "", 4, 12, 15, 22, 22, "", ""],
        ["Domestic abuse"],
        ["DA1", "Repeat cases at MARAC", "%", "Lower", Percent(0.31), Percent(0.28), Percent(0.3), Percent(0.29), "NYA", "NYA", "Data being verified", "Amber", "System changed in the autumn"],
        ["DA2", "MARAC cases", "Number", "", 212, "", 51, 60, 57, 64, 232, "", ""],
    ]
    youth = [
        ["Youth justice measures 2019/20"],
        head,
        ["YJ1", "Custodial sentences", "Number", "Lower", 5, 4, 1, 0, 2, 1, 4, "Green", ""],
        ["YJ2", "Reoffending rate", "%", "Lower", Percent(0.384), Percent(0.38), "-", "-", "-", "-", Percent(0.372), "Green", "Cohort of two years before"],
    ]
    xlsx(RAW / "performance" / "anytown-2019-20-return.xlsx", [("Communities", communities, ["F3:K3"], set()), ("Youth justice", youth, [], set())])


def youth_justice():
    years = [2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024]
    areas = [
        ("E12000002", "North West", [298, 262, 248, 210, 153, 136, 170, 179, 168]),
        ("E08000011", "Knowsley", [410, 315, 357, 219, 193, 179, 154, 228, 206]),
        ("E08000012", "Liverpool", [386, 478, 326, 366, 240, 132, 210, 179, 225]),
        ("E08000013", "St Helens", [268, 318, 191, 177, 218, 95, 140, 202, 136]),
        ("E08000014", "Sefton(1)", [225, 251, 230, 186, 118, 93, 123, 168, 145]),
        ("E08000015", "Wirral", [178, 155, 253, 229, 94, 110, 92, 97, 143]),
    ]
    rows = [
        ["Table 1: First time entrants to the youth justice system per 100,000 children aged 10 to 17, by area"],
        ["", "", ("Years ending December", 9)],
        ["Area code", "Area [note 1]", *years],
        *[[code, name, *values] for code, name, values in areas],
        ["E09000001", "City of London", *["[c]"] * 9],
        ["[c]: too few children to publish a rate."],
        ["Source: a published extract for local authorities; the raw/README.md of the example names it."],
    ]
    ods(RAW / "statistics" / "first-time-entrants.ods", "Rates", rows)


if __name__ == "__main__":
    spend()
    performance()
    youth_justice()
