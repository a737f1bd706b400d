//! The report in PBIR: pages for spend, targets and youth justice, each visual a file. A visual of fields that are not
//! published is left out.

use serde_json::{Value, json};

use super::super::Published;
use super::measures::Measure;
use super::stable_id;

const SCHEMAS: &str = "https://developer.microsoft.com/json-schemas/fabric/item/report";
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;

/// A page and what stands on it.
#[derive(Debug)]
struct Page {
    name: &'static str,
    title: &'static str,
    visuals: &'static [Visual],
}

#[derive(Debug)]
struct Visual {
    kind: &'static str,
    title: &'static str,
    /// Left, top, width, height.
    at: [u32; 4],
    /// Role and fields: `table.column`, or `table.[measure]`.
    fields: &'static [(&'static str, &'static [&'static str])],
}

const fn visual(
    kind: &'static str,
    title: &'static str,
    at: [u32; 4],
    fields: &'static [(&'static str, &'static [&'static str])],
) -> Visual {
    Visual { kind, title, at, fields }
}

const PAGES: &[Page] = &[
    Page {
        name: "spend",
        title: "Spend",
        visuals: &[
            visual("slicer", "Programme", [16, 16, 240, 112], &[("Values", &["programme.label"])]),
            visual("slicer", "Period", [16, 144, 240, 200], &[("Values", &["period.label"])]),
            visual(
                "card",
                "Budget",
                [272, 16, 240, 112],
                &[("Values", &["spend_trend.[Budget amount]"])],
            ),
            visual(
                "card",
                "Change on the year",
                [528, 16, 240, 112],
                &[("Values", &["spend_trend.[Change on the year]"])],
            ),
            visual(
                "card",
                "In real terms",
                [784, 16, 240, 112],
                &[("Values", &["spend_trend.[Real-terms amount]"])],
            ),
            visual(
                "card",
                "Payments",
                [1040, 16, 224, 112],
                &[("Values", &["transaction.[Payments]"])],
            ),
            visual(
                "clusteredColumnChart",
                "Budget by period and theme",
                [272, 144, 992, 272],
                &[
                    ("Category", &["period.label"]),
                    ("Series", &["theme.label"]),
                    ("Y", &["spend_trend.[Budget amount]"]),
                ],
            ),
            visual(
                "tableEx",
                "What changed, line by line",
                [16, 432, 1248, 272],
                &[(
                    "Values",
                    &[
                        "programme.label",
                        "theme.label",
                        "period.label",
                        "spend_trend.[Budget amount]",
                        "spend_trend.[Change on the year]",
                        "spend_trend.[Change on the year %]",
                        "spend_trend.[Real-terms amount]",
                        "spend_trend.[Share of programme]",
                        "spend_trend.note",
                    ],
                )],
            ),
        ],
    },
    Page {
        name: "targets",
        title: "Targets",
        visuals: &[
            visual("slicer", "Status", [16, 16, 240, 200], &[("Values", &["target_gap.status"])]),
            visual(
                "card",
                "Targets",
                [272, 16, 240, 112],
                &[("Values", &["target_gap.[Targets]"])],
            ),
            visual(
                "card",
                "Met",
                [528, 16, 240, 112],
                &[("Values", &["target_gap.[Targets met]"])],
            ),
            visual(
                "card",
                "Missed",
                [784, 16, 240, 112],
                &[("Values", &["target_gap.[Targets missed]"])],
            ),
            visual(
                "card",
                "Share met",
                [1040, 16, 224, 112],
                &[("Values", &["target_gap.[Share of targets met]"])],
            ),
            visual(
                "clusteredBarChart",
                "Targets by status",
                [272, 144, 992, 160],
                &[("Category", &["target_gap.status"]), ("Y", &["target_gap.[Targets]"])],
            ),
            visual(
                "tableEx",
                "Each target beside what happened",
                [16, 320, 1248, 384],
                &[(
                    "Values",
                    &[
                        "measure.label",
                        "area.label",
                        "period.label",
                        "target_gap.bound",
                        "target_gap.target",
                        "target_gap.actual",
                        "target_gap.[Gap to target]",
                        "target_gap.[Gap to target %]",
                        "target_gap.unit",
                        "target_gap.status",
                        "target_gap.note",
                    ],
                )],
            ),
        ],
    },
    Page {
        name: "youthjustice",
        title: "Youth justice",
        visuals: &[
            visual("slicer", "Measure", [16, 16, 320, 240], &[("Values", &["measure.label"])]),
            visual("slicer", "Area", [16, 272, 320, 144], &[("Values", &["area.label"])]),
            visual(
                "card",
                "Latest value",
                [352, 16, 296, 112],
                &[("Values", &["youth_justice_trend.[Latest value]"])],
            ),
            visual(
                "card",
                "Lower limit",
                [664, 16, 296, 112],
                &[("Values", &["youth_justice_trend.[Lower limit]"])],
            ),
            visual(
                "card",
                "Upper limit",
                [976, 16, 288, 112],
                &[("Values", &["youth_justice_trend.[Upper limit]"])],
            ),
            visual(
                "lineChart",
                "From period to period, one measure and area at a time",
                [352, 144, 912, 272],
                &[
                    ("Category", &["period.label"]),
                    ("Series", &["youth_justice_trend.basis"]),
                    ("Y", &["youth_justice_trend.[Value of one series]"]),
                ],
            ),
            visual(
                "tableEx",
                "Values with intervals and trend",
                [16, 432, 1248, 272],
                &[(
                    "Values",
                    &[
                        "measure.label",
                        "area.label",
                        "period.label",
                        "youth_justice_trend.basis",
                        "youth_justice_trend.[Value of one series]",
                        "youth_justice_trend.unit",
                        "youth_justice_trend.[Lower limit]",
                        "youth_justice_trend.[Upper limit]",
                        "youth_justice_trend.trend",
                    ],
                )],
            ),
        ],
    },
];

