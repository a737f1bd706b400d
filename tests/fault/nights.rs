//! Nights in a row, with documents that come, change and go: nothing is lost, and each night is what a fresh run makes.

use std::fs;

use super::{Dice, Set, exact, torn, whole, workspace};
use crate::cli::Workspace;

/// Two years of months.
const NIGHTS: u64 = 24;

/// Payments of a month; a few rows cannot be taken, and a total stands under them.
fn payments(dice: &mut Dice) -> String {
    let mut text = "Date,Supplier,Department,Amount\n".to_owned();
    for day in 1..=dice.below(20) + 5 {
        let amount = dice.below(1_000_000);
        let (pounds, pence) = (amount / 100, amount % 100);
        let broken = if dice.below(9) == 0 { "pending" } else { "" };
        text.push_str(&format!(
            "{day:02}/04/2024,Supplier {},Community Safety,{broken}{pounds}.{pence:02}\n",
            dice.below(5)
        ));
    }
    text
}

fn evening(workspace: &Workspace, dice: &mut Dice) {
    for _ in 0..dice.below(4) + 1 {
        let n = dice.below(12);
        let path = format!("raw/{n}.txt");
        match dice.below(5) {
            0 => drop(fs::remove_file(workspace.path(&path))),
            1 => {
                let table = payments(dice);
                workspace.put(&format!("raw/spend/{n}.csv"), table.as_bytes());
            }
            2 => drop(fs::remove_file(workspace.path(&format!("raw/spend/{n}.csv")))),
            _ => {
                let (sessions, pounds) = (dice.below(500), dice.below(90_000));
                let text =
                    format!("Plan 2019/20\n\n{sessions} sessions were held. £{pounds} is given.\n");
                workspace.put(&path, text.as_bytes());
            }
        }
    }
}

/// Documents of a set whose rows or money do not add up.
fn unbalanced(set: &Set) -> Vec<String> {
    let bytes = &set["tables/document.csv"];
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let headers = reader.headers().expect("a header").clone();
    let mut wrong = Vec::new();
    for record in reader.records() {
        let record = record.expect("a row is whole");
        let cell = |name: &str| {
            let at = headers.iter().position(|h| h == name).expect("the column is there");
            record.get(at).unwrap_or_default().to_owned()
        };
        let rows = |name: &str| cell(name).parse::<u64>().unwrap_or(0);
        let money = |name: &str| cell(name).parse::<rust_decimal::Decimal>().unwrap_or_default();
        let counted = rows("rows_kept") + rows("rows_rejected") + rows("rows_skipped");
        let summed = money("amount_kept") + money("amount_rejected");
        if rows("rows_read") != counted || money("amount_read") != summed {
            wrong.push(cell("document"));
        }
    }
    wrong
}

#[test]
fn nights_in_a_row_lose_nothing() {
    let workspace = workspace(&[]);
    let mut dice = Dice(24);
    for night in 0..NIGHTS {
        evening(&workspace, &mut dice);
        whole(&workspace.run(&["run"]));
        let set = workspace.files("processed");
        assert_eq!(torn(&set), Vec::<String>::new(), "night {night}");
        assert_eq!(unbalanced(&set), Vec::<String>::new(), "night {night}");
        assert!(set == exact(&workspace), "night {night} is not what a fresh run makes");
        let raw = workspace.files("raw").len();
        let listed = String::from_utf8_lossy(&set["tables/document.csv"]).matches("\r\n").count();
        assert_eq!(listed, raw + 1, "night {night}: every document is listed");
    }
}
