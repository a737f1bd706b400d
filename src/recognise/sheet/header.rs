//! What the words of a header mean, by the lists in `columns.toml`.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::vocab::Vocab;

/// The header words of one kind of table.
#[derive(Clone, Debug)]
pub struct Headers {
    roles: Vec<String>,
    exact: HashMap<String, usize>,
    phrases: Vec<(Vec<String>, usize)>,
    /// What has been asked: the same few names are held against the lists again and again.
    asked: RefCell<HashMap<String, Vec<(usize, u8)>>>,
}

/// A meaning of a header: its role and how sure that is, from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sense<'a> {
    pub role: &'a str,
    pub strength: u8,
}

/// Surer than this, a header counts by its words alone; below it only with the column's content on its side.
pub const SURE: u8 = 80;
/// Names that are remembered; a sheet of words asks for more, and none of them twice.
const ASKED: usize = 4_096;

impl Headers {
    /// The words for `table` in the vocabulary in force.
    pub fn of(vocab: &Vocab, table: &str) -> Self {
        let mut headers = Self {
            roles: Vec::new(),
            exact: HashMap::new(),
            phrases: Vec::new(),
            asked: RefCell::default(),
        };
        for column in vocab.columns.iter().filter(|c| c.table == table) {
            let role = headers.roles.len();
            headers.roles.push(column.role.clone());
            for header in &column.headers {
                let words = plain(words(header));
                headers.exact.entry(words.concat()).or_insert(role);
                headers.phrases.push((words, role));
            }
        }
        headers
    }

