//! Bytes to text, whatever wrote them. Says which encoding it took and whether anything had to be repaired or replaced.
//!
//! Not for deciding what the text is; see [`super::sniff`].

use std::borrow::Cow;

use chardetng::{EncodingDetector, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text and how it was won.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The bytes themselves where they are UTF-8 already: a large file does not stand in memory twice.
    pub text: Cow<'a, str>,
    /// `UTF-8`, `windows-1252`, `CP850`, `UTF-16LE` ...
    pub encoding: &'static str,
    /// The bytes were not plain UTF-8, or a byte-order mark had been encoded twice.
    pub repaired: bool,
    /// How many bytes belong to no encoding that was tried.
    pub replaced: usize,
}

/// Decodes bytes; never fails, and says in the result what it had to do.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some(encoding) = utf16(bytes) {
        let (text, bad) = encoding.decode_with_bom_removal(bytes);
        let replaced = if bad { text.matches('\u{FFFD}').count() } else { 0 };
        return Decoded {
            text: unmark(&text).0.to_owned().into(),
            encoding: encoding.name(),
            repaired: true,
            replaced,
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let (text, twice) = unmark(text);
            Decoded { text: text.into(), encoding: "UTF-8", repaired: twice, replaced: 0 }
        }
        Err(_) => single_bytes(bytes),
    }
}

/// The bytes of a text in Windows-1252; None where it has a character that is not in it.
pub fn as_windows_1252(text: &str) -> Option<Cow<'_, [u8]>> {
    let (bytes, _, lost) = WINDOWS_1252.encode(text);
    (!lost).then_some(bytes)
}

/// UTF-16 by its mark, or by the zero bytes that Latin text leaves in every second place.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(1024)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let half = head.len() / 2;
    if half < 4 {
        return None;
    }
    match (zeros(0) * 10 >= half * 9, zeros(1) * 10 >= half * 9) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// Drops byte-order marks, one that was encoded twice included; says whether there was such a one.
fn unmark(text: &str) -> (&str, bool) {
    const TWICE: &str = "\u{EF}\u{BB}\u{BF}";
    let mut rest = text;
    let mut twice = false;
    loop {
        if let Some(r) = rest.strip_prefix('\u{FEFF}') {
            rest = r;
        } else if let Some(r) = rest.strip_prefix(TWICE) {
            (rest, twice) = (r, true);
        } else {
            return (rest, twice);
        }
    }
}

/// Text that is not UTF-8: mostly UTF-8 with strays in it, or one byte a character throughout.
fn single_bytes(bytes: &[u8]) -> Decoded<'static> {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (mut valid, mut stray) = (0usize, 0usize);
    for chunk in body.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        stray += chunk.invalid().len();
    }
    if valid > stray {
        return mixed(body);
    }
    let (text, encoding): (Cow<str>, _) = match guess(body) {
        Guess::Dos => (body.iter().map(|&b| cp850(b)).collect::<String>().into(), "CP850"),
        Guess::Other(encoding) => (encoding.decode_without_bom_handling(body).0, encoding.name()),
    };
    let (text, replaced) = without_controls(&text);
    Decoded { text: unmark(&text).0.to_owned().into(), encoding, repaired: true, replaced }
}

/// UTF-8 with stray bytes of Windows-1252, as when two exports were joined.
fn mixed(bytes: &[u8]) -> Decoded<'static> {
    let mut text = String::with_capacity(bytes.len());
    let mut replaced = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let (stray, bad) =
            without_controls(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        text.push_str(&stray);
        replaced += bad;
    }
    let text = unmark(&text).0.to_owned().into();
    Decoded { text, encoding: "UTF-8", repaired: true, replaced }
}

/// The five bytes that Windows-1252 leaves empty come out as C1 controls, which no document means.
fn without_controls(text: &str) -> (String, usize) {
    let control = |c: char| matches!(c, '\u{80}'..='\u{9F}') || c == '\u{FFFD}';
    let replaced = text.chars().filter(|&c| control(c)).count();
    let clean = if replaced == 0 {
        text.to_owned()
    } else {
        text.chars().map(|c| if control(c) { '\u{FFFD}' } else { c }).collect()
    };
    (clean, replaced)
}

