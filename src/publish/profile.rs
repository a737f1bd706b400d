//! What a published set is for: which bytes the profile asks for, and which formats stand beside CSV. Values never differ.

use serde::{Deserialize, Serialize};

use super::csv::Spelling;

/// Who reads the set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// With a byte order mark, without which Power Query and Excel take UTF-8 for Windows-1252.
    #[default]
    Powerbi,
    /// Without the mark, and with CSVW metadata beside each file.
    OpenData,
    /// With the mark, and without a text cell that a spreadsheet would run as a formula.
    ExcelSafe,
}

impl Profile {
    pub fn spelling(self) -> Spelling {
        Spelling { mark: self != Self::OpenData, guarded: self == Self::ExcelSafe }
    }
}

/// What tables and views are written as. CSV always is: every command that reads a published set reads that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Csv,
    Parquet,
    Ods,
    Xlsx,
}

/// `[publish]` of the configuration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    pub profile: Profile,
    /// Beside CSV.
    pub formats: Vec<Format>,
    /// Payments once more, in one file a financial year; where it is not set, for the profile `powerbi`.
    pub partition: Option<bool>,
}

impl Options {
    pub fn has(&self, format: Format) -> bool {
        format == Format::Csv || self.formats.contains(&format)
    }

    pub fn is_partitioned(&self) -> bool {
        self.partition.unwrap_or(self.profile == Profile::Powerbi)
    }
}
