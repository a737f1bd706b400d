use polars::sql::SQLContext;
use std::io::Read;
fn main() {
    std::panic::set_hook(Box::new(|i| println!("PANIC {i}")));
    let mut s = String::new();
    std::io::stdin().read_to_string(&mut s).unwrap();
    let mut tables: Vec<(String, polars::prelude::DataFrame)> = vec![];
    for q in s.split(";;") {
        let q = q.trim();
        if q.is_empty() {
            continue;
        }
        println!("--- {q}");
        let mut ctx = SQLContext::new();
        for (n, t) in &tables {
            use polars::prelude::IntoLazy;
            ctx.register(n, t.clone().lazy());
        }
        if let Some(rest) = q.strip_prefix("CREATE TABLE ") {
            let (n, q) = rest.split_once(" AS ").unwrap();
            let df = ctx.execute(q).and_then(|l| l.collect()).unwrap();
            tables.push((n.to_string(), df));
            continue;
        }
        let r = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            ctx.execute(q).and_then(|l| l.collect())
        }));
        match r {
            Ok(Ok(df)) => {
                let head: Vec<String> =
                    df.columns().iter().map(|c| format!("{}:{:?}", c.name(), c.dtype())).collect();
                println!("    {}", head.join(" | "));
                for i in 0..df.height().min(30) {
                    let row: Vec<String> =
                        df.columns().iter().map(|c| c.get(i).unwrap().to_string()).collect();
                    println!("    {}", row.join(" | "));
                }
            }
            Ok(Err(e)) => println!("ERR {e}"),
            Err(_) => {}
        }
    }
}
