//! The published set before the programs that others will use on it. Each says `skipped: no ...` where it is not installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cli::example;

/// Where `.ci/run` puts what only these tests need.
fn tools() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/tools")
}

fn run(command: &mut Command) -> Option<Output> {
    command.output().ok()
}

/// A Python that has a module: that of the tools, or the one of this machine.
fn python(module: &str) -> Option<PathBuf> {
    let own = tools().join("venv/bin/python");
    [own, PathBuf::from("python3")].into_iter().find(|python| {
        let test = run(Command::new(python).args(["-c", &format!("import {module}")]));
        test.is_some_and(|output| output.status.success())
    })
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside").join(name)
}

fn passes(command: &mut Command) {
    let output = run(command).expect("it was there a moment ago");
    let said = [output.stdout, output.stderr].map(|s| String::from_utf8_lossy(&s).into_owned());
    assert!(output.status.success(), "{command:?}\n{}", said.join("\n"));
}

#[test]
fn the_data_package_is_valid_for_frictionless() {
    let Some(python) = python("frictionless") else {
        println!("skipped: no frictionless");
        return;
    };
    for profile in ["powerbi", "open-data", "excel-safe"] {
        let workspace = example();
        assert!(workspace.run(&["run", "--profile", profile]).code < 2);
        let package = workspace.path("processed/datapackage.json");
        passes(Command::new(&python).args(["-m", "frictionless", "validate"]).arg(&package));
        // What passes everything shows nothing: a changed byte has to be found.
        workspace.put("processed/tables/theme.csv", b"theme,label,parent\r\n");
        let broken =
            run(Command::new(&python).args(["-m", "frictionless", "validate"]).arg(&package));
        assert!(broken.is_some_and(|o| !o.status.success()), "a changed file is valid");
    }
}

