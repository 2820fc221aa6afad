//! Who is to run the constructors.

mod host;
mod reach;

use super::InitFix;
use super::InitTarget;
use super::Reasons;
use super::Source;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Beyond;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::inspect::Exported;
use crate::inspect::Facts;
use crate::inspect::Initialiser;
use crate::inspect::Reach;
use crate::inspect::ReachedImport;
use crate::inspect::Start;
use crate::inspect::StartKind;
use crate::options::DtorsExport;
use crate::options::InitChoice;
use crate::options::Options;
use crate::options::Policy;

pub(super) struct Decided {
    pub fix: Option<InitFix>,
    pub reasons: Reasons,
}

/// Where the initialiser is, or why it cannot be moved.
enum Found {
    Source(Source),
    /// There is nothing to run.
    Nothing(String),
    /// There is something, which has to stay; what helps, if anything does.
    Fixed {
        reason: String,
        help: &'static str,
    },
}

/// What is wanted of an initialiser that can be moved.
enum Wanted {
    Stay(String),
    Start(String),
    Export(String),
    Lazy(String),
}

pub(super) fn decide(facts: &Facts, options: &Options, memory: Direction) -> Result<Decided> {
    if options.init == InitChoice::Keep {
        return Ok(leave("initialisation stays as it is (--init=keep)"));
    }
    let source = match find(facts) {
        Found::Source(source) => source,
        Found::Nothing(reason) => return Ok(advise(leave(reason), facts)),
        Found::Fixed { reason, .. } if options.init == InitChoice::Auto => return Ok(advise(leave(reason), facts)),
        Found::Fixed { reason, help } => {
            return Err(Error::refused(format!("this module {}; {reason}; {help}", facts.evidence)));
        }
    };
    let asked = Asked { facts, options, memory, source };
    match options.init {
        InitChoice::Auto => asked.auto(),
        _ => asked.forced(),
    }
}

fn leave(reason: impl Into<String>) -> Decided {
    Decided { fix: None, reasons: Reasons::new(reason) }
}

/// What the user can do about a module that is left as it is.
fn advise(mut decided: Decided, facts: &Facts) -> Decided {
    let Reasons { notes, warnings, .. } = &mut decided.reasons;
    match facts.convention {
        Convention::Undecidable => notes.push("if an export runs constructors, name it with --init-export=NAME".to_owned()),
        Convention::DtorsOnly => notes.push(
            "destructors run at the end of every call; linked as a reactor (clang: -mexec-model=reactor), it has none there"
                .to_owned(),
        ),
        Convention::Faulty => warnings.push("hosts that check, like wasmtime and Node's WASI, refuse this module".to_owned()),
        _ => {}
    }
    decided
}

fn find(facts: &Facts) -> Found {
    if let Some(named) = &facts.named {
        return exported(named);
    }
    let fixed = |why: &str, help| Found::Fixed { reason: why.to_owned(), help };
    match &facts.convention {
        Convention::None => Found::Nothing("there is nothing to initialise".to_owned()),
        Convention::DtorsOnly => Found::Nothing("there is nothing to initialise: only destructors run".to_owned()),
        Convention::Undecidable => fixed(
            "what runs constructors here, if anything, cannot be known",
            "if an export does, name it with --init-export=NAME",
        ),
        Convention::Start => started(facts),
        Convention::Reactor(it) | Convention::Ctors(it) | Convention::Lazy(it) | Convention::ExportStart(it) => {
            exported(it)
        }
        Convention::Wrapped(wrapped) => Found::Source(Source::Wrapped(wrapped.clone())),
        Convention::Command => fixed(
            "a command initialises itself, and may end the run",
            "if it is an initialiser after all, say so with --init-export=_start",
        ),
        Convention::Dylink => fixed("it is not this tool's to change", "leave out --init"),
        Convention::Bindgen => fixed(
            "wasm-bindgen and its JS decide when it is initialised",
            "leave out --init, and run wasm-bindgen first",
        ),
        Convention::Emscripten => fixed(
            "Emscripten's JS initialises it",
            "if it is to run without that, name the initialiser with --init-export=NAME",
        ),
        Convention::Faulty => {
            fixed("hosts would not agree what to call", "link it again, with `_initialize` : () -> () or with `_start`")
        }
    }
}

fn exported(exported: &Exported) -> Found {
    let name = &exported.names[0];
    if exported.empty {
        return Found::Nothing(format!("`{name}` is there, but does nothing"));
    }
    if let Some(others) = &exported.others {
        return Found::Fixed { reason: format!("`{name}` has to stay as it is: {others}"), help: "leave out --init" };
    }
    Found::Source(Source::Exported(exported.clone()))
}

