//! Workbooks and tables that are made to hurt: each ends soon, in bounded memory, with an issue that says why.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use saferstats::discover::discover;
use saferstats::issue::Noted;
use saferstats::model::product::Product;
use saferstats::pipeline;
use saferstats::vocab::Vocab;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The largest inputs of all, unoptimised, beside other tests on few cores: what fails is a hang, not a slow machine.
const PATIENCE: Duration = Duration::from_secs(300);

const HEAD: &str = "Supplier,Date,Amount\n";

fn parse(name: &str, bytes: &[u8]) -> Noted<Product> {
    let context = pipeline::Context { vocab: Vocab::embedded(), hints: &[], area: "" };
    pipeline::parse(name, bytes, &context)
}

/// A package of parts.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // The kind of a document stands in the package as it is.
        let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let options = if *name == "mimetype" { plain } else { SimpleFileOptions::default() };
        zip.start_file(*name, options).expect("a part can be started");
        zip.write_all(bytes).expect("a part can be written");
    }
    zip.finish().expect("the package can be closed").into_inner()
}

/// A workbook of one sheet.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    const BOOK: &[u8] = br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    const LINKS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    const ROOT: &[u8] = br#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    package(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn sheet(rows: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

fn row(number: u32, cells: &[&str]) -> String {
    let mut out = format!("<row r=\"{number}\">");
    for cell in cells {
        let _ = write!(out, "<c t=\"str\"><v>{cell}</v></c>");
    }
    out + "</row>"
}

pub fn open_document(body: &str) -> Vec<u8> {
    let content = format!("<office:document-content>{body}</office:document-content>");
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    package(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// (name, bytes, payments that are there, a rule that has to speak)
fn cases() -> Vec<(&'static str, Vec<u8>, usize, &'static str)> {
    let head = row(1, &["Supplier", "Date", "Amount"]);
    let paid = row(2, &["A Ltd", "01/04/2019", "10.00"]);
    let good = workbook(&sheet(&(head.clone() + &paid)));
    let long = "x".repeat(10_000_000);
    let blank = vec![b' '; 300_000_000];
    let inner = package(&[("a.zip", &package(&[("b.zip", &good)]))]);
    let one = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let far = "<table:table><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
    let ole = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), utf16("EncryptedPackage")].concat();
    let nested = format!("{}{}", "<row>".repeat(50_000), "<c>".repeat(50_000));
    let wide = format!("{HEAD}{}\nA Ltd,01/04/2019,1.00\n", ",".repeat(100_000));
    let names = (0..100_000).map(|n| format!("n{n},")).collect::<String>();
    let fine: String = (1..7).map(|n| format!("D Ltd,0{n}/04/2019,5.00\n")).collect();
    let odd =
        format!("{HEAD}A Ltd,01/04/2019,NaN\nB Ltd,02/04/2019,1e308\nC Ltd,03/04/2019,inf\n{fine}");
    let days = "Supplier,Date,Amount\nA Ltd,31/02/2019,1.00\nB Ltd,99/99/9999,2.00\nC Ltd,00/00/0000,3.00\n";
    vec![
        ("good.xlsx", good.clone(), 1, ""),
        ("cut.xlsx", good[..good.len() / 2].to_vec(), 0, "sheet-broken"),
        (
            "cut-sheet.xlsx",
            workbook(b"<worksheet><sheetData><row r=\"1\"><c><v>1"),
            0,
            "sheet-broken",
        ),
        ("bomb.xlsx", workbook(&blank), 0, "sheet-broken"),
        ("zips-in-zips.xlsx", inner, 0, "binary-document"),
        ("no-parts.xlsx", package(&[("xl/workbook.xml", b"<a/>")]), 0, "unrecognised"),
        ("nested.xlsx", workbook(nested.as_bytes()), 0, "sheet-broken"),
        ("locked.xlsx", ole, 0, "binary-document"),
        ("one-cell.xlsx", workbook(&sheet(one)), 0, "unrecognised"),
        (
            "long-cell.xlsx",
            workbook(&sheet(&(head + &row(2, &[&long, "01/04/2019", "1.00"])))),
            1,
            "",
        ),
        ("far.ods", open_document(far), 0, "sheet-broken"),
        ("long-cell.csv", format!("{HEAD}{long},01/04/2019,1.00\n").into_bytes(), 1, ""),
        ("long-line.csv", format!("{HEAD}{}", "word ".repeat(10_000_000)).into_bytes(), 0, ""),
        ("open-quote.csv", format!("{HEAD}\"{}", "word,".repeat(2_000_000)).into_bytes(), 0, ""),
        ("wide.csv", wide.into_bytes(), 1, ""),
        ("wide-header.csv", format!("{names}\n{names}\n").into_bytes(), 0, "unrecognised"),
        ("not-numbers.csv", odd.into_bytes(), 6, "row-rejected"),
        ("no-days.csv", days.as_bytes().to_vec(), 3, "date-unreadable"),
    ]
}

