//! Small tables in the shapes that returns and statistics come in, each with the figures that it holds.

use crate::issue::Noted;
use crate::model::product::Product;
use crate::normalise::sheets::product;
use crate::read::sniff;
use crate::vocab::Vocab;

pub fn read(path: &str, text: &str) -> Noted<Product> {
    product(path, text.as_bytes(), sniff(path, text.as_bytes()), &Vocab::embedded(), &[], "")
}

/// `measure area period basis bound value unit`, with the symbol in place of a missing value.
fn shown(noted: &Noted<Product>) -> Vec<String> {
    let one = |o: &crate::model::observation::Observation| {
        let period = o.period.map_or("?".to_owned(), |p| p.to_string());
        let value = o.value.map_or(o.value_symbol.clone(), |v| v.normalize().to_string());
        let area = if o.area.is_empty() { "-" } else { &o.area };
        let bound = if o.bound.name() == "exact" { "=" } else { o.bound.name() };
        format!(
            "{} {area} {period} {} {bound} {value} {}",
            o.measure,
            o.basis.name(),
            o.unit.name()
        )
    };
    noted.product.observations.iter().map(one).collect()
}

fn rules(noted: &Noted<Product>) -> Vec<&str> {
    let mut rules: Vec<&str> = noted.issues.iter().map(|i| i.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

pub fn check(path: &str, text: &str, kind: &str, expected: &[&str], issues: &[&str]) {
    let noted = read(path, text);
    let d = &noted.product.document;
    assert_eq!(d.kind.name(), kind, "{text}\n{:?}", noted.issues);
    assert_eq!(shown(&noted), expected, "{text}");
    assert_eq!(rules(&noted), issues, "{text}");
    assert_eq!(d.rows_read, d.rows_kept + d.rows_rejected + d.rows_skipped, "{text}");
    assert_eq!(d.rows_rejected, noted.product.rejected_rows.len() as u64, "{text}");
    let filled = text.lines().filter(|l| l.chars().any(|c| c != ',')).count() as u64;
    assert_eq!(d.rows_read, filled, "{text}");
}

#[test]
fn returns_give_targets_quarters_and_outturns() {
    check(
        "a.csv",
        "Performance return 2023/24\nRef,Measure,Unit,Good is,2022/23,Target,Q1,Q2,Q3,Q4,Outturn,RAG\n\
         1,First time entrants,Number,Low,30,28,5,12,20,27,27,Green\n\
         2,Orders completed,%,High,80%,85%,82%,NYA,n/a,84%,83%,Green\n",
        "performance_return",
        &[
            "yj.fte.count - FY2022-23 actual = 30 count",
            "yj.fte.count - FY2023-24 target at_most 28 count",
            "yj.fte.count - FY2023-24-Q1 actual = 5 count",
            "yj.fte.count - 2023-04..2023-09 actual = 12 count",
            "yj.fte.count - 2023-04..2023-12 actual = 20 count",
            "yj.fte.count - FY2023-24 actual = 27 count",
            "yj.fte.count - FY2023-24 actual = 27 count",
            "local.order_completed_percent - FY2022-23 actual = 80 percent",
            "local.order_completed_percent - FY2023-24 target at_least 85 percent",
            "local.order_completed_percent - FY2023-24-Q1 actual = 82 percent",
            "local.order_completed_percent - FY2023-24-Q2 actual = [x] percent",
            "local.order_completed_percent - FY2023-24-Q3 actual = [z] percent",
            "local.order_completed_percent - FY2023-24-Q4 actual = 84 percent",
            "local.order_completed_percent - FY2023-24 actual = 83 percent",
        ],
        &["counting-inferred", "missing-pending", "rag-differs"],
    );
    check(
        "perf-2022-23.csv",
        "Indicator,Baseline 2019/20,Annual target,Quarter 1,Quarter 2,Year to date,Comments\n\
         Safer streets,,,,,,\nPark visits (cumulative),100,200,40,90,90,Going well\n\
         Fires started,50,40,10,5,15,\nof which: deliberate,20,,4,2,6,\n",
        "performance_return",
        &[
            "local.park_visit_cumulative - FY2019-20 actual = 100 count",
            "local.park_visit_cumulative - FY2022-23 target = 200 count",
            "local.park_visit_cumulative - FY2022-23-Q1 actual = 40 count",
            "local.park_visit_cumulative - 2022-04..2022-09 actual = 90 count",
            "local.park_visit_cumulative - FY2022-23 actual = 90 count",
            "local.fire_started - FY2019-20 actual = 50 count",
            "local.fire_started - FY2022-23 target = 40 count",
            "local.fire_started - FY2022-23-Q1 actual = 10 count",
            "local.fire_started - FY2022-23-Q2 actual = 5 count",
            "local.fire_started - FY2022-23 actual = 15 count",
            "local.fire_started_which_deliberate - FY2019-20 actual = 20 count",
            "local.fire_started_which_deliberate - FY2022-23-Q1 actual = 4 count",
            "local.fire_started_which_deliberate - FY2022-23-Q2 actual = 2 count",
            "local.fire_started_which_deliberate - FY2022-23 actual = 6 count",
        ],
        &["counting-unknown"],
    );
}

#[test]
fn statistics_stand_in_any_direction() {
    check(
        "a.csv",
        "Table 2.8: First time entrants by local authority; years ending March\n,,\nArea code,Local authority(1),2018,2019 [r]\n\
         E92000001,England,900,800\nE12000002,North West,90,..\nE08000014,Sefton,44,*\nE08000015,Wirral,46,33\nTotal,,90,33\n",
        "statistics",
        &[
            "yj.fte.count E92000001 FY2017-18 actual = 900 count",
            "yj.fte.count E92000001 FY2018-19 actual = 800 count",
            "yj.fte.count E12000002 FY2017-18 actual = 90 count",
            "yj.fte.count E12000002 FY2018-19 actual = .. count",
            "yj.fte.count E08000014 FY2017-18 actual = 44 count",
            "yj.fte.count E08000014 FY2018-19 actual = * count",
            "yj.fte.count E08000015 FY2017-18 actual = 46 count",
            "yj.fte.count E08000015 FY2018-19 actual = 33 count",
        ],
        &["control-total-met"],
    );
    check(
        "a.csv",
        "\"Table 1: First time entrants per 100,000 children aged 10 to 17, by area\"\n,,Years ending December,\nArea code,Area [note 1],2016,2017\nE08000014,Sefton(1),225,251\n",
        "statistics",
        &[
            "yj.fte.rate E08000014 CY2016 actual = 225 per_100000",
            "yj.fte.rate E08000014 CY2017 actual = 251 per_100000",
        ],
        &[],
    );
    check(
        "a.csv",
        "Financial year,Local authority code,Local authority name,Region,Measure,Value,MEDIAN\n2016-17,E06000005,Darlington,North East,\"Outcome, carers\",7.6,7.5\n2017-18,E08000014,Sefton,North West,\"Outcome, carers\",..,7.5\n",
        "statistics",
        &[
            "local.outcome_carer E06000005 FY2016-17 actual = 7.6 count",
            "local.outcome_carer E08000014 FY2017-18 actual = .. count",
        ],
        &["column-skipped"],
    );
    check(
        "a.csv",
        "Custodial sentences by year\nYear,Sefton,Wirral\n2018/19,3,[c]\n2019/20,-,6\n",
        "statistics",
        &[
            "yj.custody.sentences E08000014 FY2018-19 actual = 3 count",
            "yj.custody.sentences E08000015 FY2018-19 actual = [c] count",
            "yj.custody.sentences E08000014 FY2019-20 actual = - count",
            "yj.custody.sentences E08000015 FY2019-20 actual = 6 count",
        ],
        &[],
    );
    check(
        "a.csv",
        "Area,Court disposals,,Custodial sentences,\n,2018/19,2019/20,2018/19,2019/20\nSefton,140,150,3,6\n",
        "statistics",
        &[
            "yj.court.disposals E08000014 FY2018-19 actual = 140 count",
            "yj.court.disposals E08000014 FY2019-20 actual = 150 count",
            "yj.custody.sentences E08000014 FY2018-19 actual = 3 count",
            "yj.custody.sentences E08000014 FY2019-20 actual = 6 count",
        ],
        &[],
    );
    check(
        "yjs-2021-22.csv",
        "Youth Justice Service,Number of Children,Population,Rate\nSefton,43,24412,1.8\nSefton YJS,43,24412,1.8\nSouth Tees,60,28000,2.1\nWirral,90,30000,5\n",
        "statistics",
        &[
            "local.number_children E08000014 FY2021-22 actual = 43 count",
            "local.population E08000014 FY2021-22 actual = 24412 count",
            "local.number_children_rate E08000014 FY2021-22 actual = 1.8 per_1000",
            "local.number_children yjs-E08000014 FY2021-22 actual = 43 count",
            "local.population yjs-E08000014 FY2021-22 actual = 24412 count",
            "local.number_children_rate yjs-E08000014 FY2021-22 actual = 1.8 per_1000",
            "local.number_children yjs-south-tees FY2021-22 actual = 60 count",
            "local.population yjs-south-tees FY2021-22 actual = 28000 count",
            "local.number_children_rate yjs-south-tees FY2021-22 actual = 2.1 per_1000",
            "local.number_children E08000015 FY2021-22 actual = 90 count",
            "local.population E08000015 FY2021-22 actual = 30000 count",
            "local.number_children_rate E08000015 FY2021-22 actual = 5 per_1000",
        ],
        &["rate-differs"],
    );
}

#[test]
fn a_rate_that_was_added_up_is_refused() {
    let regions = [("East", 298), ("North West", 262), ("London", 353)];
    let mut text = "measure,unit,area,year,value\n".to_owned();
    for (area, value) in regions {
        text += &format!("first time entrants,\"per 100,000\",{area},2017,{value}\n");
    }
    text = text.replace("East,", "East Midlands,")
        + "first time entrants,\"per 100,000\",England,2017,913\n";
    check(
        "a.csv",
        &text,
        "statistics",
        &[
            "yj.fte.rate E12000004 CY2017 actual = 298 per_100000",
            "yj.fte.rate E12000002 CY2017 actual = 262 per_100000",
            "yj.fte.rate E12000007 CY2017 actual = 353 per_100000",
        ],
        &["rate-summed"],
    );
}

#[test]
fn rows_that_cannot_be_placed_are_listed() {
    check(
        "a.csv",
        "Area,2018/19,2019/20\nSefton,1,2\nWirral,3,4\n,4,6\n,9,9\nNotes: none\n",
        "statistics",
        &[
            "local.unnamed E08000014 FY2018-19 actual = 1 count",
            "local.unnamed E08000014 FY2019-20 actual = 2 count",
            "local.unnamed E08000015 FY2018-19 actual = 3 count",
            "local.unnamed E08000015 FY2019-20 actual = 4 count",
        ],
        &["control-total-met", "figure-row"],
    );
}

#[test]
fn persons_by_age_make_the_bands_of_rates() {
    let ages: Vec<String> = (0..=20).map(|n| n.to_string()).collect();
    let tens = |n: u32| vec![n.to_string(); 21].join(",");
    let wide = format!(
        "Mid-2023 estimates\nThis worksheet contains one table.\nCode,Name,Geography,All ages,{},21+\nE08000014,Sefton,District,2300,{},200\nE92000001,ENGLAND,Country,2301,{},200\n",
        ages.join(","),
        tens(100),
        tens(100)
    );
    let long = "area_code,year,age,sex,persons\n".to_owned()
        + &(10..=17)
            .map(|n| format!("E08000014,2022,{n},M,5\nE08000014,2022,{n},F,6\n"))
            .collect::<String>();
    let cases = [
        (
            wide,
            vec![
                "E08000014 2023 0-17 1800",
                "E08000014 2023 10-14 500",
                "E08000014 2023 10-17 800",
                "E08000014 2023 15-17 300",
                "E08000014 2023 18+ 500",
                "E08000014 2023 all 2300",
            ],
        ),
        (
            long,
            vec!["E08000014 2022 10-14 55", "E08000014 2022 10-17 88", "E08000014 2022 15-17 33"],
        ),
    ];
    for (text, expected) in cases {
        let noted = read("pop.csv", &text);
        let found: Vec<String> = noted
            .product
            .populations
            .iter()
            .filter(|p| p.area == "E08000014")
            .map(|p| format!("{} {} {} {}", p.area, p.year, p.age_band, p.persons))
            .collect();
        assert_eq!(found, expected, "{text}");
        let control = text.contains("2301");
        assert_eq!(rules(&noted), if control { vec!["control-total-differs"] } else { vec![] });
    }
}

#[test]
fn outturns_are_money_of_authorities() {
    let text = "Revenue outturn 2017-18,,,,\nNet current expenditure (\u{a3} thousand),,,,\nE-code,ONS Code,Local authority,Class,Education services,TOTAL SERVICES\n\
        E4304,E08000014,Sefton,MD,12.5,100\nE4305,E08000015,Wirral,MD,...,50\n,,ENGLAND,,12.5,150\n,,METROPOLITAN DISTRICTS,MD,12.5,140\n";
    let noted = read("rs.csv", text);
    let d = &noted.product.document;
    let found: Vec<String> = noted
        .product
        .allocations
        .iter()
        .map(|a| {
            format!("{} {} {} {} {}", a.area, a.activity, a.level.name(), a.amount, a.basis.name())
        })
        .collect();
    assert_eq!(d.kind.name(), "outturn");
    assert_eq!(
        found,
        [
            "E08000014 Education services item 12500.00 outturn",
            "E08000014 TOTAL SERVICES total 100000.00 outturn",
            "E08000015 TOTAL SERVICES total 50000.00 outturn",
        ]
    );
    assert_eq!(d.period.map(|p| p.to_string()).as_deref(), Some("FY2017-18"));
    assert_eq!((d.rows_read, d.rows_kept, d.rows_skipped), (7, 2, 5));
    assert_eq!(rules(&noted), ["control-total-differs", "control-total-met", "values-missing"]);
}

#[test]
fn what_is_no_table_of_figures_says_why() {
    let cases = [
        (
            "Contract title,Contract start date,Contract end date,Contract value,Supplier\nA,1/1/20,1/1/21,5,X\n",
            "contracts",
        ),
        (
            "LAD23CD,LAD23NM,ObjectId\nE06000001,Hartlepool,1\nE06000002,Middlesbrough,2\nE06000003,Redcar,3\n",
            "expected a header",
        ),
        ("Name,Score\nApples,3\nPears,4\n", "areas, periods or measures"),
    ];
    for (text, why) in cases {
        let noted = read("x.csv", text);
        assert_eq!(noted.product.document.kind.name(), "unrecognised", "{text}");
        let said = noted.issues.iter().any(|i| i.rule == "unrecognised" && i.message.contains(why));
        assert!(said, "{text}: {:?}", noted.issues);
    }
}
