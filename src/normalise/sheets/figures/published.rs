//! Small tables in the layouts of national publications, each with the figures that it holds.

use super::tests::check;

#[test]
fn a_quarter_beside_its_year_is_no_figure() {
    check(
        "prc-mar2013-onwards.csv",
        "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,Number of Offences\n\
         2022/23,1,Merseyside,Robbery of personal property,Robbery,Robbery of personal property,34B,301\n\
         2022/23,2,Merseyside,Robbery of business property,Robbery,Robbery of business property,34A,44\n\
         2022/23,2,Merseyside,Shoplifting,Theft offences,Shoplifting,46,900\n\
         2022/23,2,Merseyside,Homicide,Violence against the person,Homicide,1,3\n",
        "statistics",
        &[
            "local.robbery_personal_property_robbery_number_offence E23000004 FY2022-23-Q1 actual = 301 count",
            "local.robbery_business_property_robbery_number_offence E23000004 FY2022-23-Q2 actual = 44 count",
            "crime.shoplifting E23000004 FY2022-23-Q2 actual = 900 count",
            "local.homicide_violence_against_person_number_offence E23000004 FY2022-23-Q2 actual = 3 count",
        ],
        &[],
    );
}

#[test]
fn what_became_of_an_offence_is_not_the_offence() {
    check(
        "outcomes.csv",
        "Financial Year,Financial Quarter,Force Name,Offence Description,Outcome Description,Outcome Type,Force outcomes recorded in quarter\n\
         2022/23,1,Merseyside,Shoplifting,Charged/Summonsed,1,31\n\
         2022/23,1,Merseyside,Shoplifting,Caution - youths,2,2\n\
         2022/23,1,Merseyside,Robbery,Charged/Summonsed,1,4\n",
        "statistics",
        &[
            "local.shoplifting_charged_summonsed_force_outcome_recorded_quarter E23000004 FY2022-23-Q1 actual = 31 count",
            "local.shoplifting_caution_youth_force_outcome_recorded_quarter E23000004 FY2022-23-Q1 actual = 2 count",
            "local.robbery_charged_summonsed_force_outcome_recorded_quarter E23000004 FY2022-23-Q1 actual = 4 count",
        ],
        &["column-skipped"],
    );
}

#[test]
fn months_stand_across_as_six_digits() {
    check(
        "borough.csv",
        "MajorText,MinorText,LookUp_BoroughName,202311,202312,202401\n\
         Robbery,Personal Property,Barnet,41,38,52\nRobbery,Business Property,Barnet,3,0,2\n",
        "statistics",
        &[
            "local.robbery_personal_property E09000003 2023-11 actual = 41 count",
            "local.robbery_personal_property E09000003 2023-12 actual = 38 count",
            "local.robbery_personal_property E09000003 2024-01 actual = 52 count",
            "local.robbery_business_property E09000003 2023-11 actual = 3 count",
            "local.robbery_business_property E09000003 2023-12 actual = 0 count",
            "local.robbery_business_property E09000003 2024-01 actual = 2 count",
        ],
        &[],
    );
}

