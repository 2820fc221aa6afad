//! Checks modules by running them: compiles ahead of time, initialises against a watched host, and compares.
//!
//! ```text
//! Module ─▶ Facts ─▶ Known ─▶ copy ─▶ Subject ─▶ Session… ─▶ Checked
//!      inspect  convention  expose  compile     run     observe · compare
//! ```
//!
//! A copy of the module is run, in which memories, tables and globals are exported and calls of the constructors are
//! counted ([`expose`]). The host ([`host`]) answers every import the same way each time, and nothing that a module does
//! reaches the machine: there are no files, no network, no environment and no real clock.
//!
//! ```
//! use wasm_initfix::aot::{self, RunOptions, Verdict};
//!
//! # fn main() -> wasm_initfix::Result<()> {
//! let module = b"\0asm\x01\0\0\0"; // the bytes of a linked module
//! let checked = aot::check(module, &RunOptions::default())?;
//! assert_eq!(checked.verdict(), Verdict::Same);
//! # Ok(())
//! # }
//! ```

mod checked;
mod compare;
mod compile;
mod convention;
mod expose;
mod fingerprint;
mod host;
mod interface;
mod observe;
mod options;
mod session;
mod state;
mod subject;
mod trace;
mod value;

use std::collections::HashMap;
use std::thread;

use crate::canonical::Side;
use crate::canonical::Types;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::inspect;
use crate::module;
use crate::module::Module;
use compile::Machine;
use convention::Init;
use fingerprint::Fingerprints;
use observe::Calls;
use subject::Exports;
use subject::Known;
use subject::Subject;

pub use checked::Checked;
pub use checked::CheckedExport;
pub use checked::Difference;
pub use checked::Fault;
pub use checked::Observed;
pub use checked::Verdict;
pub use compile::configuration;
pub use options::Assumption;
pub use options::HostView;
pub use options::Invocation;
pub use options::Limits;
pub use options::RunOptions;
pub use trace::End;
pub use trace::ImportCall;
pub use trace::Limit;
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
    on_own_stack(|| alone(wasm, options, Calls::of))
}

/// Initialises a module, makes the calls of [`RunOptions::invoke`] and no others, and says what happened.
///
/// # Errors
///
/// As of [`check`].
pub fn run(wasm: &[u8], options: &RunOptions) -> Result<Checked> {
    on_own_stack(|| alone(wasm, options, Calls::wanted))
}

fn alone(wasm: &[u8], options: &RunOptions, calls: fn(&Subject) -> Result<Calls>) -> Result<Checked> {
    let module = Module::parse(wasm)?;
    let types = Types::number(&module, &module);
    let known = Known::of(&module, options)?;
    let fingerprints = known.fingerprints(&types, Side::Before);
    let machine = Machine::new()?;
    let subject = Subject::new(&machine, known, &fingerprints, options, Exports::AsTheyAre)?;
    observe::alone(&subject, &calls(&subject)?)
}

/// Initialises two modules, calls their exports, and says what differs.
///
/// # Errors
///
/// As of [`check`], for either module.
pub fn compare(before: &[u8], after: &[u8], options: &RunOptions) -> Result<Checked> {
    on_own_stack(|| {
        // One validator gives equal types of both modules the same id.
        let mut validator = module::new_validator();
        let old = Module::parse_with(before, &mut validator)?;
        validator.reset();
        let new = Module::parse_with(after, &mut validator)?;
        old.validate_bodies()?;
        new.validate_bodies()?;
        let types = Types::number(&old, &new);
        let first = Known::of(&old, options)?;
        let mut second = Known::of(&new, options)?;
        let changes = interface::compare(&first, &second, &types);
        let fingerprints = [first.fingerprints(&types, Side::Before), second.fingerprints(&types, Side::After)];
        if let Some(counted) = first.counted {
            second.counted = fingerprints[1].find_nullary(fingerprints[0].of(counted));
        }
        let machine = Machine::new()?;
        let first = Subject::new(&machine, first, &fingerprints[0], options, Exports::Unwrapped)?;
        let second = Subject::new(&machine, second, &fingerprints[1], options, Exports::Unwrapped)?;
        compare::compare(&first, &second, changes)
    })
}

impl<'m, 'a> Known<'m, 'a> {
    fn of(module: &'m Module<'a>, options: &RunOptions) -> Result<Self> {
        let named = options.init_export.as_deref().filter(|name| module.export(name).is_some());
        let facts = inspect(module, named)?;
        let init = Init::of(module, &facts);
        let counted = convention::constructors(module, &facts)?;
        Ok(Self { module, facts, init, counted })
    }

    /// Wrappers are told apart without the calls that a fix takes from them.
    fn fingerprints(&self, types: &'m Types, side: Side) -> Fingerprints<'m, 'a> {
        let dropped: HashMap<_, _> = subject::wrappers(&self.facts).into_iter().collect();
        Fingerprints::new(self.module, types, side, dropped)
    }
}

/// Runs on a thread whose stack is known to be large enough for modules that recurse to their limit.
fn on_own_stack<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("wasm-initfix".to_owned()).stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| Error::refused(format!("cannot start a thread: {error}")))?;
        match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
