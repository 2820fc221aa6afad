//! The module, as JavaScript that knows it can use it best: its host has the memory first, and calls what initialises it.

use super::early::early;
use super::needs;
use super::needs::Needs;
use super::options::EsmMake;
use super::options::EsmOptions;
use super::threads::Threads;
use crate::decide::Note;
use crate::decide::Warning;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::hosts;
use crate::hosts::INITIALIZE;
use crate::hosts::JS;
use crate::hosts::START;
use crate::inspect::Convention;
use crate::inspect::Depth;
use crate::inspect::Facts;
use crate::inspect::InspectOptions;
use crate::inspect::Program;
use crate::inspect::Runner;
use crate::inspect::StartKind;
use crate::inspect::inspect;
use crate::module::Module;
use crate::options::InitChoice;
use crate::options::MemoryChoice;
use crate::options::Options;
use crate::options::SegmentsChoice;
use crate::options::ZeroMemory;
use crate::outcome::Outcome;
use crate::pieces::Pieces;

/// A module, and how it is initialised.
pub(super) struct FixedModule {
    pub wasm: Vec<u8>,
    /// What was seen in it as it was.
    pub facts: Facts,
    /// The calls that initialise it, in order.
    pub calls: Vec<InitialCall>,
    /// Which instances make these calls.
    pub once: CalledBy,
    /// How instances that share a memory get what they need, as threads do.
    pub threads: Option<Threads>,
    /// Whether the first call of an export makes these calls, if nothing does before.
    pub by_first_call: bool,
    /// What its memories and tables have to be.
    pub needs: Needs,
    /// What happens then, in words.
    pub told: Vec<String>,
    /// What the fix warns of, and what it advises.
    pub said: EsmSaid,
}

/// What fixing a module says to its user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EsmSaid {
    /// Warnings.
    pub warnings: Vec<String>,
    /// What the user can do, and what else is different then.
    pub notes: Vec<String>,
}

impl EsmSaid {
    /// Of memories, nothing: what is written is their host.
    fn of(outcome: &Outcome) -> Self {
        let is_for_user = |note: &&Note| matches!(note, Note::Advice(_) | Note::Changed(_) | Note::NoEffect(_));
        // They are of a program that knows less than what is written: `early` is of that.
        let is_of_host = |warning: &Warning| {
            use Warning::HostLooksForImports;
            use Warning::NotFitFor;
            use Warning::NotRightFor;
            matches!(warning, NotRightFor(..) | NotFitFor(..) | HostLooksForImports(..))
        };
        let warnings = outcome.warnings().filter(|warning| !is_of_host(warning));
        Self {
            warnings: warnings.map(|warning| warning.to_string()).collect(),
            notes: outcome.reasons().notes.iter().filter(is_for_user).map(Note::to_string).collect(),
        }
    }
}

/// A module that was fixed.
struct Applied {
    wasm: Vec<u8>,
    said: EsmSaid,
    /// The warnings that stay true, however the module is initialised.
    lasting: Vec<String>,
}

/// Which instances make the calls that initialise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CalledBy {
    /// Each: what they run sees to it that it runs once, or has to run in each.
    Each,
    /// The first of those that share a memory.
    ByFirst,
}

/// A call that initialises an instance.
pub(super) struct InitialCall {
    pub name: String,
    pub arguments: &'static [i32],
    /// Whether it runs a program, which may end by `proc_exit`.
    pub is_program: bool,
}

