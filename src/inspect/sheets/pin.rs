//! The `[[source]]` that pins what was recognised, to be copied into `saferstats.toml` and changed where it is wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Named, Part};
use crate::model::place::column_letters;
use crate::model::product::Product;
use crate::vocab::fold;

/// Prints the hint: one where a single one holds for every table, else one a sheet. What it leaves open is what the tables
/// of a sheet do not share.
pub fn print(out: &mut String, path: &str, sheets: usize, parts: &[Part], product: &Product) {
    let _ = writeln!(out, "hint that pins this, for saferstats.toml:");
    let Some(first) = parts.first() else {
        let _ = writeln!(out, "[[source]]\npath = {}", quoted(path));
        let _ =
            writeln!(out, "# kind = \"statistics\"    # nothing was recognised: say what it is");
        let _ = writeln!(out, "# header_row = 1");
        return;
    };
    let mut by_sheet: Vec<(&str, Vec<&Part>)> = Vec::new();
    for part in parts {
        match by_sheet.last_mut().filter(|s| s.0 == part.sheet) {
            Some(sheet) => sheet.1.push(part),
            None => by_sheet.push((&part.sheet, vec![part])),
        }
    }
    let columns = given(first);
    let alike = |p: &Part| p.kind == first.kind && p.factor == first.factor && given(p) == columns;
    if by_sheet.len() == 1 || parts.iter().all(alike) {
        let sheet = Some(first.sheet.as_str()).filter(|_| sheets > 1 && by_sheet.len() == 1);
        return source(out, path, sheet, &parts.iter().collect::<Vec<_>>(), product);
    }
    for (sheet, own) in by_sheet {
        source(out, path, Some(sheet), &own, product);
    }
}

/// One `[[source]]`, for tables of one kind.
fn source(out: &mut String, path: &str, sheet: Option<&str>, parts: &[&Part], product: &Product) {
    let Some(first) = parts.first() else { return };
    let _ = writeln!(out, "[[source]]\npath = {}", quoted(path));
    if parts.iter().all(|p| p.kind == first.kind) {
        let _ = writeln!(out, "kind = {}", quoted(first.kind));
    } else {
        let _ = writeln!(out, "# the tables of the sheet are of several kinds");
    }
    if let Some(sheet) = sheet {
        let _ = writeln!(out, "sheet = {}", quoted(sheet));
    }
    if let ([only], [.., row]) = (parts, first.header.as_slice())
        && (first.kind != "spend" || is_plain(only))
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
    let unnamed = first.kind == "spend" && !first.roles.iter().any(|r| r.role == "body");
    if !body.is_empty() && one && unnamed {
        let _ = writeln!(out, "body = {}", quoted(body));
    }
    if let Some(period) = product.document.period {
        let _ = writeln!(out, "# period = {}", quoted(&period.to_string()));
    }
    self::columns(out, parts);
}

/// A header of one row, whose names stand in it as they are.
fn is_plain(part: &Part) -> bool {
    part.header.len() == 1 && part.roles.iter().all(|r| !r.title.contains('\n'))
}

/// Roles that one column has, in every table the same.
fn columns(out: &mut String, parts: &[&Part]) {
    let all: Vec<BTreeMap<&str, String>> = parts.iter().map(|p| given(p)).collect();
    let Some(first) = all.first().filter(|f| !f.is_empty()) else { return };
    if !all.iter().all(|a| a == first) {
        let _ = writeln!(
            out,
            "# the tables of the sheet do not share their columns: pin one with header_row"
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
