//! Disks that are full or read-only, other runs, and everything about a machine that must not show in the bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Set, exact, program, start, torn, whole, workspace};
use crate::cli::{Workspace, ran};

const FILES: &[(&str, &[u8])] = &[
    ("raw/b.txt", b"60 sessions were held in 2019/20.\n"),
    ("raw/a/z.txt", "A total of £1,000 is given in 2019/20.\n".as_bytes()),
    ("raw/a-b.txt", b"70 sessions were held in 2018/19.\n"),
    ("raw/I i.txt", b"80 sessions were held in 2017/18.\n"),
];

fn changed(workspace: &Workspace) {
    workspace.put("raw/b.txt", b"61 sessions were held in 2019/20.\n");
}

/// A run under a limit of so many blocks of 512 bytes a file: the system refuses the next byte as a full disk does.
fn limited(workspace: &Workspace, blocks: u32) -> i32 {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_saferstats"), "run"]);
    ran(command.current_dir(workspace.path(""))).code
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_the_old_set() {
    let workspace = workspace(FILES);
    whole(&workspace.run(&["run"]));
    let before = workspace.files("processed");
    changed(&workspace);
    for blocks in [0, 1, 8, 32] {
        assert_eq!(limited(&workspace, blocks), 2, "{blocks} blocks");
        assert!(workspace.files("processed") == before, "{blocks} blocks");
    }
    whole(&workspace.run(&["run"]));
    assert!(workspace.files("processed") == exact(&workspace));
}

/// A small disk of its own, where the system lets us have one.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(at: &'a Path, options: &str) -> Option<Self> {
        fs::create_dir_all(at).expect("a folder can be made");
        let mut mount = Command::new("mount");
        let done = mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).output();
        done.is_ok_and(|output| output.status.success()).then_some(Self(at))
    }

    fn remount(&self, options: &str) -> bool {
        let mut mount = Command::new("mount");
        let done = mount.args(["-o", &format!("remount,{options}")]).arg(self.0).output();
        done.is_ok_and(|output| output.status.success())
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).output();
    }
}

#[test]
fn a_small_disk_and_a_read_only_one_keep_the_old_set() {
    let workspace = workspace(FILES);
    let at = workspace.path("disk");
    let Some(disk) = Disk::mount(&at, "size=16m") else {
        println!("skipped: no mount");
        return;
    };
    let run = ["run", "--out", "disk/processed"];
    whole(&workspace.run(&run));
    let before = workspace.files("disk/processed");
    changed(&workspace);
    // Until nothing fits any more.
    let mut file = fs::File::create(at.join("fill")).expect("there is room for a second set");
    while std::io::Write::write(&mut file, &[0u8; 4096]).is_ok_and(|n| n > 0) {}
    drop(file);
    let ran = workspace.run(&run);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("cannot"), "{}", ran.stderr);
    assert!(workspace.files("disk/processed") == before);
    fs::remove_file(at.join("fill")).expect("it is there");
    if disk.remount("ro") {
        let ran = workspace.run(&run);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(workspace.files("disk/processed") == before);
        assert!(disk.remount("rw"));
    }
    whole(&workspace.run(&run));
    assert!(workspace.files("disk/processed") == exact(&workspace));
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = workspace(FILES);
    whole(&workspace.run(&["run", "--out", "home/processed"]));
    let before = workspace.files("home/processed");
    changed(&workspace);
    let set = |mode| fs::set_permissions(workspace.path("home"), PermissionsExt::from_mode(mode));
    set(0o555).expect("it is ours");
    if fs::write(workspace.path("home/probe"), b"").is_ok() {
        println!("skipped: this user may write anywhere");
        return;
    }
    let ran = workspace.run(&["run", "--out", "home/processed"]);
    set(0o755).expect("it is ours");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("cannot write"), "{}", ran.stderr);
    assert!(workspace.files("home/processed") == before);
}

#[test]
fn runs_at_the_same_time_wait_for_one_another_or_say_so() {
    let workspace = workspace(FILES);
    let mut waiting: Vec<_> =
        (0..4).map(|_| start(&workspace, &["run", "--force", "--wait-lock", "120"])).collect();
    for child in &mut waiting {
        assert_eq!(child.wait().expect("it was started").code(), Some(0));
    }
    let set = workspace.files("processed");
    assert_eq!(torn(&set), Vec::<String>::new());
    assert!(set == exact(&workspace));
    let mut hasty: Vec<_> = (0..4).map(|_| start(&workspace, &["run", "--force"])).collect();
    let codes: Vec<_> = hasty.iter_mut().map(|c| c.wait().expect("started").code()).collect();
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 2))), "{codes:?}");
    assert!(workspace.files("processed") == set);
}

#[test]
fn inputs_that_move_while_they_are_read_are_issues() {
    let workspace = workspace(FILES);
    for round in 0..6u64 {
        for n in 0..30 {
            let text = format!("{n} sessions were held in 2019/20.\n").repeat(20);
            workspace.put(&format!("raw/moving/{n}.txt"), text.as_bytes());
        }
        let mut child = start(&workspace, &["run"]);
        for n in 0..30u64 {
            let path = workspace.path(&format!("raw/moving/{n}.txt"));
            match (n + round) % 3 {
                0 => fs::remove_file(path).expect("it is there"),
                1 => fs::write(path, "half of a line, 12").expect("it can be written"),
                _ => fs::rename(&path, path.with_extension("md")).expect("it is there"),
            }
        }
        let code = child.wait().expect("it was started").code();
        assert!(matches!(code, Some(0 | 1)), "{code:?}");
        assert_eq!(torn(&workspace.files("processed")), Vec::<String>::new(), "round {round}");
        whole(&workspace.run(&["run"]));
        assert!(workspace.files("processed") == exact(&workspace), "round {round}");
        fs::remove_dir_all(workspace.path("raw/moving")).expect("it is there");
    }
}

/// The set as made under an environment and with options.
fn made(workspace: &Workspace, environment: &[(&str, &str)], jobs: &str) -> Set {
    let _ = fs::remove_dir_all(workspace.path("made"));
    let mut command = program(workspace, &["run", "--force", "--jobs", jobs, "--out", "made"]);
    whole(&ran(command.envs(environment.iter().copied())));
    workspace.files("made")
}

#[test]
fn nothing_about_the_machine_shows_in_the_bytes() {
    let ordered = workspace(FILES);
    let backwards: Vec<(&str, &[u8])> = FILES.iter().rev().copied().collect();
    let backwards = workspace(&backwards);
    let expected = made(&ordered, &[], "1");
    let turkish: &[(&str, &str)] = &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")];
    let far: &[(&str, &str)] = &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C"), ("HOME", "/")];
    let columns: &[(&str, &str)] =
        &[("COLUMNS", "40"), ("TERM", "dumb"), ("POLARS_MAX_THREADS", "3")];
    for (environment, jobs) in [(turkish, "1"), (far, "7"), (columns, "3")] {
        assert!(made(&ordered, environment, jobs) == expected, "{environment:?} {jobs}");
        assert!(made(&backwards, environment, jobs) == expected, "{environment:?} {jobs}");
    }
}
