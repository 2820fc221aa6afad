//! Checks modules by running them: compiles ahead of time, initialises against a watched host, and compares.
//!
//! ```text
//! Module ─▶ Facts ─▶ Known ─▶ copy ─▶ Subject ─▶ Session… ─▶ Checked
//!      inspect  convention instrument compile     run     observe · compare
//! ```
//!
//! A copy of the module is run, in which memories, tables and globals are exported and calls of the constructors are
//! counted (`instrument`). The host (`host`) answers every import the same way each time, and nothing that a module does
//! reaches the machine: there are no files, no network, no environment and no real clock.
//!
//! ```
//! use wasm_initfix::aot::{self, RunOptions, CheckVerdict};
//!
//! # fn main() -> wasm_initfix::Result<()> {
//! let module = b"\0asm\x01\0\0\0"; // the bytes of a linked module
//! let checked = aot::check(module, &RunOptions::default())?;
//! assert_eq!(checked.verdict(), CheckVerdict::Sound);
//! # Ok(())
//! # }
//! ```

mod checked;
mod compare;
mod compile;
mod convention;
mod cost;
mod deadline;
mod fingerprint;
mod host;
mod instrument;
mod interface;
mod made_up;
mod memories;
mod observe;
mod options;
mod others;
mod session;
mod stack;
mod startup;
mod state;
mod subject;
mod tables;
mod trace;
mod value;
mod watched;

use std::collections::BTreeMap;
use std::thread;

use crate::canonical::Side;
use crate::canonical::Types;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::START;
use crate::inspect::Convention;
use crate::inspect::InspectOptions;
use crate::inspect::Program;
use crate::inspect::callers::callers;
use crate::inspect::inspect;
use crate::module;
use crate::module::MemoryPlaces;
use crate::module::Module;
use compare::Subjects;
use compile::Machine;
use compile::no_thread;
use convention::Constructors;
use convention::Init;
use deadline::Deadline;
use fingerprint::Fingerprints;
use interface::Interface;
use observe::Calls;
use subject::Exports;
use subject::Known;
use subject::Subject;

pub use checked::CheckVerdict;
pub use checked::Checked;
pub use checked::CheckedExport;
pub use checked::Difference;
pub use checked::DoubtfulCall;
pub use checked::Fault;
pub use checked::Observed;
#[doc(hidden)]
pub use compile::configuration;
pub use options::AfterCall;
pub use options::Assumption;
pub use options::Invocation;
pub use options::Limits;
pub use options::RunOptions;
#[doc(hidden)]
pub use others::others;
pub use trace::End;
pub use trace::ImportCall;
pub use trace::Limit;
pub use trace::MadeUp;
pub use trace::Phase;
pub use trace::PhaseTrace;
pub use trace::Unreachable;
pub use value::FuncIdentity;
pub use value::Value;

/// What a thread that runs modules has for a stack, in bytes: more than the modules may use of it.
const STACK: usize = 16 << 20;

/// Initialises a module, calls its exports, and says what happened.
///
/// # Errors
///
/// What is not a valid linked core module; an option that does not fit it; a module that wasmtime cannot compile
/// ([`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported)).
pub fn check(wasm: &[u8], options: &RunOptions) -> Result<Checked> {
    on_own_stack(|| one(wasm, options, Calls::of))
}

/// Initialises a module, makes the calls of [`RunOptions::invoke`] and no others, and says what happened.
///
/// # Errors
///
/// As of [`check`].
pub fn run(wasm: &[u8], options: &RunOptions) -> Result<Checked> {
    on_own_stack(|| one(wasm, options, Calls::wanted))
}

