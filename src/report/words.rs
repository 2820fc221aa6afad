//! Facts in words: each kind of thing in one place, as what [`Display`](std::fmt::Display) shows.
//!
//! The types are data, and lie where they are found; nothing but this reads like a sentence.

mod evidence;
mod function;
mod import;
mod misfit;
mod missing;
mod named;
mod note;
mod reach;
mod reason;
mod unproven;
mod warning;

#[cfg(feature = "report")]
pub(super) use named::with_subject;