    /// The meanings of a header, the surest first; at most one a role.
    pub fn senses(&self, text: &str) -> Vec<Sense<'_>> {
        // A sentence is no header.
        const LONGEST: usize = 160;
        if text.len() > LONGEST {
            return Vec::new();
        }
        let named = |(role, strength): &(usize, u8)| Sense {
            role: &self.roles[*role],
            strength: *strength,
        };
        if let Some(known) = self.asked.borrow().get(text) {
            return known.iter().map(named).collect();
        }
        let found = self.meanings(text);
        let senses = found.iter().map(named).collect();
        let mut asked = self.asked.borrow_mut();
        if asked.len() < ASKED {
            asked.insert(text.to_owned(), found);
        }
        senses
    }

    /// Roles and strengths, the surest first, at most one a role.
    fn meanings(&self, text: &str) -> Vec<(usize, u8)> {
        let whole = plain(words(text));
        let outside = plain(words(&without_brackets(text)));
        let mut found: Vec<(usize, u8)> = Vec::new();
        for (words, ceiling) in [(&whole, 100), (&outside, 97)] {
            if words.is_empty() || words.len() > 14 {
                continue;
            }
            if let Some(&role) = self.exact.get(&words.concat()) {
                found.push((role, ceiling));
            }
        }
        if found.is_empty() {
            found.extend(self.told_of(&whole).map(|role| (role, 95)));
        }
        if found.is_empty() {
            found.extend(self.titled(&outside));
        }
        if found.is_empty() {
            found.extend(self.in_two_languages(text).map(|role| (role, 90)));
        }
        if found.is_empty() {
            found.extend(self.misspelt(&whole.concat()).map(|role| (role, 88)));
        }
        if found.is_empty() {
            found.extend(self.titled_within(&outside));
        }
        if found.is_empty() {
            found.extend(self.contained(&whole));
            if outside != whole {
                found.extend(self.contained(&outside));
            }
        }
        self.taxed(&whole, &mut found);
        found.sort_by_key(|(role, strength)| (std::cmp::Reverse(*strength), *role));
        let mut once: Vec<(usize, u8)> = Vec::new();
        for sense in found {
            if !once.iter().any(|s| s.0 == sense.0) {
                once.push(sense);
            }
        }
        once
    }

    /// The strength with which the text means this role.
    pub fn strength(&self, text: &str, role: &str) -> u8 {
        self.senses(text).iter().find(|s| s.role == role).map_or(0, |s| s.strength)
    }

    /// `Directorate where expenditure incurred`, `Supplier to whom it was paid`: what stands before the clause.
    fn told_of(&self, header: &[String]) -> Option<usize> {
        let clause = header.iter().position(|w| CLAUSE.contains(&w.as_str()))?;
        let rest = &header[..clause];
        self.exact.get(&rest[..ends_before(rest, TOWARDS)].concat()).copied()
    }

    /// `Supplier / Cyflenwr`.
    fn in_two_languages(&self, text: &str) -> Option<usize> {
        let sides = text.split(" / ").chain(text.split('|'));
        sides
            .filter(|s| s.len() < text.len())
            .find_map(|s| self.exact.get(&words(s).concat()).copied())
    }

    /// `Organisation Unit Description` is the unit's name, whatever else a description is.
    fn titled(&self, header: &[String]) -> Option<(usize, u8)> {
        let rest = &header[..ends_before(header, TITLE)];
        if rest.is_empty() || rest.len() == header.len() {
            return None;
        }
        let named = |words: &[String]| self.exact.get(&words.concat()).copied();
        let uncoded = &rest[..ends_before(rest, CODE)];
        let told = [rest, uncoded].into_iter().filter_map(named);
        let told = told.filter(|r| self.is_one_of(*r, TITLED)).map(|r| (r, 95)).next();
        // What the name of a nothing is called is nothing either.
        told.or_else(|| named(rest).filter(|r| self.is_one_of(*r, &["other"])).map(|r| (r, 90)))
    }

    /// `Sub Team Description`: as `titled`, where the words before are not listed as they stand.
    fn titled_within(&self, header: &[String]) -> Vec<(usize, u8)> {
        let rest = &header[..ends_before(header, TITLE)];
        if rest.len() == header.len() {
            return Vec::new();
        }
        let mut found = self.contained(rest);
        found.retain(|f| f.1 >= 55 && self.is_one_of(f.0, TITLED));
        found
    }

    fn is_one_of(&self, role: usize, roles: &[&str]) -> bool {
        roles.contains(&self.roles[role].as_str())
    }

    /// `Invoice Total (excluding VAT)`: an amount that says what it is of tax is net or gross.
    fn taxed(&self, header: &[String], found: &mut [(usize, u8)]) {
        const ANY: &[&str] = &["amount", "amount_line", "amount_whole", "paid"];
        let says = |list: &[&str]| header.iter().any(|w| list.contains(&w.as_str()));
        let tax = says(&["vat", "tax"]);
        let net = says(&["net", "nett"]) || (tax && says(WITHOUT));
        let gross = says(&["gross"]) || (tax && says(WITH));
        let of_tax = match (net, gross) {
            (true, false) => "amount_net",
            (false, true) => "amount_gross",
            _ => return,
        };
        let Some(of_tax) = self.roles.iter().position(|r| r == of_tax) else { return };
        for sense in found.iter_mut().filter(|s| self.is_one_of(s.0, ANY)) {
            sense.0 = of_tax;
        }
    }

    /// What `Account Code` or `Account Code(T)` would mean if the names of accounts stood below it.
    pub fn coded(&self, text: &str) -> Option<(&str, u8)> {
        let header = words(text);
        let untitled = &header[..ends_before(&header, TITLE)];
        let rest = &untitled[..ends_before(untitled, CODE)];
        let coded = !rest.is_empty() && rest.len() < untitled.len();
        let role = coded.then(|| self.exact.get(&rest.concat()))??;
        Some((&self.roles[*role], 90))
    }

    /// One slip of the pen in a word of six letters, two in a longer one.
    fn misspelt(&self, written: &str) -> Option<usize> {
        let slips = match written.len() {
            0..=5 => return None,
            6..=9 => 1,
            _ => 2,
        };
        let near = |listed: &&String| {
            listed.len().abs_diff(written.len()) <= slips
                && listed.as_bytes().first() == written.as_bytes().first()
                && distance(listed, written) <= slips
        };
        // The nearest by spelling, then by letters, so that the choice does not hang on the order of a map.
        let best =
            self.exact.keys().filter(near).min_by_key(|k| (distance(k, written), (*k).clone()))?;
        self.exact.get(best).copied()
    }

    /// Listed words inside a longer header: at its end they name it ("Supplier invoice posting date"), elsewhere they may.
    fn contained(&self, header: &[String]) -> Vec<(usize, u8)> {
        if !(2..=9).contains(&header.len()) {
            return Vec::new();
        }
        let letters: usize = header.iter().map(String::len).sum();
        let mut found = Vec::new();
        for (phrase, role) in &self.phrases {
            let length: usize = phrase.iter().map(String::len).sum();
            if phrase.len() >= header.len() || length < 3 {
                continue;
            }
            let Some(at) = header.windows(phrase.len()).rposition(|w| w == phrase.as_slice())
            else {
                continue;
            };
            // The body's department is no body.
            let end = at + phrase.len() == header.len();
            if !end && self.roles[*role] == "body" {
                continue;
            }
            let place = if end {
                48
            } else if at == 0 {
                44
            } else {
                36
            };
            let share = u8::try_from(length * 30 / letters.max(1)).unwrap_or(0);
            found.push((*role, place + share));
        }
        found
    }
}