/// The files of the report below `definition/`: path and content.
pub fn files(all: &[Published], measures: &[&Measure]) -> Vec<(String, Value)> {
    let names: Vec<String> = PAGES.iter().map(|page| id(&["page", page.name])).collect();
    let mut files = vec![
        (
            "version.json".to_owned(),
            json!({ "$schema": schema("versionMetadata"), "version": "1.0.0" }),
        ),
        ("report.json".to_owned(), report()),
        (
            "pages/pages.json".to_owned(),
            json!({ "$schema": schema("pagesMetadata"), "pageOrder": names, "activePageName": names[0] }),
        ),
    ];
    for (page, name) in PAGES.iter().zip(&names) {
        files.push((format!("pages/{name}/page.json"), page_file(page, name)));
        for (n, visual) in page.visuals.iter().enumerate() {
            if visual.fields.iter().flat_map(|(_, f)| *f).all(|f| is_there(f, all, measures)) {
                let id = id(&["visual", page.name, visual.kind, visual.title]);
                files.push((
                    format!("pages/{name}/visuals/{id}/visual.json"),
                    visual_file(visual, &id, n),
                ));
            }
        }
    }
    files
}

fn report() -> Value {
    json!({
        "$schema": schema("report"),
        "themeCollection": {
            "baseTheme": { "name": "CY24SU10", "reportVersionAtImport": "5.55", "type": "SharedResources" },
        },
        "layoutOptimization": "None",
    })
}

fn page_file(page: &Page, name: &str) -> Value {
    json!({
        "$schema": schema("page"),
        "name": name,
        "displayName": page.title,
        "displayOption": "FitToPage",
        "height": HEIGHT,
        "width": WIDTH,
    })
}

fn visual_file(visual: &Visual, id: &str, n: usize) -> Value {
    let [x, y, width, height] = visual.at;
    let mut state = serde_json::Map::new();
    for (role, fields) in visual.fields {
        let projections: Vec<Value> = fields.iter().map(|f| projection(f)).collect();
        state.insert((*role).to_owned(), json!({ "projections": projections }));
    }
    let literal = |text: &str| json!({ "expr": { "Literal": { "Value": format!("'{}'", text.replace('\'', "''")) } } });
    json!({
        "$schema": schema("visualContainer"),
        "name": id,
        "position": { "x": x, "y": y, "z": n, "height": height, "width": width, "tabOrder": n },
        "visual": {
            "visualType": visual.kind,
            "query": { "queryState": state },
            "visualContainerObjects": {
                "title": [{ "properties": { "show": { "expr": { "Literal": { "Value": "true" } } }, "text": literal(visual.title) } }],
                "general": [{ "properties": { "altText": literal(visual.title) } }],
            },
            "drillFilterOtherVisuals": true,
        },
    })
}

/// `table.column`, or `table.[measure]`.
fn parts(field: &str) -> (&str, &str, bool) {
    let (table, name) = field.split_once('.').unwrap_or((field, ""));
    let measure = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    (table, measure.unwrap_or(name), measure.is_some())
}

fn is_there(field: &str, all: &[Published], measures: &[&Measure]) -> bool {
    let (table, name, is_measure) = parts(field);
    if is_measure {
        return measures.iter().any(|m| m.table == table && m.name == name);
    }
    all.iter().any(|p| p.name == table && p.fields.iter().any(|f| f.name == name))
}

fn projection(field: &str) -> Value {
    let (table, name, is_measure) = parts(field);
    let kind = if is_measure { "Measure" } else { "Column" };
    let source = json!({ "Expression": { "SourceRef": { "Entity": table } }, "Property": name });
    let mut expression = serde_json::Map::new();
    expression.insert(kind.to_owned(), source);
    json!({
        "field": expression,
        "queryRef": format!("{table}.{name}"),
        "nativeQueryRef": name,
    })
}

fn schema(name: &str) -> String {
    format!("{SCHEMAS}/definition/{name}/1.0.0/schema.json")
}

/// Twenty hexadecimal digits, as Power BI names pages and visuals.
fn id(parts: &[&str]) -> String {
    stable_id(parts).replace('-', "").chars().take(20).collect()
}
