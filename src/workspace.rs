//! Where things are and what is in force: raw/, processed/, queries/ and `saferstats.toml`. The only file that knows their names.

mod origin;
mod settings;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::disclose;
use crate::fault::Fault;
use crate::issue::Severity;
use crate::model::expectation::Expectation;
use crate::model::hint::Hint;
use crate::model::mid_year::MidYears;
use crate::nearest::nearest;
use crate::publish::{Format, Profile};

pub use origin::Setting;
pub use settings::{AppliesTo, MidYear, Policy, Settings};

const CONFIG: &str = "saferstats.toml";
const RAW: &str = "raw";
const OUT: &str = "processed";
const QUERIES: &str = "queries";

/// What was typed, over what the folders say.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    pub workspace: Option<PathBuf>,
    pub raw: Option<PathBuf>,
    pub out: Option<PathBuf>,
    pub queries: Option<PathBuf>,
    pub profile: Option<Profile>,
    /// Empty: as the configuration says.
    pub formats: Vec<Format>,
}

#[derive(Debug)]
pub struct Workspace {
    pub root: PathBuf,
    pub raw: PathBuf,
    pub out: PathBuf,
    /// None: there is no such folder, and the queries shipped with the program are used.
    pub queries: Option<PathBuf>,
    pub settings: Settings,
    pub hints: Vec<Hint>,
    pub expectations: Vec<Expectation>,
    pub severities: BTreeMap<String, Severity>,
    /// Which mid-year population stands below the rates of a period.
    pub mid_years: MidYears,
    /// Everything in force and where it came from, in the order in which `config` prints it.
    pub origins: Vec<Setting>,
    config: Config,
}

#[derive(Debug, Default)]
struct Config {
    /// As a person would name it; empty where there is no file.
    name: String,
    text: String,
}

impl Workspace {
    /// What `[disclosure]` says is done to counts of people.
    pub fn disclosure(&self) -> disclose::Policy {
        let disclosure = &self.settings.disclosure;
        let method = match disclosure.policy {
            Policy::None => disclose::Method::None,
            Policy::SuppressUnder5 => disclose::Method::Suppress,
            Policy::Round5 => disclose::Method::Round(5),
            Policy::Round10 => disclose::Method::Round(10),
        };
        disclose::Policy { method, all: disclosure.applies_to == AppliesTo::All }
    }

    /// Finds the folders and reads the configuration.
    ///
    /// # Errors
    /// There is no raw/, the configuration does not read, or the folders overlap.
    pub fn open(typed: &Overrides) -> Result<Self, Fault> {
        let root = root(typed)?;
        let config = Config::read(&root)?;
        let mut settings = config.settings()?;
        settings.publish.profile = typed.profile.unwrap_or(settings.publish.profile);
        if !typed.formats.is_empty() {
            settings.publish.formats.clone_from(&typed.formats);
        }
        let hints = settings.hints().map_err(|r| config.refused(r))?;
        let expectations = settings.expectations().map_err(|r| config.refused(r))?;
        let severities = settings.severities().map_err(|r| config.refused(r))?;
        let mid_years = settings.mid_years().map_err(|r| config.refused(r))?;
        let raw = typed.raw.clone().unwrap_or_else(|| root.join(RAW));
        let out = typed.out.clone().unwrap_or_else(|| root.join(OUT));
        let queries = queries(typed, &root)?;
        let mut workspace = Self {
            root,
            raw,
            out,
            queries,
            settings,
            hints,
            expectations,
            severities,
            mid_years,
            origins: Vec::new(),
            config,
        };
        workspace.check_folders()?;
        workspace.origins = origin::settings(&workspace, typed);
        Ok(workspace)
    }

    /// Where the output would be, as far as it can be told without a configuration that reads.
    pub fn output(typed: &Overrides) -> Option<PathBuf> {
        let out = || root(typed).ok().map(|root| root.join(OUT));
        typed.out.clone().or_else(out)
    }

    /// Severities are for rules that exist; the SQL rules are known only when the queries are.
    ///
    /// # Errors
    /// A severity is set for a rule that is not among these.
    pub fn check_rules(&self, rules: &[&str]) -> Result<(), Fault> {
        let unknown = |key: &&toml::Spanned<String>| !rules.contains(&key.as_ref().as_str());
        match self.settings.checks.severity.keys().find(unknown) {
            None => Ok(()),
            Some(key) => {
                let fault = Fault::new(format!("unknown rule `{}`", key.as_ref()));
                let help = nearest(key.as_ref(), rules.iter().copied()).map_or_else(
                    || "`saferstats explain` lists the rules".to_owned(),
                    |name| format!("did you mean `{name}`?"),
                );
                Err(fault.help(help).at(&self.config.name, &self.config.text, Some(key.span())))
            }
        }
    }

    /// The text of the configuration as it is hashed into `run.json`; empty where there is none.
    pub fn configuration(&self) -> &str {
        &self.config.text
    }

