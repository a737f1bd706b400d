//! How a row is taken apart into cells and put together again, so that what a document became can be kept between runs.
//! Not what is published: that is declared in `schema`, and leaves out what only the checks need.
//!
//! Rows are declared inside `stored!`, which writes both directions from the fields: a new field is kept without a second
//! list, and a type that cannot be kept does not compile. A cell that does not read back gives `None`, never a default.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::action::{CodeRole, Resourced};
use super::allocation::{Level, MoneyBasis};
use super::amount::{Bound, Unit};
use super::claim::Direction;
use super::document::{DocumentKind, Stated};
use super::numeral::NumeralRole;
use super::observation::{Basis, Change};
use super::period::Period;
use super::place::{Place, Seat};
use super::transaction::VatBasis;

/// One cell on its way into or out of storage.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
}

/// Texts that many rows share, so that a year of payments does not hold each name a thousand times.
#[derive(Debug, Default)]
pub struct Names {
    shared: HashSet<Arc<str>>,
    /// Texts that the program itself spells, such as the codes of rules.
    fixed: Vec<&'static str>,
}

impl Names {
    pub fn with(fixed: Vec<&'static str>) -> Self {
        Self { shared: HashSet::new(), fixed }
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.shared.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.shared.insert(Arc::clone(&new));
        new
    }
}

/// A value that fills one cell.
pub trait Field: Sized {
    const KIND: Kind;
    fn store(&self) -> Cell<'_>;
    /// None where the cell holds nothing that this type could have stored.
    fn load(cell: &Cell<'_>, names: &mut Names) -> Option<Self>;
}

/// A row: its columns in order, and both directions.
pub trait Record: Sized {
    const COLUMNS: &'static [(&'static str, Kind)];
    fn store<'a>(&'a self, put: &mut dyn FnMut(Cell<'a>));
    fn load<'a>(take: &mut dyn FnMut() -> Cell<'a>, names: &mut Names) -> Option<Self>;
}

/// A part of a product: the rows of one table, or the one row of the document.
pub trait Part: Sized {
    fn store(&self, table: &'static str, shelf: &mut impl Shelf);
    /// None where a row does not read back as it was stored.
    fn load(table: &'static str, source: &mut impl Source) -> Option<Self>;
}

impl<R: Record> Part for Vec<R> {
    fn store(&self, table: &'static str, shelf: &mut impl Shelf) {
        shelf.put(table, self);
    }

    fn load(table: &'static str, source: &mut impl Source) -> Option<Self> {
        source.take(table)
    }
}

/// Takes rows in, table by table.
pub trait Shelf {
    /// More rows of a table; a long one of a document comes in several parts, one behind another.
    fn put<R: Record>(&mut self, table: &'static str, rows: &[R]);
}

/// Gives the rows back, table by table.
pub trait Source {
    /// All rows of a table; none where they are not whole.
    fn take<R: Record>(&mut self, table: &'static str) -> Option<Vec<R>>;

    /// The same, one by one, for a table whose rows should not stand in memory at once.
    fn each<R: Record>(&mut self, table: &'static str, row: &mut dyn FnMut(R)) -> Option<()> {
        self.take(table)?.into_iter().for_each(row);
        Some(())
    }
}

/// Declares a row; its fields are its columns.
macro_rules! stored {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$about:meta])* pub $field:ident: $kind:ty),* $(,)?
    }) => {
        $(#[$meta])*
        pub struct $name { $($(#[$about])* pub $field: $kind),* }

        impl $crate::model::stored::Record for $name {
            const COLUMNS: &'static [(&'static str, $crate::model::stored::Kind)] =
                &[$((stringify!($field), <$kind as $crate::model::stored::Field>::KIND)),*];

            fn store<'a>(&'a self, put: &mut dyn FnMut($crate::model::stored::Cell<'a>)) {
                $(put($crate::model::stored::Field::store(&self.$field));)*
            }

            fn load<'a>(
                take: &mut dyn FnMut() -> $crate::model::stored::Cell<'a>,
                names: &mut $crate::model::stored::Names,
            ) -> Option<Self> {
                Some(Self { $($field: $crate::model::stored::Field::load(&take(), names)?),* })
            }
        }
    };
}

