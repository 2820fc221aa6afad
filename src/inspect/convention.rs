//! Who runs the constructors, by the conventions of linkers, toolchains and hosts. A new toolchain's convention is one
//! entry in [`CONVENTIONS`] and one case in `testdata/`; the compiler leads to what the decision makes of it.

use std::collections::BTreeSet;

use strum::IntoStaticStr;
use strum::VariantNames;

use super::bindgen::allocates_without;
use super::body::does_nothing;
use super::callers::callers;
use super::evidence::Evidence;
use super::evidence::Sign;
use super::evidence::Wrapping;
use super::exported::Exported;
use super::guarded::guarded;
use super::guarded::run_once;
use super::hidden::may_hide;
use super::itself::Itself;
use super::loaders;
use super::loaders::Loader;
use super::once::Extent;
use super::once::guard;
use super::program::Program;
use super::program::program;
use super::runner::Runner;
use super::start::Start;
use super::start::StartKind;
use super::wrapped;
use super::wrapped::FoundWrapping;
use super::wrapped::Wrapped;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::hosts::INITIALIZE;
use crate::hosts::REACTOR_NAMES;
use crate::hosts::START;
use crate::module::Module;
use crate::nearest::did_you_mean;

/// Who runs the constructors.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Convention {
    /// There are none to be seen.
    None,
    /// There might be an initialiser, but what is seen is no proof.
    #[strum(serialize = "none")]
    Undecidable,
    /// The start section.
    Start,
    /// The host, by calling `_initialize` before any other export (tool-conventions, `BasicModuleABI.md`), or what stands for it in
    /// modules that become components.
    Reactor(Exported),
    /// The host, by calling lld's `__wasm_call_ctors`.
    Ctors(Exported),
    /// Every export, on every call.
    Wrapped(Wrapped),
    /// Nothing: the linker's function for them is there, and nothing calls it.
    Uncalled(u32),
    /// Every export, by a function of its language's that runs them once.
    #[strum(serialize = "lazy")]
    Itself(Itself),
    /// There are none, but every export runs the destructors.
    #[strum(serialize = "wrapped")]
    DtorsOnly,
    /// Every export makes sure that the run-once initialiser has run, and the host may call it, too.
    Lazy(Exported),
    /// The host, by calling AssemblyScript's `--exportStart` function, which runs once.
    ExportStart(Exported),
    /// The export that the user says is the initialiser: nothing else was looked for.
    Named(Exported),
    /// `_start`, which runs the whole program.
    Command(Program),
    /// A loader of the module's own: a dynamic linker, or generated JS.
    Loaded(&'static Loader),
    /// Hosts cannot agree on this one.
    Faulty,
}

