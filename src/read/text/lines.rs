//! Lines of text into blocks: headings, paragraphs, list items, rows of tables, furniture.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::{columns, html, lost, markup};
use crate::passage::{Element, Layout, Repair, Text, TextCell, TextRow, TextTable};
use crate::written::pattern::pattern;

static DELIMITER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-*:?\s*)*\|?\s*$"));
static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$"));
static BOLD_LINE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:\*\*|__)([^*_].*?)(?:\*\*|__):?\s*$"));
static ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:[-–—*+]\s|[•·∙▪●◦‣■❖➢➤✓\u{f0b7}\u{f0a7}]|o\s)\s*(\S.*)$"));
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|\(?[ivx]{1,4}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+\S",
    )
});
/// `Dwelling burglary: 97 (2013/14: 131)`: a line of its own in a list without bullets.
static KEYED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:[A-Z][A-Za-z '\u{2019}/&,()-]{2,60}|(?:19|20)\d\d(?:[/–-]\d\d)?)(?::|\s[–-])\s+[£<>~]?\d[\d,.]*[%km]?(?:\s|$|[(;,.])",
    )
});
static PAGE_MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\s*(?:
            \{\d+\}-{8,} | -{5,} | -{3,}\s*end\ of\ page.*-{3,} | (?:\*\s*){3,} | _{3,} | -{3}
          | <!--\s*(?:page|image|formula).*-->
          | -?\s*page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*-?
          | [-–—]?\s*\d{1,4}\s*[-–—]?
          | \d{1,4}\s+of\s+\d{1,4}
          | !\[[^\]]*\]\([^)]*\)
        )\s*$",
    )
});
/// A page number at one end of a line whose other words are a running head: `Safer Plan 2014    Page 3 of 7`.
static RUNNING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^.{0,90}\s{2,}|^.{0,90}\|\s*)page\s+\d{1,4}(?:\s+of\s+\d{1,4})?\s*$|^\S[^\t|]{8,90}\S\s{12,}\d{1,3}\s*$",
    )
});

/// Reads lines, one text each, into elements.
pub fn elements(lines: &[Text], repairs: &mut Vec<Repair>) -> Vec<Element> {
    let heads = running_heads(lines);
    let mut blocks =
        Blocks { out: Vec::new(), paragraph: Text::default(), lines_in: 0, list: false };
    let mut i = 0;
    while i < lines.len() {
        let line = &lines[i];
        let s = line.as_str();
        let trimmed = s.trim();
        if trimmed.is_empty() {
            blocks.flush();
            i += 1;
        } else if s.contains('\u{c}') {
            i += form_feed(line, &mut blocks, repairs);
        } else if PAGE_MARK.is_match(trimmed) || RUNNING.is_match(s) || heads.contains(&i) {
            blocks.flush();
            blocks.out.push(Element::Furniture(line.trim()));
            i += 1;
        } else if let Some(end) = html_block(lines, i) {
            blocks.flush();
            blocks.out.extend(html::elements(&together(&lines[i..end]), repairs));
            i = end;
        } else if is_pipe_row(s) && (s.trim_start().starts_with('|') || near_delimiter(lines, i)) {
            blocks.flush();
            let end = lines[i..]
                .iter()
                .position(|l| !is_pipe_row(l.as_str()))
                .map_or(lines.len(), |n| i + n);
            blocks.table(Layout::Pipes, pipe_rows(&lines[i..end]));
            i = end;
        } else if is_tab_row(s) {
            blocks.flush();
            let end = lines[i..]
                .iter()
                .position(|l| !is_tab_row(l.as_str()))
                .map_or(lines.len(), |n| i + n);
            blocks.table(Layout::Tabs, tab_rows(&lines[i..end]));
            i = end;
        } else if let Some((table, end)) = lost::table(lines, i, repairs) {
            blocks.flush();
            blocks.out.push(Element::Table(table));
            i = end;
        } else if let Some((table, end)) =
            columns::table(lines, i, repairs).filter(|_| !ITEM.is_match(s) && !NUMBERED.is_match(s))
        {
            blocks.flush();
            blocks.out.push(Element::Table(table));
            i = end;
        } else if blocks.paragraph.is_empty() && capital_title(lines, i) {
            blocks.heading(2, true, &line.trim());
            i += 1;
        } else if let Some(title) = numbered_title(lines, i) {
            blocks.flush();
            blocks.heading(2, true, &title);
            i += 1;
        } else if blocks.paragraph.is_empty() && titles_what_follows(lines, i) {
            blocks.heading(6, false, &line.trim());
            i += 1;
        } else if KEYED.is_match(s) && !blocks.goes_on(s) {
            blocks.flush();
            blocks.list = true;
            blocks.line(line);
            i += 1;
        } else {
            blocks.line(line);
            i += 1;
        }
    }
    blocks.flush();
    blocks.out
}