#[test]
fn value_count_and_denominator_are_three_things() {
    const HEADS: &str = "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Time period Sortable";
    let first = "10401,First time entrants to the youth justice system";
    check(
        "indicators.csv",
        &format!(
            "{HEADS}\n\
             {first},,,E92000001,England,England,Persons,10-17 yrs,,2021,146.9,144.1,149.7,8016,5457000,20210000\n\
             {first},,,E92000001,England,England,Persons,10-17 yrs,Most deprived tenth,2021,200,190,210,1000,500000,20210000\n\
             {first},E12000002,North West,E08000014,Sefton,Districts,Persons,10-17 yrs,,2021,93.1,58.1,141,23,24700,20210000\n\
             {first},E12000002,North West,E08000015,Wirral,Districts,Persons,10-17 yrs,,2021,88,58.1,141,23,24700,20210000\n\
             10402,Hate crime incidents,E12000002,North West,E08000015,Wirral,Districts,Persons,All ages,,2021,10,8,12,40,40000,20210000\n"
        ),
        "statistics",
        &[
            "yj.fte.rate E92000001 CY2021 actual = 146.9 per_100000",
            "yj.fte.count E92000001 CY2021 actual = 8016 count",
            "local.first_time_entrant_youth_justice_system_denominator E92000001 CY2021 actual = 5457000 count",
            "local.first_time_entrant_youth_justice_system_most_deprived_tenth_per_100000 E92000001 CY2021 actual = 200 per_100000",
            "local.first_time_entrant_youth_justice_system_most_deprived_tenth_count E92000001 CY2021 actual = 1000 count",
            "local.first_time_entrant_youth_justice_system_most_deprived_tenth_denominator E92000001 CY2021 actual = 500000 count",
            "yj.fte.rate E08000014 CY2021 actual = 93.1 per_100000",
            "yj.fte.count E08000014 CY2021 actual = 23 count",
            "local.first_time_entrant_youth_justice_system_denominator E08000014 CY2021 actual = 24700 count",
            "local.first_time_entrant_youth_justice_system_value E08000015 CY2021 actual = 88 count",
            "yj.fte.count E08000015 CY2021 actual = 23 count",
            "local.first_time_entrant_youth_justice_system_denominator E08000015 CY2021 actual = 24700 count",
            "local.hate_crime_incident_per_10000 E08000015 CY2021 actual = 10 per_10000",
            "hate_crime.incidents E08000015 CY2021 actual = 40 count",
            "local.hate_crime_incident_denominator E08000015 CY2021 actual = 40000 count",
        ],
        &["column-skipped", "rate-without-scale"],
    );
    check(
        "kpi.csv",
        "Year,Quarter,Area,Measure,Numerator,Denominator,Percentage\n2022/23,Q1,Sefton,Children in suitable accommodation,31,40,77.5\n",
        "statistics",
        &[
            "local.children_suitable_accommodation_numerator E08000014 FY2022-23-Q1 actual = 31 count",
            "local.children_suitable_accommodation_denominator E08000014 FY2022-23-Q1 actual = 40 count",
            "yj.kpi.accommodation E08000014 FY2022-23-Q1 actual = 77.5 percent",
        ],
        &[],
    );
}

#[test]
fn the_smallest_area_of_a_row_is_its_own() {
    check(
        "ees.csv",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,characteristic,exclusion_count\n\
         202122,Academic year,National,E92000001,England,,,,,,Total,6495\n\
         202122,Academic year,Regional,E92000001,England,E12000002,North West,z,z,z,Total,1000\n\
         202122,Academic year,Local authority,E92000001,England,E12000002,North West,343,E08000014,Sefton,Total,48\n\
         202122,Academic year,Local authority,E92000001,England,E12000002,North West,344,E08000015,Wirral,Total,low\n\
         202122,Financial year,Local authority,E92000001,England,E12000002,North West,344,E08000015,Wirral,Girls,c\n",
        "statistics",
        &[
            "local.exclusion_count E92000001 2021-09..2022-08 actual = 6495 count",
            "local.exclusion_count E12000002 2021-09..2022-08 actual = 1000 count",
            "local.exclusion_count E08000014 2021-09..2022-08 actual = 48 count",
            "local.exclusion_count E08000015 2021-09..2022-08 actual = low count",
            "local.girl_exclusion_count E08000015 FY2021-22 actual = c count",
        ],
        &["column-skipped"],
    );
    check(
        "children_table.csv",
        "England_Wales,Region,YJS,Financial_Year,Number_Children\nEngland,North West,Sefton,2021-22,61\n\
         England,North West,Total,2021-22,2000\nEngland,Total,Total,2021-22,9000\nWales,Wales,Cardiff,2021-22,75\n",
        "statistics",
        &[
            "local.number_children E08000014 FY2021-22 actual = 61 count",
            "local.number_children E12000002 FY2021-22 actual = 2000 count",
            "local.number_children E92000001 FY2021-22 actual = 9000 count",
            "local.number_children W06000015 FY2021-22 actual = 75 count",
        ],
        &[],
    );
}

