//! What spreadsheets cost, as ratios in one run: against calamine that merely visits the cells, and against DuckDB.
//!
//! `cargo bench --bench sheets`. The payments are made up. `SAFERSTATS_BENCH_ROWS` sets the rows of the large file (500,000
//! without it; 5,000,000 is the size that has to stay below 2 GiB). DuckDB runs through Python; without it that line says
//! `skipped`.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use calamine::{DataRef, Reader as _, Xlsx};
use saferstats::frame;
use saferstats::pipeline;
use saferstats::vocab::Vocab;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn main() {
    let rows = std::env::var("SAFERSTATS_BENCH_ROWS").ok().and_then(|n| n.parse().ok());
    workbook_against_calamine(100_000);
    one_cell_far_away();
    let folder = tempfile::tempdir().expect("a folder can be made");
    large_file(folder.path(), rows.unwrap_or(500_000));
    cores(40_000);
}

/// The rows of a made-up ledger: department, supplier, day, number, amount, purpose.
fn payment(n: usize) -> [String; 6] {
    const DEPARTMENTS: [&str; 5] =
        ["Adults and Health", "Children and Families", "City Development", "Housing", "Resources"];
    let mixed = n.wrapping_mul(2_654_435_761) % 1_000_003;
    let amount = format!("{}.{:02}", mixed % 9_000, n % 100);
    [
        DEPARTMENTS[mixed % 5].to_owned(),
        format!("Supplier of Things {} Ltd", mixed % 20_000),
        format!("{:02}/{:02}/{}", mixed % 28 + 1, mixed % 12 + 1, 2018 + n % 2),
        format!("{}", 500_000_000 + n),
        if n.is_multiple_of(17) { format!("-{amount}") } else { amount },
        format!("Purpose {}", mixed % 400),
    ]
}

const HEAD: [&str; 6] = [
    "Service label",
    "Supplier name",
    "Payment date",
    "Transaction number",
    "Net amount",
    "Purpose",
];

fn workbook_against_calamine(rows: usize) {
    let bytes = workbook(rows);
    let visited = fastest(|| {
        let mut book = Xlsx::new(Cursor::new(&bytes[..])).expect("the workbook opens");
        let mut cells = book.worksheet_cells_reader("S").expect("the sheet opens");
        let mut all = 0;
        while let Some(cell) = cells.next_cell().expect("a cell can be read") {
            all += usize::from(!matches!(black_box(cell.get_value()), DataRef::Empty));
        }
        all
    });
    let context = pipeline::Context { vocab: Vocab::embedded(), hints: &[], area: "" };
    let ours = fastest(|| {
        let parsed = pipeline::parse("anytown/spend.xlsx", &bytes, &context).product;
        assert_eq!(parsed.transactions.len(), rows, "every payment is read");
        frame::build(&[parsed], &context.vocab).expect("frames can be built").names().count()
    });
    println!(
        "xlsx, {rows} rows: read to tables {ours:?}, {:.2} times calamine visiting the cells ({visited:?})",
        ratio(ours, visited)
    );
}

/// A workbook with the texts in their own part, as Excel writes them.
fn workbook(rows: usize) -> Vec<u8> {
    let mut texts: Vec<String> = HEAD.map(str::to_owned).to_vec();
    let mut known = std::collections::HashMap::new();
    let mut sheet = String::from("<worksheet><sheetData><row r=\"1\">");
    for n in 0..HEAD.len() {
        let _ = write!(sheet, "<c r=\"{}1\" t=\"s\"><v>{n}</v></c>", char::from(b'A' + n as u8));
    }
    sheet.push_str("</row>");
    for n in 0..rows {
        let row = n + 2;
        let _ = write!(sheet, "<row r=\"{row}\">");
        for (column, text) in payment(n).into_iter().enumerate() {
            let letter = char::from(b'A' + column as u8);
            if column == 4 {
                let _ = write!(sheet, "<c r=\"{letter}{row}\"><v>{text}</v></c>");
                continue;
            }
            let at = *known.entry(text.clone()).or_insert_with(|| {
                texts.push(text);
                texts.len() - 1
            });
            let _ = write!(sheet, "<c r=\"{letter}{row}\" t=\"s\"><v>{at}</v></c>");
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let items: String = texts.iter().map(|t| format!("<si><t>{t}</t></si>")).collect();
    package(&sheet, &format!("<sst>{items}</sst>"))
}

fn package(sheet: &str, texts: &str) -> Vec<u8> {
    const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let links = format!(
        r#"<Relationships><Relationship Id="r1" Type="{KINDS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{KINDS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let root = format!(
        r#"<Relationships><Relationship Id="r1" Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let parts = [
        ("_rels/.rels", root.as_str()),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", &links),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part can be started");
        zip.write_all(text.as_bytes()).expect("a part can be written");
    }
    zip.finish().expect("the package can be closed").into_inner()
}

/// A workbook whose one used cell is the last that there can be.
fn one_cell_far_away() {
    let sheet = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join("raw")).expect("raw/ can be made");
    let bytes = package(sheet, "<sst/>");
    fs::write(folder.path().join("raw/far.xlsx"), bytes).expect("a file can be written");
    let (took, peak) = run(folder.path(), &[]);
    println!("one cell at XFD1048576: {took:?}, {}", shown(peak));
}