fn one(wasm: &[u8], options: &RunOptions, calls: fn(&Subject) -> Result<Calls>) -> Result<Checked> {
    let deadline = Deadline::after(options.limits.deadline);
    let module = Module::parse_within(wasm, &options.bounds)?;
    subject::check_options(&[&module], options)?;
    let types = Types::number(&module, &module);
    let mut known = Known::of(&module, options)?;
    if let Init::Never(_) = known.init {
        known.init = Init::Nothing;
    }
    known.is_late = convention::is_late(&known.facts, &known.init, options.host);
    let fingerprints = Fingerprints::new(&module, (&types, Side::Before, MemoryPlaces::default()), &BTreeMap::new());
    let machine = Machine::new(deadline)?;
    let subject = Subject::new(&machine, &known, &fingerprints, options, Exports::AsTheyAre)?;
    Ok(observe::observe(&subject, &calls(&subject)?))
}

/// Initialises two modules, calls their exports, and says what differs.
///
/// # Errors
///
/// As of [`check`], for either module.
pub fn compare(before: &[u8], after: &[u8], options: &RunOptions) -> Result<Checked> {
    let deadline = Deadline::after(options.limits.deadline);
    on_own_stack(|| {
        // One validator gives equal types of both modules the same id.
        let mut validator = module::new_validator();
        let old = Module::parse_with(before, &mut validator, &options.bounds).map_err(told_of("before"))?;
        validator.reset();
        let new = Module::parse_with(after, &mut validator, &options.bounds).map_err(told_of("after"))?;
        old.validate_bodies().map_err(told_of("before"))?;
        new.validate_bodies().map_err(told_of("after"))?;
        let mut checked = both(&old, &new, options, deadline)?;
        if before == after {
            checked.are_identical();
        }
        Ok(checked)
    })
}

fn both(old: &Module, new: &Module, options: &RunOptions, deadline: Deadline) -> Result<Checked> {
    subject::check_options(&[old, new], options)?;
    let types = Types::number(old, new);
    let mut first = Known::of(old, options)?;
    let mut second = Known::of(new, options)?;
    // What ran the constructors on every call is seen without them, unless it still does.
    first.see_what_a_fix_changed(&second)?;
    let fixed = first.is_every_call() && !second.is_every_call();
    let dropped = if fixed { subject::wrappers(&first.facts, options) } else { BTreeMap::new() };
    let memories = memories::matched(old, new)?;
    let prints = [
        Fingerprints::new(old, (&types, Side::Before, memories), &dropped),
        Fingerprints::new(new, (&types, Side::After, MemoryPlaces::default()), &BTreeMap::new()),
    ];
    first.agree(&mut second, memories, &prints);
    let changes = {
        let outside = |known, side, fingerprints| Interface { known, types: &types, side, fingerprints };
        let before = outside(&first, Side::Before, &prints[0]);
        interface::compare(&before, &outside(&second, Side::After, &prints[1]), memories, options.other_limits)?
    };
    let machine = Machine::new(deadline)?;
    let exports = if fixed { Exports::Unwrapped } else { Exports::AsTheyAre };
    let before = Subject::new(&machine, &first, &prints[0], options, exports).map_err(told_of("before"))?;
    let after = Subject::new(&machine, &second, &prints[1], options, exports).map_err(told_of("after"))?;
    let wrapped = if fixed && (first.is_program() || first.calls_wrappers()?) {
        Some(Subject::new(&machine, &first, &prints[0], options, Exports::AsTheyAre)?)
    } else {
        None
    };
    compare::compare(&Subjects { before: &before, wrapped: wrapped.as_ref(), after: &after }, changes)
}

/// Says which of several modules an error is about.
fn told_of(which: &str) -> impl Fn(Error) -> Error {
    move |error| Error::new(error.kind(), format!("{which}: {}", error.message()))
}

impl<'m, 'a> Known<'m, 'a> {
    fn of(module: &'m Module<'a>, options: &RunOptions) -> Result<Self> {
        let named = options.init_export.as_deref().filter(|name| module.export(name).is_some());
        let assume_wrapped = options.assume_wrapped;
        let looking = InspectOptions { assume_wrapped, of_program: true, ..InspectOptions::default() };
        let mut facts = inspect(module, &looking)?;
        // A convention that sees the same export tells more than the name.
        let is_seen = |name: &str| facts.convention.exported().is_some_and(|it| it.is_called(name));
        if let Some(name) = named.filter(|name| !is_seen(name)) {
            facts = inspect(module, &InspectOptions { init_export: Some(name), ..looking })?;
        }
        let init = Init::of(module, &facts);
        let constructors = convention::constructors(module, &facts, &init)?;
        let initialisers = convention::initialisers(&facts, &init);
        let convention = facts.convention.keyword();
        Ok(Self { module, facts, convention, init, constructors, initialisers, is_late: false })
    }

