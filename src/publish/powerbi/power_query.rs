//! Partitions in M: how Power Query reads a published file, with every type said and nothing guessed.

use super::super::{Profile, Published, Type};

/// Where the folder stands until somebody says where theirs is.
const FOLDER: &str = r"C:\saferstats\processed";

/// The shared expressions: (name, M, what it is for).
pub fn expressions(
    profile: Profile,
    partitioned: bool,
) -> Vec<(&'static str, String, &'static str)> {
    let mut all = vec![(
        "DataFolder",
        format!(
            "\"{FOLDER}\" meta [IsParameterQuery = true, Type = \"Text\", IsParameterQueryRequired = true]"
        ),
        "The folder that a run publishes into. Change it under Transform data, Edit parameters.",
    )];
    if partitioned {
        let moment = |year: i32| {
            format!(
                "#datetime({year}, 4, 1, 0, 0, 0) meta [IsParameterQuery = true, Type = \"DateTime\", IsParameterQueryRequired = true]"
            )
        };
        all.push((
            "RangeStart",
            moment(1970),
            "Payments from this day on; incremental refresh sets it.",
        ));
        all.push((
            "RangeEnd",
            moment(2070),
            "Payments before this day; incremental refresh sets it.",
        ));
    }
    if profile == Profile::ExcelSafe {
        all.push((
            "Unguarded",
            UNGUARDED.to_owned(),
            "A cell without the apostrophe that keeps spreadsheets from running it.",
        ));
    }
    all
}

const UNGUARDED: &str = "(cell as nullable text) as nullable text =>
    let
        Rest = if cell = null then \"\" else Text.TrimStart(cell, \"'\"),
        Signs = {\"=\", \"+\", \"-\", \"@\", \"#(tab)\", \"#(cr)\", \"#(lf)\", \"#(FF1D)\", \"#(FF0B)\", \"#(FF0D)\", \"#(FF20)\"},
        Guarded = cell <> null and Text.StartsWith(cell, \"'\") and Rest <> \"\" and List.Contains(Signs, Text.Start(Rest, 1))
    in
        if Guarded then Text.Range(cell, 1) else cell";

/// How a table or view is read.
pub fn partition(published: &Published, profile: Profile, partitioned: bool) -> String {
    let mut steps = if partitioned { many_files(published) } else { one_file(published) };
    let names: Vec<String> = published.fields.iter().map(|f| text(&f.name)).collect();
    let names = names.join(", ");
    let pairs: Vec<String> = published
        .fields
        .iter()
        .map(|f| format!("{{{}, {}}}", text(&f.name), m_type(f.kind)))
        .collect();
    steps.push(("Kept", format!("Table.SelectColumns(Rows, {{{names}}})")));
    steps.push((
        "Missing",
        format!("Table.ReplaceValue(Kept, \"\", null, Replacer.ReplaceValue, {{{names}}})"),
    ));
    let typed = format!("Table.TransformColumnTypes(Missing, {{{}}}, \"en-GB\")", pairs.join(", "));
    steps.push(("Typed", typed));
    if profile == Profile::ExcelSafe {
        let texts = published.fields.iter().filter(|f| f.kind == Type::Text);
        let each: Vec<String> =
            texts.map(|f| format!("{{{}, Unguarded, type text}}", text(&f.name))).collect();
        steps.push(("Restored", format!("Table.TransformColumns(Typed, {{{}}})", each.join(", "))));
    }
    if partitioned {
        steps.push(("InRange", IN_RANGE.to_owned()));
    }
    written(&steps)
}

const CSV: &str = "[Delimiter = \",\", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]";

fn one_file(published: &Published) -> Vec<(&'static str, String)> {
    let path = published.path().replace('/', "\\");
    vec![
        (
            "Source",
            format!(
                "Csv.Document(File.Contents(DataFolder & {}), {CSV})",
                text(&format!("\\{path}"))
            ),
        ),
        ("Rows", "Table.PromoteHeaders(Source, [PromoteAllScalars = true])".to_owned()),
    ]
}

/// One file a financial year: a year outside the range is not opened, which is what makes a refresh incremental.
fn many_files(published: &Published) -> Vec<(&'static str, String)> {
    let name = &published.name;
    let folder = text(&format!("\\partitions\\{name}"));
    let prefix = text(&format!("{name}_FY"));
    let undated = text(&format!("{name}_undated.csv"));
    vec![
        ("Files", format!("Folder.Files(DataFolder & {folder})")),
        ("Start", format!("(name as text) as number => Number.FromText(Text.Middle(name, {}, 4))", name.len() + 3)),
        (
            "Wanted",
            format!(
                "(name as text) as logical => if name = {undated} then RangeStart <= #datetime(1970, 4, 1, 0, 0, 0) else Text.StartsWith(name, {prefix}) and Text.EndsWith(name, \".csv\") and #datetime(Start(name), 4, 1, 0, 0, 0) < RangeEnd and #datetime(Start(name) + 1, 4, 1, 0, 0, 0) > RangeStart"
            ),
        ),
        ("Ours", "Table.Sort(Table.SelectRows(Files, each Wanted([Name])), {{\"Name\", Order.Ascending}})".to_owned()),
        ("Read", format!("(content as binary) as table => Table.PromoteHeaders(Csv.Document(content, {CSV}), [PromoteAllScalars = true])")),
        ("Parts", "List.Transform(Ours[Content], Read)".to_owned()),
        ("Rows", format!("Table.Combine(Parts, {{{}}})", {
            let names: Vec<String> = published.fields.iter().map(|f| text(&f.name)).collect();
            names.join(", ")
        })),
    ]
}

const IN_RANGE: &str = "Table.SelectRows(Typed, each [date] = null or ([date] >= DateTime.Date(RangeStart) and [date] < DateTime.Date(RangeEnd)))";

fn written(steps: &[(&str, String)]) -> String {
    let lines: Vec<String> = steps.iter().map(|(name, m)| format!("    {name} = {m}")).collect();
    let last = steps.last().map_or("", |(name, _)| name);
    format!("let\n{}\nin\n    {last}", lines.join(",\n"))
}

/// Money and numbers have at most four places, which is what Power BI's fixed decimal holds exactly.
fn m_type(kind: Type) -> &'static str {
    match kind {
        Type::Text => "type text",
        Type::Integer => "Int64.Type",
        Type::Money | Type::Number => "Currency.Type",
        Type::Float => "type number",
        Type::Date => "type date",
        Type::Boolean => "type logical",
    }
}

/// A text literal. A number sign before a parenthesis would begin an escape.
fn text(words: &str) -> String {
    format!("\"{}\"", words.replace('"', "\"\"").replace("#(", "#(#)("))
}