/// Words that call what stands before them by its name.
const TITLE: &[&str] =
    &["desc", "descr", "description", "label", "name", "narrative", "t", "text", "title"];
/// Words that call it by its code.
const CODE: &[&str] = &["code", "id", "no", "number", "ref"];
/// Words that begin a clause.
const CLAUSE: &[&str] = &["that", "where", "which", "whom"];
const TOWARDS: &[&str] = &["by", "for", "from", "in", "on", "to"];
const WITHOUT: &[&str] = &["ex", "exc", "excl", "excluding", "exclusive", "without"];
const WITH: &[&str] = &["inc", "incl", "including", "inclusive"];
/// Roles that a name belongs to; the name of a payment is its purpose.
const TITLED: &[&str] = &["body", "category", "cost_centre", "department", "service", "supplier"];

/// Does the header call something by its name?
pub fn titled(header: &str) -> bool {
    let header = words(header);
    ends_before(&header, TITLE) < header.len()
}

/// How many words stand before the ending that is made of these.
fn ends_before(header: &[String], ending: &[&str]) -> usize {
    header.iter().rposition(|w| !ending.contains(&w.as_str())).map_or(0, |at| at + 1)
}

/// Lower-case words of letters and digits without plurals; `SupplierName` is two words.
pub fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in text.chars() {
        // A pound that an encoding broke is a letter to Unicode.
        let broken_pound = matches!(c, 'Â' | 'œ' | 'ú' | 'Ł') && !before.is_alphabetic();
        let letter = (c.is_alphanumeric() || c == '%') && !broken_pound;
        let new_word = c.is_uppercase() && before.is_lowercase();
        if (!letter || new_word) && !word.is_empty() && c != '\'' && c != '\u{2019}' {
            out.push(singular(std::mem::take(&mut word)));
        }
        if letter {
            word.extend(c.to_lowercase());
        } else if c == '&' {
            out.push("and".to_owned());
        }
        before = c;
    }
    if !word.is_empty() {
        out.push(singular(word));
    }
    out
}

fn singular(mut word: String) -> String {
    if matches!(word.as_str(), "nbr" | "num") {
        return "number".to_owned();
    }
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    word
}

/// `Sum of Net Amount` is the net amount: a pivot table that was saved as values keeps the words of its making.
/// An article says nothing.
fn plain(mut words: Vec<String>) -> Vec<String> {
    if words.len() > 2 && words[0] == "sum" && words[1] == "of" {
        words.drain(..2);
    }
    words.retain(|w| w != "the");
    words
}

