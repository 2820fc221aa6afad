//! Settles, in a linked WebAssembly module, who runs the constructors, when, and who owns the memory.
//!
//! ```text
//! bytes ─▶ Module ─▶ Facts ─▶ Verdict ─▶ Plan ─▶ bytes ─▶ Checked
//!        parse    inspect   decide     plan    rewrite   verify
//! ```
//!
//! Each arrow is one function in the file of its name; [`fix`] is the whole way.
//!
//! ```
//! # fn main() -> wasm_initfix::Result<()> {
//! let reactor = b"\0asm\x01\0\0\0"; // the bytes of a linked module
//! let fixed = wasm_initfix::fix(reactor, &wasm_initfix::Options::default())?;
//! assert!(fixed.wasm().is_none(), "a module without constructors stays as it is");
//! # Ok(())
//! # }
//! ```
//!
//! What a host makes of a module, without changing it:
//!
//! ```
//! use wasm_initfix::{Module, Options, decide, hosts, inspect};
//!
//! # fn main() -> wasm_initfix::Result<()> {
//! let reactor = b"\0asm\x01\0\0\0"; // the bytes of a linked module
//! let options = Options { host: hosts::find("esm"), ..Options::default() };
//! let facts = inspect::inspect(&Module::parse(reactor)?, &options.inspect_options())?;
//! println!("this module {}", facts.evidence);
//! if let Some(host) = options.host {
//!     let fit = decide::fit(&facts, host)?;
//!     assert!(fit.is_good(), "{host:?} makes of it: {fit:?}");
//! }
//! # Ok(())
//! # }
//! ```

#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

#[cfg(feature = "aot")]
pub mod aot;
pub mod bounds;
mod canonical;
mod constant;
pub mod decide;
mod error;
pub mod esm;
mod foreign;
pub mod hosts;
pub mod inspect;
mod leb;
mod module;
mod names;
mod nearest;
mod options;
mod outcome;
mod pieces;
pub mod plan;
pub mod prove;
pub mod report;
mod rewrite;
mod shell;
pub mod shown;
mod verify;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod source_map;

pub use error::Error;
pub use error::ErrorKind;
pub use error::Result;
pub use module::Module;
pub use options::AfterCall;
pub use options::DtorsExport;
pub use options::InitChoice;
pub use options::MemoryChoice;
pub use options::MemoryExport;
pub use options::Options;
pub use options::Policy;
pub use options::Prove;
pub use options::RewriterChoice;
pub use options::SegmentsChoice;
pub use options::TableChoice;
pub use options::TableExport;
pub use options::TableOptions;
pub use options::Validate;
pub use options::ZeroMemory;
pub use outcome::Fixed;
pub use outcome::Outcome;
pub use pieces::Piece;
pub use pieces::Pieces;
pub use rewrite::Lost;
pub use rewrite::Moved;
pub use rewrite::Rewriter;

use decide::Verdict;

/// What became of a module, with the names of imports and exports that the options changed as they were before: so both can be compared.
///
/// # Errors
///
/// Those of [`fix`].
pub fn with_old_names(before: &[u8], after: &[u8], options: &Options) -> Result<Vec<u8>> {
    let Options { rename_imports, rename_exports, bounds, .. } = options;
    if rename_imports.is_empty() && rename_exports.is_empty() {
        return Ok(after.to_vec());
    }
    let renames = inspect::renames(&Module::parse_within(before, bounds)?, rename_imports, rename_exports)?;
    let (rename_imports, rename_exports) = renames.back(&Module::parse_within(after, bounds)?);
    let back =
        Options { init: InitChoice::Keep, rename_imports, rename_exports, bounds: *bounds, ..Options::default() };
    Ok(fix(after, &back)?.wasm().map_or_else(|| after.to_vec(), Pieces::to_vec))
}

/// Fixes a linked module. The result is made of pieces of the input; [`Pieces::to_vec`] puts them together. Of function
/// bodies, those are validated that [`Options::validate`] names.
///
/// # Errors
///
/// What is not a valid linked core module, an option that cannot be followed, or a fault of this tool, told apart by
/// [`Error::kind`].
pub fn fix<'a>(wasm: &'a [u8], options: &Options) -> Result<Outcome<'a>> {
    let mut validator = module::new_validator();
    let module = Module::parse_with(wasm, &mut validator, &options.bounds)?;
    if options.validate == Validate::Full {
        module.validate_bodies()?;
    }
    // What is invalid gets that for an answer, and no advice.
    let valid = |error| module.invalid_or(error);
    let facts = inspect::inspect(&module, &options.inspect_options()).map_err(valid)?;
    let fix = match decide::decide(&facts, options).map_err(valid)? {
        Verdict::Leave(reasons) => return Ok(Outcome::Unchanged { facts: Box::new(facts), reasons }),
        Verdict::Fix(fix) => fix,
    };
    let plan = plan::plan(&module, &facts, &fix);
    let plan = if options.gc { plan::without_dead(&module, plan).map_err(valid)? } else { plan };
    let rewritten = rewrite::rewrite(&module, &plan, options.rewriter, &options.bounds).map_err(valid)?;
    verify::verify(&module, &plan, &rewritten, &mut validator).map_err(valid)?;
    Ok(Outcome::Fixed(Box::new(Fixed::new(facts, *fix, plan, rewritten, options.moves_source_map))))
}