/// # Errors
///
/// [`ErrorKind::Refused`] if something else has to load the module.
pub(super) fn fixed(wasm: &[u8], options: &EsmOptions) -> Result<FixedModule> {
    let module = Module::parse(wasm)?;
    let facts = inspect(&module, &looking(&options.fix))?;
    if let Some(loader) = facts.loader() {
        return Err(Error::refused(format!(
            "{} loads this module and initialises it; use that in the place of `esm`",
            loader.name
        )));
    }
    if facts.memories.iter().any(|memory| memory.shared) && options.make != EsmMake::Factory {
        return Err(Error::refused(
            "the memory is shared, so each thread needs an instance of its own; --factory writes a function that makes them",
        ));
    }
    needs::one_is_shared(&facts)?;
    let threads = Threads::of(&module, &facts)?;
    let fixed = initial(wasm, &module, &facts, options)?;
    let after = seen(&fixed.wasm, &options.fix)?;
    let (fixed, after) = match unguarded(wasm, &module, &facts, &after, options)? {
        Some(unguarded) => unguarded,
        None => (fixed, after),
    };
    let choice = better(&facts, &after).filter(|_| is_decided_here(options));
    let (fixed, after) = match choice.map(|init| apply(&fixed.wasm, &Options { init, ..base(&options.fix) })) {
        Some(Ok(mut moved)) => {
            let after = seen(&moved.wasm, &options.fix)?;
            moved.said.warnings.splice(..0, fixed.lasting);
            (moved, after)
        }
        Some(Err(_)) | None => (fixed, after),
    };
    let mut said = fixed.said;
    said.warnings.extend(uncalled(wasm, &module, &facts, &after, options));
    said.warnings.extend(early(&after).map(|warning| warning.to_string()));
    let by_first_call = matches!(after.convention.runner(), Runner::FirstCall);
    let mut calls = calls(&after, options.fix.export_main.is_some())?;
    said.notes.extend(unmentioned(&facts, &calls, options.make));
    let wasm = renamed(fixed.wasm, &options.fix, &mut calls, &mut said)?;
    // An instance that `wasi_thread_start` is called of has no stack before.
    let starts = threads.is_some_and(|threads| threads.starts);
    let may_be_for_each =
        after.sharing.as_ref().is_none_or(|sharing| sharing.guard.is_some() || sharing.sets_own_state);
    let is_for_each = may_be_for_each && !starts;
    let once = if is_for_each { CalledBy::Each } else { CalledBy::ByFirst };
    let told = match options.make {
        EsmMake::Direct => told_of_direct(&after, by_first_call),
        EsmMake::Instance | EsmMake::Factory => told(&after, &calls, options.make == EsmMake::Factory),
    };
    let needs = Needs::of(&after);
    Ok(FixedModule { wasm, facts, calls, once, threads, by_first_call, needs, told, said })
}

/// Whether what is written calls what initialises an instance, and the user leaves that to it.
fn is_decided_here(options: &EsmOptions) -> bool {
    options.make != EsmMake::Direct && options.fix.init == InitChoice::Auto
}

/// The module as it is fixed first. Where nothing calls an export, the start section has to run the constructors, if it can.
fn initial(wasm: &[u8], module: &Module, facts: &Facts, options: &EsmOptions) -> Result<Applied> {
    let base = base(&options.fix);
    let is_open = options.make == EsmMake::Direct && base.init == InitChoice::Auto;
    // Only the user's word gets constructors run that nothing runs: they may have run before, for a snapshot.
    if !is_open || matches!(facts.convention.runner(), Runner::Never) {
        return with_memory(wasm, module, facts, &base);
    }
    let start = Options { init: InitChoice::Start, ..base.clone() };
    match with_memory(wasm, module, facts, &start) {
        // `main` of its own comes with the start section alone.
        Err(error) if error.kind() == ErrorKind::Refused && base.export_main.is_none() => {
            with_memory(wasm, module, facts, &Options { host: hosts::find("esm"), ..base })
        }
        fixed => fixed,
    }
}

/// A warning that nothing runs the constructors, with the options that have them run.
fn uncalled(wasm: &[u8], module: &Module, before: &Facts, after: &Facts, options: &EsmOptions) -> Option<String> {
    if !matches!(after.convention.runner(), Runner::Never) {
        return None;
    }
    let runs = |init: InitChoice| {
        let fixed = with_memory(wasm, module, before, &Options { init, ..base(&options.fix) }).ok()?;
        let runner_is_there = !matches!(seen(&fixed.wasm, &options.fix).ok()?.convention.runner(), Runner::Never);
        runner_is_there.then_some(())
    };
    let mut choices = vec![(InitChoice::Start, "--init=start"), (InitChoice::Lazy, "--init=lazy")];
    // Nothing calls an export of a module that hosts import themselves.
    choices.extend((options.make != EsmMake::Direct).then_some((InitChoice::Export, "--init=export")));
    let working: Vec<&str> = choices.into_iter().filter_map(|(init, name)| runs(init).map(|()| name)).collect();
    let help = match working.as_slice() {
        [] => String::new(),
        [one] => format!("; {one} has them run, if they have not run before, for a snapshot"),
        [most @ .., last] => {
            format!("; {} or {last} has them run, if they have not run before, for a snapshot", most.join(", "))
        }
    };
    Some(format!("nothing runs its constructors{help}"))
}

/// The module with the names that the user gives, and the calls by those.
fn renamed(wasm: Vec<u8>, options: &Options, calls: &mut [InitialCall], said: &mut EsmSaid) -> Result<Vec<u8>> {
    if options.rename_imports.is_empty() && options.rename_exports.is_empty() {
        return Ok(wasm);
    }
    let (rename_imports, rename_exports) = (options.rename_imports.clone(), options.rename_exports.clone());
    let options = Options { init: InitChoice::Keep, rename_imports, rename_exports, ..Options::default() };
    let Applied { wasm: renamed, said: more, .. } = apply(&wasm, &options)?;
    said.warnings.extend(more.warnings);
    said.notes.extend(more.notes);
    let (before, after) = (Module::parse(&wasm)?, Module::parse(&renamed)?);
    // Exports keep their order.
    for call in calls {
        let place = before.exports.iter().position(|export| export.name == call.name);
        if let Some(export) = place.and_then(|place| after.exports.get(place)) {
            export.name.clone_into(&mut call.name);
        }
    }
    Ok(renamed)
}