/// The text before, between and after brackets: `Amount (£)` is `Amount`.
fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .filter(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect()
}

/// Letters to add, drop, change or swap to get from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, first) in rows[0].iter_mut().enumerate() {
        *first = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best =
                (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_mean_what_councils_mean() {
        let vocab = Vocab::embedded();
        let headers = Headers::of(&vocab, "spend");
        let cases = [
            ("Net Amount(\u{FFFD})", "amount_net"),
            ("NetAmount", "amount_net"),
            ("Amount £ (Excl VAT)", "amount_net"),
            ("Invoice Line Value (net of VAT)", "amount_net"),
            ("Amount (Â£)", "amount"),
            ("Amount Paid", "amount"),
            ("Sum of Invoice Nett Amount", "amount_net"),
            ("AMOUNT  ", "amount"),
            ("Gross Amount £", "amount_gross"),
            ("Irrecoverable VAT", "vat"),
            ("Name:  ", "party"),
            ("Supplier  Name", "supplier"),
            ("Supplier(Beneficiary) Name", "supplier"),
            ("Benificiary Name", "supplier"),
            ("Supplier Name(T)", "supplier"),
            ("SUPPLIER_NAME", "supplier"),
            ("EFEFCTIVE DATE", "date_period"),
            ("Payment date", "date_paid"),
            ("DatePaid", "date_paid"),
            ("Paid Date", "date_paid"),
            ("Invoice Payment Date", "date_paid"),
            ("Posting Date", "date"),
            ("Invoice date", "date_document"),
            ("Updated ", "date_document"),
            ("Directotate", "service"),
            ("Service divison label", "service"),
            ("HBC ref no", "reference"),
            ("TRANSACTION No.", "reference"),
            ("TransNo", "reference"),
            ("Supplier ID", "other"),
            ("Detailed expenditure code", "other"),
            ("CapitalOrRevenue", "capital_revenue"),
            ("Body name", "body"),
            ("Summary of the purpose of the expenditure", "purpose"),
            ("Local Authority Dept", "department"),
            ("Local authority department which incurred the expenditure", "department"),
            ("Directorate where expenditure incurred", "service"),
            ("Organisation Unit Description", "service"),
            ("Sub Team Description", "cost_centre"),
            ("Expenditure Account Code Description", "category"),
            ("Cipfa(T)", "category"),
            ("Invoice Description", "purpose"),
            ("Fund Description", "other"),
            ("Name of supplier to whom the payment was made", "supplier"),
            ("Date on which the payment was made", "date"),
            ("Date the expenditure was incurred", "date"),
            ("Supplier / Cyflenwr", "supplier"),
            ("INVOICE_NUM", "reference"),
            ("Invoice Total (excluding VAT)", "amount_net"),
            ("Line Value (Gross)", "amount_gross"),
            ("Value of the payment excluding VAT (£)", "amount_net"),
        ];
        for (text, role) in cases {
            let senses = headers.senses(text);
            assert_eq!(senses.first().map(|s| s.role), Some(role), "{text}: {senses:?}");
        }
        for text in [
            "",
            "+",
            "Leeds City Council pays its suppliers within thirty days of the invoice",
            "12",
        ] {
            assert!(headers.senses(text).iter().all(|s| s.strength < 60), "{text}");
        }
        assert_eq!(distance("benificiary", "beneficiary"), 1);
    }

    #[test]
    fn no_header_has_two_meanings_in_a_table() {
        let vocab = Vocab::embedded();
        let mut seen: HashMap<(String, String), String> = HashMap::new();
        for column in vocab.columns.iter().filter(|c| c.table != "plan") {
            assert!(column.headers.is_sorted(), "{} {} is not sorted", column.table, column.role);
            for header in &column.headers {
                let key = (column.table.clone(), words(header).concat());
                let other = seen.insert(key, column.role.clone());
                assert_eq!(other, None, "{header} in {}", column.table);
            }
        }
    }
}
