//! The targets of `fuzz/` on the stable toolchain: inputs of random pieces, bounded, and the same in every run.
//!
//! `SAFERSTATS_FUZZ=numbers:10000000 cargo test --locked --test all fuzz` runs one target as long as one likes.

#[path = "../../fuzz/targets.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use targets::{TARGETS, Target};

/// Inputs for each target; the slow ones get fewer.
const INPUTS: &[(&str, u64)] =
    &[("dates", 20_000), ("numbers", 5_000), ("periods", 5_000), ("tables", 150), ("text", 150)];

/// An input that takes longer hangs.
const PATIENCE: u32 = 30;

/// What real documents are made of, and what they should never hold.
const PIECES: &[&str] = &[
    "0",
    "1",
    "9",
    "12",
    "31",
    "99",
    "2019",
    "2019/20",
    "2018-19",
    "31/03/2020",
    "1st April 2019",
    "Q3",
    "FY2019-20",
    "April",
    "to",
    "from",
    "between",
    "of",
    "and",
    "by",
    "per 1,000",
    "%",
    "£",
    "£1,000",
    "£1.5m",
    "k",
    "(",
    ")",
    "-",
    "–",
    "/",
    ".",
    ",",
    ":",
    ";",
    "'",
    "\"",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\u{c}",
    "|",
    "|-|",
    "#",
    "##",
    "*",
    "- ",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<td rowspan=999>",
    "&amp;",
    "&#49;",
    "<!--",
    "over",
    "at least",
    "less than",
    "about",
    "[x]",
    "n/a",
    "nil",
    "tbc",
    "Date",
    "Supplier",
    "Amount",
    "Net",
    "Total",
    "Department",
    "Target",
    "Actual",
    "sessions",
    "increase",
    "reduce",
    "NI 15",
    "PSA 23",
    "0151 496 0000",
    "a@b.org",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "٣",
    "½",
    "²",
    "é",
    "\u{fffd}",
    "\u{0}",
    "1e9",
    "-0",
    "1,00,000",
    "1.000,00",
    "99999999999999999999999999999999",
    "00",
    "0000-00-00",
    "2020-02-30",
    "=1+1",
    ",,,,",
    "\"\"",
    "PK\u{3}\u{4}",
];

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap_or(0)
    }
}

/// Pieces in a row; in one of four a byte is turned, doubled, or the rest is cut off.
fn input(dice: &mut Dice, pieces: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..=dice.below(pieces) {
        bytes.extend_from_slice(PIECES[dice.below(PIECES.len())].as_bytes());
    }
    let at = dice.below(bytes.len());
    match dice.below(12) {
        0 => bytes[at] = u8::try_from(dice.next() % 256).unwrap_or(0),
        1 => bytes.truncate(at + 1),
        2 => bytes.insert(at, bytes[at]),
        _ => {}
    }
    bytes
}

/// Runs a target over its inputs; the answer is what went wrong.
fn run((name, target): Target, inputs: u64) -> Result<(), String> {
    let done = Arc::new(AtomicU64::new(0));
    let at_hand = Arc::new(Mutex::new(Vec::new()));
    let (counted, shown) = (Arc::clone(&done), Arc::clone(&at_hand));
    let pieces = if ["tables", "text"].contains(&name) { 60 } else { 7 };
    let worker = thread::Builder::new().stack_size(16 << 20).spawn(move || {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ name.len() as u64);
        for _ in 0..inputs {
            let bytes = input(&mut dice, pieces);
            shown.lock().expect("nobody panics with it").clone_from(&bytes);
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(&bytes))) {
                let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                return Err(format!("{name}: {said} at {:?}", String::from_utf8_lossy(&bytes)));
            }
            counted.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    });
    let worker = worker.expect("a thread can be started");
    let (mut last, mut still) = (0, 0);
    while !worker.is_finished() && still < PATIENCE * 20 {
        thread::sleep(Duration::from_millis(50));
        let now = done.load(Ordering::Relaxed);
        still = if now == last { still + 1 } else { 0 };
        last = now;
    }
    if worker.is_finished() {
        return worker.join().unwrap_or_else(|_| Err(format!("{name}: the thread died")));
    }
    let bytes = at_hand.lock().expect("nobody panics with it").clone();
    Err(format!("{name}: hangs at {:?}", String::from_utf8_lossy(&bytes)))
}

#[test]
fn nothing_panics_and_nothing_hangs() {
    let asked = std::env::var("SAFERSTATS_FUZZ").unwrap_or_default();
    let mut wrong = Vec::new();
    for target in TARGETS {
        let (_, few) = INPUTS.iter().find(|(name, _)| *name == target.0).expect("it is listed");
        let inputs = match asked.split_once(':') {
            None => *few,
            Some((name, many)) if name == target.0 => many.parse().expect("a number of inputs"),
            Some(_) => continue,
        };
        wrong.extend(run(*target, inputs).err());
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}
