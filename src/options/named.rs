//! Options by the names that they have on the command line, for programs that have no command line.

use super::AfterCall;
use super::DtorsExport;
use super::InitChoice;
use super::MemoryChoice;
use super::MemoryExport;
use super::MemoryMaximum;
use super::Options;
use super::Policy;
use super::Prove;
use super::RewriterChoice;
use super::SegmentsChoice;
use super::TableChoice;
use super::TableExport;
use super::Validate;
use super::values;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::RenameExport;
use crate::inspect::RenameImport;
use crate::nearest::nearest;

/// Sets an option; the error says what it expects.
type Set = fn(&mut Options, OptionValue) -> Result<(), String>;

/// Each option, without its dashes.
const OPTIONS: &[(&str, Set)] = &[
    ("after-call", |to, given| {
        given.one_of(&[("flush", AfterCall::Flush), ("nothing", AfterCall::Nothing)]).map(|it| to.after_call = it)
    }),
    ("assume", |to, given| given.parsed(values::assumption).map(|it| to.assume.push(it))),
    ("assume-wrapped", |to, given| given.nothing().map(|()| to.assume_wrapped = true)),
    ("define-memory", |to, given| given.nothing().map(|()| to.memory = MemoryChoice::Define)),
    ("define-table", |to, given| given.nothing().map(|()| to.table.owner = TableChoice::Define)),
    ("drop-init-export", |to, given| given.nothing().map(|()| to.drop_init_export = true)),
    ("export-dtors", |to, given| given.text().map(|it| to.dtors = DtorsExport::Name(it))),
    ("export-main", |to, given| given.or("main").word().map(|it| to.export_main = Some(it))),
    ("export-memory", |to, given| given.or("memory").text().map(|it| to.memory_export = MemoryExport::Name(it))),
    ("export-table", |to, given| {
        given.or("__indirect_function_table").text().map(|it| to.table.export = TableExport::Name(it))
    }),
    ("gc", |to, given| given.nothing().map(|()| to.gc = true)),
    ("guard-address", |to, given| given.parsed(values::address).map(|it| to.guard_address = Some(it))),
    ("host", |to, given| given.parsed(values::host).map(|it| to.host = Some(it))),
    ("import-memory", |to, given| {
        let import = given.or("env,memory").parsed(values::memory_import);
        import.map(|(module, name)| to.memory = MemoryChoice::Import { module, name })
    }),
    ("import-table", |to, given| {
        let import = given.or("env,__indirect_function_table").parsed(values::table_import);
        import.map(|(module, name)| to.table.owner = TableChoice::Import { module, name })
    }),
    ("init", |to, given| {
        let choices = [
            ("auto", InitChoice::Auto),
            ("start", InitChoice::Start),
            ("export", InitChoice::Export),
            ("lazy", InitChoice::Lazy),
            ("keep", InitChoice::Keep),
        ];
        given.one_of(&choices).map(|it| to.init = it)
    }),
    ("init-export", |to, given| given.text().map(|it| to.init_export = Some(it))),
    ("init-name", |to, given| given.word().map(|it| to.init_name = it)),
    ("initial-memory", |to, given| given.parsed(values::memory_size).map(|it| to.memory_minimum = Some(it))),
    ("limit", |to, given| given.parsed(values::limit).map(|(bound, most)| to.bounds = to.bounds.with(bound, most))),
    ("mark-address", |to, given| given.parsed(values::address).map(|it| to.mark_address = Some(it))),
    ("max-memory", |to, given| given.parsed(values::memory_size).map(|it| to.memory_maximum = MemoryMaximum::Size(it))),
    ("memory", |to, given| given.word().map(|it| to.which_memory = Some(it))),
    ("no-export-dtors", |to, given| given.nothing().map(|()| to.dtors = DtorsExport::No)),
    ("no-export-memory", |to, given| given.nothing().map(|()| to.memory_export = MemoryExport::No)),
    ("no-export-table", |to, given| given.nothing().map(|()| to.table.export = TableExport::No)),
    ("no-max-memory", |to, given| given.nothing().map(|()| to.memory_maximum = MemoryMaximum::None)),
    ("policy", |to, given| {
        given.one_of(&[("reach", Policy::Reach), ("memory", Policy::Memory)]).map(|it| to.policy = it)
    }),
    ("prove", |to, given| {
        given.one_of(&[("off", Prove::Off), ("static", Prove::Static), ("run", Prove::Run)]).map(|it| to.prove = it)
    }),
    ("rename-export", |to, given| {
        given.parsed(values::rename).map(|it| to.rename_exports.push(RenameExport::Written(it)))
    }),
    ("rename-import", |to, given| {
        given.parsed(values::rename).map(|it| to.rename_imports.push(RenameImport::Written(it)))
    }),
    ("rewriter", |to, given| {
        let choices =
            [("auto", RewriterChoice::Auto), ("splice", RewriterChoice::Splice), ("walrus", RewriterChoice::Walrus)];
        given.one_of(&choices).map(|it| to.rewriter = it)
    }),
    ("segments", |to, given| {
        given.one_of(&[("keep", SegmentsChoice::Keep), ("init", SegmentsChoice::Init)]).map(|it| to.segments = it)
    }),
    ("table", |to, given| given.word().map(|it| to.table.which = Some(it))),
    ("validate", |to, given| {
        given.one_of(&[("changed", Validate::Changed), ("full", Validate::Full)]).map(|it| to.validate = it)
    }),
    ("zero-memory", |to, given| given.or("data").parsed(values::zero_memory).map(|it| to.zero_memory = it)),
];

