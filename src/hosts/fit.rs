//! Whether a host runs a module as it should be run, and what helps if it does not.

use super::Both;
use super::Gives;
use super::Host;
use super::INITIALIZE;
use super::Quirk;
use super::START;
use super::Wasi;
use crate::inspect::Beyond;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::ReachedImport;
use crate::inspect::StartKind;

/// What a host makes of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// It works: why.
    Works(String),
    /// The host calls the initialiser: which.
    Calls(String),
    /// The user's program has to call the initialiser: which.
    Call(String),
    /// It has to be changed.
    Change {
        /// Why.
        why: String,
        /// The options that do it.
        flags: &'static str,
    },
    /// No option of this tool helps: why.
    Unfit(String),
}

impl Fit {
    /// The word for reports: `works`, `calls-it`, `call-it`, `change` or `unfit`.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Works(_) => "works",
            Self::Calls(_) => "calls-it",
            Self::Call(_) => "call-it",
            Self::Change { .. } => "change",
            Self::Unfit(_) => "unfit",
        }
    }

    /// Whether the host initialises the module as it is, or the user's program does.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Works(_) | Self::Calls(_) | Self::Call(_))
    }
}

/// What a host makes of a module.
pub fn fit(host: &Host, facts: &Facts) -> Fit {
    match init(host, facts) {
        Fit::Unfit(why) => Fit::Unfit(why),
        init => memory(host, facts).unwrap_or(init),
    }
}

/// Modules that come with a loader of their own.
fn glue(host: &Host, loader: &str) -> Fit {
    match host.name {
        "js" => Fit::Works(format!("{loader} initialises it")),
        _ => Fit::Unfit(format!("it wants {loader}")),
    }
}

/// What a host demands to be done about the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    /// It is imported as `env.memory`.
    Import,
    /// The module owns it.
    Define,
    /// It is exported as `memory`.
    Export,
    /// It is not exported.
    Hide,
}

impl Demand {
    fn flags(self) -> &'static str {
        match self {
            Self::Import => "--import-memory",
            Self::Define => "--define-memory",
            Self::Export => "--export-memory",
            Self::Hide => "--no-export-memory",
        }
    }
}

/// What a host demands to be done about the memory, if anything is wrong with it, and why.
pub(crate) fn demand(host: &Host, facts: &Facts) -> Option<(Demand, &'static str)> {
    let imported = matches!(facts.memory, Direction::Imported | Direction::Both);
    let own = matches!(facts.memory, Direction::Exported | Direction::Private);
    let unexported = matches!(facts.memory, Direction::Imported | Direction::Private);
    let is_env = facts
        .memories
        .iter()
        .filter_map(|memory| memory.import.as_ref())
        .all(|(module, name)| module == "env" && name == "memory");
    match host.gives {
        Gives::Demands { .. } if own && lacks_pages(host, facts).is_none() => {
            Some((Demand::Import, "it owns the memory and demands that it is imported"))
        }
        Gives::Env | Gives::Demands { .. } if imported && !is_env => {
            Some((Demand::Import, "it gives memory as env.memory only"))
        }
        Gives::Nobody if imported => Some((Demand::Define, "it gives no memory")),
        Gives::UserIfExported if unexported => {
            Some((Demand::Export, "it refuses a module that does not export its memory"))
        }
        Gives::HostUnlessExported if facts.memory == Direction::Both => {
            Some((Demand::Hide, "it takes no memory that is imported and exported"))
        }
        _ if facts.wasi && host.wasi.wants_export() && unexported => {
            Some((Demand::Export, "its WASI wants the memory exported"))
        }
        _ => None,
    }
}

/// Why the memory that a host gives is too small.
fn lacks_pages(host: &Host, facts: &Facts) -> Option<String> {
    let Gives::Demands { pages } = host.gives else {
        return None;
    };
    let wanted = facts.memories.first()?.minimum;
    let unit = if pages == 1 { "page" } else { "pages" };
    let lacks = || format!("it gives a memory of {pages} {unit}, and this module wants {wanted}: link it again");
    (wanted > pages).then(lacks)
}

