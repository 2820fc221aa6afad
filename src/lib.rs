//! Settles, in a linked WebAssembly module, who runs the constructors, when, and who owns the memory.
//!
//! ```text
//! bytes ─▶ Module ─▶ Facts ─▶ Verdict ─▶ Plan ─▶ bytes ─▶ Checked
//!        parse    inspect   decide     plan    rewrite   verify
//! ```
//!
//! Each arrow is one function in the file of its name; [`fix`] is the whole way.
//!
//! # A module that is fixed
//!
//! [`fix`] takes the bytes of a linked module. What comes out is made of pieces of these bytes, or is nothing, if the module stays as it
//! is.
//!
//! ```
//! use wasm_initfix::{Options, Outcome, Pieces};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let linked = wat::parse_str(r#"(module (memory (import "env" "memory") 1) (func (export "_initialize") (i32.store (i32.const 16) (i32.const 7))))"#)?;
//! // `linked` has constructors, which its export `_initialize` runs.
//! let outcome = wasm_initfix::fix(&linked, &Options::new())?;
//! let fixed = outcome.wasm().map_or_else(|| linked.clone(), Pieces::to_vec);
//! assert_eq!(outcome.init_after(), "start");
//! assert_eq!(outcome.reasons().reason.to_string(), "the constructors call no import, so they need nothing from a host");
//! assert!(wasm_initfix::fix(&fixed, &Options::new())?.wasm().is_none(), "a second fix changes nothing");
//! # Ok(())
//! # }
//! ```
//!
//! An [`Error`] has a [`kind`](Error::kind) for programs and a line for people. Its messages, and those of reasons and notes, name
//! options as the command line has them, and the methods of [`Options`] say which they are.
//!
//! ```
//! use wasm_initfix::{ErrorKind, Options};
//!
//! let error = wasm_initfix::fix(b"#!/bin/sh", &Options::new()).map(|_| ()).unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::NotAModule);
//! ```
//!
//! # Options
//!
//! ```
//! use wasm_initfix::{InitChoice, Options};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let linked = wat::parse_str(r#"(module (memory (import "env" "memory") 1) (func (export "_initialize") (i32.store (i32.const 16) (i32.const 7))) (func (export "get")))"#)?;
//! let options = Options::new().init(InitChoice::Lazy).init_name("setup");
//! assert_eq!(wasm_initfix::fix(&linked, &options)?.init_after(), "lazy");
//! # Ok(())
//! # }
//! ```
//!
//! # A host
//!
//! [`hosts`] has what is known of hosts. A fix for one goes by its rules, and warns of what it cannot do for it.
//!
//! ```
//! use wasm_initfix::{Options, hosts};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let linked = wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "_initialize") (i32.store (i32.const 16) (i32.const 7))))"#)?;
//! let esm = hosts::find("esm").expect("its rules are known");
//! let outcome = wasm_initfix::fix(&linked, &Options::new().host(esm))?;
//! assert_eq!(outcome.init_after(), "start", "nothing else runs in an `import`");
//! assert_eq!(outcome.warnings().count(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! # What a module is
//!
//! [`inspect`](inspect::inspect) sees [`Facts`](inspect::Facts), and changes nothing. [`decide::fit`] says what a host makes of them.
//!
//! ```
//! use wasm_initfix::{Module, Options, decide, hosts, inspect};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let linked = wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "_initialize") (i32.store (i32.const 16) (i32.const 7))))"#)?;
//! let options = Options::new().host(hosts::find("esm"));
//! let facts = inspect::inspect(&Module::parse(&linked)?, &options.inspect_options())?;
//! assert_eq!(facts.convention.keyword(), "reactor");
//! assert_eq!(facts.evidence.to_string(), "exports `_initialize` (func 0) for the host to call first");
//! let fit = options.host.map(|host| decide::fit(&facts, host)).transpose()?;
//! assert_eq!(fit.map(|fit| fit.keyword()), Some("change"), "nothing calls `_initialize` there");
//! # Ok(())
//! # }
//! ```
//!
//! # Reports
//!
//! With the feature `report`, outcomes and facts are shown as the command shows them: as text, and as types that [serde] serialises.
//! `docs/report.schema.json` is their JSON schema.
//!
//! [serde]: https://docs.rs/serde
//!
//! ```
//! # #[cfg(feature = "report")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use wasm_initfix::Options;
//! use wasm_initfix::report::inspected::Inspected;
//! use wasm_initfix::report::{inspected, json, text};
//!
//! # let linked = wat::parse_str(r#"(module (memory (import "env" "memory") 1) (func (export "_initialize") (i32.store (i32.const 16) (i32.const 7))))"#)?;
//! let outcome = wasm_initfix::fix(&linked, &Options::new())?;
//! let lines = text::report("plugin.wasm", &outcome, true, false);
//! assert!(lines.contains("the constructors now run once, in the start section"), "{lines}");
//! let report = json::report(&outcome);
//! assert_eq!(report.keys, ["call-nothing"]);
//! let json = serde_json::to_value(&report)?;
//! assert_eq!(json["init"]["after"], "start");
//!
//! let inspected = Inspected::of_bytes(&linked, "plugin.wasm".to_owned(), &Options::new())?;
//! let json = serde_json::to_value(inspected::json(&inspected))?;
//! assert_eq!(json["init"]["convention"], "reactor");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "report"))]
//! # fn main() {}
//! ```
//!
//! # A check
//!
//! With the feature `aot`, `aot::compare` runs two modules and says what differs.
//!
//! ```
//! # #[cfg(feature = "aot")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use wasm_initfix::Options;
//! use wasm_initfix::aot::{self, CheckVerdict, RunOptions};
//!
//! # let linked = wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "_initialize") (i32.store (i32.const 16) (i32.const 7))) (func (export "get") (result i32) (i32.load (i32.const 16))))"#)?;
//! # let other = wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "_initialize")) (func (export "get") (result i32) (i32.load (i32.const 16))))"#)?;
//! let fixed = wasm_initfix::fix(&linked, &Options::new())?.wasm().expect("there was something to fix").to_vec();
//! let checked = aot::compare(&linked, &fixed, &RunOptions::new())?;
//! assert_eq!(checked.verdict(), CheckVerdict::Same);
//! // In `other`, the constructors write nothing.
//! let checked = aot::compare(&linked, &other, &RunOptions::new())?;
//! assert_eq!(checked.verdict(), CheckVerdict::Different);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "aot"))]
//! # fn main() {}
//! ```
//!
//! # What grows
//!
//! Types that may get further fields or variants are `#[non_exhaustive]`. What the documentation leaves out is for the programs of this
//! package and for its tests, and may change with each version.

#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

/// The page of the book, whose examples are tested like those above.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct LibraryPage;

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
#[doc(hidden)]
pub mod shown;
mod spelling;
mod verify;

#[cfg(feature = "cli")]
#[doc(hidden)]
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
pub use options::MemoryMaximum;
pub use options::MemorySize;
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
pub use spelling::Spelling;

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
