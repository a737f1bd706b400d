//! The Power BI project as Power BI would meet it, as far as that can be known without it.

mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::sync::OnceLock;
use std::thread;

use saferstats::frame::{self, Frames};
use saferstats::publish::powerbi::tmdl::{Object, Property};
use saferstats::publish::powerbi::{self, model, tmdl};
use saferstats::publish::{self, Options, Profile, Published};
use saferstats::query::{self, Query};
use saferstats::shipped;

/// Every table and view without rows, planned once for all tests.
pub fn planned() -> &'static (Frames, Vec<Query>) {
    static PLANNED: OnceLock<(Frames, Vec<Query>)> = OnceLock::new();
    let plan = || {
        let mut frames = frame::empty().expect("the schema makes frames");
        let queries = query::load(shipped::queries()).expect("the shipped queries read");
        query::run(&queries, &mut frames).expect("they run over nothing");
        query::run_on_issues(&queries, &mut frames).expect("so do those over issues");
        (frames, queries)
    };
    // Queries are planned by recursion, for which the thread of a test has no room.
    PLANNED.get_or_init(|| {
        let thread = thread::Builder::new().stack_size(64 << 20).spawn(plan);
        let planned = thread.expect("a thread starts").join();
        planned.unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Does something with all tables and views, without rows.
pub fn with_published<T>(act: impl FnOnce(&[Published]) -> T) -> T {
    let (frames, queries) = planned();
    let mut all = publish::tables(frames);
    all.extend(publish::views(frames, queries));
    act(&all)
}

fn options(profile: Profile) -> Options {
    Options { profile, ..Options::default() }
}

/// The model as the strict reader reads it back from the files.
fn files(profile: Profile) -> BTreeMap<String, Vec<Object>> {
    with_published(|all| {
        let files = powerbi::files(all, &options(profile));
        let tmdl = files.into_iter().filter(|(path, _)| path.ends_with(".tmdl"));
        tmdl.map(|(path, text)| {
            let read = reader::read(&text).unwrap_or_else(|e| panic!("{path}: {e}\n{text}"));
            let (_, short) = path.split_once("/definition/").expect("it lies there");
            (short.to_owned(), read)
        })
        .collect()
    })
}

fn value<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.properties.iter().find_map(|(n, p)| match p {
        Property::Value(value) if n == name => Some(value.as_str()),
        _ => None,
    })
}

fn has_flag(object: &Object, name: &str) -> bool {
    object.properties.contains(&(name.to_owned(), Property::Flag))
}

fn children<'a>(table: &'a Object, kind: &'a str) -> impl Iterator<Item = &'a Object> {
    table.children.iter().filter(move |c| c.kind == kind)
}

#[test]
fn what_is_written_reads_back_equal() {
    for profile in [Profile::Powerbi, Profile::OpenData, Profile::ExcelSafe] {
        let read = files(profile);
        with_published(|all| {
            let measures = model::measures(all);
            let made = powerbi::semantic_model(all, &measures, &options(profile));
            assert_eq!(made.len(), read.len());
            for (path, objects) in made {
                assert_eq!(read.get(&path), Some(&objects), "{path}");
                assert_eq!(tmdl::write(&objects), tmdl::write(&read[&path]), "{path}");
            }
        });
    }
}

#[test]
fn the_reader_refuses_what_is_not_tmdl() {
    let good = "/// About.\ntable 'a b'\n\tlineageTag: 757798b7-15b8-5efe-b540-45d08c52b27d\n\n\tcolumn c\n\
                \t\tdataType: int64\n\t\tisHidden\n\n\tpartition p = m\n\t\tmode: import\n\t\tsource =\n\t\t\t\tlet\n\t\t\t\t    A = 1\n";
    assert!(reader::read(good).is_ok(), "{:?}", reader::read(good));
    // (what stands there, what is put in its place)
    let slips = [
        ("\tcolumn c", "\tcolum c"),
        ("\tcolumn c", "    column c"),
        ("\tcolumn c", "\t\tcolumn c"),
        ("\tcolumn c", "\tcolumn 'c"),
        ("\tcolumn c", "\tcolumn c d"),
        ("\tcolumn c", "\tcolumn"),
        ("dataType: int64", "dataType: integer"),
        ("dataType: int64", "dataTyp: int64"),
        ("dataType: int64", "dataType int64"),
        ("\t\tdataType: int64", "\tdataType: int64"),
        ("isHidden", "isHidden: perhaps"),
        ("isHidden", "isHidden\n\t\tisHidden"),
        ("lineageTag: 757798b7-15b8", "lineageTag: 757798b7"),
        ("mode: import", "mode: direct"),
        ("= m\n", "\n"),
        ("\t\t\t\tlet\n\t\t\t\t    A = 1\n", ""),
        ("\t\t\t\tlet", "\t\tlet"),
        ("/// About.\ntable 'a b'", "table 'a b'\n/// About."),
        ("table 'a b'", "table a b"),
        ("table 'a b'", "// about\ntable 'a b'"),
        ("column c\n", "column c \n"),
    ];
    for (there, instead) in slips {
        let text = good.replacen(there, instead, 1);
        assert_ne!(text, good, "{there}");
        assert!(reader::read(&text).is_err(), "{instead}\n{text}");
    }
}

#[test]
fn the_model_holds_together() {
    let read = files(Profile::Powerbi);
    let tables: BTreeMap<&str, &Object> = read
        .values()
        .flatten()
        .filter(|o| o.kind == "table")
        .map(|t| (t.name.as_str(), t))
        .collect();
    let named: BTreeSet<&str> = read["model.tmdl"]
        .iter()
        .filter(|o| o.kind == "ref table")
        .map(|o| o.name.as_str())
        .collect();
    assert_eq!(named, tables.keys().copied().collect(), "the model names each table");
    let mut tags = BTreeSet::new();
    let mut measures = BTreeSet::new();
    for table in tables.values() {
        let columns: BTreeSet<String> =
            children(table, "column").map(|c| c.name.to_lowercase()).collect();
        assert_eq!(columns.len(), children(table, "column").count(), "{}", table.name);
        assert!(!table.description.is_empty(), "{} has no description", table.name);
        assert_eq!(children(table, "partition").count(), 1, "{}", table.name);
        for column in children(table, "column") {
            assert!(!column.description.is_empty(), "{}.{}", table.name, column.name);
            let by = value(column, "sortByColumn").map(|by| by.trim_matches('\''));
            assert!(by.is_none_or(|by| columns.contains(by)), "{}.{}", table.name, column.name);
        }
        for measure in children(table, "measure") {
            let name = measure.name.to_lowercase();
            assert!(!columns.contains(&name) && measures.insert(name), "{}", measure.name);
        }
        for object in std::iter::once(*table).chain(&table.children) {
            let tag = value(object, "lineageTag");
            assert!(tag.is_none_or(|tag| tags.insert(tag)), "{}: a tag twice", object.name);
        }
    }
    let days = tables["date"];
    let key = children(days, "column").find(|c| has_flag(c, "isKey")).expect("a key");
    assert_eq!(
        (value(days, "dataCategory"), value(key, "dataType")),
        (Some("Time"), Some("dateTime"))
    );
}

#[test]
fn relationships_make_a_star() {
    let read = files(Profile::Powerbi);
    let tables: BTreeMap<&str, &Object> = read
        .values()
        .flatten()
        .filter(|o| o.kind == "table")
        .map(|t| (t.name.as_str(), t))
        .collect();
    let column = |reference: &str| {
        let (table, column) = reference.split_once('.').expect("a table and a column");
        let found = children(tables[table], "column").find(|c| c.name == column);
        (table.to_owned(), found.unwrap_or_else(|| panic!("{reference} is nowhere")))
    };
    let mut pairs = BTreeSet::new();
    let (mut sources, mut targets) = (BTreeSet::new(), BTreeSet::new());
    for relationship in &read["relationships.tmdl"] {
        let (from, many) = column(value(relationship, "fromColumn").expect("a side"));
        let (to, one) = column(value(relationship, "toColumn").expect("a side"));
        assert_eq!(value(many, "dataType"), value(one, "dataType"), "{from} {to}");
        assert!(has_flag(one, "isKey"), "{to}.{} is no key", one.name);
        assert!(pairs.insert((from.clone(), to.clone())), "{from} and {to} are linked twice");
        sources.insert(from);
        targets.insert(to);
    }
    assert!(
        sources.is_disjoint(&targets),
        "a dimension filters a dimension: {sources:?} {targets:?}"
    );
    let expected = ["area", "date", "document", "measure", "period", "programme", "theme"];
    assert_eq!(targets, expected.map(str::to_owned).into_iter().collect());
    for fact in ["allocation", "observation", "transaction", "spend_trend", "target_gap"] {
        assert!(sources.contains(fact), "{fact} hangs loose");
    }
}

#[test]
fn every_measure_and_visual_finds_its_fields() {
    with_published(|all| {
        let kept = model::measures(all);
        let left: Vec<&str> = powerbi::measures::MEASURES
            .iter()
            .filter(|m| !kept.iter().any(|k| k.name == m.name))
            .map(|m| m.name)
            .collect();
        assert!(left.is_empty(), "measures that name what is not published: {left:?}");
        let files = powerbi::files(all, &Options::default());
        let visuals = files.iter().filter(|(path, _)| path.ends_with("visual.json")).count();
        assert_eq!(visuals, 22, "a visual was left out because a field is not there");
        // A workspace with queries of its own has none of our views; what needs them goes, and the rest stands.
        let tables: Vec<Published> = publish_tables_only(all);
        let kept = model::measures(&tables);
        assert!(kept.iter().any(|m| m.name == "Payments"), "{kept:?}");
        assert!(!kept.iter().any(|m| m.table == "spend_trend"), "{kept:?}");
        assert!(
            powerbi::files(&tables, &Options::default())
                .iter()
                .any(|(p, _)| p.ends_with("page.json"))
        );
    });
}

fn publish_tables_only<'a>(all: &'a [Published<'a>]) -> Vec<Published<'a>> {
    let only = all.iter().filter(|p| p.folder == publish::Folder::Tables);
    only.map(|p| Published {
        folder: p.folder,
        name: p.name.clone(),
        title: p.title.clone(),
        about: p.about.clone(),
        grain: p.grain.clone(),
        fields: p.fields.clone(),
        frame: p.frame,
    })
    .collect()
}
