//! Bytes to content: what a file is (`sniff`), how its characters are spelled (`encoding`), and one reader a format.
//!
//! The content decides before the name does: a web page saved as `.csv` is a web page.

mod biff;
pub mod delimited;
pub mod encoding;
pub mod ods;
pub mod package;
pub mod text;
pub mod workbook;
mod xlsb;
pub mod xlsx;
pub mod xml;

use encoding::decode;

/// What the bytes are, whatever the name claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Extracted text, to be read as a plan.
    Text,
    Markdown,
    Html,
    /// A web page under the name of a table: an export whose tables are sheets, or an error that a script saved.
    HtmlTable,
    Csv,
    Tsv,
    /// Also `.xlsm`.
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    /// Excel's XML of 2003.
    XmlSpreadsheet,
    Pdf,
    /// A text document or slides of an office suite.
    Office,
    Empty,
    Binary,
    /// A workbook or document behind a password.
    Encrypted,
}

impl Format {
    /// As published in `document.format`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Html | Self::HtmlTable => "html",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::XmlSpreadsheet => "xml",
            Self::Pdf => "pdf",
            Self::Office => "office",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::Encrypted => "encrypted",
        }
    }

    /// Read by `workbook`.
    pub fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xlsb | Self::Xls | Self::Ods | Self::HtmlTable)
    }

    /// Read by `delimited`.
    pub fn is_delimited(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv)
    }

    /// Running text, read as a plan.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Html)
    }
}

/// What the file is: by its first bytes, then by the shape of its text, then by its extension.
pub fn sniff(path: &str, bytes: &[u8]) -> Format {
    let by_magic = match bytes {
        [] => Some(Format::Empty),
        [b'P', b'K', 3 | 5 | 7, ..] => Some(zip(bytes)),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(compound(bytes)),
        [b'%', b'P', b'D', b'F', ..] => Some(Format::Pdf),
        _ => None,
    };
    by_magic.unwrap_or_else(|| text(path, bytes))
}

/// The parts of a zip tell one office format from another; a truncated one still shows its first parts.
fn zip(bytes: &[u8]) -> Format {
    // Names stand beside their parts and again in the directory at the end: the head and the tail show enough of them.
    const REACH: usize = 1 << 16;
    let head = &bytes[..bytes.len().min(REACH)];
    let tail = &bytes[bytes.len().saturating_sub(REACH)..];
    let holds = |name: &str| contains(head, name.as_bytes()) || contains(tail, name.as_bytes());
    let cases: [(&str, Format); 8] = [
        ("application/vnd.oasis.opendocument.spreadsheet", Format::Ods),
        ("application/vnd.oasis.opendocument.", Format::Office),
        ("xl/workbook.bin", Format::Xlsb),
        ("xl/worksheets/", Format::Xlsx),
        ("xl/workbook", Format::Xlsx),
        ("word/document", Format::Office),
        ("ppt/presentation", Format::Office),
        ("xl/", Format::Xlsx),
    ];
    cases.iter().find(|(name, _)| holds(name)).map_or(Format::Binary, |(_, format)| *format)
}

/// Old Excel, old Word, or a modern file behind a password, by the names in the directory (UTF-16).
fn compound(bytes: &[u8]) -> Format {
    let wide = |name: &str| name.bytes().flat_map(|b| [b, 0]).collect::<Vec<u8>>();
    let holds = |name: &str| contains(bytes, &wide(name));
    if holds("EncryptedPackage") || holds("EncryptionInfo") {
        Format::Encrypted
    } else if holds("Workbook") || holds("Book") {
        Format::Xls
    } else if holds("WordDocument") || holds("PowerPoint Document") {
        Format::Office
    } else {
        Format::Binary
    }
}

fn text(path: &str, bytes: &[u8]) -> Format {
    // Enough to see the shape; the cut may fall inside a character, which costs one stray byte.
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let decoded = decode(sample);
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) || decoded.text.trim().is_empty() {
        return Format::Empty;
    }
    let controls = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}' | '\u{B}');
    let odd = decoded.text.chars().filter(|&c| controls(c) || c == '\u{FFFD}').count();
    if odd * 50 > decoded.text.chars().count() {
        return Format::Binary;
    }
    let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.'));
    let extension = extension.map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    by_shape(&decoded.text, &extension)
}