/// Options that set the same thing.
const EXCLUDE: &[(&str, &str)] = &[
    ("define-memory", "import-memory"),
    ("define-table", "import-table"),
    ("export-dtors", "no-export-dtors"),
    ("export-memory", "no-export-memory"),
    ("export-table", "no-export-table"),
    ("max-memory", "no-max-memory"),
];

/// Options that may be given more than once.
const REPEATABLE: &[&str] = &["assume", "limit", "rename-export", "rename-import"];

/// The value that is given for an option, as it is written.
#[derive(Clone, Copy)]
struct OptionValue<'v>(Option<&'v str>);

impl<'v> OptionValue<'v> {
    /// What an option without a value stands for.
    fn or(self, default: &'v str) -> Self {
        Self(self.0.or(Some(default)))
    }

    fn nothing(self) -> Result<(), String> {
        if self.0.is_none() { Ok(()) } else { Err("it takes no value".to_owned()) }
    }

    fn parsed<T>(self, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T, String> {
        parse(self.0.ok_or("it takes a value")?)
    }

    fn text(self) -> Result<String, String> {
        self.parsed(|text| Ok(text.to_owned()))
    }

    fn word(self) -> Result<String, String> {
        self.parsed(|word| if word.is_empty() { Err("it takes a value".to_owned()) } else { Ok(word.to_owned()) })
    }

    fn one_of<T: Copy>(self, choices: &[(&str, T)]) -> Result<T, String> {
        self.parsed(|word| match choices.iter().find(|(name, _)| *name == word) {
            Some((_, choice)) => Ok(*choice),
            None => {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                Err(format!("expected {}", names.join(", ")))
            }
        })
    }
}

impl Options {
    /// Options by the names that they have on the command line, without dashes, each with its value if it has one: `("init", Some("start"))`,
    /// `("gc", None)`. What is not named is as by [`Options::default`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) for a name that is no option, a value that it does not take, and options that
    /// exclude each other.
    pub fn named<'n>(given: impl IntoIterator<Item = (&'n str, Option<&'n str>)>) -> Result<Self> {
        let mut options = Self::default();
        let mut set: Vec<&str> = Vec::new();
        for (name, value) in given {
            let Some((name, to)) = OPTIONS.iter().find(|(option, _)| *option == name) else {
                let near = nearest(name, OPTIONS.iter().map(|(name, _)| *name));
                let near = near.map(|near| format!("; did you mean --{near}?")).unwrap_or_default();
                return Err(Error::refused(format!("no option is called `{name}`{near}")));
            };
            let other = |other: &&str| EXCLUDE.contains(&(name, *other)) || EXCLUDE.contains(&(*other, name));
            if let Some(other) = set.iter().copied().find(|it| other(it)) {
                return Err(Error::refused(format!("--{other} and --{name} exclude each other")));
            }
            if set.contains(name) && !REPEATABLE.contains(name) {
                return Err(Error::refused(format!("--{name} is given twice")));
            }
            to(&mut options, OptionValue(value)).map_err(|expected| {
                let value = value.map(|value| format!("={value}")).unwrap_or_default();
                Error::refused(format!("--{name}{value}: {expected}"))
            })?;
            set.push(name);
        }
        Ok(options)
    }

    /// The names that [`Options::named`] takes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        OPTIONS.iter().map(|(name, _)| *name)
    }
}