fn large_file(folder: &Path, rows: usize) {
    let raw = folder.join("raw/anytown");
    fs::create_dir_all(&raw).expect("raw/ can be made");
    let file = raw.join("spend.csv");
    let mut out = std::io::BufWriter::new(fs::File::create(&file).expect("a file can be made"));
    writeln!(out, "{}", HEAD.join(",")).expect("a line can be written");
    for n in 0..rows {
        writeln!(out, "{}", payment(n).join(",")).expect("a line can be written");
    }
    out.into_inner().expect("the file can be closed");
    let size = fs::metadata(&file).expect("the file is there").len();
    let (took, peak) = run(folder, &[]);
    println!("csv, {rows} rows, {} MB: the whole run {took:?}, {}", size >> 20, shown(peak));
    if let Some(peak) = peak {
        println!("  {:.1} bytes of memory a byte of the file", peak as f64 / size as f64);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sheets.py");
    let start = Instant::now();
    let duck = Command::new("python3").arg(script).arg(&file).arg(folder.join("duck")).output();
    let theirs = start.elapsed();
    match duck {
        Ok(done) if done.status.success() => {
            for (ours, name) in [("tables", "transaction"), ("views", "spend_by_month")] {
                let ours = lines(&folder.join(format!("processed/{ours}/{name}.csv")));
                assert!(
                    ours == lines(&folder.join(format!("duck/{name}.csv"))),
                    "{name} is the same"
                );
            }
            println!(
                "  {:.2} times DuckDB that decodes, cleans and writes the same tables ({theirs:?})",
                ratio(took, theirs)
            );
        }
        _ => println!("  against DuckDB: skipped: no python3 with duckdb"),
    }
}

/// The lines of a table in one order, whoever wrote it.
fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("the table was written");
    let mut lines: Vec<String> =
        text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

/// Eight files on one core and on all.
fn cores(rows: usize) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join("raw")).expect("raw/ can be made");
    for file in 0..8 {
        let lines = (0..rows).map(|n| payment(n * 8 + file).join(","));
        let text: Vec<String> = std::iter::once(HEAD.join(",")).chain(lines).collect();
        let path = folder.path().join(format!("raw/spend-{file}.csv"));
        fs::write(path, text.join("\n")).expect("a file can be written");
    }
    let (one, _) = run(folder.path(), &["--jobs", "1"]);
    let (all, _) = run(folder.path(), &[]);
    println!("eight files: {all:?} on all cores, {:.2} times as long on one", ratio(one, all));
}

/// A run of the program from nothing: how long it took, and the most memory it held where the system tells.
fn run(folder: &Path, more: &[&str]) -> (Duration, Option<u64>) {
    for made in ["processed", ".processed-cache"] {
        let _ = fs::remove_dir_all(folder.join(made));
    }
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_saferstats"))
        .args(["--quiet", "run"])
        .args(more)
        .current_dir(folder)
        .spawn()
        .expect("the program starts");
    let mut peak = None;
    loop {
        peak = held(child.id()).max(peak);
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            assert!(status.code().is_some_and(|c| c < 2), "the run ends well: {status}");
            return (start.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The most memory that a process held so far, in bytes; Linux alone tells.
fn held(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

fn shown(peak: Option<u64>) -> String {
    peak.map_or_else(|| "memory not known".to_owned(), |p| format!("{} MB at most", p >> 20))
}

fn fastest<T>(mut work: impl FnMut() -> T) -> Duration {
    let one = |()| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    std::iter::repeat_n((), 3).map(one).min().unwrap_or_default()
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}