/// Declares what a document became; its fields are tables.
macro_rules! stored_tables {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$about:meta])* pub $field:ident: $kind:ty),* $(,)?
    }) => {
        $(#[$meta])*
        pub struct $name { $($(#[$about])* pub $field: $kind),* }

        impl $name {
            pub fn store(&self, shelf: &mut impl $crate::model::stored::Shelf) {
                $($crate::model::stored::Part::store(&self.$field, stringify!($field), shelf);)*
            }

            /// None where a row does not read back as it was stored.
            pub fn load(source: &mut impl $crate::model::stored::Source) -> Option<Self> {
                Some(Self {
                    $($field: $crate::model::stored::Part::load(stringify!($field), source)?),*
                })
            }
        }
    };
}

pub(crate) use {stored, stored_tables};

/// Types that print and parse to the same.
macro_rules! printed {
    ($($kind:ty),*) => {$(
        impl Field for $kind {
            const KIND: Kind = Kind::Text;

            fn store(&self) -> Cell<'_> {
                Cell::Text(Cow::Owned(self.to_string()))
            }

            fn load(cell: &Cell<'_>, _: &mut Names) -> Option<Self> {
                text(cell)?.parse().ok()
            }
        }
    )*};
}

printed!(Decimal, Period, Place);

macro_rules! whole {
    ($($kind:ty),*) => {$(
        impl Field for $kind {
            const KIND: Kind = Kind::Integer;

            fn store(&self) -> Cell<'_> {
                // A count that does not fit reads back as none, and the document is read again.
                i64::try_from(*self).map_or(Cell::Null, Cell::Integer)
            }

            fn load(cell: &Cell<'_>, _: &mut Names) -> Option<Self> {
                integer(cell)?.try_into().ok()
            }
        }
    )*};
}

whole!(i32, u8, u32, u64);

impl Field for i64 {
    const KIND: Kind = Kind::Integer;

    fn store(&self) -> Cell<'_> {
        Cell::Integer(*self)
    }

    fn load(cell: &Cell<'_>, _: &mut Names) -> Option<Self> {
        integer(cell)
    }
}

/// Types of a few words. A variant that is missing here does not compile.
macro_rules! words {
    ($($kind:ty: $($variant:ident)+;)+) => {$(
        impl $crate::model::stored::Field for $kind {
            const KIND: $crate::model::stored::Kind = $crate::model::stored::Kind::Text;

            fn store(&self) -> $crate::model::stored::Cell<'_> {
                match self {
                    $(Self::$variant)|+ => $crate::model::stored::Cell::Text(self.name().into()),
                }
            }

            fn load(
                cell: &$crate::model::stored::Cell<'_>,
                _: &mut $crate::model::stored::Names,
            ) -> Option<Self> {
                let $crate::model::stored::Cell::Text(word) = cell else { return None };
                [$(Self::$variant),+].into_iter().find(|v| v.name() == word.as_ref())
            }
        }
    )+};
}

pub(crate) use words;

words! {
    Basis: Target Actual Forecast Estimate;
    Bound: Exact Over AtLeast Under AtMost About;
    Change: Level Increase Decrease;
    CodeRole: MeasureOfAction IndicatorOfPriority;
    Direction: Down Up Unchanged Lowest Highest Better Worse;
    DocumentKind: PartnershipPlan BudgetPlan ServicePlan CommitteeReport ServiceReview Spend PerformanceReturn
        Statistics Population Deflator Outturn Unrecognised RowLevel;
    Level: Total Item Part;
    MoneyBasis: Budget Forecast Outturn;
    NumeralRole: Allocation Observation Claim Period Deadline Code Reference Identifier Contact Ordinal Name Noise
        Unexplained;
    Resourced: Yes No Partly Unknown;
    Stated: Stated Inferred None;
    Unit: Count Percent PercentagePoint Per1000 Per10000 Per100000 Gbp;
    VatBasis: Net Gross Unknown;
}

impl Field for String {
    const KIND: Kind = Kind::Text;

    fn store(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self))
    }

    fn load(cell: &Cell<'_>, _: &mut Names) -> Option<Self> {
        text(cell).map(str::to_owned)
    }
}

impl Field for Arc<str> {
    const KIND: Kind = Kind::Text;

    fn store(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self))
    }

    fn load(cell: &Cell<'_>, names: &mut Names) -> Option<Self> {
        Some(names.shared(text(cell)?))
    }
}

impl Field for &'static str {
    const KIND: Kind = Kind::Text;

    fn store(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self))
    }

    fn load(cell: &Cell<'_>, names: &mut Names) -> Option<Self> {
        let text = text(cell)?;
        names.fixed.iter().copied().find(|known| *known == text)
    }
}

