//! Who paid, where no column says so: a hint, the lines above the table, the sheet, the file, the folder.

use crate::model::hint::Hint;
use crate::vocab::Vocab;

/// The name of the body, or nothing.
pub fn named(
    path: &str,
    sheet: &str,
    preface: &[String],
    hint: Option<&Hint>,
    vocab: &Vocab,
) -> String {
    if let Some(body) = hint.map(|h| h.body.as_str()).filter(|b| !b.is_empty()) {
        return body.to_owned();
    }
    if let Some(body) = preface.iter().find_map(|line| authority(line)) {
        return body;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    let file = parts.pop().unwrap_or("");
    let stem = file.rsplit_once('.').map_or(file, |f| f.0);
    let folders = parts.iter().rev().copied();
    for text in std::iter::once(sheet).chain([stem]).chain(folders.clone()) {
        let spaced = spaced(text);
        let titled = titled(&spaced);
        if let Some(body) = authority(&titled) {
            return body;
        }
        let mut areas = vocab.areas_in(&titled).into_iter().map(|h| h.1);
        if let Some(area) = areas.find(|a| matches!(a.level.as_str(), "district" | "county")) {
            return area.label.clone();
        }
    }
    folders.map(spaced).find(|f| telling(f)).map(|f| titled(&f)).unwrap_or_default()
}

/// `Anytown Borough Council` in a line of words.
fn authority(line: &str) -> Option<String> {
    const ENDS: [&str; 6] =
        ["council", "authority", "corporation", "constabulary", "commissioner", "service"];
    const SMALL: [&str; 6] = ["of", "and", "&", "upon", "the", "for"];
    let words: Vec<&str> = line.split_whitespace().collect();
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let end = words.iter().position(|w| ENDS.contains(&bare(w).as_str()))?;
    let capital = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    let mut start = end;
    while start > 0
        && (capital(words[start - 1]) || SMALL.contains(&words[start - 1]))
        && end - start < 6
    {
        if words[start - 1].ends_with([',', ':', '-', '.']) {
            break;
        }
        start -= 1;
    }
    while start < end && SMALL.contains(&words[start]) {
        start += 1;
    }
    let long = end > start && capital(words[end]);
    let name = words[start..=end].join(" ");
    long.then(|| name.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
}

fn spaced(text: &str) -> String {
    text.replace(['_', '-', '.', '+'], " ").replace("%20", " ")
}

fn titled(text: &str) -> String {
    let word = |w: &str| {
        let mut chars = w.chars();
        chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect::<String>())
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// A folder that names neither a kind of data nor a time.
fn telling(folder: &str) -> bool {
    const PLAIN: [&str; 22] = [
        "spend",
        "spending",
        "raw",
        "data",
        "csv",
        "xlsx",
        "files",
        "payments",
        "expenditure",
        "transparency",
        "over",
        "published",
        "source",
        "sources",
        "inbox",
        "downloads",
        "download",
        "new",
        "archive",
        "month",
        "monthly",
        "council",
    ];
    let low = folder.to_lowercase();
    let mut words = low.split_whitespace();
    words.any(|w| {
        w.len() > 2
            && w.chars().all(char::is_alphabetic)
            && !PLAIN.contains(&w)
            && crate::written::date::month(w).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_named_by_what_stands_nearest() {
        let vocab = Vocab::embedded();
        let line = ["Payments by Anytown Borough Council over £500".to_owned()];
        let by = |path: &str, lines: &[String]| named(path, "", lines, None, &vocab);
        assert_eq!(by("spend/x/1.csv", &line), "Anytown Borough Council");
        assert_eq!(by("spend/sefton/april-2019.csv", &[]), "Sefton");
        assert_eq!(by("spend/anytown/2019/april.csv", &[]), "Anytown");
        assert_eq!(by("spend/2019/04.csv", &[]), "");
    }
}