/// The module without guards in its exports, if only the fix put them there: what is written initialises an instance before it gives its
/// exports away.
fn unguarded(
    wasm: &[u8],
    module: &Module,
    before: &Facts,
    after: &Facts,
    options: &EsmOptions,
) -> Result<Option<(Applied, Facts)>> {
    let is_lazy = |facts: &Facts| matches!(facts.convention, Convention::Lazy(_));
    if !is_decided_here(options) || is_lazy(before) || !is_lazy(after) {
        return Ok(None);
    }
    let export = Options { init: InitChoice::Export, ..base(&options.fix) };
    let exported = match with_memory(wasm, module, before, &export) {
        Err(error) if error.kind() == ErrorKind::Refused => return Ok(None),
        exported => exported?,
    };
    let after = seen(&exported.wasm, &options.fix)?;
    let is_called = matches!(after.convention.runner(), Runner::Host(_) | Runner::HostOnce(_));
    Ok(is_called.then_some((exported, after)))
}

/// What is better for a host that calls what initialises the module, than what is decided for hosts that may not.
fn better(before: &Facts, after: &Facts) -> Option<InitChoice> {
    if before.sharing.as_ref().is_some_and(|sharing| !sharing.sets_own_state) {
        return Some(InitChoice::Export);
    }
    // Exports beside `_start` would run the constructors again.
    if let Convention::Command(program) = &after.convention
        && program.reruns() > 0
    {
        return Some(InitChoice::Lazy);
    }
    // The initialiser waits until the imports have the exports, too.
    let is_open = after.initialiser.as_ref().is_some_and(|initialiser| !initialiser.reach.is_harmless());
    let starts = after.start.as_ref().is_some_and(|start| start.kind != StartKind::MemoryInit);
    let is_program = matches!(after.convention, Convention::Command(_));
    (starts && is_open && !is_program).then_some(InitChoice::Export)
}

/// The options with the host that is written here, wherever that runs. Names change last.
fn base(options: &Options) -> Options {
    let (rename_imports, rename_exports) = (Vec::new(), Vec::new());
    Options { host: Some(JS), rename_imports, rename_exports, ..options.clone() }
}

fn looking(options: &Options) -> InspectOptions<'_> {
    InspectOptions { depth: Some(Depth::Full), for_hosts: true, ..options.inspect_options() }
}

fn seen(wasm: &[u8], options: &Options) -> Result<Facts> {
    let module = Module::parse(wasm)?;
    // What was named may have another name, which hosts know.
    let init_export = options.init_export.clone().filter(|name| module.export(name).is_some());
    let options = Options { init_export, ..base(options) };
    inspect(&module, &looking(&options))
}

/// The module with a memory that its imports can reach at any time, if it has imports, and other threads.
fn with_memory(wasm: &[u8], module: &Module, facts: &Facts, options: &Options) -> Result<Applied> {
    // Threads have it from each other.
    let is_needed = module.imported_functions > 0 || facts.memories.iter().any(|memory| memory.shared);
    if let (MemoryChoice::Keep, true, Some(memory)) = (&options.memory, is_needed, needs::to_import(facts)) {
        let choice = MemoryChoice::Import { module: "env".to_owned(), name: needs::free_name(facts) };
        let imported = Options {
            memory: choice,
            which_memory: options.which_memory.clone().or(Some(memory.to_string())),
            ..options.clone()
        };
        match apply(wasm, &imported) {
            Err(error) if error.kind() == ErrorKind::Refused && !is_for_filling(wasm, &imported) => {}
            result => return result,
        }
    }
    apply(wasm, options)
}

/// Whether what is refused is what the user asks for of the memory's content, and not that it is imported.
fn is_for_filling(wasm: &[u8], options: &Options) -> bool {
    let plain = Options { zero_memory: ZeroMemory::Nothing, ..options.clone() };
    options.segments != SegmentsChoice::Keep
        || options.zero_memory != ZeroMemory::Nothing && apply(wasm, &plain).is_ok()
}

fn apply(wasm: &[u8], options: &Options) -> Result<Applied> {
    let outcome = crate::fix(wasm, options)?;
    let said = EsmSaid::of(&outcome);
    let lasting = outcome.warnings().filter(|warning| lasts(warning)).map(|warning| warning.to_string()).collect();
    Ok(Applied { wasm: outcome.wasm().map_or_else(|| wasm.to_vec(), Pieces::to_vec), said, lasting })
}

