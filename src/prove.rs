//! Proof by running: an initialiser that ends without calling an import never calls one.
//!
//! WebAssembly without imports is deterministic, so one run shows what every run does, as long as nothing that a host gives
//! steers it. Functions that are imported are such a thing, and so are the values of imported globals, the content and size
//! of imported memories, and what hosts put into imported tables: a run that looks at one of them proves nothing. A copy of
//! the module is run that watches for that (`watch`).
//!
//! It is run by an interpreter that translates functions when they are first called, with a bound on instructions and not on
//! time. So a large module with a small initialiser takes no longer than what the initialiser does, and the same module
//! gives the same answer on any machine.
//!
//! What the specification leaves open is left out of account: a memory or table that cannot grow for want of room (a run
//! that would need more than [`MEMORY`] proves nothing), the bits of NaNs, relaxed SIMD (not run), threads (not run), and how
//! deep calls may nest.

#[cfg(feature = "prove")]
mod copy;
#[cfg(feature = "prove")]
mod helpers;
#[cfg(feature = "prove")]
mod interpret;
#[cfg(feature = "prove")]
mod watch;

use crate::error::Result;
use crate::inspect::ReachedImport;
use crate::module::Module;

/// The most instructions that a run may take, about.
pub const FUEL: u64 = 1_000_000_000;

/// The most memory that a run may have, in bytes.
pub const MEMORY: usize = 1 << 30;

/// What a run of the initialiser showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ran {
    /// It ended without calling an import, and nothing that a host gives could have steered it.
    Ends,
    /// It called this import, before any other.
    Calls {
        /// The import.
        import: ReachedImport,
    },
    /// Neither is known: why, in words.
    Unknown(String),
}

/// What happened, functions by index.
#[cfg_attr(not(feature = "prove"), expect(dead_code, reason = "without the interpreter nothing is seen"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    Ends,
    Calls(u32),
    Unknown(String),
}

/// Runs the start function, if there is one, and then an initialiser.
#[cfg(feature = "prove")]
pub(crate) fn run(module: &Module, func: u32) -> Result<Seen> {
    let copy = match copy::copy(module, func)? {
        Ok(copy) => copy,
        Err(why) => return Ok(Seen::Unknown(why)),
    };
    Ok(interpret::run(module, &copy))
}

/// Says that nothing can be run.
///
/// # Errors
///
/// Always.
#[cfg(not(feature = "prove"))]
pub(crate) fn run(_: &Module, _: u32) -> Result<Seen> {
    Err(crate::error::Error::refused(
        "--prove=run: this build has no interpreter; build wasm-initfix with the feature `prove`, which is on by default",
    ))
}