    /// Query files as (path from queries/ on, text), sorted by path; none where there is no folder.
    ///
    /// # Errors
    /// A query file cannot be read or is not UTF-8.
    pub fn query_files(&self) -> Result<Option<Vec<(String, String)>>, Fault> {
        let Some(folder) = &self.queries else { return Ok(None) };
        let mut files = Vec::new();
        collect_sql(folder, QUERIES, &mut files)?;
        files.sort();
        Ok(Some(files))
    }

    fn check_folders(&self) -> Result<(), Fault> {
        let real = |p: &Path| fs::canonicalize(p).unwrap_or_else(|_| p.to_owned());
        if !self.raw.is_dir() {
            let message = format!("there is no folder {}", self.raw.display());
            return Err(Fault::new(message).help("put the documents there, or give --raw DIR"));
        }
        let (raw, out) = (real(&self.raw), real_parent(&self.out));
        if out.starts_with(&raw) || raw.starts_with(&out) {
            let message = format!(
                "the output {} and the documents {} lie in one another",
                self.out.display(),
                self.raw.display()
            );
            return Err(Fault::new(message).help("give --out a folder beside raw/"));
        }
        Ok(())
    }
}

impl Config {
    fn read(root: &Path) -> Result<Self, Fault> {
        let path = root.join(CONFIG);
        let cannot = |why: &str| Fault::new(format!("cannot read {}: {why}", path.display()));
        match fs::read(&path) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes).map_err(|_| cannot("it is not UTF-8"))?;
                let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
                Ok(Self { name: CONFIG.to_owned(), text })
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(cannot(&e.to_string())),
        }
    }

    fn settings(&self) -> Result<Settings, Fault> {
        toml::from_str(&self.text).map_err(|error| {
            let (message, help) = explain(error.message());
            Fault::new(message).help(help).at(&self.name, &self.text, error.span())
        })
    }

    fn refused(&self, refused: settings::Refused) -> Fault {
        let near = nearest(&refused.word, refused.allowed.iter().copied());
        let help = match near {
            Some(name) => format!("did you mean `{name}`?"),
            None if refused.allowed.is_empty() => String::new(),
            None => format!("it may be {}", refused.allowed.join(", ")),
        };
        Fault::new(refused.message).help(help).at(&self.name, &self.text, Some(refused.span))
    }
}

/// Turns what the TOML reader says of an unknown name into the nearest valid one.
fn explain(message: &str) -> (String, String) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let kind = [("unknown field", "unknown key"), ("unknown variant", "unknown value")];
    let known = kind.iter().find(|(theirs, _)| message.starts_with(theirs));
    let (Some((_, ours)), Some((word, names))) = (known, quoted.split_first()) else {
        return (message.to_owned(), String::new());
    };
    let help = match nearest(word, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("it may be {}", names.join(", ")),
    };
    (format!("{ours} `{word}`"), help)
}

fn root(typed: &Overrides) -> Result<PathBuf, Fault> {
    if let Some(root) = &typed.workspace {
        let missing = || Fault::new(format!("there is no folder {}", root.display()));
        return root.is_dir().then(|| root.clone()).ok_or_else(missing);
    }
    let here = std::env::current_dir()
        .map_err(|e| Fault::new(format!("cannot tell the current folder: {e}")))?;
    let found = here.ancestors().find(|folder| folder.join(RAW).is_dir());
    match (found, &typed.raw) {
        (Some(root), _) => Ok(root.to_owned()),
        (None, Some(_)) => Ok(here),
        (None, None) => {
            Err(Fault::new(format!("no folder from {} upward has raw/", here.display()))
                .help("make raw/ and put documents in it, or give --workspace DIR"))
        }
    }
}

fn queries(typed: &Overrides, root: &Path) -> Result<Option<PathBuf>, Fault> {
    match &typed.queries {
        Some(folder) if folder.is_dir() => Ok(Some(folder.clone())),
        Some(folder) => Err(Fault::new(format!("there is no folder {}", folder.display()))),
        None => Ok(Some(root.join(QUERIES)).filter(|folder| folder.is_dir())),
    }
}

/// The real path of a folder that may not exist yet.
fn real_parent(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = full.ancestors().find_map(|a| Some((a, fs::canonicalize(a).ok()?)));
    match known {
        Some((ancestor, real)) => {
            full.strip_prefix(ancestor).map_or(real.clone(), |rest| real.join(rest))
        }
        None => full,
    }
}

