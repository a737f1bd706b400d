//! Polars' SQL on frames: the one place that names it.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};

use polars::prelude::{DataFrame, DataType, IntoLazy, PolarsResult, SortMultipleOptions, col, lit};
use polars::sql::{SQLContext, extract_table_identifiers, keywords};

use super::grouping::Grouping;
use super::nearest::nearest;
use super::{Error, Query, scan};
use crate::frame::Frames;

/// Every name after `FROM` and `JOIN`, steps of the statement included.
pub fn tables_in(path: &str, sql: &str) -> Result<Vec<String>, Error> {
    extract_table_identifiers(sql, false, true).map_err(|e| {
        let message = first_line(&e.to_string());
        let (line, column) = line_and_column(&message).unwrap_or((1, 0));
        let message = message.split(" at Line:").next().unwrap_or(&message).to_owned();
        Error { path: path.to_owned(), line, column, message, nearest: None }
    })
}

/// The rows of a query, sorted by its grain so that no thread decides their order.
pub fn run(query: &Query, frames: &Frames) -> Result<DataFrame, Error> {
    // Polars panics where a type or a function is not compiled in; one query must not take the batch down.
    let answer = catch_unwind(AssertUnwindSafe(|| with_room(|| collect(query, frames))));
    match answer {
        Ok(Ok(frame)) => in_order(query, frame),
        Ok(Err(error)) => Err(explain(query, frames, &error.to_string())),
        Err(_) => Err(explain(query, frames, "the query engine gave up on this statement")),
    }
}

/// Plans are walked by functions that call themselves; a dozen steps of a statement outgrow the stack that a thread has by default.
fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    const STACK: usize = 64 << 20;
    std::thread::scope(|scope| {
        match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            // A system without room for one more thread is out of our hands.
            Err(error) => panic_any(error.to_string()),
        }
    })
}

/// Step by step, each computed once: polars would put the plan of a step into every place that names it, and a statement
/// of thirty steps would be computed a hundred times over.
fn collect(query: &Query, frames: &Frames) -> PolarsResult<DataFrame> {
    let mut known: Vec<(String, DataFrame)> = Vec::new();
    for name in &query.reads {
        if let Some(frame) = frames.get(name) {
            known.push((name.clone(), frame.clone()));
        }
    }
    let mut answer = DataFrame::empty();
    for step in scan::steps(&query.sql) {
        answer = grouped(step.sql, &known).unwrap_or_else(|| execute(&step, &known))?;
        if let Some(name) = step.name {
            // A step may carry the name of the table that it narrows, and hides it from then on.
            known.retain(|(other, _)| *other != name);
            known.push((name, answer.clone()));
        }
    }
    whole_numbers(answer)
}

/// The sums of a table by plain columns, where they need no engine.
fn grouped(sql: &str, known: &[(String, DataFrame)]) -> Option<PolarsResult<DataFrame>> {
    let grouping = Grouping::of(sql)?;
    let (_, frame) = known.iter().find(|(name, _)| name == grouping.table)?;
    if frame.height() == 0 { None } else { grouping.answer(frame) }
}

/// A context of its own for each step: polars keeps the aliases of one statement for the next.
fn execute(step: &scan::Step<'_>, known: &[(String, DataFrame)]) -> PolarsResult<DataFrame> {
    let mut context = SQLContext::new();
    // A step speaks of a few of the tables and steps before it.
    for (name, frame) in known.iter().filter(|(name, _)| step.sql.contains(name.as_str())) {
        context.register(name, frame.clone().lazy());
    }
    // The engine names lines and columns; blanks before the step make them those of the file.
    let above = "\n".repeat(step.line - 1) + &" ".repeat(step.column - 1);
    context.execute(&(above + step.sql))?.collect()
}

/// Sorted by the grain; a statement without one keeps the order that it asks for.
fn in_order(query: &Query, frame: DataFrame) -> Result<DataFrame, Error> {
    let selected = frame.get_column_names_owned();
    let missing = query.grain.iter().find(|g| !selected.iter().any(|s| s.as_str() == g.as_str()));
    if let Some(name) = missing {
        let line = query.sql.lines().position(|l| l.starts_with("-- grain:")).map_or(1, |i| i + 1);
        let message = format!("the grain names `{name}`, which the query does not select");
        let nearest = nearest(name, selected.iter().map(|s| s.as_str()));
        return Err(Error { path: query.path.clone(), line, column: 0, message, nearest });
    }
    if query.grain.is_empty() {
        return Ok(frame);
    }
    sorted(&frame, &query.grain).map_err(|e| explain(query, &Frames::default(), &e.to_string()))
}

/// By the grain, then by every other column, so that even rows of one grain have one order.
fn sorted(frame: &DataFrame, grain: &[String]) -> PolarsResult<DataFrame> {
    if !grain.is_empty() && in_order_already(frame, grain)? {
        return Ok(frame.clone());
    }
    let names = frame.get_column_names_owned();
    let rest = names.iter().map(|n| n.to_string()).filter(|n| !grain.contains(n));
    let by: Vec<String> = grain.iter().cloned().chain(rest).collect();
    let options = SortMultipleOptions::default().with_nulls_last(true).with_maintain_order(true);
    frame.sort(by, options)
}

/// Does each row's grain stand after that of the row before? A statement mostly ends with just this order, and to look is
/// a tenth of the work of sorting by thirty columns.
fn in_order_already(frame: &DataFrame, grain: &[String]) -> PolarsResult<bool> {
    let after = grain.iter().rev().fold(lit(false), |later, name| {
        let (this, before) = (col(name.as_str()), col(name.as_str()).shift(lit(1)));
        let alike = this.clone().eq_missing(before.clone());
        // Missing stands last.
        let greater =
            this.clone().gt(before.clone()).fill_null(this.is_null().and(before.is_not_null()));
        greater.or(alike.and(later))
    });
    let first_counts_for_nothing = after.slice(lit(1), lit(u32::MAX));
    let answer = frame.clone().lazy().select([first_counts_for_nothing.all(true).alias("sorted")]);
    Ok(answer.collect()?.column("sorted")?.bool()?.all())
}

