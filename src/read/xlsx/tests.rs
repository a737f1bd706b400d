//! Case tables beside the reader.

use super::*;

#[test]
fn references_and_formats() {
    assert_eq!(column(b"XFD1048576"), Some((16384, &b"1048576"[..])));
    assert_eq!(span(b"A1:C3"), Some(Span { top: 1, left: 1, bottom: 3, right: 3 }));
    assert_eq!(resolve("xl/../xl/./worksheets/a.xml"), "xl/worksheets/a.xml");
    assert_eq!(unescape("a_x000D_b_xZZ".to_owned()), "a\rb_xZZ");
    let cases = [
        ("dd/mm/yyyy", Print::Day),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Print::Day),
        ("mmm\\-yy", Print::Day),
        ("mmmm", Print::Day),
        ("dd/mm/yyyy;@", Print::Day),
        ("General", Print::Plain),
        ("#,##0.00_);[Red]\\(#,##0.00\\)", Print::Plain),
        ("\"day\" 0", Print::Plain),
        ("0.00E+00", Print::Plain),
        ("[h]:mm", Print::Plain),
        ("_-\"£\"* #,##0.00_-", Print::Plain),
        ("0.0%", Print::Percent),
    ];
    for (code, expected) in cases {
        assert_eq!(print(code), expected, "{code}");
    }
}