fn collect_sql(folder: &Path, under: &str, out: &mut Vec<(String, String)>) -> Result<(), Fault> {
    let cannot = |path: &Path, why: &dyn std::fmt::Display| {
        Fault::new(format!("cannot read {}: {why}", path.display()))
    };
    for entry in fs::read_dir(folder).map_err(|e| cannot(folder, &e))? {
        let path = entry.map_err(|e| cannot(folder, &e))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let id = format!("{under}/{name}");
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect_sql(&path, &id, out)?;
        } else if Path::new(&name).extension().is_some_and(|e| e.eq_ignore_ascii_case("sql")) {
            let bytes = fs::read(&path).map_err(|e| cannot(&path, &e))?;
            let text = String::from_utf8(bytes).map_err(|_| cannot(&path, &"it is not UTF-8"))?;
            out.push((id, text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(toml: &str) -> Result<Workspace, Fault> {
        let folder = tempfile::tempdir().map_err(|e| Fault::new(e.to_string()))?;
        let made = fs::create_dir(folder.path().join(RAW))
            .and_then(|()| fs::write(folder.path().join(CONFIG), toml));
        made.map_err(|e| Fault::new(e.to_string()))?;
        Workspace::open(&Overrides {
            workspace: Some(folder.path().to_owned()),
            ..Overrides::default()
        })
    }

    #[test]
    fn a_wrong_configuration_names_the_line_and_the_nearest_name() {
        let cases = [
            (
                "[disclosre]\n",
                "saferstats.toml:1:2: unknown key `disclosre`; did you mean `disclosure`?",
            ),
            (
                "\n[disclosure]\npolcy = \"none\"\n",
                "saferstats.toml:3:1: unknown key `polcy`; did you mean `policy`?",
            ),
            (
                "[publish]\nprofile = \"power-bi\"\n",
                "saferstats.toml:2:11: unknown value `power-bi`; did you mean `powerbi`?",
            ),
            (
                "[checks.severity]\nrate-differs = \"eror\"\n",
                "saferstats.toml:2:16: `eror` is no severity; did you mean `error`?",
            ),
            (
                "[[source]]\npath = \"*\"\nkind = \"spnd\"\n",
                "saferstats.toml:3:8: `spnd` is no kind of document; did you mean `spend`?",
            ),
            (
                "[[vocab.theme]]\nid = \"x\"\nlabl = \"X\"\n",
                "saferstats.toml:3:1: unknown key `labl`; did you mean `label`?",
            ),
            (
                "[rates.years]\n\"2019\" = 2018\n",
                "saferstats.toml:2:1: `2019` is no financial year such as FY2019-20",
            ),
            (
                "[[expect]]\npath = \"a\"\nby = \"soon\"\n",
                "saferstats.toml:3:6: `soon` is no day such as 2026-05-31",
            ),
            (
                "[[expect]]\npath = \"a\"\nevery = \"week\"\n",
                "saferstats.toml:3:9: `week` is no length of time; it may be month, quarter, financial_year, calendar_year",
            ),
            (
                "[[expect]]\npath = \"a\"\nevery = \"month\"\nfrom = \"2026\"\n",
                "saferstats.toml:4:8: `2026` is no month such as 2026-04, FY2026-27-Q1 or FY2026-27",
            ),
            (
                "[checks]\nstrict = \"yes\"\n",
                "saferstats.toml:2:10: invalid type: string \"yes\", expected a boolean",
            ),
        ];
        for (toml, expected) in cases {
            let found = open(toml).map(|_| ()).map_err(|fault| fault.to_string());
            assert_eq!(found, Err(expected.to_owned()), "{toml}");
        }
    }

    #[test]
    fn severities_are_for_rules_that_exist() {
        let toml = "[checks.severity]\nrate-difers = \"info\"\n";
        let found = open(toml).and_then(|w| w.check_rules(&["rate-differs", "draft"]));
        let expected =
            "saferstats.toml:2:1: unknown rule `rate-difers`; did you mean `rate-differs`?";
        assert_eq!(found.map_err(|fault| fault.to_string()), Err(expected.to_owned()));
    }

    #[test]
    fn what_is_in_force_says_where_it_came_from() {
        let toml = "[publish]\nprofile = \"open-data\"\n[[source]]\npath = \"a/*\"\nbody = \"B\"\n";
        let Ok(workspace) = open(toml) else { panic!("opens") };
        let shown: Vec<String> = workspace
            .origins
            .iter()
            .filter(|s| !s.key.starts_with("folder"))
            .map(|s| format!("{} = {} ({})", s.key, s.value, s.origin))
            .collect();
        assert_eq!(
            shown,
            [
                "area.default = \"\" (default)",
                "disclosure.policy = \"suppress-under-5\" (default)",
                "disclosure.applies_to = \"restricted\" (default)",
                "publish.formats = [] (default)",
                "publish.partition = false (default)",
                "publish.profile = \"open-data\" (saferstats.toml:2)",
                "checks.strict = false (default)",
                "changes.against = \"last\" (default)",
                "rates.mid_year = \"start\" (default)",
                "source[1].path = \"a/*\" (saferstats.toml:4)",
                "source[1].body = \"B\" (saferstats.toml:5)",
            ]
        );
    }
}
