//! Kept or read again: the same bytes, and nothing believed that does not hold together.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Ran, VIEW, Workspace, read_into};

/// One view of its own: the queries that come with the program take seconds in the dev profile, and are not what is tested.
fn small(files: &[(&str, &[u8])]) -> Workspace {
    let workspace = Workspace::with(files);
    workspace.put("queries/money.sql", VIEW.as_bytes());
    workspace
}

/// Documents of every kind that there is: the worked example, the horrors, and the corpus where it is at hand.
fn many() -> Workspace {
    let workspace = small(&[]);
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::env::var_os("SAFERSTATS_CORPUS").map(PathBuf::from);
    let corpus = corpus.unwrap_or_else(|| root.join("../shared/corpus"));
    let folders = [("example", root.join("raw")), ("horror", root.join("tests/horror/inputs"))];
    let folders = folders
        .into_iter()
        .chain(["plans", "spend", "reference", "population"].map(|name| (name, corpus.join(name))));
    for (name, folder) in folders {
        let mut files = std::collections::BTreeMap::new();
        read_into(&folder, "", &mut files);
        // A year of payments takes a minute in the dev profile, and a piece of it the same way.
        for (path, bytes) in files.into_iter().filter(|(_, bytes)| bytes.len() < 60_000) {
            workspace.put(&format!("raw/{name}/{path}"), &bytes);
        }
    }
    let none = b"[disclosure]\npolicy = \"none\"\n";
    workspace.put("saferstats.toml", none);
    workspace
}

fn good(ran: &Ran) {
    assert!(ran.code < 2, "{}", ran.stderr);
}

/// How many documents a run read, by its log.
fn read(ran: &Ran) -> u64 {
    let events = ran.stderr.lines().filter_map(|l| serde_json::from_str(l).ok());
    let mut found = events.filter(|e: &serde_json::Value| e["event"] == "discovered");
    found.next().map_or(0, |e| e["to_read"].as_u64().expect("it is a number"))
}

const LOGGED: [&str; 3] = ["--log-format", "json", "run"];

#[test]
fn every_table_is_the_same_from_the_cache() {
    let workspace = many();
    good(&workspace.run(&["run"]));
    let fresh = workspace.files("processed");
    // Published again from what was kept, because a query came that changes no table.
    workspace.put("queries/again.sql", VIEW.as_bytes());
    let ran = workspace.run(&LOGGED);
    good(&ran);
    let panics = |ran: &Ran| ran.stderr.matches("internal-error").count() as u64;
    assert_eq!(read(&ran), panics(&ran), "{}", ran.stderr);
    let kept = workspace.files("processed");
    let tables = fresh.keys().filter(|path| path.starts_with("tables/"));
    for path in tables {
        assert!(fresh[path] == kept[path], "{path} differs from the cache");
    }
    let tables = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        files.keys().filter(|path| path.starts_with("tables/")).count()
    };
    assert_eq!(tables(&fresh), tables(&kept));
    good(&workspace.run(&["run", "--force"]));
    assert!(kept == workspace.files("processed"), "forced differs");
}

#[test]
fn one_new_document_is_the_only_one_read() {
    let workspace = small(&[
        ("raw/a.txt", b"A total of \xc2\xa3100 is given in 2019/20.\n"),
        ("raw/b.txt", b"60 sessions were held in 2019/20.\n"),
    ]);
    let quiet = |ran: &Ran| ran.stderr.lines().all(|l| !l.contains("\"discovered\""));
    assert_eq!(read(&workspace.run(&LOGGED)), 2);
    let ran = workspace.run(&LOGGED);
    assert!(quiet(&ran), "an unchanged night goes through no document: {}", ran.stderr);
    workspace.put("raw/c.txt", b"70 sessions were held in 2019/20.\n");
    assert_eq!(read(&workspace.run(&LOGGED)), 1);
    workspace.put("raw/a.txt", b"A total of \xc2\xa3200 is given in 2019/20.\n");
    assert_eq!(read(&workspace.run(&LOGGED)), 1);
    // Another name is another document, whatever it holds.
    fs::rename(workspace.path("raw/b.txt"), workspace.path("raw/d.txt")).expect("it is there");
    assert_eq!(read(&workspace.run(&LOGGED)), 1);
    // A configuration that reads differently reads everything.
    workspace.put("saferstats.toml", b"[area]\ndefault = \"E08000014\"\n");
    assert_eq!(read(&workspace.run(&LOGGED)), 3);
    let before = workspace.files("processed");
    assert_eq!(read(&workspace.run(&["--log-format", "json", "run", "--force"])), 3);
    assert!(before == workspace.files("processed"));
}