/// Whether a warning is about the memory, or about what the code left behind when it moved.
fn lasts(warning: &Warning) -> bool {
    matches!(
        warning,
        Warning::SmallerMemory(_)
            | Warning::MemoryOutOfReachOf(..)
            | Warning::PrivateMemoryNeeded(..)
            | Warning::DebugInfoLeft(_)
            | Warning::SourceMapLeft(_)
    )
}

/// The calls that initialise an instance.
/// `has_main`: whether it is exported.
fn calls(facts: &Facts, has_main: bool) -> Result<Vec<InitialCall>> {
    let first = facts.first.iter().filter(|first| first.each == crate::inspect::Each::Instance);
    let mut calls = Vec::new();
    for first in first {
        let arguments = first.arguments.ok_or_else(|| {
            Error::refused(format!(
                "`{}` has to be called first, with arguments that only the module's own loader knows",
                first.name
            ))
        })?;
        calls.push(InitialCall { name: first.name.to_owned(), arguments, is_program: false });
    }
    let runs = match facts.convention.runner() {
        // What does nothing need not be called.
        Runner::Host(exported) | Runner::HostOnce(exported) if exported.empty => None,
        Runner::Host(exported) | Runner::HostOnce(exported) => Some(exported.name.clone()),
        // The first call would do it: now is the time.
        Runner::FirstCall => facts.convention.exported().map(|exported| exported.name.clone()),
        // The start section has run the constructors, and the user runs `main`.
        Runner::Program(Program::Started(_)) if has_main => None,
        Runner::Program(_) => Some(START.to_owned()),
        Runner::Disputed => {
            return Err(Error::refused(format!(
                "this module {}: hosts do not agree on how to initialise it",
                facts.evidence
            )));
        }
        Runner::Nothing
        | Runner::Unseen
        | Runner::Start
        | Runner::EveryCall { .. }
        | Runner::Never
        | Runner::OnlyDestructors
        | Runner::Loader(_) => None,
    };
    if let Some(name) = runs.filter(|name| calls.iter().all(|call| call.name != *name)) {
        let is_program = matches!(facts.convention, Convention::Command(_));
        calls.push(InitialCall { name, arguments: &[], is_program });
    }
    Ok(calls)
}

/// What is said of an `_initialize` that hosts of reactors would call, where every export runs the constructors first: so that is one of the
/// program's own. `before`: what was seen in the module as it was.
fn unmentioned(before: &Facts, calls: &[InitialCall], make: EsmMake) -> Option<String> {
    let is_own = matches!(before.convention.runner(), Runner::EveryCall { .. })
        && before.functions.iter().any(|function| function.name == INITIALIZE);
    let is_called = calls.iter().any(|call| call.is_program || call.name == INITIALIZE);
    let who = if make == EsmMake::Factory { "`instantiate`" } else { "importing it" };
    (is_own && !is_called).then(|| {
        format!(
            "`{INITIALIZE}` is a function of the program's own and not what runs its constructors, so {who} does not call it; call it \
             yourself, if the program needs that"
        )
    })
}

/// What happens where the module itself is imported.
fn told_of_direct(facts: &Facts, by_first_call: bool) -> Vec<String> {
    let told = match facts.convention.runner() {
        Runner::Program(_) => "importing it runs no program: call `_start`, or `main` if it is exported",
        _ if by_first_call => "the first call of an export initialises it",
        _ => return self::told(facts, &[], false),
    };
    vec![told.to_owned()]
}

const UNSEEN: &str = "it cannot be seen whether something has to be initialised";

/// What happens to an instance, in words; `factory`: it is not importing that makes one.
fn told(facts: &Facts, calls: &[InitialCall], factory: bool) -> Vec<String> {
    let who = if factory { "`instantiate`" } else { "importing it" };
    let mut told: Vec<String> = calls
        .iter()
        .map(|call| match call.name.as_str() {
            _ if call.is_program => format!("{who} runs the program, once"),
            INITIALIZE => format!("{who} runs the constructors, by `_initialize`, once"),
            name => format!("{who} calls `{name}` once"),
        })
        .collect();
    if calls.is_empty() {
        told.push(match facts.convention.runner() {
            Runner::Start | Runner::Program(_) => format!("{who} runs its start section"),
            Runner::EveryCall { .. } => "every call runs the constructors again: it could not be fixed".to_owned(),
            Runner::Unseen => UNSEEN.to_owned(),
            Runner::Never => "nothing runs its constructors, as before".to_owned(),
            _ if facts.evidence.is_hidden() => UNSEEN.to_owned(),
            _ => "nothing has to be initialised".to_owned(),
        });
    }
    told
}