/// Counts come in several widths; published tables know one.
fn whole_numbers(frame: DataFrame) -> PolarsResult<DataFrame> {
    let mut frame = frame;
    for name in frame.get_column_names_owned() {
        let column = frame.column(&name)?;
        if column.dtype().is_integer() && *column.dtype() != DataType::Int64 {
            let wide = column.cast(&DataType::Int64)?;
            frame.with_column(wide)?;
        }
    }
    Ok(frame)
}

/// An engine's message as an error at the name it speaks of.
fn explain(query: &Query, frames: &Frames, message: &str) -> Error {
    let valid = valid_columns(message);
    let message = first_line(message);
    let named = quoted(&message).find(|name| scan::find(&query.sql, name).is_some());
    let (line, column) = named
        .and_then(|name| scan::find(&query.sql, name))
        .or_else(|| line_and_column(&message))
        .unwrap_or((first_code_line(&query.sql), 0));
    let nearest = named.and_then(|name| {
        let valid = valid.iter().map(String::as_str);
        nearest(name, valid)
            .or_else(|| nearest(name, names(query, frames).iter().map(String::as_str)))
    });
    let message = message.split("; valid columns").next().unwrap_or(&message).to_owned();
    Error { path: query.path.clone(), line, column, message, nearest }
}

/// The columns of the tables that the query reads, the tables themselves, and the functions there are.
fn names(query: &Query, frames: &Frames) -> Vec<String> {
    let read = query.reads.iter().filter_map(|name| frames.get(name));
    let mut names: Vec<String> =
        read.flat_map(|f| f.get_column_names_owned()).map(|n| n.to_string()).collect();
    names.extend(frames.names().map(str::to_owned));
    names.extend(keywords::all_functions().into_iter().map(str::to_lowercase));
    names
}

/// The list that polars appends to "unable to find column".
fn valid_columns(message: &str) -> Vec<String> {
    let list = message.split_once("valid columns: [").and_then(|(_, l)| l.split_once(']'));
    list.map_or_else(Vec::new, |(l, _)| quoted(l).map(str::to_owned).collect())
}

/// What stands in quotes of any kind.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`']).skip(1).step_by(2)
}

fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim();
    line.strip_prefix("not found: ").unwrap_or(line).to_owned()
}

/// `... at Line: 3, Column: 14`.
fn line_and_column(message: &str) -> Option<(usize, usize)> {
    let (_, tail) = message.split_once("Line: ")?;
    let (line, tail) = tail.split_once(", Column: ")?;
    let digits = tail.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((line.parse().ok()?, digits.parse().ok()?))
}

/// The first line that is not a comment.
fn first_code_line(sql: &str) -> usize {
    let code = |l: &str| !l.trim().is_empty() && !l.trim_start().starts_with("--");
    sql.lines().position(code).map_or(1, |i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{
        Int32Chunked, Int128Chunked, IntoColumn, IntoSeries, NamedFrom, NewChunkedArray, Series, df,
    };

    #[test]
    fn sums_without_the_engine_are_those_of_the_engine() -> PolarsResult<()> {
        let key = |n: i128| (n % 5 > 0).then(|| format!("k{}", n % 5));
        let day = |n: i128| (n % 4 > 0).then_some(n as i32 % 4 - 2);
        let pence: Vec<i128> = (0..40).map(|n| n * 1_001 - 9_999).collect();
        let days = Int32Chunked::from_iter_options("d".into(), (0..40).map(day)).into_date();
        let mut frame = df!(
            "a" => (0..40).map(key).collect::<Vec<_>>(),
            "f" => (0..40).map(f64::from).collect::<Vec<_>>(),
            "gap" => (0..40).map(|n| (n > 0).then_some(n)).collect::<Vec<_>>(),
        )?;
        let money = Int128Chunked::from_vec("m".into(), pence).into_decimal(38, 2)?;
        let same = Series::new("b".into(), ["always"]).into_column().new_from_index(0, 40);
        for column in [money.into_series().into_column(), days.into_column(), same] {
            frame.with_column(column)?;
        }
        let known = [("t".to_owned(), frame)];
        let ours = |keys: &str, column: &str| {
            let sql = format!(
                "SELECT {keys}, SUM({column}) AS s, COUNT({column}) AS n FROM t GROUP BY {keys}"
            );
            let step = scan::Step { name: None, sql: &sql, line: 1, column: 1 };
            (grouped(&sql, &known), execute(&step, &known))
        };
        for keys in ["a", "b", "b, a", "a, d", "d, b, a"] {
            let (ours, engine) = ours(keys, "m");
            assert_eq!(shown(&ours.expect(keys)?)?, shown(&engine?)?, "{keys}");
        }
        // Floats add up to something else in another order; keys and sums of other types are the engine's.
        for (keys, column) in [("a", "f"), ("gap", "m"), ("a", "gap")] {
            assert!(ours(keys, column).0.is_none(), "{keys} {column}");
        }
        Ok(())
    }

    fn shown(frame: &DataFrame) -> PolarsResult<String> {
        let frame = sorted(frame, &[])?;
        let rows = (0..frame.height()).map(|n| format!("{:?}", frame.get_row(n)));
        Ok(format!("{:?}\n{}", frame.schema(), rows.collect::<Vec<_>>().join("\n")))
    }
}