fn started(facts: &Facts) -> Found {
    let Some(start) = &facts.start else {
        return Found::Nothing("there is nothing to initialise".to_owned());
    };
    match start.kind {
        StartKind::MemoryInit => Found::Nothing(format!(
            "the start section ({}) only prepares memory for the linker, and has to",
            start.shown
        )),
        StartKind::MemoryInitThenCode | StartKind::Code => Found::Source(Source::Started(start.clone())),
    }
}

/// Why the start section may run the initialiser, or why not, as `--policy=reach` sees it.
#[cfg(feature = "cli")]
pub(super) fn why(facts: &Facts) -> String {
    reach::may_start(facts, facts.memory).unwrap_or_else(|why| why)
}

/// What is known of an initialiser at which nobody looked.
static UNSEEN: Reach = Reach { imports: Vec::new(), indirect: true, beyond: Beyond::NotFollowed, functions: 0 };

/// The reason for what the user insists on.
const FORCED: &str = "as --init asks";

/// A question about an initialiser that can be moved.
struct Asked<'a> {
    facts: &'a Facts,
    options: &'a Options,
    memory: Direction,
    source: Source,
}

impl Asked<'_> {
    fn auto(self) -> Result<Decided> {
        let wanted = match &self.source {
            _ if self.shared() => Wanted::Stay(
                "memory is shared: the start section runs in every thread, and so would a run-once guard".to_owned(),
            ),
            source if let Some(host) = self.options.host => self.auto_for(host, source),
            Source::Started(start) => self.auto_started(start),
            Source::Exported(exported) => self.auto_exported(exported),
            Source::Wrapped(_) => match self.may_start() {
                Ok(why) => Wanted::Start(why),
                Err(why) => Wanted::Lazy(format!("{why}; a host that calls no init function is served as well")),
            },
        };
        match self.fix(wanted, None) {
            // `auto` refuses nothing about initialisation.
            Err(refused) => Ok(leave(refused.to_string())),
            decided => decided,
        }
    }

    /// Why the start section may run the initialiser, or why not.
    fn may_start(&self) -> Result<String, String> {
        match self.options.policy {
            Policy::Reach => reach::may_start(self.facts, self.memory),
            Policy::Memory if self.start_fits() => Ok(why_start(self.memory)),
            Policy::Memory => Err(why_not_start(self.memory)),
        }
    }

    /// Whether `--policy=memory` puts initialisers into the start section. Node's WASI learns of the memory only when
    /// `initialize` is called, among the exports or (24.4 and later) through `finalizeBindings` (`lib/wasi.js`), so its
    /// functions throw during start whoever owns the memory.
    fn start_fits(&self) -> bool {
        match self.memory {
            Direction::None | Direction::Private => true,
            Direction::Imported => !self.reaches_wasi(),
            Direction::Both => !self.facts.wasi,
            Direction::Exported => false,
        }
    }

    /// Whether the initialiser calls WASI, or could by an indirect call.
    fn reaches_wasi(&self) -> bool {
        let reach = self.reach();
        self.facts.wasi && (reach.indirect || reach.imports.iter().any(ReachedImport::is_wasi))
    }

    /// An import that direct calls lead to and that fails during start: one that needs a memory that it cannot have yet.
    fn failing_import(&self) -> Option<&ReachedImport> {
        let waits = |import: &&ReachedImport| self.memory == Direction::Exported || import.is_wasi();
        self.reach().needing_memory().find(waits)
    }

    /// A start that works stays: only where direct calls lead to an import that cannot work is it certain that moving it
    /// breaks nothing.
    fn auto_started(&self, start: &Start) -> Wanted {
        if self.memory != Direction::Exported {
            return Wanted::Stay(format!("the start section stays: {}", why_start(self.memory)));
        }
        if start.kind == StartKind::MemoryInitThenCode {
            return Wanted::Stay(format!("the start section stays: {}", prepares_memory(start)));
        }
        match self.failing_import() {
            Some(import) if self.guarded().is_empty() => Wanted::Stay(format!(
                "the start section stays, although it calls {}, which needs memory: no exported function could make sure that \
                 an init function has run",
                show_path(import)
            )),
            Some(import) => Wanted::Lazy(format!(
                "the start section calls {}, which needs memory, but {}",
                show_path(import),
                why_not_start(self.memory)
            )),
            None if self.reach().indirect => Wanted::Stay(
                "the start section stays: no direct call leads from it to an import that needs memory (an indirect one might)"
                    .to_owned(),
            ),
            None => {
                Wanted::Stay("the start section stays: it calls no import that needs memory".to_owned())
            }
        }
    }

    fn auto_exported(&self, exported: &Exported) -> Wanted {
        let name = &exported.names[0];
        if self.facts.named.is_none() {
            match self.facts.convention {
                Convention::Lazy(_) => {
                    return Wanted::Stay(format!(
                        "`{name}` runs once, called by the host or by the first export that is"
                    ));
                }
                Convention::ExportStart(_) => return Wanted::Stay(format!("the host calls `{name}`, which runs once")),
                _ => {}
            }
        }
        let why = match self.may_start() {
            Ok(why) => return Wanted::Start(why),
            Err(why) => why,
        };
        if exported.names.contains(&self.options.init_name) {
            return Wanted::Stay(format!("{why}; the host calls `{name}`"));
        }
        Wanted::Export(why)
    }

    fn forced(self) -> Result<Decided> {
        let is_start = self.options.init == InitChoice::Start;
        let wanted = if is_start { self.forced_start() } else { self.forced_function()? };
        if self.shared() && !matches!(wanted, Wanted::Stay(_)) {
            return Err(Error::refused(
                "the memory is shared, and threads would each run the start section and have a run-once guard of their \
                 own; leave out --init",
            ));
        }
        let warning = if is_start { self.warn_start() } else { None };
        self.fix(wanted, warning)
    }

    fn forced_start(&self) -> Wanted {
        match &self.source {
            Source::Started(_) => Wanted::Stay("the start section runs it already".to_owned()),
            _ => Wanted::Start(FORCED.to_owned()),
        }
    }

    /// `--init=export` or `--init=lazy`; without anything to guard, the second is the first.
    fn forced_function(&self) -> Result<Wanted> {
        let lazy = self.options.init == InitChoice::Lazy && !self.guarded().is_empty();
        let name = &self.options.init_name;
        Ok(match &self.source {
            Source::Started(start) if start.kind == StartKind::MemoryInitThenCode => {
                let why = prepares_memory(start);
                return Err(Error::refused(format!("the start section has to stay: {why}; leave out --init")));
            }
            _ if lazy && matches!(self.facts.convention, Convention::Lazy(_)) => {
                Wanted::Stay("every export makes sure already that it has run".to_owned())
            }
            _ if lazy => Wanted::Lazy(FORCED.to_owned()),
            Source::Exported(exported) if exported.names.contains(name) => {
                Wanted::Stay(format!("`{name}` is exported already"))
            }
            _ => Wanted::Export(FORCED.to_owned()),
        })
    }

    /// What may go wrong with a start section that the user insists on.
    fn warn_start(&self) -> Option<String> {
        if self.may_start().is_ok() || reach::is_safe(self.facts) {
            return None;
        }
        let why = why_not_start(self.memory);
        match self.failing_import() {
            Some(import) => Some(format!("{why}: the call of {} will fail", show_path(import))),
            None if self.reach().indirect => Some(format!("{why}: an import that is called indirectly may fail")),
            None => None,
        }
    }

    fn shared(&self) -> bool {
        self.facts.memories.iter().any(|memory| memory.shared)
    }

    fn reach(&self) -> &Reach {
        self.facts.initialiser.as_ref().map_or(&UNSEEN, |initialiser| &initialiser.reach)
    }

    /// What the change does not reach: callers of a wrapper that do not go through its export.
    fn note_taken(&self) -> Option<String> {
        match &self.source {
            Source::Wrapped(wrapped) if !wrapped.taken.is_empty() => Some(format!(
                "{} can also be called through a table or a reference, and no longer initialises then",
                wrapped.taken.join(", ")
            )),
            _ => None,
        }
    }

    fn fix(self, wanted: Wanted, warning: Option<String>) -> Result<Decided> {
        let warnings: Vec<String> = warning.into_iter().collect();
        let name = self.options.init_name.clone();
        let (target, reason) = match wanted {
            Wanted::Stay(reason) => {
                return Ok(Decided { fix: None, reasons: Reasons { reason, notes: Vec::new(), warnings } });
            }
            Wanted::Start(reason) => (self.start_target(), reason),
            Wanted::Export(reason) => (InitTarget::Export { name: self.free_name()? }, reason),
            Wanted::Lazy(reason) => {
                self.free_name()?;
                (InitTarget::Lazy { name, guarded: self.guarded() }, reason)
            }
        };
        let mut notes: Vec<String> = self.note_taken().into_iter().collect();
        if self.options.policy == Policy::Reach && matches!(target, InitTarget::Start { .. }) {
            notes.extend(reach::note_callbacks(self.facts));
        }
        let dtors = self.dtors(&mut notes)?;
        let fix = Some(InitFix { source: self.source, target, dtors });
        Ok(Decided { fix, reasons: Reasons { reason, notes, warnings } })
    }

    /// A start function that is there runs first: in the linker's order, memory is prepared before constructors run.
    fn start_target(&self) -> InitTarget {
        InitTarget::Start {
            after: self.facts.start.as_ref().map(|start| start.func),
            drop_exports: self.options.drop_init_export,
        }
    }

    /// The init function's name, unless something else has it.
    fn free_name(&self) -> Result<String> {
        let name = &self.options.init_name;
        let own = match &self.source {
            Source::Exported(exported) => exported.names.contains(name),
            Source::Started(start) => start.exports.contains(name),
            Source::Wrapped(_) => false,
        };
        if !own && self.facts.exports.contains(name) {
            return Err(Error::refused(format!(
                "something else is exported as `{name}`; choose another name for the init function with --init-name=NAME"
            )));
        }
        // tool-conventions, BasicModuleABI.md: the two exclude each other, and Node refuses a module that has both.
        if name == "_initialize" && self.facts.functions.iter().any(|function| function.name == "_start") {
            return Err(Error::refused(
                "exports `_start`, and hosts refuse a module that exports `_initialize` too; choose another name for the \
                 init function with --init-name=NAME",
            ));
        }
        Ok(name.clone())
    }

    /// The exports that make sure that the initialiser has run. The rules are those of LLVM's D135903: thread-local
    /// storage is set up in each thread and before constructors; and a host may have to allocate while an import that a
    /// constructor called is still running, when calling other imports is forbidden (the component model's
    /// `cabi_realloc`).
    fn guarded(&self) -> Vec<String> {
        const ALLOCATORS: [&str; 4] = ["malloc", "free", "realloc", "cabi_realloc"];
        const NEVER: [&str; 2] = ["__wasm_init_tls", "__wasm_call_dtors"];
        let own: &[String] = match &self.source {
            Source::Exported(exported) => &exported.names,
            Source::Started(start) => &start.exports,
            Source::Wrapped(_) => &[],
        };
        let closed = self.facts.initialiser.as_ref().is_some_and(Initialiser::is_closed);
        let wanted = |name: &str| {
            !own.iter().any(|own| own == name)
                && !NEVER.contains(&name)
                && !name.starts_with("asyncify_")
                && (closed || !ALLOCATORS.contains(&name))
        };
        let functions = self.facts.functions.iter().filter(|export| wanted(&export.name));
        functions.map(|export| export.name.clone()).collect()
    }

    /// The name for destructors that no export calls any more.
    fn dtors(&self, notes: &mut Vec<String>) -> Result<Option<String>> {
        let Source::Wrapped(wrapped) = &self.source else {
            return Ok(None);
        };
        let Some(dtors) = wrapped.dtors.filter(|dtors| !dtors.empty) else {
            return Ok(None);
        };
        notes
            .push("destructors, atexit handlers and the flushing of stdio no longer happen after each call".to_owned());
        let DtorsExport::Name(name) = &self.options.dtors else {
            return Ok(None);
        };
        if self.facts.functions.iter().any(|export| export.name == *name && export.func == dtors.func) {
            return Ok(None);
        }
        if self.facts.exports.contains(name) {
            return Err(Error::refused(format!(
                "something else is exported as `{name}`; choose another name with --export-dtors=NAME, or --no-export-dtors"
            )));
        }
        Ok(Some(name.clone()))
    }
}

