//! The workbook as OpenDocument, which government asks for: a zip of a few files of XML, written here.

use std::fmt::Write as _;
use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Cell, NAME, Sheet, Table};

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const NAMESPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
    xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" \
    xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
    xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\"";
/// Places after the point that have a style of their own.
const PLACES: usize = 6;

pub fn write(sheets: &[Sheet], out: &mut dyn Write) -> io::Result<()> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The first file says what the whole is, and says it plainly. No file has a time of its making.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("mimetype", stored)?;
    zip.write_all(MIMETYPE.as_bytes())?;
    let parts = [
        ("META-INF/manifest.xml", manifest()),
        ("meta.xml", meta()),
        ("styles.xml", styles()),
        ("content.xml", content(sheets)),
    ];
    for (path, text) in parts {
        zip.start_file(path, packed)?;
        zip.write_all(text.as_bytes())?;
    }
    out.write_all(&zip.finish()?.into_inner())
}

fn head() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned()
}

fn manifest() -> String {
    let mut out = head();
    out.push_str(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">",
    );
    let _ = write!(
        out,
        "<manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{MIMETYPE}\"/>"
    );
    for path in ["meta.xml", "styles.xml", "content.xml"] {
        let _ = write!(
            out,
            "<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"text/xml\"/>"
        );
    }
    out + "</manifest:manifest>\n"
}

fn meta() -> String {
    head()
        + &format!(
            "<office:document-meta {NAMESPACES}><office:meta><meta:generator>{NAME}</meta:generator>\
             <dc:title>Community-safety figures</dc:title><dc:creator>{NAME}</dc:creator><dc:language>en-GB</dc:language>\
             </office:meta></office:document-meta>\n"
        )
}

fn styles() -> String {
    head()
        + &format!(
            "<office:document-styles {NAMESPACES}><office:styles>\
             <style:default-style style:family=\"table-cell\"><style:text-properties fo:language=\"en\" fo:country=\"GB\" \
             fo:font-size=\"12pt\" style:font-name=\"Arial\"/></style:default-style>\
             <style:style style:name=\"Default\" style:family=\"table-cell\"/>\
             <style:style style:name=\"Heading_20_1\" style:display-name=\"Heading 1\" style:family=\"table-cell\" \
             style:parent-style-name=\"Default\"><style:text-properties fo:font-size=\"16pt\" fo:font-weight=\"bold\"/></style:style>\
             </office:styles></office:document-styles>\n"
        )
}

fn content(sheets: &[Sheet]) -> String {
    let mut out = head();
    let _ = write!(out, "<office:document-content {NAMESPACES}><office:automatic-styles>");
    cell_styles(&mut out);
    out.push_str("</office:automatic-styles><office:body><office:spreadsheet>");
    for sheet in sheets {
        page(sheet, &mut out);
    }
    out.push_str("<table:database-ranges>");
    for sheet in sheets {
        if let Some(table) = &sheet.table {
            mark(sheet, table, &mut out);
        }
    }
    out + "</table:database-ranges></office:spreadsheet></office:body></office:document-content>\n"
}

fn cell_styles(out: &mut String) {
    for places in 0..=PLACES {
        let _ = write!(
            out,
            "<number:number-style style:name=\"n{places}\"><number:number number:decimal-places=\"{places}\" \
             number:min-decimal-places=\"{places}\" number:min-integer-digits=\"1\"/></number:number-style>\
             <style:style style:name=\"number{places}\" style:family=\"table-cell\" style:parent-style-name=\"Default\" \
             style:data-style-name=\"n{places}\"/>"
        );
    }
    out.push_str(
        "<number:date-style style:name=\"d\"><number:year number:style=\"long\"/><number:text>-</number:text>\
         <number:month number:style=\"long\"/><number:text>-</number:text><number:day number:style=\"long\"/></number:date-style>\
         <style:style style:name=\"date\" style:family=\"table-cell\" style:parent-style-name=\"Default\" style:data-style-name=\"d\"/>\
         <style:style style:name=\"title\" style:family=\"table-cell\" style:parent-style-name=\"Heading_20_1\"/>\
         <style:style style:name=\"header\" style:family=\"table-cell\" style:parent-style-name=\"Default\">\
         <style:table-cell-properties fo:wrap-option=\"wrap\"/><style:text-properties fo:font-weight=\"bold\"/></style:style>\
         <style:style style:name=\"text\" style:family=\"table-cell\" style:parent-style-name=\"Default\">\
         <style:table-cell-properties fo:wrap-option=\"wrap\" style:vertical-align=\"top\"/></style:style>\
         <style:style style:name=\"column\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"4.5cm\"/></style:style>",
    );
}