fn memory(host: &Host, facts: &Facts) -> Option<Fit> {
    if let Some(why) = lacks_pages(host, facts) {
        return Some(Fit::Unfit(why));
    }
    let (demand, why) = demand(host, facts)?;
    Some(Fit::Change { why: why.to_owned(), flags: demand.flags() })
}

fn init(host: &Host, facts: &Facts) -> Fit {
    if host.programs_only && !matches!(facts.convention, Convention::Command | Convention::Faulty) {
        return Fit::Unfit(format!("it runs programs, and this module exports no `{START}`"));
    }
    match &facts.convention {
        Convention::None | Convention::DtorsOnly => Fit::Works("there is nothing to initialise".to_owned()),
        Convention::Undecidable => Fit::Works("nothing that is seen to have to be called".to_owned()),
        Convention::Start => start(host, facts),
        Convention::Lazy(it) if passes_guards(host, facts) => exported(host, facts, &it.names),
        Convention::Lazy(_) => Fit::Works("the first call initialises it".to_owned()),
        Convention::Reactor(it) | Convention::Ctors(it) => exported(host, facts, &it.names),
        Convention::ExportStart(it) => match it.names.iter().find(|name| host.calls.contains(&name.as_str())) {
            Some(name) => Fit::Calls(name.clone()),
            None => Fit::Call(it.names[0].clone()),
        },
        Convention::Wrapped(_) if passes_guards(host, facts) => {
            let why = "it may find functions by their own names, past what runs the constructors";
            Fit::Change { why: why.to_owned(), flags: best(host, facts) }
        }
        Convention::Wrapped(_) => {
            Fit::Change { why: "the constructors run on every call".to_owned(), flags: best(host, facts) }
        }
        Convention::Command if host.calls.contains(&START) => Fit::Calls(START.to_owned()),
        Convention::Command if host.embedded => Fit::Call(START.to_owned()),
        Convention::Command => Fit::Unfit("it is a program, and this host runs libraries".to_owned()),
        Convention::Dylink => glue(host, "a dynamic linker"),
        Convention::Bindgen => glue(host, "the JS that wasm-bindgen generates"),
        Convention::Emscripten => glue(host, "the JS that Emscripten generates"),
        Convention::Faulty if host.both == Both::Refused => {
            Fit::Unfit(format!("it refuses a module that {}", facts.evidence))
        }
        Convention::Faulty => Fit::Unfit(format!("the module {}: link it again", facts.evidence)),
    }
}

fn start(host: &Host, facts: &Facts) -> Fit {
    if facts.start.as_ref().is_some_and(|start| start.kind == StartKind::MemoryInit) {
        return Fit::Works("the start section prepares memory".to_owned());
    }
    if let Some(why) = start_fails(host, facts) {
        return Fit::Change { why, flags: unstarted(host, facts) };
    }
    match start_fault(host, facts, facts.memory) {
        Some(_) => Fit::Works("the start section runs it, unless an indirect call needs more".to_owned()),
        None => Fit::Works("the start section runs it".to_owned()),
    }
}

/// Why a start section fails with a host, if direct calls show that it does.
pub(crate) fn start_fails(host: &Host, facts: &Facts) -> Option<String> {
    if facts.start.as_ref().is_some_and(|start| skips(host, start.func)) {
        return Some(SKIPS_ZERO.to_owned());
    }
    // What is imported is there, be it exported as well.
    let memory = if facts.memory == Direction::Both { Direction::Imported } else { facts.memory };
    let mut certain = facts.initialiser.iter().flat_map(|initialiser| initialiser.reach.certain());
    let import = certain.find(|import| import.effect == Effect::NeedsMemory && !has(host, import, memory))?;
    Some(does_not_work(import))
}

fn exported(host: &Host, facts: &Facts, names: &[String]) -> Fit {
    if let Some(name) = host.calls.iter().find(|name| names.iter().any(|it| it == *name)) {
        return match facts.initialiser.iter().flat_map(|initialiser| initialiser.reach.certain()).find(users) {
            Some(import) if *name == INITIALIZE && !host.imports_in_initialize => Fit::Unfit(format!(
                "it calls `{name}` when `{}.{}` does not work yet: export it under another name",
                import.module, import.name
            )),
            _ => Fit::Calls((*name).to_owned()),
        };
    }
    match names.first() {
        Some(name) if host.embedded => Fit::Call(name.clone()),
        _ => Fit::Change { why: "it calls no such function".to_owned(), flags: best(host, facts) },
    }
}