impl Convention {
    /// The word for reports.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Loaded(loader) => loader.keyword,
            own => own.into(),
        }
    }

    /// All words of [`Convention::keyword`], each once.
    pub fn keywords() -> impl Iterator<Item = &'static str> {
        // Those that share a word with another stand apart from it, and a loader has a word of its own.
        let own = Self::VARIANTS.iter().copied().filter(|word| *word != "loaded");
        let own: BTreeSet<&str> = own.chain(loaders::ALL.iter().map(|loader| loader.keyword)).collect();
        own.into_iter()
    }

    /// What runs the constructors, in a word or two, for reports.
    pub fn caller(&self) -> String {
        match self {
            Self::Wrapped(_) => "every call".to_owned(),
            Self::Uncalled(_) => "never".to_owned(),
            Self::Command(_) => format!("`{START}`"),
            Self::Start => "start section".to_owned(),
            Self::Reactor(it) | Self::Ctors(it) | Self::Lazy(it) | Self::ExportStart(it) | Self::Named(it) => {
                format!("`{}`", it.names().join("`, `"))
            }
            Self::Itself(_) => "first call".to_owned(),
            Self::Loaded(loader) => loader.name.to_owned(),
            Self::None | Self::Undecidable | Self::DtorsOnly | Self::Faulty => "unknown".to_owned(),
        }
    }

    /// What runs the constructors, sorted by what that means for a host.
    pub fn runner(&self) -> Runner<'_> {
        match self {
            Self::None => Runner::Nothing,
            Self::Undecidable => Runner::Unseen,
            Self::Start => Runner::Start,
            Self::Reactor(it) | Self::Ctors(it) | Self::Named(it) => Runner::Host(it),
            Self::Lazy(_) | Self::Itself(_) => Runner::FirstCall,
            Self::ExportStart(it) => Runner::HostOnce(it),
            Self::Wrapped(it) => Runner::EveryCall { dtors: it.dtors.is_some_and(|dtors| !dtors.empty) },
            Self::Uncalled(_) => Runner::Never,
            Self::DtorsOnly => Runner::OnlyDestructors,
            Self::Command(program) => Runner::Program(program),
            Self::Loaded(loader) => Runner::Loader(loader),
            Self::Faulty => Runner::Disputed,
        }
    }

    /// What loads the module, and knows when to call its exports.
    pub(super) fn loader(&self) -> Option<&'static Loader> {
        match self {
            Self::Loaded(loader) => Some(loader),
            Self::Wrapped(Wrapped { bindgen: Some(bindgen), .. }) => {
                Some(if bindgen.has_run { &loaders::BINDGEN } else { &loaders::UNBOUND })
            }
            _ => None,
        }
    }

    /// Whether the module itself makes sure that the initialiser runs once, so that it stays.
    pub(super) fn runs_once(&self) -> bool {
        matches!(self, Self::Lazy(_) | Self::ExportStart(_))
    }

    /// The exports that run the constructors where the module's own code does not say so: the first that there is.
    pub(super) fn initialisers(&self) -> &'static [&'static str] {
        match self {
            Self::Command(_) => &[START],
            Self::Faulty => &[INITIALIZE],
            Self::Loaded(loader) => loader.initialisers,
            _ => &[],
        }
    }

    /// The function that runs all constructors and could be run by something else, if there is one.
    pub(crate) fn movable(&self) -> Option<u32> {
        match self {
            Self::Wrapped(wrapped) => Some(wrapped.ctors),
            Self::Uncalled(ctors) => Some(*ctors),
            convention => convention.exported().map(|exported| exported.func),
        }
    }

    /// The function that looks whether it has run, and then calls what runs all constructors, if there is one.
    pub(crate) fn run_once(&self) -> Option<u32> {
        match self {
            Self::Itself(itself) => Some(itself.once),
            convention => convention.exported().filter(|exported| exported.once).map(|exported| exported.func),
        }
    }

    /// The same, where a host has a table from now on, and can call what that holds.
    pub(super) fn with_shared_table(&mut self, module: &Module) -> Result<()> {
        match self {
            Self::Reactor(it) | Self::Ctors(it) | Self::Lazy(it) | Self::ExportStart(it) | Self::Named(it) => {
                it.with_shared_table(module)
            }
            Self::Command(program) => match function(module, START) {
                Some(start) => program.with_shared_table(module, start),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The exported function that runs the constructors, if one does.
    pub fn exported(&self) -> Option<&Exported> {
        match self {
            Self::Reactor(it) | Self::Ctors(it) | Self::Lazy(it) | Self::ExportStart(it) | Self::Named(it) => Some(it),
            Self::None
            | Self::Undecidable
            | Self::Start
            | Self::Wrapped(_)
            | Self::Uncalled(_)
            | Self::Itself(_)
            | Self::DtorsOnly
            | Self::Command(_)
            | Self::Loaded(_)
            | Self::Faulty => None,
        }
    }
}

type Found = (Convention, Evidence);
type Recognise = fn(&LookedAt) -> Result<Option<Found>>;

/// What is looked at, and what the user says of it.
pub(super) struct LookedAt<'m, 'a> {
    pub module: &'m Module<'a>,
    /// The export that is the initialiser.
    pub named: Option<&'m str>,
    /// Whether what all exports call first are the constructors.
    pub assume_wrapped: bool,
}

/// From the most telling to the least: the first that fits is the module's convention.
const CONVENTIONS: [Recognise; 14] = [
    dylink,
    bindgen,
    go,
    faulty,
    lazy,
    export_start,
    command,
    reactor,
    emscripten,
    ctors,
    itself,
    every_call,
    uncalled,
    start,
];

/// The convention, and the evidence for it.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if what is named is no exported function of type `() -> ()`.
pub(super) fn recognise(look: &LookedAt) -> Result<Found> {
    let LookedAt { module, named: Some(name), .. } = *look else {
        return first(look);
    };
    // Guards are seen beside whatever else is wrong.
    // If the user says that it is another one, `_initialize` is an export like others.
    let lazy = guarded_beside(module, &[CALL_CTORS])?.filter(|(convention, _)| sees(convention, name));
    match lazy.map_or_else(|| first(look), Ok)? {
        found if sees(&found.0, name) => Ok(found),
        _ => self::named(module, name),
    }
}

fn first(look: &LookedAt) -> Result<Found> {
    for recognise in CONVENTIONS {
        if let Some(found) = recognise(look)? {
            return Ok(found);
        }
    }
    Ok((Convention::None, Evidence::Nothing { hidden: may_hide(look.module)? }))
}

/// Whether a convention sees the same initialiser, and then knows more of it. Of a function that does a thing once, only the
/// user knows that it is an initialiser.
fn sees(convention: &Convention, name: &str) -> bool {
    let is_known = !matches!(convention, Convention::ExportStart(_));
    is_known && convention.exported().is_some_and(|it| it.is_called(name))
}

fn named(module: &Module, name: &str) -> Result<Found> {
    let Some(func) = function(module, name) else {
        let meant = did_you_mean(name, module.exported_functions().map(|export| export.name));
        return Err(Error::refused(format!("--init-export={name}: no function is exported under that name{meant}")));
    };
    if !module.is_nullary(func) {
        return Err(Error::refused(format!(
            "--init-export={name}: an initialiser is of type () -> (), this function is not"
        )));
    }
    let evidence = Evidence::Named { name: name.to_owned(), function: module.function(func) };
    Ok((Convention::Named(Exported::observe(module, func, name)?), evidence))
}

fn dylink(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    Ok(loaders::dynamic(module).map(|sign| (Convention::Loaded(&loaders::DYLINK), Evidence::Dylink(sign))))
}

fn bindgen(look: &LookedAt) -> Result<Option<Found>> {
    let Some(sign) = loaders::bindgen(look.module) else {
        return Ok(None);
    };
    // Its JS knows nothing of constructors that all exports run.
    Ok(Some(match wrapped::wrapping(look.module, look.assume_wrapped)? {
        FoundWrapping::Certain(wrapped, wrapping) => (Convention::Wrapped(wrapped), Evidence::Bound { sign, wrapping }),
        FoundWrapping::Doubtful(wrapping) if wrapping.is_named() || may_be_wrapped(look.module, &wrapping)? => {
            (Convention::Undecidable, Evidence::Bound { sign, wrapping })
        }
        _ if loaders::is_before_bindgen(look.module) => (Convention::Loaded(&loaders::UNBOUND), Evidence::Sign(sign)),
        _ => (Convention::Loaded(&loaders::BINDGEN), Evidence::Sign(sign)),
    }))
}

/// Whether exports that begin alike may be wrapped: lld wraps those of wasm-bindgen's own that it links, too, and calls no import there.
fn may_be_wrapped(module: &Module, wrapping: &Wrapping) -> Result<bool> {
    match wrapping.may_be_constructors() {
        Some(ctors) => Ok(ctors.import.is_none() && !allocates_without(module, ctors.func)?),
        None => Ok(false),
    }
}

fn go(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    Ok(loaders::go(module).map(|sign| (Convention::Loaded(&loaders::GO), Evidence::Sign(sign))))
}

fn faulty(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    let Some(initialize) = module.export(INITIALIZE) else {
        return Ok(None);
    };
    let evidence = match function(module, INITIALIZE) {
        None => Evidence::InitializeIsNoFunction(kind(initialize.kind)),
        Some(func) if !module.is_nullary(func) => Evidence::InitializeTakesOrGives,
        Some(_) if initialiser(module, START).is_some() => Evidence::StartAndInitialize,
        Some(_) => return Ok(None),
    };
    Ok(Some((Convention::Faulty, evidence)))
}

fn lazy(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    guarded_beside(module, &[INITIALIZE, CALL_CTORS])
}

/// Exports make sure that an initialiser has run, and there is none of these names beside it.
fn guarded_beside(module: &Module, others: &[&str]) -> Result<Option<Found>> {
    let run_once = run_once(module)?;
    let Some((init, guarded)) = guarded(module, &run_once, others)? else {
        return Ok(None);
    };
    let name = run_once[&init].name;
    let evidence = Evidence::Lazy { init: name.to_owned(), guarded: guarded.to_owned() };
    Ok(Some((Convention::Lazy(Exported::observe(module, init, name)?), evidence)))
}

/// It has any name, so that a function of a name that initialisers have tells more: of two, that is the one.
fn export_start(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    let named: Vec<u32> = [INITIALIZE, CALL_CTORS].iter().filter_map(|name| initialiser(module, name)).collect();
    for export in module.exported_functions() {
        let by_name = [INITIALIZE, CALL_CTORS].contains(&export.name);
        if by_name || named.iter().any(|func| *func != export.index) {
            continue;
        }
        if module.is_nullary(export.index)
            && guard(module, export.index)?.is_some_and(|it| it.extent == Extent::Returns)
        {
            let evidence = Evidence::RunsOnce(export.name.to_owned());
            let exported = Exported::observe(module, export.index, export.name)?;
            return Ok(Some((Convention::ExportStart(exported), evidence)));
        }
    }
    Ok(None)
}

fn command(look: &LookedAt) -> Result<Option<Found>> {
    let Some(start) = initialiser(look.module, START) else {
        return Ok(None);
    };
    let program = program(look.module, start, look.assume_wrapped)?;
    let evidence = Evidence::Command { rerun: program.reruns(), guarded: program.is_guarded() };
    Ok(Some((Convention::Command(program), evidence)))
}

fn reactor(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    let known = REACTOR_NAMES.into_iter().find_map(|name| Some((name, initialiser(module, name)?)));
    let Some((name, func)) = known else {
        return Ok(None);
    };
    // A wrapped `_initialize` does what its author wrote and, like every other export, runs the constructors as well.
    if is_started(module, func)? || wrapped::has_suffix(module, func) {
        return Ok(None);
    }
    let exported = Exported::observe(module, func, name)?;
    Ok(Some((Convention::Reactor(exported), exports(module, name, func))))
}

/// Whether the start section has taken over from an exported initialiser: it runs the same function, or that one was left
/// with nothing to do.
fn is_started(module: &Module, func: u32) -> Result<bool> {
    Ok(match module.start {
        None => false,
        Some(start) => start == func || does_nothing(module, func)?,
    })
}

fn emscripten(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    // A standalone module exports the same helpers beside it, and its JS looks for `__wasm_call_ctors`.
    if initialiser(module, INITIALIZE).is_some() {
        return Ok(None);
    }
    // Of a standalone module whose `_initialize` has gone to the start section, and is dropped, the helpers are left.
    let is_done = module.start.is_some() && function(module, CALL_CTORS).is_none();
    let sign = loaders::emscripten(module).filter(|sign| !(is_done && matches!(sign, Sign::Export(_))));
    let minified = || loaders::is_minified(module).then_some(Evidence::Minified);
    let evidence = sign.map(Evidence::Sign).or_else(minified);
    Ok(evidence.map(|evidence| (Convention::Loaded(&loaders::EMSCRIPTEN), evidence)))
}

fn ctors(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    let Some(func) = initialiser(module, CALL_CTORS) else {
        return Ok(None);
    };
    if is_started(module, func)? || wrapped::has_suffix(module, func) {
        return Ok(None);
    }
    let exported = Exported::observe(module, func, CALL_CTORS)?;
    Ok(Some((Convention::Ctors(exported), exports(module, CALL_CTORS, func))))
}

fn every_call(look: &LookedAt) -> Result<Option<Found>> {
    let module = look.module;
    Ok(match wrapped::wrapping(module, look.assume_wrapped)? {
        FoundWrapping::Certain(wrapped, evidence) => Some((Convention::Wrapped(wrapped), Evidence::Wrapping(evidence))),
        FoundWrapping::DtorsOnly(evidence) if module.start.is_none() => {
            Some((Convention::DtorsOnly, Evidence::Wrapping(evidence)))
        }
        FoundWrapping::Doubtful(evidence)
            if module.start.is_none()
                || matches!(evidence, Wrapping::NamedAndStarted(_) | Wrapping::NamedAndElsewhere(_)) =>
        {
            Some((Convention::Undecidable, Evidence::Wrapping(evidence)))
        }
        FoundWrapping::DtorsOnly(_) | FoundWrapping::Doubtful(_) | FoundWrapping::None => None,
    })
}

/// lld calls its function only in wrappers and where code refers to it, so that nothing does if that code goes.
fn uncalled(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    let is_free = match super::start::start(module)? {
        None => true,
        Some(start) => start.kind == StartKind::MemoryInit,
    };
    let Some(ctors) = linkers_ctors(module).filter(|_| is_free) else {
        return Ok(None);
    };
    let called = callers(module, &[ctors])?.into_iter().next().unwrap_or_default();
    let is_started = module.start == Some(ctors);
    if is_started || called.taken || !called.calls.is_empty() || does_nothing(module, ctors)? {
        return Ok(None);
    }
    let evidence = Evidence::Function { function: module.function(ctors), once: false, caller: None };
    Ok(Some((Convention::Uncalled(ctors), evidence)))
}

fn itself(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    Ok(super::itself::itself(module)?.map(|itself| {
        let caller = Some(itself.export.clone());
        let evidence = Evidence::Function { function: module.function(itself.once), once: true, caller };
        (Convention::Itself(itself), evidence)
    }))
}

/// lld's function for all constructors, by its name, if it is no export.
fn linkers_ctors(module: &Module) -> Option<u32> {
    let mut named = module.names.functions().filter(|(_, name)| *name == CALL_CTORS).map(|(func, _)| func);
    let is_exported = |func| module.exported_functions().any(|export| export.index == func);
    named.find(|func| *func >= module.imported_functions && module.is_nullary(*func) && !is_exported(*func))
}

fn start(LookedAt { module, .. }: &LookedAt) -> Result<Option<Found>> {
    let Some(Start { function, kind, .. }) = super::start::start(module)? else {
        return Ok(None);
    };
    let hidden = kind == StartKind::MemoryInit && may_hide(module)?;
    Ok(Some((Convention::Start, Evidence::Start { function, kind, hidden })))
}

fn exports(module: &Module, name: &str, func: u32) -> Evidence {
    Evidence::Exports { name: name.to_owned(), function: module.function(func) }
}

fn function(module: &Module, name: &str) -> Option<u32> {
    let export = module.exported_functions().find(|export| export.name == name)?;
    Some(export.index)
}

/// The function exported under a name, if an initialiser can be of its type.
fn initialiser(module: &Module, name: &str) -> Option<u32> {
    function(module, name).filter(|func| module.is_nullary(*func))
}

fn kind(kind: wasmparser::ExternalKind) -> &'static str {
    match kind {
        wasmparser::ExternalKind::Func | wasmparser::ExternalKind::FuncExact => "function",
        wasmparser::ExternalKind::Table => "table",
        wasmparser::ExternalKind::Memory => "memory",
        wasmparser::ExternalKind::Global => "global",
        wasmparser::ExternalKind::Tag => "tag",
    }
}