#[test]
fn a_set_that_was_changed_by_hand_is_made_again() {
    let workspace = small(&[("raw/a.txt", b"60 sessions in 2019/20.\n")]);
    good(&workspace.run(&["run"]));
    let good_set = workspace.files("processed");
    workspace.put("processed/tables/observation.csv", b"mine");
    good(&workspace.run(&["run"]));
    assert!(good_set == workspace.files("processed"));
    fs::remove_file(workspace.path("processed/tables/observation.csv")).expect("it is there");
    good(&workspace.run(&["run"]));
    assert!(good_set == workspace.files("processed"));
}

/// Every file under the cache, with the bytes that one would spoil.
fn cached(workspace: &Workspace) -> Vec<PathBuf> {
    let files = workspace.files(".processed-cache");
    files.keys().map(|name| workspace.path(".processed-cache").join(name)).collect()
}

/// A way to spoil a file.
type Spoil = fn(&Path, &[u8]) -> std::io::Result<()>;

#[test]
fn a_spoilt_cache_is_made_again_and_never_believed() {
    let text = b"60 sessions were held in 2019/20. A total of \xc2\xa3100 is given.\n";
    let spoils: &[(&str, Spoil)] = &[
        ("emptied", |path, _| fs::write(path, b"")),
        ("cut", |path, bytes| fs::write(path, &bytes[..bytes.len() / 2])),
        ("a bit turned", |path, bytes| {
            let mut bytes = bytes.to_vec();
            let at = bytes.len() * 2 / 3;
            bytes[at] ^= 1;
            fs::write(path, bytes)
        }),
        ("somebody else's", |path, _| fs::write(path, b"{\"a\": [1, 2, 3]}\n")),
        ("gone", |path, _| fs::remove_file(path)),
    ];
    for (what, spoil) in spoils {
        let workspace = small(&[("raw/a.txt", text)]);
        good(&workspace.run(&["run"]));
        let expected = workspace.files("processed");
        for path in cached(&workspace) {
            let bytes = fs::read(&path).expect("it can be read");
            if !bytes.is_empty() {
                spoil(&path, &bytes).expect("it can be spoilt");
            }
        }
        // Published anew, because one file of the set is gone.
        fs::remove_file(workspace.path("processed/dictionary.csv")).expect("it is there");
        let ran = workspace.run(&LOGGED);
        good(&ran);
        assert!(expected == workspace.files("processed"), "{what}");
        assert_eq!(read(&ran), 1, "{what}: what is spoilt is read again");
        fs::remove_file(workspace.path("processed/dictionary.csv")).expect("it is there");
        assert_eq!(read(&workspace.run(&LOGGED)), 0, "{what}: it was mended");
    }
}

#[test]
fn what_no_document_needs_is_dropped() {
    let workspace = small(&[]);
    for night in 0..3 {
        workspace.put("raw/a.txt", format!("{night} sessions in 2019/20.\n").as_bytes());
        good(&workspace.run(&["run"]));
        let packs = cached(&workspace).iter().filter(|p| p.ends_with("pack.json")).count();
        assert_eq!(packs, 1, "night {night}");
    }
    for night in 0..12 {
        workspace.put(&format!("raw/{night}.txt"), b"60 sessions in 2019/20.\n");
        good(&workspace.run(&["run"]));
        let packs = cached(&workspace).iter().filter(|p| p.ends_with("pack.json")).count();
        assert!(packs <= 9, "night {night}: {packs} packs");
    }
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_look_into_the_cache() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = small(&[("raw/a.txt", b"60 sessions in 2019/20.\n")]);
    good(&workspace.run(&["run"]));
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&workspace.path(".processed-cache")), 0o700);
    for file in cached(&workspace) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}