#[test]
fn sheets_end_soon_with_an_issue_and_lose_no_row() {
    let mut broken = Vec::new();
    for (name, bytes, payments, rule) in cases() {
        let start = Instant::now();
        let noted = parse(name, &bytes);
        let took = start.elapsed();
        let d = &noted.product.document;
        let found = noted.product.transactions.len();
        let rules: Vec<&str> = noted.issues.iter().map(|i| i.rule.as_str()).collect();
        if found != payments || (!rule.is_empty() && !rules.contains(&rule)) {
            broken
                .push(format!("{name}: {found} payments, {rules:?} ({:?})", noted.issues.first()));
        }
        if d.rows_read != d.rows_kept + d.rows_rejected + d.rows_skipped {
            broken.push(format!("{name}: rows are lost: {d:?}"));
        }
        if took > PATIENCE {
            broken.push(format!("{name}: not done after {took:?}"));
        }
    }
    assert!(broken.is_empty(), "\n  {}\n", broken.join("\n  "));
}

/// A file cut anywhere is a file with an issue or without, and never a panic.
#[test]
fn workbooks_may_be_cut_and_bent_anywhere() {
    let rows: String = (2..40).map(|n| row(n, &["A Ltd", "01/04/2019", "10.00"])).collect();
    let good = workbook(&sheet(&(row(1, &["Supplier", "Date", "Amount"]) + &rows)));
    for at in (0..good.len()).step_by(7) {
        let cut = parse("cut.xlsx", &good[..at]);
        assert!(!cut.issues.is_empty(), "cut at {at}");
        let mut bent = good.clone();
        bent[at] ^= 0xFF;
        let d = parse("bent.xlsx", &bent).product.document;
        assert_eq!(d.rows_read, d.rows_kept + d.rows_rejected + d.rows_skipped, "bent at {at}");
    }
}

/// The same for an old workbook, whose formats are read by our own eyes.
#[test]
fn old_workbooks_may_be_cut_and_bent_anywhere() {
    let good = include_bytes!("../workbooks/percent.xls");
    assert!(!parse("good.xls", good).product.observations.is_empty());
    for at in (0..good.len()).step_by(61) {
        let mut bent = good.to_vec();
        bent[at] ^= 0xFF;
        for bytes in [&good[..at], &bent] {
            let d = parse("bent.xls", bytes).product.document;
            assert_eq!(d.rows_read, d.rows_kept + d.rows_rejected + d.rows_skipped, "at {at}");
        }
    }
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_not_followed() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (raw, outside) = (folder.path().join("raw"), folder.path().join("secret.csv"));
    std::fs::create_dir(&raw).expect("raw/ can be made");
    std::fs::write(&outside, HEAD).expect("a file can be written");
    std::os::unix::fs::symlink(&outside, raw.join("link.csv")).expect("a link can be made");
    std::os::unix::fs::symlink("..", raw.join("up")).expect("a link can be made");
    let pipe = std::process::Command::new("mkfifo").arg(raw.join("pipe.csv")).status();
    let pipes = usize::from(pipe.is_ok_and(|s| s.success()));
    let found = discover(&raw);
    assert!(found.product.is_empty(), "{:?}", found.product);
    let refused = found.issues.iter().filter(|i| i.rule == "link-refused").count();
    assert_eq!(refused, 2 + pipes, "{:?}", found.issues);
}