#[test]
fn what_adults_do_is_not_youth_justice() {
    let table = |title: &str| {
        format!(
            "\"{title} proven reoffending, cohort April 2020 to March 2021\"\n\
             Local authority,Number of offenders,Number of reoffenders,Proportion of offenders who reoffend (%),Average number of reoffences per reoffender\n\
             Sefton,98,31,31.6,3.61\nWirral,131,40,30.5,4\n\"Source: Ministry, 2023\",,,,\n"
        )
    };
    let rows = |ids: [&str; 4]| {
        let row = |area: &str, values: [&str; 4]| {
            let units = ["count", "count", "percent", "count"];
            let all = ids.iter().zip(values).zip(units);
            all.map(|((id, v), u)| format!("{id} {area} FY2020-21 actual = {v} {u}"))
                .collect::<Vec<_>>()
        };
        [
            row("E08000014", ["98", "31", "31.6", "3.61"]),
            row("E08000015", ["131", "40", "30.5", "4"]),
        ]
        .concat()
    };
    let young = rows([
        "yj.reoffending.cohort",
        "yj.reoffending.reoffenders",
        "yj.reoffending.binary_rate",
        "yj.reoffending.frequency",
    ]);
    let others = |before: &str| {
        let id = |rest: &str| format!("local.{before}{rest}");
        let ids = [
            id("number_offender"),
            id("number_reoffender"),
            id("proportion_offender_who_reoffend_percent"),
            id("average_number_reoffence_per_reoffender"),
        ];
        rows([&ids[0], &ids[1], &ids[2], &ids[3]])
    };
    let refs = |rows: &[String]| rows.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    for (title, expected) in
        [("Juvenile", young), ("Adult", others("adult_")), ("All offenders:", others(""))]
    {
        let expected = refs(&expected);
        let expected: Vec<&str> = expected.lines().collect();
        check("a.csv", &table(title), "statistics", &expected, &[]);
    }
}

#[test]
fn lines_of_a_name_and_its_value_say_what_a_table_is_of() {
    check(
        "nomis.csv",
        "annual population survey\n[from Nomis on 12 March 2024]\n,\ndate,2022\nvariable,Unemployment rate (%)\n,\n\
         local authority: county / unitary (as of April 2023),mnemonic,value,denominator,conf\n\
         Sefton,E08000014,3.6,130000,1.9\nWirral,E08000015,!,150000,!\n",
        "statistics",
        &[
            "local.unemployment_rate_percent E08000014 CY2022 actual = 3.6 percent",
            "local.unemployment_rate_percent_denominator E08000014 CY2022 actual = 130000 count",
            "local.unemployment_rate_percent E08000015 CY2022 actual = ! percent",
            "local.unemployment_rate_percent_denominator E08000015 CY2022 actual = 150000 count",
        ],
        &["column-skipped"],
    );
}

#[test]
fn a_section_of_a_table_names_what_its_rows_count() {
    check(
        "summary.csv",
        "Data summary\nIndicator,Sefton,England\n\"FTE rate per 100,000 of 10-17 population\",,\nJul 15 - Jun 16,310,331\n\
         percent change from selected baseline,-12.7%,-13.4%\n\"Use of custody rate per 1,000 of 10-17 population\",,\nOct 15 - Sep 16,0.21,0.37\n",
        "statistics",
        &[
            "yj.fte.rate E08000014 2015-07..2016-06 actual = 310 per_100000",
            "yj.fte.rate E92000001 2015-07..2016-06 actual = 331 per_100000",
            "local.fte_rate_per_100_000_10_17_population_percent_change_from_selected_baseline E08000014 ? actual = -12.7 percent",
            "local.fte_rate_per_100_000_10_17_population_percent_change_from_selected_baseline E92000001 ? actual = -13.4 percent",
            "yj.custody.rate E08000014 2015-10..2016-09 actual = 0.21 per_1000",
            "yj.custody.rate E92000001 2015-10..2016-09 actual = 0.37 per_1000",
        ],
        &[],
    );
}

