//! Proof by running: an initialiser that ends without calling an import never calls one.
//!
//! WebAssembly without imports is deterministic, so one run shows what every run does, as long as nothing that a host gives
//! steers it. Imported functions can steer it, and so can the values of imported globals, the content and size of imported
//! memories, and what hosts put into imported tables: a run that looks at one of them proves nothing. So a copy of the
//! module runs that is instrumented to watch for that (`instrument`).
//!
//! An interpreter runs it, which translates a function when it is first called, with a bound on instructions and not on
//! time. So a large module with a small initialiser takes no longer than what the initialiser does, and the same module
//! gives the same answer on any machine.
//!
//! The proof leaves out of account what the specification leaves open: a memory or table that cannot grow for want of room
//! (a run that would need more than [`Bound::RunMemory`] proves nothing), the bits of NaNs, relaxed SIMD (not run), threads (not run),
//! and how deep calls may nest.

#[cfg(feature = "prove")]
mod bodies;
#[cfg(feature = "prove")]
mod given;
#[cfg(feature = "prove")]
mod helpers;
#[cfg(feature = "prove")]
mod instrument;
#[cfg(feature = "prove")]
mod interpret;
#[cfg(feature = "prove")]
mod layout;
mod limits;
mod seen;
mod unproven;

#[allow(unused_imports, reason = "for the text above, in a build that runs nothing")]
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::error::Result;
use crate::module::Module;

pub(crate) use limits::SEGMENTS;
pub(crate) use seen::Seen;
pub use unproven::Given;
pub use unproven::Step;
pub use unproven::Unproven;

/// Runs the start function, if there is one, and then an initialiser. The first `tables` are a host's, be they imported or not.
#[cfg(feature = "prove")]
pub(crate) fn run(module: &Module, func: u32, tables: u32, bounds: &Bounds) -> Result<Seen> {
    let seen = instrument::instrument(module, func, tables).and_then(|copy| Ok(interpret::run(module, &copy, bounds)?));
    match seen {
        Ok(seen) => Ok(seen),
        Err(unproven::NoProof::Unproven(why)) => Ok(Seen::Unknown(why)),
        Err(unproven::NoProof::Fault(fault)) => Err(fault),
    }
}

/// Says that nothing can be run.
///
/// # Errors
///
/// Always.
#[cfg(not(feature = "prove"))]
pub(crate) fn run(_: &Module, _: u32, _: u32, _: &Bounds) -> Result<Seen> {
    Err(crate::error::Error::new(
        crate::error::ErrorKind::Absent,
        "--prove=run: this build has no interpreter; build wasm-initfix with the feature `prove`, which is on by default",
    ))
}
