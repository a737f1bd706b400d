//! The `[[source]]` that pins what was recognised, to be copied into `saferstats.toml` and changed where it is wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Named, Part, sheets_of};
use crate::model::place::column_letters;
use crate::model::product::Product;
use crate::vocab::fold;

/// Prints the hint. What it leaves open is what several tables do not share.
pub fn print(out: &mut String, path: &str, sheets: usize, parts: &[Part], product: &Product) {
    let _ = writeln!(out, "hint that pins this, for saferstats.toml:");
    let _ = writeln!(out, "[[source]]\npath = {}", quoted(path));
    let Some(first) = parts.first() else {
        let _ =
            writeln!(out, "# kind = \"statistics\"    # nothing was recognised: say what it is");
        let _ = writeln!(out, "# header_row = 1");
        return;
    };
    let kind = product.document.kind.name();
    let _ = writeln!(out, "kind = {}", quoted(kind));
    let with = sheets_of(parts);
    if sheets > 1 && with.len() == 1 {
        let _ = writeln!(out, "sheet = {}", quoted(&first.sheet));
    }
    if let ([only], [.., row]) = (parts, first.header.as_slice())
        && (kind != "spend" || is_plain(only))
    {
        let _ = writeln!(out, "header_row = {row}");
    }
    let unit = match first.factor {
        1_000 => Some("gbp_thousand"),
        1_000_000 => Some("gbp_million"),
        _ => None,
    };
    if let Some(unit) = unit.filter(|_| parts.iter().all(|p| p.factor == first.factor)) {
        let _ = writeln!(out, "unit = {}", quoted(unit));
    }
    let paid = &product.transactions;
    let name = paid.rows.first().map(|p| p.body);
    let one = paid.rows.iter().all(|p| Some(p.body) == name);
    let body = name.map_or("", |n| paid.names.get(n));
    if !body.is_empty() && one && !first.roles.iter().any(|r| r.role == "body") {
        let _ = writeln!(out, "body = {}", quoted(body));
    }
    if let Some(period) = product.document.period {
        let _ = writeln!(out, "# period = {}", quoted(&period.to_string()));
    }
    columns(out, parts);
}

/// A header of one row, whose names stand in it as they are.
fn is_plain(part: &Part) -> bool {
    part.header.len() == 1 && part.roles.iter().all(|r| !r.title.contains('\n'))
}

/// Roles that one column has, in every table the same.
fn columns(out: &mut String, parts: &[Part]) {
    let all: Vec<BTreeMap<&str, String>> = parts.iter().map(given).collect();
    let Some(first) = all.first().filter(|f| !f.is_empty()) else { return };
    if !all.iter().all(|a| a == first) {
        let _ = writeln!(
            out,
            "# the tables do not share their columns: pin one with sheet and header_row"
        );
        return;
    }
    let _ = writeln!(out, "[source.columns]");
    for (role, column) in first {
        let _ = writeln!(out, "{role} = {}", quoted(column));
    }
}

fn given(part: &Part) -> BTreeMap<&str, String> {
    let mut out = BTreeMap::new();
    for named in part.roles.iter().filter(|r| !matches!(r.role, "ignored" | "quarter" | "status")) {
        let once = part.roles.iter().filter(|r| r.role == named.role).count() == 1;
        if once {
            out.insert(named.role, column(named, &part.roles));
        }
    }
    out
}

/// A column by its name, or by its letters where the name is no help.
fn column(named: &Named, all: &[Named]) -> String {
    let folded = fold(&named.title);
    let unique = all.iter().filter(|r| fold(&r.title) == folded).count() == 1;
    let plain =
        !folded.is_empty() && named.title.len() <= 60 && !named.title.contains(['\n', '"', '\\']);
    if unique && plain { named.title.clone() } else { column_letters(named.column) }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