#[test]
fn ranks_bounds_and_changes_are_no_figures() {
    check(
        "ranks.csv",
        "Local authority,Rank of rate,First time entrants,Quartile,Lower 95% CI,Upper 95% CI,% change from last year\n\
         Sefton,3,23,1,14.6,34.5,-17.9%\nWirral,5,25,1,16.2,36.9,8.7%\n",
        "statistics",
        &[
            "yj.fte.count E08000014 ? actual = 23 count",
            "yj.fte.count E08000015 ? actual = 25 count",
        ],
        &["column-skipped"],
    );
    check(
        "changes.csv",
        "\"Recorded crime, percentage change between 2022/23 and 2023/24\"\nLocal authority,Burglary,Robbery\nSefton,-3.1,4.0\nWirral,5.2,-1.0\n",
        "statistics",
        &[],
        &["column-skipped"],
    );
    // A line for each crime holds places on the map and nothing that is counted.
    check(
        "street.csv",
        "Crime ID,Month,Reported by,Longitude,Latitude,LSOA code,LSOA name,Crime type\n,2023-04,Merseyside Police,-3.001,53.611,E01007001,Sefton 001A,Robbery\n",
        "unrecognised",
        &[],
        &["unrecognised"],
    );
}

#[test]
fn counts_have_no_fractions_and_places_across_leave_words_to_the_rows() {
    check(
        "rates.csv",
        "LA Number,Area,Measure,2022,2023,National Rank\n343,Sefton,First time entrants,123,168,88\n-,North West,First time entrants,170.5,179,-\n",
        "statistics",
        &[
            "local.first_time_entrant_value E08000014 CY2022 actual = 123 count",
            "local.first_time_entrant_value E08000014 CY2023 actual = 168 count",
            "local.first_time_entrant_value E12000002 CY2022 actual = 170.5 count",
            "local.first_time_entrant_value E12000002 CY2023 actual = 179 count",
        ],
        &["column-skipped", "rate-without-scale"],
    );
    check(
        "asb.csv",
        "Incidents by district 2023/24\nDistrict,Knowsley,Sefton\nASB personal,310,655\nASB nuisance,1205,2411\n",
        "statistics",
        &[
            "local.asb_personal E08000011 FY2023-24 actual = 310 count",
            "local.asb_personal E08000014 FY2023-24 actual = 655 count",
            "local.asb_nuisance E08000011 FY2023-24 actual = 1205 count",
            "local.asb_nuisance E08000014 FY2023-24 actual = 2411 count",
        ],
        &[],
    );
}

#[test]
fn a_region_with_its_total_and_a_county_beside_its_districts() {
    check(
        "services.csv",
        "First time entrants 2021/22\nRegion,Youth justice service,Number\nNorth West,Sefton,61\n,Wirral,88\n,Total North West,2000\nNorth East,Durham,70\n",
        "statistics",
        &[
            "yj.fte.count E08000014 FY2021-22 actual = 61 count",
            "yj.fte.count E08000015 FY2021-22 actual = 88 count",
            "yj.fte.count E12000002 FY2021-22 actual = 2000 count",
            "yj.fte.count E06000047 FY2021-22 actual = 70 count",
        ],
        &[],
    );
}

#[test]
fn an_outturn_row_without_a_code_is_no_money_and_is_said() {
    use crate::model::allocation::MoneyBasis;
    let noted = super::tests::read(
        "outturn.csv",
        "\"Revenue outturn 2021-22, \u{a3} thousand\"\nONS code,Local authority,Class,Youth justice net current expenditure,Net current expenditure\n\
         E08000014,Sefton,MD,886,9000\n,Wirral,MD,910,9100\n,Atlantis,MD,5,60\n",
    );
    let youth = |a: &&crate::model::allocation::Allocation| a.activity.starts_with("Youth");
    let money: Vec<(&str, String)> = noted
        .product
        .allocations
        .iter()
        .filter(youth)
        .map(|a| (a.area.as_str(), a.amount.normalize().to_string()))
        .collect();
    assert_eq!(
        money,
        [("E08000014", "886000".to_owned())],
        "{:?} {:?}",
        noted.issues,
        noted.product.rejected_rows
    );
    assert!(noted.product.allocations.iter().all(|a| a.basis == MoneyBasis::Outturn));
    let said = |name: &str| {
        noted.product.rejected_rows.iter().any(|r| r.raw.contains(name))
            || noted.issues.iter().any(|i| i.message.contains(name))
    };
    for name in ["Wirral", "Atlantis"] {
        assert!(said(name), "{name}: {:?} {:?}", noted.issues, noted.product.rejected_rows);
    }
}
