//! Runs that are killed at any moment, by the system or by a signal.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Dice, Set, exact, start, torn, whole, workspace};
use crate::cli::Workspace;

/// Kills in a run of the tests; `SAFERSTATS_KILLS` asks for more.
const KILLS: u64 = 100;

/// Documents of two evenings; the one differs from the other in every table that has rows.
fn evening(workspace: &Workspace, night: u64) {
    let which = night % 2;
    for n in 0..8u64 {
        let sessions = 100 + n + which * 50;
        let text = format!(
            "Annual plan 2019/20\n\n{sessions} sessions were held in 2019/20. A total of £{}00 is given.\n",
            n + which + 1
        );
        workspace.put(&format!("raw/{n}.txt"), text.as_bytes());
    }
    let extra = workspace.path("raw/extra.txt");
    if which == 0 {
        let _ = std::fs::remove_file(extra);
    } else {
        workspace.put("raw/extra.txt", b"30 sessions were held in 2018/19.\n");
    }
}

fn same(found: &Set, expected: &Set) -> bool {
    found == expected
}

#[test]
fn a_hundred_kills_leave_a_whole_set_and_the_next_run_is_exact() {
    let kills = std::env::var("SAFERSTATS_KILLS").ok().and_then(|n| n.parse().ok());
    let kills: u64 = kills.unwrap_or(KILLS);
    let workspace = workspace(&[]);
    let mut sets = Vec::new();
    for night in 0..2 {
        evening(&workspace, night);
        sets.push(exact(&workspace));
    }
    let begun = Instant::now();
    whole(&workspace.run(&["run"]));
    let full = u64::try_from(begun.elapsed().as_micros()).expect("a run is short");
    let (mut dice, mut killed, mut seen) = (Dice(7), 0, [0, 0]);
    for kill in 0..kills * 4 {
        if killed == kills {
            break;
        }
        evening(&workspace, kill);
        let mut child = start(&workspace, &["run"]);
        sleep(Duration::from_micros(dice.below(full)));
        let _ = child.kill();
        let ended = child.wait().expect("it was started");
        killed += u64::from(ended.code().is_none());
        let found = workspace.files("processed");
        assert_eq!(torn(&found), Vec::<String>::new(), "kill {kill}");
        let which = sets.iter().position(|set| same(&found, set));
        seen[which.unwrap_or_else(|| panic!("kill {kill}: a set that no run makes"))] += 1;
    }
    println!("{killed} runs killed; the sets in place: {seen:?}");
    assert!(killed * 2 > kills, "most kills came too late");
    for night in 0..2 {
        evening(&workspace, night);
        whole(&workspace.run(&["run"]));
        assert!(same(&workspace.files("processed"), &sets[usize::from(night == 1)]), "{night}");
    }
    let beside = std::fs::read_dir(workspace.path("")).expect("it can be listed").flatten();
    let left: Vec<String> = beside.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    let ours = |name: &&String| {
        name.starts_with(".processed-") && !name.ends_with("-cache") && !name.ends_with("-run.json")
    };
    assert_eq!(left.iter().filter(ours).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_the_last_good_set_and_says_so() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let workspace = workspace(&[]);
        evening(&workspace, 0);
        whole(&workspace.run(&["run"]));
        let before = workspace.files("processed");
        // Enough to read that the signal comes in time.
        for n in 0..400 {
            let text = format!("{n} sessions were held in 2019/20.\n").repeat(40);
            workspace.put(&format!("raw/more/{n}.txt"), text.as_bytes());
        }
        let record = workspace.path(".processed-run.json");
        std::fs::remove_file(&record).expect("it is there");
        let mut child = start(&workspace, &["run"]);
        while !record.exists() {
            sleep(Duration::from_millis(2));
        }
        let told =
            std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "a signal can be sent");
        let ended = child.wait().expect("it was started").code();
        assert_eq!(ended, Some(code), "{signal}");
        assert!(same(&workspace.files("processed"), &before), "{signal}");
        let record = std::fs::read(record).expect("it is there");
        let record: serde_json::Value = serde_json::from_slice(&record).expect("it is JSON");
        assert_eq!(
            (record["status"].as_str(), record["exit"].as_i64()),
            (Some("interrupted"), Some(code.into()))
        );
        whole(&workspace.run(&["run"]));
    }
}