fn page(sheet: &Sheet, out: &mut String) {
    let columns = sheet.table.as_ref().map_or(1, |t| t.header.len());
    let _ = write!(
        out,
        "<table:table table:name=\"{}\"><table:table-column table:style-name=\"column\" table:number-columns-repeated=\"{columns}\"/>",
        escaped(&sheet.name)
    );
    for (n, line) in sheet.lines.iter().enumerate() {
        let style = if n == 0 { "title" } else { "Default" };
        out.push_str("<table:table-row>");
        words(line, style, out);
        out.push_str("</table:table-row>");
    }
    if let Some(table) = &sheet.table {
        out.push_str("<table:table-header-rows><table:table-row>");
        for name in &table.header {
            words(name, "header", out);
        }
        out.push_str("</table:table-row></table:table-header-rows>");
        for row in &table.rows {
            out.push_str("<table:table-row>");
            for value in row {
                cell(value, out);
            }
            out.push_str("</table:table-row>");
        }
    }
    out.push_str("</table:table>");
}

/// The table by its name, with its header row and without buttons for filters.
fn mark(sheet: &Sheet, table: &Table, out: &mut String) {
    let top = sheet.lines.len() + 1;
    let (right, bottom) = (column_name(table.header.len()), top + table.rows.len());
    let name = escaped(&sheet.name);
    let _ = write!(
        out,
        "<table:database-range table:name=\"{}\" table:target-range-address=\"'{name}'.A{top}:'{name}'.{right}{bottom}\" \
         table:contains-header=\"true\" table:display-filter-buttons=\"false\"/>",
        escaped(&table.name)
    );
}

fn cell(cell: &Cell, out: &mut String) {
    match cell {
        Cell::Text(text) if text.is_empty() => out.push_str("<table:table-cell/>"),
        Cell::Text(text) => words(text, "text", out),
        Cell::Number(digits, places) => {
            let style = (*places).min(PLACES);
            let _ = write!(
                out,
                "<table:table-cell table:style-name=\"number{style}\" office:value-type=\"float\" office:value=\"{digits}\"><text:p>{digits}</text:p></table:table-cell>"
            );
        }
        Cell::Date(day) => {
            let _ = write!(
                out,
                "<table:table-cell table:style-name=\"date\" office:value-type=\"date\" office:date-value=\"{day}\"><text:p>{day}</text:p></table:table-cell>"
            );
        }
        Cell::Link(name) => {
            let name = escaped(name);
            let _ = write!(
                out,
                "<table:table-cell table:style-name=\"text\" office:value-type=\"string\"><text:p><text:a xlink:type=\"simple\" xlink:href=\"#'{name}'.A1\">{name}</text:a></text:p></table:table-cell>"
            );
        }
    }
}

fn words(text: &str, style: &str, out: &mut String) {
    let _ =
        write!(out, "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\">");
    for line in text.split('\n') {
        // Blanks in a row would be read as one.
        let _ = write!(out, "<text:p>{}</text:p>", escaped(line).replace("  ", " <text:s/>"));
    }
    out.push_str("</table:table-cell>");
}

/// Text as XML holds it; what XML cannot hold becomes a blank.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("<text:tab/>"),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// 1 is A, 27 is AA.
fn column_name(mut n: usize) -> String {
    let mut letters = Vec::new();
    while n > 0 {
        letters.push(char::from(b'A' + u8::try_from((n - 1) % 26).unwrap_or(0)));
        n = (n - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters_and_text_is_escaped() {
        for (n, name) in [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")] {
            assert_eq!(column_name(n), name);
        }
        assert_eq!(escaped("a<b> & \"c\"\u{1}"), "a&lt;b&gt; &amp; &quot;c&quot; ");
    }
}