enum Guess {
    Dos,
    Other(&'static Encoding),
}

/// British files are Windows-1252 unless the bytes say DOS (a pound as 0x9C), Macintosh (an apostrophe as 0xD5 inside a
/// word), or so many are above ASCII that the text is in another script.
fn guess(bytes: &[u8]) -> Guess {
    let (mut high, mut dos, mut windows, mut mac) = (0usize, 0usize, 0usize, 0usize);
    let word = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphabetic);
    for (i, &b) in bytes.iter().enumerate().filter(|(_, b)| **b >= 0x80) {
        high += 1;
        let (before, after) = (i.checked_sub(1).and_then(|i| bytes.get(i)), bytes.get(i + 1));
        let inside = word(before) && word(after);
        match b {
            // A pound beside a figure or alone in brackets; in Windows-1252 this byte is the ligature of "oeuvre".
            0x9C if !inside => dos += 1,
            0x82 | 0x81 | 0x84 | 0x94 if inside => dos += 1,
            0xA3 if !inside => windows += 1,
            0x91..=0x97 | 0xA0 if !inside => windows += 1,
            0x92 | 0xE0..=0xFC if inside => windows += 1,
            0xD5 if inside => mac += 1,
            0x8E | 0x8F if inside => mac += 1,
            0xD0..=0xD4 if !inside => mac += 1,
            _ => {}
        }
    }
    if high * 5 > bytes.len() && dos == 0 {
        let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        return Guess::Other(detector.guess(Some(b"uk"), Utf8Detection::Deny));
    }
    if dos > windows && dos >= mac {
        Guess::Dos
    } else if mac > windows {
        Guess::Other(MACINTOSH)
    } else {
        Guess::Other(WINDOWS_1252)
    }
}

/// Code page 850, which shares the pound, the accents and most punctuation with 437.
fn cp850(byte: u8) -> char {
    const UPPER: &str = "\
        ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
        ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";
    if byte < 0x80 {
        return char::from(byte);
    }
    UPPER.chars().nth(usize::from(byte) - 0x80).unwrap_or('\u{FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_any_encoding() {
        let cases: &[(&[u8], &str, &str, bool)] = &[
            (b"Amount \xC2\xA3", "Amount £", "UTF-8", false),
            (b"\xEF\xBB\xBFDate,Amount", "Date,Amount", "UTF-8", false),
            (b"\xC3\xAF\xC2\xBB\xC2\xBFDate", "Date", "UTF-8", true),
            (b"\xEF\xBB\xBF\xC3\xAF\xC2\xBB\xC2\xBFDate", "Date", "UTF-8", true),
            (b"\xEF\xBB\xBF\xEF\xBB\xBFDate", "Date", "UTF-8", false),
            (b"Net Amount(\xA3)", "Net Amount(£)", "windows-1252", true),
            (b"St John\x92s", "St John\u{2019}s", "windows-1252", true),
            (b"Net Amount(\x9C)", "Net Amount(£)", "CP850", true),
            (b"14/02/2024,\x9C322.50", "14/02/2024,£322.50", "CP850", true),
            (b"St John\xD5s", "St John\u{2019}s", "macintosh", true),
            (b"\xFF\xFED\x00a\x00t\x00e\x00", "Date", "UTF-16LE", true),
            (b"\xFE\xFF\x00D\x00a\x00t\x00e", "Date", "UTF-16BE", true),
            (b"D\x00a\x00t\x00e\x00,\x00A\x00m\x00o\x00", "Date,Amo", "UTF-16LE", true),
            (b"caf\xC3\xA9 na\xC3\xAFve \xA3", "café naïve £", "UTF-8", true),
            (b"", "", "UTF-8", false),
        ];
        for (bytes, text, encoding, repaired) in cases {
            let d = decode(bytes);
            assert_eq!((&*d.text, d.encoding, d.repaired), (*text, *encoding, *repaired));
            assert_eq!(d.replaced, 0, "{text}");
        }
        assert_eq!(decode(b"a \xA3 \x81 b").replaced, 1);
        assert_eq!((0x80..=0xFFu8).filter(|&b| cp850(b) == '\u{FFFD}').count(), 0);
    }
}