/// The same SQL files, and every view the same to the last digit.
#[test]
fn duckdb_gives_every_view_the_same() {
    let Some(python) = python("duckdb") else {
        println!("skipped: no duckdb");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let queries = root.join("queries");
    passes(
        Command::new(&python)
            .arg(root.join("tests/duckdb.py"))
            .arg(root.join("processed"))
            .arg(&queries),
    );
    // What passes everything shows nothing: a figure that was changed has to be found.
    let workspace = example();
    assert!(workspace.run(&["run"]).code < 2);
    let compared = |workspace: &crate::cli::Workspace| {
        let folders = [workspace.path("processed"), workspace.path("queries")];
        run(Command::new(&python).arg(root.join("tests/duckdb.py")).args(folders))
    };
    assert!(compared(&workspace).is_some_and(|o| o.status.success()), "the view is another");
    let view = "processed/views/money.csv";
    let money = std::fs::read_to_string(workspace.path(view)).expect("it was made");
    workspace.put(view, money.replace(".00", ".01").as_bytes());
    assert!(compared(&workspace).is_some_and(|o| !o.status.success()), "a changed figure passes");
}

#[test]
fn metadata_on_the_web_is_valid_for_csvw() {
    let Some(python) = python("csvw") else {
        println!("skipped: no csvw");
        return;
    };
    let workspace = example();
    assert!(workspace.run(&["run", "--profile", "open-data"]).code < 2);
    passes(Command::new(&python).arg(script("csvw_valid.py")).arg(workspace.path("processed")));
}

#[test]
fn every_engine_reads_the_same_values() {
    let Some(python) = python("duckdb, pandas, polars, pyarrow") else {
        println!("skipped: no duckdb, pandas, polars and pyarrow");
        return;
    };
    for profile in ["powerbi", "open-data"] {
        let workspace = payments();
        let format = ["run", "--profile", profile, "--format", "csv,parquet"];
        assert!(workspace.run(&format).code < 2);
        passes(Command::new(&python).arg(script("read_back.py")).arg(workspace.path("processed")));
    }
}

#[test]
fn spark_reads_the_same_types_and_values() {
    let java = run(Command::new("java").arg("-version")).is_some_and(|o| o.status.success());
    let (Some(python), true) = (python("pyspark, pandas, pyarrow"), java) else {
        println!("skipped: no Spark");
        return;
    };
    let workspace = payments();
    assert!(workspace.run(&["run", "--format", "csv,parquet"]).code < 2);
    let read = |tables: &[&str]| {
        let mut command = Command::new(&python);
        command.arg(script("spark_types.py")).arg(workspace.path("processed")).args(tables);
        command
    };
    passes(&mut read(&[]));
    // What passes everything shows nothing: one figure that is another in the CSV has to be found.
    let table = "processed/tables/transaction.csv";
    let rows = std::fs::read_to_string(workspace.path(table)).expect("it was made");
    workspace.put(table, rows.replace("-0.01", "0.01").as_bytes());
    assert!(
        run(&mut read(&["transaction"])).is_some_and(|o| !o.status.success()),
        "a lost sign passes"
    );
}

/// The worked example with every view there is, and a month of payments, made up, with what is awkward in one.
fn payments() -> crate::cli::Workspace {
    let workspace = example();
    let mut queries = std::collections::BTreeMap::new();
    crate::cli::read_into(&Path::new(env!("CARGO_MANIFEST_DIR")).join("queries"), "", &mut queries);
    for (path, text) in queries {
        workspace.put(&format!("queries/{path}"), &text);
    }
    let rows = "Date,Supplier,Purpose,Amount\n31/03/2019,\"Ash, Elm & Co\",Desks £40,1200.50\n\
                01/04/2019,=1+1,\"say \"\"no\"\"\",-0.01\n,Café Noir,-,99999999999.99\n";
    workspace.put("raw/payments.csv", rows.as_bytes());
    workspace
}

#[test]
fn power_query_parses_every_expression() {
    let module = tools().join("node_modules/@microsoft/powerquery-parser");
    let node = run(Command::new("node").arg("--version")).is_some_and(|o| o.status.success());
    if !node || !module.is_dir() {
        println!("skipped: no powerquery-parser");
        return;
    }
    for profile in ["powerbi", "excel-safe"] {
        let workspace = payments();
        assert!(workspace.run(&["run", "--profile", profile]).code < 2);
        let project = workspace.path("processed/powerbi");
        passes(Command::new("node").arg(script("parse_m.cjs")).arg(&module).arg(project));
    }
}

#[test]
fn linters_of_semantic_models_find_no_error() {
    let Some(python) = python("coop_dax_review") else {
        println!("skipped: no coop-dax-review");
        return;
    };
    let workspace = example();
    assert!(workspace.run(&["run"]).code < 2);
    let model = workspace.path("processed/powerbi/saferstats.SemanticModel");
    let program = python.with_file_name("coop-dax-review");
    let output = run(Command::new(program).arg("check").arg(model)).expect("it is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains(" 0 error "), "{said}");
}

fn office() -> Option<&'static str> {
    ["soffice", "libreoffice"].into_iter().find(|office| {
        run(Command::new(office).arg("--version")).is_some_and(|o| o.status.success())
    })
}

#[test]
fn libreoffice_reads_every_csv_with_the_declared_types() {
    let (Some(office), Some(python)) = (office(), python("csv")) else {
        println!("skipped: no libreoffice or no python");
        return;
    };
    let workspace = payments();
    assert!(workspace.run(&["run"]).code < 2);
    let mut command = Command::new(python);
    command.arg(script("office_types.py")).arg(office).arg(workspace.path("processed"));
    passes(command.arg(workspace.path("opened")));
}

#[test]
fn libreoffice_opens_what_is_published() {
    let Some(office) = office() else {
        println!("skipped: no libreoffice");
        return;
    };
    let workspace = payments();
    assert!(workspace.run(&["run", "--format", "csv,ods,xlsx"]).code < 2);
    let out = workspace.path("converted");
    let home = format!("-env:UserInstallation=file://{}", workspace.path("home").display());
    // Every sheet of a workbook to a file of its own; a CSV by its fields and its characters.
    let sheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    for (source, as_what) in [
        ("processed/saferstats.ods", sheets),
        ("processed/saferstats.xlsx", sheets),
        ("processed/tables/transaction.csv", "ods"),
    ] {
        let mut command = Command::new(office);
        command.args([home.as_str(), "--headless", "--convert-to", as_what, "--outdir"]);
        passes(command.arg(&out).arg(workspace.path(source)));
    }
    let files = workspace.files("converted");
    assert!(files.contains_key("transaction.ods"), "{:?}", files.keys());
    for book in ["saferstats-transaction.csv"] {
        let text = String::from_utf8_lossy(&files[book]).into_owned();
        for part in ["Desks £40", "1200.5", "2019-03-31", "-0.01"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
