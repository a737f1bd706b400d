use saferstats::read::encoding::decode;
use saferstats::{normalise::plan, schema, vocab::Vocab};
fn main() {
    let v = Vocab::embedded();
    let _ = schema::ALLOCATION.name;
    for f in std::env::args().skip(1) {
        let b = std::fs::read(&f).unwrap();
        let t = decode(&b).text;
        let c = plan::Context { vocab: &v, area: None, dialect: Default::default() };
        let n = plan::product(&f, &t, &c);
        let p = n.product;
        println!("== {f} {:?}", p.document);
        for a in &p.allocations {
            println!(
                "A {} {} | {} | {:?} {:?} {:?} {} {}",
                a.place,
                a.amount,
                a.activity,
                a.level,
                a.bound,
                a.period.map(|p| p.to_string()),
                a.programme,
                a.theme
            );
        }
        for o in &p.observations {
            println!(
                "O {} {:?}{} {} | {} | {} {:?} {} {} {:?} {:?}",
                o.place,
                o.value,
                o.value_symbol,
                o.unit,
                o.measure,
                o.measure_label,
                o.period.map(|p| p.to_string()),
                o.area,
                o.theme,
                o.bound,
                o.basis
            );
        }
        for o in &p.claims {
            println!(
                "C {} {} {} {:?} | {}",
                o.place,
                o.measure,
                o.direction.name(),
                o.against,
                o.quote
            );
        }
        for a in &p.actions {
            println!(
                "T {} {} {} | {} | {:?} {} | {:?} {:?} | {} | {}",
                a.place,
                a.priority_number,
                a.theme,
                a.action,
                a.resourced,
                a.resourcing_note,
                a.deadline,
                a.ongoing,
                a.outcome,
                a.current_position
            );
        }
        let inv: Vec<_> = p
            .action_codes
            .iter()
            .filter(|c| !c.valid || c.occurrence > 1)
            .map(|c| {
                format!(
                    "{}{} x{} {} {}",
                    c.framework, c.number, c.occurrence, c.as_written, c.likely
                )
            })
            .collect();
        println!("codes {} odd {:?}", p.action_codes.len(), inv);
        for x in p.numerals.iter().filter(|n| n.role.name() == "unexplained") {
            println!("U {} {} {}", x.place, x.text, x.reason);
        }
        println!("numerals {}", p.numerals.len());
        for i in &n.issues {
            println!("I {} {} {}", i.rule, i.place, i.message);
        }
    }
}
