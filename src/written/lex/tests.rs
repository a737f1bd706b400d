//! Case tables beside the reader.

use super::tokens;

fn shown(text: &str) -> Vec<String> {
    tokens(text)
        .iter()
        .map(|t| {
            let kind = format!("{:?}", t.lexeme);
            let kind = kind.split(['(', ' ']).next().unwrap_or("").to_owned();
            format!("{}={kind}", &text[t.start..t.end])
        })
        .collect()
}

#[test]
fn spellings() {
    let cases: &[(&str, &[&str])] = &[
        ("Anti-Social Behaviour £119,000.00", &["£119,000.00=Money"]),
        ("**£332k** and £1.2m", &["£332k=Money", "£1.2m=Money"]),
        ("£334, 818 and £5, 200 of", &["£334, 818=Money", "£5, 200=Money"]),
        ("is 47.7%, 4.5 percentage points", &["47.7%=Percent", "4.5 percentage points=Points"]),
        ("COVID-19 and COVID19", &["COVID-19=Name", "COVID19=Name"]),
        ("8-18-year-old", &["8-18=Age"]),
        ("(FD.7086/23.)", &["FD.7086/23=Reference"]),
        ("at Appendix 2", &["2=Reference"]),
        ("Crime and Disorder Act 1998", &["1998=Legislation"]),
        ("07700 900123 or 01632 960 188", &["07700 900123=Contact", "01632 960 188=Contact"]),
        ("NI 17, 21,5.45 & PSA 23", &["17=Code", "21=Code", "5=Code", "45=Code", "23=Code"]),
        ("151152,153.", &["151152=Number", "153=Number"]),
        (
            "140 Court Disposals compared to 164 in 2017/18",
            &["140=Number", "164=Number", "2017/18=Time"],
        ),
        ("3-year strategy, 12 months", &["3=Duration", "12=Duration"]),
        ("0.04 per 1,000 aged 10-17", &["0.04=Number", "per 1,000=Scale", "10-17=Age"]),
        ("19 of 102 (16%)", &["19=Number", "102=Whole", "(16%)=Percent"]),
        ("the 4th year, 1st", &["4th=Ordinal", "1st=Ordinal"]),
        ("Minute 45/12", &["45/12=Reference"]),
        ("1,204 in 2018/19", &["1,204=Number", "2018/19=Time"]),
        ("ring 03069 990 123 by 9am", &["03069 990 123=Contact", "9am=Clock"]),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "{text}");
    }
}

#[test]
fn every_digit_is_in_a_token() {
    let text = "a1b2 3/4/5 6.7.8 £9k10 11%12 £(13) 14-15-16 17th18 2019/20/21 22,23,2400 25.26.27";
    let tokens = tokens(text);
    for (i, b) in text.bytes().enumerate() {
        if b.is_ascii_digit() {
            let n = tokens.iter().filter(|t| t.start <= i && i < t.end).count();
            assert_eq!(n, 1, "digit at {i} of {text}: {tokens:?}");
        }
    }
}