    /// A program whose exports make sure of its constructors now, or whose start section runs them, is seen like a module whose exports
    /// ran them each time.
    fn see_what_a_fix_changed(&mut self, after: &Self) -> Result<()> {
        let Convention::Command(Program::Runs(wrapped)) = &self.facts.convention else {
            return Ok(());
        };
        let is_guarded =
            matches!(after.facts.convention, Convention::Command(Program::Guarded(_)) | Convention::Lazy(_));
        if is_guarded || convention::starts_program(&self.facts, &after.facts) {
            self.facts.convention = Convention::Wrapped(wrapped.clone());
            self.init = Init::of(self.module, &self.facts);
            self.constructors = convention::constructors(self.module, &self.facts, &self.init)?;
        }
        Ok(())
    }

    /// Whether a wrapped module is a program, too.
    fn is_program(&self) -> bool {
        self.is_every_call() && self.facts.functions.iter().any(|export| export.name == START)
    }

    fn is_every_call(&self) -> bool {
        matches!(self.init, Init::EveryCall { .. })
    }

    /// Whether wrappers are called by anything but a host.
    fn calls_wrappers(&self) -> Result<bool> {
        let Convention::Wrapped(wrapped) = &self.facts.convention else {
            return Ok(false);
        };
        let wrappers: Vec<u32> = wrapped.wrappers.iter().map(|wrapper| wrapper.func).collect();
        Ok(callers(self.module, &wrappers)?.iter().any(|callers| callers.taken || !callers.calls.is_empty()))
    }

    /// Lets a module that came of this one be seen as this one is: the same functions are its constructors, and what is an
    /// ordinary export of this one is no initialiser of the other. A memory that a host has to give now is as large as it was.
    fn agree(&mut self, after: &mut Self, memories: MemoryPlaces, prints: &[Fingerprints; 2]) {
        for (memory, old) in (0..).zip(&self.facts.memories) {
            if let Some(new) = after.facts.memories.get_mut(memories.of(memory) as usize) {
                new.data_end = new.data_end.filter(|_| old.import.is_some());
            }
        }
        after.constructors = match &self.constructors {
            Constructors::Functions(functions) => {
                let hash = functions.first().map(|func| prints[0].of(*func)).unwrap_or_default();
                self.constructors = Constructors::Functions(prints[0].nullary(hash));
                match prints[1].nullary(hash) {
                    found if found.is_empty() => Constructors::None,
                    found => Constructors::Functions(found),
                }
            }
            other => other.clone(),
        };
        let ordinary = |name: &String| self.facts.exports.contains(name) && !self.initialisers.contains(name);
        let names: Vec<&String> = after.init.names().iter().filter(|name| !ordinary(name)).collect();
        if names.len() < after.init.names().len() {
            after.init = Init::exports(after.module, &names);
            after.initialisers.retain(|name| !ordinary(name));
        }
    }
}

/// Runs on a thread whose stack is known to be large enough for modules that recurse to their limit.
fn on_own_stack<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    // If all workers of a pool waited for such threads, none would be left for what those want to be done in parallel.
    let pool = match rayon::current_thread_index() {
        Some(_) => Some(rayon::ThreadPoolBuilder::new().stack_size(STACK).build().map_err(|error| no_thread(&error))?),
        None => None,
    };
    let work = || match &pool {
        Some(pool) => pool.scope(|_| work()),
        None => work(),
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("wasm-initfix".to_owned()).stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| no_thread(&error))?;
        match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
