//! An outcome, for people and for programs.

pub(crate) mod brief;
#[cfg(feature = "aot")]
pub mod check;
pub mod graph;
mod host;
pub mod inspected;
pub mod json;
pub mod names;
pub mod source;
pub mod text;
