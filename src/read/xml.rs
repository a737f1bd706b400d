//! XML as a run of tags and texts, borrowed from the bytes: what the parts of a workbook need, and no more.
//!
//! No namespaces are resolved (a prefix is cut off), nothing is validated, and entities are read only where text is asked
//! for. A tag that never ends ends the run: a broken part yields what stood before the break.

use std::borrow::Cow;

use memchr::{memchr, memmem};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    Start(Tag<'a>),
    /// `<c/>`: a start with its end.
    Empty(Tag<'a>),
    /// The local name.
    End(&'a [u8]),
    Text(&'a [u8]),
    /// Text in which entities are not entities.
    Verbatim(&'a [u8]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Without its prefix.
    pub name: &'a [u8],
    attributes: &'a [u8],
}

impl<'a> Tag<'a> {
    /// Whole names and raw values.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            // They are short: a loop is done before a search has begun.
            let equals = rest.iter().position(|b| *b == b'=')?;
            let name = rest[..equals].trim_ascii();
            let after = rest[equals + 1..].trim_ascii_start();
            let (&quote, value) = after.split_first().filter(|(q, _)| matches!(q, b'"' | b'\''))?;
            let end = value.iter().position(|b| *b == quote)?;
            rest = &value[end + 1..];
            Some((name, &value[..end]))
        })
    }

    /// The raw value of an attribute by its whole name (`r:id`, `table:name`).
    pub fn raw(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.attributes().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The value of an attribute as text.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.raw(name.as_bytes()).map(text)
    }
}

/// The events of a piece of XML.
#[derive(Clone, Debug)]
pub struct Events<'a> {
    rest: &'a [u8],
}

impl<'a> Events<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) }
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// All text up to the end of the element that was just started, its children's included.
    pub fn inner(&mut self, name: &[u8]) -> String {
        let mut out = String::new();
        for event in self.by_ref() {
            match event {
                Event::Text(t) => out.push_str(&text(t)),
                Event::Verbatim(t) => out.push_str(&String::from_utf8_lossy(t)),
                Event::End(end) if end == name => break,
                _ => {}
            }
        }
        out
    }

    fn markup(&mut self) -> Option<Event<'a>> {
        if matches!(self.rest.get(1), Some(b'!' | b'?')) {
            return self.declaration();
        }
        let end = tag_end(self.rest)?;
        let inside = &self.rest[1..end];
        self.rest = &self.rest[end + 1..];
        if let Some(name) = inside.strip_prefix(b"/") {
            return Some(Event::End(local(name.trim_ascii_end())));
        }
        let (inside, empty) = match inside.strip_suffix(b"/") {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let cut = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
        let tag = Tag { name: local(&inside[..cut]), attributes: &inside[cut..] };
        Some(if empty { Event::Empty(tag) } else { Event::Start(tag) })
    }

    /// Comments, instructions and types are passed over.
    fn declaration(&mut self) -> Option<Event<'a>> {
        for (opening, closing) in
            [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"), (b"<!", b">")]
        {
            if let Some(body) = self.rest.strip_prefix(opening) {
                let end = memmem::find(body, closing)?;
                self.rest = &body[end + closing.len()..];
                return if opening == b"<![CDATA[" {
                    Some(Event::Verbatim(&body[..end]))
                } else {
                    self.next()
                };
            }
        }
        None
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        let at = memchr(b'<', self.rest)?;
        if at > 0 {
            let (before, rest) = self.rest.split_at(at);
            self.rest = rest;
            return Some(Event::Text(before));
        }
        self.markup()
    }
}

/// The end of the tag at the head; a `>` inside a quoted value is not it.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = at + memchr(b'>', &bytes[at..])?;
        let quotes = bytes[..end].iter().filter(|b| **b == b'"').count();
        // An apostrophe may stand inside double quotes, so that only these are counted.
        if quotes % 2 == 0 {
            return Some(end);
        }
        at = end + 1;
    }
}

pub fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |at| &name[at + 1..])
}

/// Text with its entities read. Bytes that are not UTF-8 come out as the replacement character.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    let plain = String::from_utf8_lossy(bytes);
    if memchr(b'&', bytes).is_none() {
        return plain;
    }
    let mut out = String::with_capacity(plain.len());
    let mut rest = plain.as_ref();
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(i, _)| i);
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_texts() {
        let xml = b"<?xml version=\"1.0\"?><!-- <no> --><x:a x:b='1' c=\"2 > 1\"><d/>p &amp; &#163;&bad;<![CDATA[<q>]]></x:a><open";
        let mut events = Events::of(xml);
        let Some(Event::Start(a)) = events.next() else { panic!() };
        assert_eq!(
            (a.name, a.get("x:b").as_deref(), a.get("c").as_deref()),
            (&b"a"[..], Some("1"), Some("2 > 1"))
        );
        assert!(
            matches!(events.next(), Some(Event::Empty(t)) if t.name == b"d" && t.get("x").is_none())
        );
        assert_eq!(events.clone().inner(b"a"), "p & £&bad;<q>");
        assert_eq!(events.filter(|e| !matches!(e, Event::End(_))).count(), 2);
        assert_eq!(Events::of(b"<<<<").count(), 0);
        assert_eq!(Events::of(b"").next(), None);
    }
}