struct Blocks {
    out: Vec<Element>,
    paragraph: Text,
    lines_in: usize,
    list: bool,
}

impl Blocks {
    fn line(&mut self, line: &Text) {
        let s = line.as_str();
        if let Some(h) = HEADING.captures(s) {
            self.flush();
            let level = u8::try_from(h[1].len()).unwrap_or(6);
            let text = h.get(2).map(|m| line.slice(m.range())).unwrap_or_default();
            self.heading(level, true, &text);
        } else if let Some(h) = BOLD_LINE.captures(s).filter(|_| self.paragraph.is_empty()) {
            let text = h.get(1).map(|m| line.slice(m.range())).unwrap_or_default();
            self.heading(4, true, &text);
        } else if let Some(item) = ITEM.captures(s) {
            self.flush();
            self.list = true;
            self.paragraph = item.get(1).map(|m| line.slice(m.range())).unwrap_or_default();
            self.lines_in = 1;
        } else if NUMBERED.is_match(s) && !self.goes_on(s) {
            self.flush();
            self.list = true;
            self.paragraph = line.trim();
            self.lines_in = 1;
        } else {
            let joined_head = self.lines_in == 0 || self.paragraph.is_empty();
            self.paragraph.join(&line.trim());
            self.lines_in = if joined_head { 1 } else { self.lines_in + 1 };
        }
    }

    /// A wrapped line that begins with a number: "and\n16.4 respectively".
    fn goes_on(&self, s: &str) -> bool {
        let word = s.split_whitespace().nth(1).unwrap_or("");
        let open = !self.paragraph.as_str().trim_end().ends_with(['.', ':', ';', '!', '?']);
        !self.paragraph.is_empty() && open && word.starts_with(char::is_lowercase)
    }

    fn heading(&mut self, level: u8, strong: bool, text: &Text) {
        let text = markup::plain(text);
        if !text.is_empty() {
            self.out.push(Element::Heading { level, strong, text });
        }
    }

    fn table(&mut self, layout: Layout, rows: Vec<TextRow>) {
        if !rows.is_empty() {
            self.out.push(Element::Table(TextTable { layout, rows }));
        }
    }

    fn flush(&mut self) {
        let source = std::mem::take(&mut self.paragraph);
        let (list, lines) = (std::mem::take(&mut self.list), std::mem::take(&mut self.lines_in));
        let pieces = markup::pieces(&source);
        // A title right above a list in markup, without a blank line between.
        let titled = pieces.len() > 1 && !list && !pieces[0].item && pieces[1].item;
        for (n, piece) in pieces.into_iter().enumerate() {
            let title = titled && n == 0 && looks_like_heading(piece.text.as_str());
            let heading = title
                || !list && !piece.item && lines == 1 && looks_like_heading(piece.text.as_str());
            self.out.push(if list || piece.item {
                Element::Item(piece.text)
            } else if heading {
                Element::Heading { level: 6, strong: false, text: piece.text }
            } else {
                Element::Paragraph(piece.text)
            });
        }
    }
}