fn by_shape(text: &str, extension: &str) -> Format {
    let start = text.trim_start().get(..300).unwrap_or(text.trim_start()).to_ascii_lowercase();
    if start.contains("urn:schemas-microsoft-com:office:spreadsheet")
        || start.contains("progid=\"excel.sheet\"")
    {
        return Format::XmlSpreadsheet;
    }
    let page = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<table",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><!doctype html",
    ];
    if page.iter().any(|tag| start.starts_with(tag)) {
        const TABLES: [&str; 8] = ["csv", "tsv", "tab", "xls", "xlsx", "xlsm", "xlsb", "ods"];
        return if TABLES.contains(&extension) { Format::HtmlTable } else { Format::Html };
    }
    match (extension, delimiter(text)) {
        ("html" | "htm", _) => Format::Html,
        ("md" | "markdown", _) => Format::Markdown,
        ("tsv" | "tab", _) => Format::Tsv,
        ("csv", Some('\t')) => Format::Tsv,
        ("csv", _) => Format::Csv,
        // Plan text holds tabs and pipes too; only a comma on every line in the same number is a table.
        ("txt" | "text" | "", Some(',')) => Format::Csv,
        ("txt" | "text" | "", Some(_)) => Format::Text,
        (_, Some('\t')) => Format::Tsv,
        (_, Some(_)) => Format::Csv,
        (_, None) => Format::Text,
    }
}

/// The mark that stands the same number of times (two or more) on nearly every line.
fn delimiter(text: &str) -> Option<char> {
    let lines: Vec<&str> =
        text.split(['\n', '\r']).filter(|l| !l.trim().is_empty()).take(60).collect();
    // The last line of the sample may be cut.
    let lines = if lines.len() > 20 { &lines[..lines.len() - 1] } else { &lines[..] };
    if lines.len() < 3 {
        return None;
    }
    let regular = |mark: char| {
        let counts: Vec<usize> = lines.iter().map(|l| unquoted(l, mark)).collect();
        let usual = counts
            .iter()
            .copied()
            .max_by_key(|n| counts.iter().filter(|m| *m == n).count())
            .unwrap_or(0);
        let same = counts.iter().filter(|n| **n == usual).count();
        usual >= 2 && same * 10 >= counts.len() * 9
    };
    [',', '\t', ';', '|'].into_iter().find(|&mark| regular(mark))
}

fn unquoted(line: &str, mark: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|&c| {
            quoted ^= c == '"';
            c == mark && !quoted
        })
        .count()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let Some((&first, rest)) = needle.split_first() else { return true };
    let mut at = 0;
    while let Some(found) = haystack[at..].iter().position(|&b| b == first) {
        at += found + 1;
        if haystack[at..].starts_with(rest) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_before_the_name() {
        let wide = |s: &str| s.bytes().flat_map(|b| [b, 0]).collect::<Vec<u8>>();
        let ole = |s: &str| [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), wide(s)].concat();
        let cases: Vec<(&str, Vec<u8>, Format)> = vec![
            ("a.csv", b"".to_vec(), Format::Empty),
            ("a.csv", b" \r\n\r\n".to_vec(), Format::Empty),
            ("a.csv", b"PK\x03\x04....xl/workbook.xml".to_vec(), Format::Xlsx),
            ("a.xlsx", b"PK\x03\x04....xl/workbook.bin".to_vec(), Format::Xlsb),
            (
                "a.xls",
                b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet".to_vec(),
                Format::Ods,
            ),
            ("a.xlsx", b"PK\x03\x04....word/document.xml".to_vec(), Format::Office),
            ("a.xlsx", ole("EncryptedPackage"), Format::Encrypted),
            ("a.xls", ole("Workbook"), Format::Xls),
            ("a.doc", ole("WordDocument"), Format::Office),
            ("a.csv", b"\n<!DOCTYPE html><html>".to_vec(), Format::HtmlTable),
            ("a.html", b"\n<!DOCTYPE html><html>".to_vec(), Format::Html),
            ("a.csv", b"Date,Amount\n1,2\n".to_vec(), Format::Csv),
            ("a.xls", b"Date\tA\tB\n1\t2\t3\n4\t5\t6\n".to_vec(), Format::Tsv),
            (
                "a.txt",
                b"One sentence, two.\nAnother.\nA third, with, commas.\n".to_vec(),
                Format::Text,
            ),
            ("a.txt", b"a,b,c\n1,2,3\n4,5,6\n".to_vec(), Format::Csv),
            ("a.md", b"a|b|c\n-|-|-\n4|5|6\n".to_vec(), Format::Markdown),
            ("a.html", b"words".to_vec(), Format::Html),
            ("a.bin", vec![1, 2, 3, 200, 201, 4, 5, 6], Format::Binary),
            ("a.pdf", b"%PDF-1.4".to_vec(), Format::Pdf),
        ];
        for (path, bytes, format) in cases {
            assert_eq!(sniff(path, &bytes), format, "{path} {:?}", String::from_utf8_lossy(&bytes));
        }
    }
}