/// Where constructors best go for a host.
fn best(host: &Host, facts: &Facts) -> &'static str {
    if start_works(host, facts, facts.memory) {
        "--init=start"
    } else if host.calls.contains(&INITIALIZE) && init_name(host, facts).is_none() {
        "--init=export"
    } else {
        unstarted(host, facts)
    }
}

/// Where constructors go for a host that does not run them in the start section.
fn unstarted(host: &Host, facts: &Facts) -> &'static str {
    if passes_guards(host, facts) { "--init=export" } else { lazy(host, facts) }
}

fn lazy(host: &Host, facts: &Facts) -> &'static str {
    match init_name(host, facts) {
        Some(_) => "--init=lazy --init-name=initialize",
        None => "--init=lazy",
    }
}

/// What an init function has to be called that a host may not call.
pub(crate) fn init_name(host: &Host, facts: &Facts) -> Option<&'static str> {
    let safe = facts.initialiser.as_ref().is_some_and(|initialiser| {
        initialiser.is_safe()
            || initialiser.reach.beyond == Beyond::Nothing && !initialiser.reach.imports.iter().any(|it| users(&it))
    });
    (!host.imports_in_initialize && !safe).then_some("initialize")
}

/// Whether an import is the user's, and does something.
fn users(import: &&ReachedImport) -> bool {
    !import.is_harmless() && !import.is_wasi()
}

/// Whether a host has all that the initialiser needs while the start section runs.
pub(crate) fn start_works(host: &Host, facts: &Facts, memory: Direction) -> bool {
    start_fault(host, facts, memory).is_none()
}

/// What the initialiser may lack while the start section runs.
fn start_fault(host: &Host, facts: &Facts, memory: Direction) -> Option<String> {
    let Some(initialiser) = &facts.initialiser else {
        return Some("what the initialiser calls is not known".to_owned());
    };
    if skips(host, initialiser.func) {
        return Some(SKIPS_ZERO.to_owned());
    }
    if initialiser.is_safe() {
        return None;
    }
    if let Some(import) = initialiser.reach.imports.iter().find(|import| !has(host, import, memory)) {
        return Some(format!(
            "it may call `{}.{}`, which does not work in the start section",
            import.module, import.name
        ));
    }
    let hidden = initialiser.reach.beyond != Beyond::Nothing;
    (hidden && !has_everything(host)).then(|| "what the initialiser calls is not all known".to_owned())
}

const SKIPS_ZERO: &str = "it skips a start section that names function 0";

fn skips(host: &Host, func: u32) -> bool {
    func == 0 && host.quirks.contains(&Quirk::SkipsStartZero)
}

/// Whether a guard in an export may be passed by.
pub(crate) fn passes_guards(host: &Host, facts: &Facts) -> bool {
    facts.names && host.quirks.contains(&Quirk::FindsOwnNames)
}

fn does_not_work(import: &ReachedImport) -> String {
    format!("it may call `{}.{}`, which does not work in the start section", import.module, import.name)
}

/// Whether nothing that an import could need is missing during start.
fn has_everything(host: &Host) -> bool {
    host.exports_in_start && matches!(host.wasi, Wasi::Always { .. })
}

/// Whether an import has what it needs while the start section runs.
fn has(host: &Host, import: &ReachedImport, memory: Direction) -> bool {
    if import.is_harmless() {
        return true;
    }
    if import.is_wasi() {
        return matches!(host.wasi, Wasi::Always { .. });
    }
    let memory = host.exports_in_start || matches!(memory, Direction::None | Direction::Private | Direction::Imported);
    match import.effect {
        Effect::NeedsMemory => memory,
        Effect::Reenters => host.exports_in_start,
        Effect::Pure | Effect::Aborts => !import.may_call_back() || host.exports_in_start,
    }
}