/// Lines that stand at the edge of more than one page: the first or the last words of a page, said again.
fn running_heads(lines: &[Text]) -> HashSet<usize> {
    let text = |i: usize| lines[i].as_str().trim();
    let mark = |i: usize| {
        let s = text(i);
        PAGE_MARK.is_match(s) || RUNNING.is_match(lines[i].as_str()) || s.contains('\u{c}')
    };
    let words: Vec<usize> = (0..lines.len()).filter(|&i| !text(i).is_empty()).collect();
    let mut edges = Vec::new();
    for (n, &i) in words.iter().enumerate() {
        let after = n > 0 && mark(words[n - 1]);
        let before = words.get(n + 1).is_some_and(|&next| mark(next));
        if (after || before) && !mark(i) && text(i).chars().count() > 8 {
            edges.push(i);
        }
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for &i in &edges {
        *times.entry(text(i)).or_default() += 1;
    }
    let blank = |i: usize| lines.get(i).is_none_or(|l| l.as_str().trim().is_empty());
    // Two ends of one line under a page mark, with nothing right below: the head of a page, said once or often.
    let split = |i: usize| {
        i > 0 && !blank(i - 1) && mark(i - 1) && blank(i + 1) && text(i).contains("    ")
    };
    let same = |i: usize| times.get(text(i)).is_some_and(|n| *n > 1) || split(i);
    let plain = |i: usize| !text(i).starts_with(['|', '#', '<']) && !text(i).contains('\t');
    edges.iter().copied().filter(|&i| same(i) && plain(i)).collect()
}

/// A short line of its own that starts with a capital and ends without a stop.
fn looks_like_heading(s: &str) -> bool {
    let words = s.split_whitespace().count();
    let first = s.chars().find(|c| c.is_alphanumeric());
    let stops = s.ends_with(['.', ';', ',', '!']);
    (1..=12).contains(&words)
        && s.chars().count() <= 100
        && first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
        && s.chars().any(char::is_alphabetic)
        && !stops
        && !s.contains('£')
}

/// A short line without a stop right above a line that begins anew: wrapped text would have filled it.
fn titles_what_follows(lines: &[Text], i: usize) -> bool {
    let s = lines[i].as_str().trim();
    let Some(next) = lines.get(i + 1).map(|l| l.as_str().trim()) else { return false };
    let fresh = ITEM.is_match(next) || next.starts_with(char::is_uppercase);
    let words = s.split_whitespace().count();
    let figures = s
        .split(|c: char| !c.is_alphanumeric() && c != '/')
        .filter(|w| w.starts_with(|c: char| c.is_ascii_digit()) && w.len() < 4);
    words <= 8
        && s.chars().count() <= 48
        && looks_like_heading(s)
        && !ITEM.is_match(s)
        && !s.contains(':')
        && figures.count() == 0
        && fresh
        && (next.chars().count() > 60 || ITEM.is_match(next) || KEYED.is_match(next))
}

/// `5 HATE CRIME` right above a line of ordinary words.
fn capital_title(lines: &[Text], i: usize) -> bool {
    let s = lines[i].as_str().trim();
    let words = s.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    let upper = |s: &str| {
        s.chars().filter(|c| c.is_alphabetic()).count() >= 4 && !s.chars().any(char::is_lowercase)
    };
    let next = lines.get(i + 1).map_or("", |l| l.as_str().trim());
    let plain = next.split_whitespace().count() >= 4 && !upper(next);
    let blank = i == 0 || lines[i - 1].as_str().trim().is_empty();
    blank && plain && upper(words) && words.len() < s.len() && looks_like_heading(s)
}

/// `3. What the needs assessment shows` above `3.1 ...`: the title of a numbered section.
fn numbered_title(lines: &[Text], i: usize) -> Option<Text> {
    let s = lines[i].as_str().trim();
    let digits = s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = s.split_at(digits);
    let title = rest.trim_start_matches(['.', ')', ':']).trim_start();
    if !(1..=2).contains(&digits) || title.len() == rest.len() || !looks_like_heading(title) {
        return None;
    }
    let filled = |l: &&Text| !l.as_str().trim().is_empty();
    let next = lines[i + 1..].iter().find(filled)?.as_str();
    let before = lines[..i].iter().rfind(filled).map_or("", |l| l.as_str());
    // Between a blank line and what is no numbered line, it stands in no list of its like.
    let apart = i > 0
        && rest.starts_with(['.', ')', ':'])
        && lines[i - 1].as_str().trim().is_empty()
        && title.split_whitespace().count() <= 7
        && !NUMBERED.is_match(before)
        && !NUMBERED.is_match(next)
        && lines[i + 1..].first().is_some_and(|l| filled(&l));
    if apart && lines[i].as_str().starts_with(number) {
        return Some(lines[i].trim());
    }
    let next = next.trim();
    let next = next.trim_start_matches(['-', '*', ' ']);
    let first = next.strip_prefix(number)?.strip_prefix('.')?;
    first.starts_with('1').then(|| lines[i].trim())
}

/// Text before a form feed belongs to the page above, text after it to the page below.
fn form_feed(line: &Text, blocks: &mut Blocks, repairs: &mut Vec<Repair>) -> usize {
    blocks.flush();
    let s = line.as_str();
    let mut start = 0;
    for (byte, _) in s.match_indices('\u{c}').chain(std::iter::once((s.len(), ""))) {
        let part = line.slice(start..byte).trim();
        if !part.is_empty() {
            for element in elements(std::slice::from_ref(&part), repairs) {
                blocks.out.push(element);
            }
        }
        start = (byte + 1).min(s.len());
    }
    1
}

/// The end of an HTML table, or of one long block tag, that starts on this line.
fn html_block(lines: &[Text], i: usize) -> Option<usize> {
    let s = lines[i].as_str().trim_start().to_ascii_lowercase();
    if !s.starts_with("<table") {
        return None;
    }
    let mut depth = 0usize;
    for (n, line) in lines[i..].iter().enumerate() {
        let s = line.as_str().to_ascii_lowercase();
        depth += s.matches("<table").count();
        depth = depth.saturating_sub(s.matches("</table").count());
        if depth == 0 {
            return Some(i + n + 1);
        }
    }
    Some(lines.len())
}

/// Several lines as one text with their breaks as spaces.
pub fn together(lines: &[Text]) -> Text {
    let mut out = Text::default();
    for line in lines {
        for (c, l, column) in line.chars() {
            out.push(c, l, column);
        }
        let (l, column) = line.at(line.len());
        out.push(' ', l, column);
    }
    out
}

fn is_pipe_row(s: &str) -> bool {
    let t = s.trim();
    t.matches('|').count() >= 2
        || (t.starts_with('|') && t.len() > 1)
        || (t.contains('|') && DELIMITER.is_match(t))
}

fn near_delimiter(lines: &[Text], i: usize) -> bool {
    let from = i.saturating_sub(1);
    lines[from..(i + 3).min(lines.len())]
        .iter()
        .any(|l| l.as_str().contains('|') && DELIMITER.is_match(l.as_str()))
        || lines.get(i + 1).is_some_and(|l| is_pipe_row(l.as_str()))
}

/// Rows of a pipe table. No cell is ever dropped: a row may have more cells than its header.
fn pipe_rows(lines: &[Text]) -> Vec<TextRow> {
    let mut rows: Vec<TextRow> = Vec::new();
    let mut seen_delimiter = false;
    for line in lines {
        if DELIMITER.is_match(line.as_str()) && line.as_str().contains('-') {
            if !seen_delimiter && rows.len() == 1 {
                rows[0].header = true;
            }
            seen_delimiter = true;
            continue;
        }
        let cells = split_pipes(line).iter().map(cell).collect();
        rows.push(TextRow { cells, header: false });
    }
    rows
}

fn split_pipes(line: &Text) -> Vec<Text> {
    let s = line.as_str();
    let start = s.len() - s.trim_start().len();
    let end = s.trim_end().len();
    let mut cuts = Vec::new();
    let bytes = s.as_bytes();
    for (i, _) in s.match_indices('|') {
        let escaped = i > 0 && bytes[i - 1] == b'\\';
        if !escaped && i >= start && i < end {
            cuts.push(i);
        }
    }
    let mut cells = Vec::new();
    let mut from = start;
    for &cut in &cuts {
        // A leading pipe opens the row; it closes nothing.
        if cut != start {
            cells.push(line.slice(from..cut));
        }
        from = cut + 1;
    }
    if from < end {
        cells.push(line.slice(from..end));
    }
    cells
}

fn is_tab_row(s: &str) -> bool {
    s.trim_end_matches([' ', '\r']).contains('\t') && !s.trim().is_empty()
}

fn tab_rows(lines: &[Text]) -> Vec<TextRow> {
    let split = |line: &Text| {
        let s = line.as_str();
        let mut cells = Vec::new();
        let mut from = 0;
        for (cut, _) in s.match_indices('\t').chain(std::iter::once((s.len(), ""))) {
            cells.push(cell(&line.slice(from..cut)));
            from = (cut + 1).min(s.len());
        }
        while cells.last().is_some_and(TextCell::is_blank) {
            cells.pop();
        }
        TextRow { cells, header: false }
    };
    lines.iter().map(split).collect()
}

/// A cell from its source text. `NaN`, `None` and `Unnamed: 3` are how converters write an empty cell.
pub fn cell(source: &Text) -> TextCell {
    let pieces = markup::pieces(source);
    let empty = pieces.len() == 1 && is_filler(pieces[0].text.as_str());
    TextCell { pieces: if empty { Vec::new() } else { pieces }, copied: false }
}

fn is_filler(s: &str) -> bool {
    let numbered = |head: &str| {
        s.strip_prefix(head).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(s, "NaN" | "nan" | "None") || numbered("Unnamed: ") || numbered("Col")
}