/// Why the start section can run what needs memory.
fn why_start(memory: Direction) -> String {
    match memory {
        Direction::None => "there is no memory that a host could need",
        Direction::Private => "no host can see the memory, so none has to wait for it",
        _ => "memory is imported, so the host has it before the start section runs",
    }
    .to_owned()
}

/// Why it cannot.
fn why_not_start(memory: Direction) -> String {
    match memory {
        Direction::Imported | Direction::Both => "hosts set up WASI only after the start section has run",
        _ => "memory is exported, so no import can reach it before the start section has run",
    }
    .to_owned()
}

/// Why a start function that does both is no initialiser to move.
fn prepares_memory(start: &Start) -> String {
    format!("{} prepares memory for the linker before it runs code", start.shown)
}

/// ``import `env.log` (by func 3 `_GLOBAL__sub_I_x.cpp`)``: how the root, which is left out, comes to call it.
fn show_path(import: &ReachedImport) -> String {
    let shown = format!("import `{}.{}`", import.module, import.name);
    match import.path.as_slice() {
        [] | [_] => shown,
        [_, first, second, between @ .., last] if between.len() > 1 => {
            format!("{shown} (by {first}, {second}, {} more, {last})", between.len())
        }
        [_, path @ ..] => format!("{shown} (by {})", path.join(", ")),
    }
}