impl Field for bool {
    const KIND: Kind = Kind::Integer;

    fn store(&self) -> Cell<'_> {
        Cell::Integer(i64::from(*self))
    }

    fn load(cell: &Cell<'_>, _: &mut Names) -> Option<Self> {
        match integer(cell)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

/// A day as 20240430.
impl Field for Date {
    const KIND: Kind = Kind::Integer;

    fn store(&self) -> Cell<'_> {
        let year = i64::from(self.year()) * 10_000;
        Cell::Integer(year + i64::from(self.month()) * 100 + i64::from(self.day()))
    }

    fn load(cell: &Cell<'_>, _: &mut Names) -> Option<Self> {
        let days = integer(cell)?;
        let year = i16::try_from(days.div_euclid(10_000)).ok()?;
        let rest = days.rem_euclid(10_000);
        Self::new(year, i8::try_from(rest / 100).ok()?, i8::try_from(rest % 100).ok()?).ok()
    }
}

impl Field for Seat {
    const KIND: Kind = Kind::Text;

    fn store(&self) -> Cell<'_> {
        Cell::Text(Cow::Owned(format!("{} {} {}", self.sentence, self.block, self.column)))
    }

    fn load(cell: &Cell<'_>, _: &mut Names) -> Option<Self> {
        let mut numbers = text(cell)?.split(' ').map(|n| n.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Self { sentence: next()?, block: next()?, column: next()? })
    }
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;

    fn store(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Field::store)
    }

    fn load(cell: &Cell<'_>, names: &mut Names) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::load(cell, names).map(Some),
        }
    }
}

/// A few texts in one cell, each behind its length.
impl Field for Vec<String> {
    const KIND: Kind = Kind::Text;

    fn store(&self) -> Cell<'_> {
        Cell::Text(Cow::Owned(self.iter().map(|t| format!("{}:{t}", t.len())).collect()))
    }

    fn load(cell: &Cell<'_>, _: &mut Names) -> Option<Self> {
        let (mut rest, mut all) = (text(cell)?, Vec::new());
        while !rest.is_empty() {
            let (length, tail) = rest.split_once(':')?;
            let length = length.parse().ok()?;
            all.push(tail.get(..length)?.to_owned());
            rest = &tail[length..];
        }
        Some(all)
    }
}

fn text<'a>(cell: &'a Cell<'_>) -> Option<&'a str> {
    match cell {
        Cell::Text(text) => Some(text),
        _ => None,
    }
}

fn integer(cell: &Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Integer(n) => Some(*n),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Field + PartialEq + std::fmt::Debug>(values: &[T]) {
        let mut names = Names::with(vec!["draft"]);
        for value in values {
            let cell = value.store();
            assert_eq!(T::load(&cell, &mut names).as_ref(), Some(value), "{cell:?}");
        }
    }

    #[test]
    fn what_is_stored_reads_back_the_same() {
        check(&["1.50".parse::<Decimal>().unwrap(), Decimal::MIN, Decimal::MAX, Decimal::ZERO]);
        check(&[Some(jiff::civil::date(2024, 2, 29)), Some(Date::MIN), Some(Date::MAX), None]);
        let periods = ["FY2019-20", "FY2018-19-Q3", "CY2018", "2018-04..2019-03", "2010-09.."];
        check(&periods.map(|p| p.parse::<Period>().unwrap()));
        check(&["", "L5:1", "a!b!AA3", "R1:C2"].map(|p| p.parse::<Place>().unwrap()));
        check(&[Some(Place::Whole), None]);
        check(&[vec![], vec![String::new()], vec!["a:b".to_owned(), "3:é".to_owned()]]);
        check(&[Seat { sentence: 1, block: 0, column: u32::MAX }]);
        check(&["draft"]);
        check(&[true, false]);
        check(&[Bound::AtLeast, Bound::Exact]);
    }

    #[test]
    fn what_was_never_stored_is_refused() {
        let mut names = Names::default();
        let word = |w: &'static str| Cell::Text(w.into());
        assert_eq!(Bound::load(&word("nearly"), &mut names), None);
        assert_eq!(<&str>::load(&word("draft"), &mut names), None);
        assert_eq!(bool::load(&Cell::Integer(2), &mut names), None);
        assert_eq!(Date::load(&Cell::Integer(20_240_230), &mut names), None);
        assert_eq!(String::load(&Cell::Null, &mut names), None);
        assert_eq!(Vec::<String>::load(&word("9:ab"), &mut names), None);
    }
}
