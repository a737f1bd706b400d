use saferstats::{grid::Source, read};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let max: usize = std::env::args().nth(2).and_then(|s| s.parse().ok()).unwrap_or(12);
    let bytes = std::fs::read(&path).unwrap();
    let f = read::sniff(&path, &bytes);
    println!("{path}: {}", f.name());
    let show = |s: &dyn Source| {
        let mut n = 0;
        let mut hid = 0;
        let r = s.rows(&mut |row| {
            n += 1;
            if row.hidden {
                hid += 1;
            }
            if n <= max {
                println!(
                    "  {}{} {}",
                    row.number,
                    if row.hidden { "h" } else { "" },
                    row.raw().chars().take(260).collect::<String>().replace('\n', "\\n")
                );
            }
            true
        });
        println!(
            "  [{}] hidden={} rows={n} hidden rows={hid} spans={} {:?}",
            s.sheet(),
            s.hidden(),
            s.spans().len(),
            r
        );
    };
    if f.is_workbook() {
        match read::workbook::open(&bytes, f) {
            Ok(s) => s.iter().for_each(|s| show(&**s)),
            Err(e) => println!("ERR {e}"),
        }
    } else {
        let d = read::encoding::decode(&bytes);
        println!("{} {}", d.encoding, d.repaired);
        show(&read::delimited::Delimited::new(&d.text, read::delimited::mark(&d.text)));
    }
}
