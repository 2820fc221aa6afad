//! An outcome, for people and for programs.

#[cfg(feature = "cli")]
pub(crate) mod brief;
#[cfg(all(feature = "aot", feature = "cli"))]
pub mod check;
#[cfg(feature = "cli")]
pub mod explained;
#[cfg(feature = "cli")]
mod fold;
#[cfg(feature = "cli")]
pub mod graph;
#[cfg(feature = "cli")]
mod host;
#[cfg(feature = "cli")]
pub mod inspected;
#[cfg(feature = "cli")]
pub mod json;
#[cfg(feature = "cli")]
pub mod names;
#[cfg(feature = "cli")]
pub mod source;
#[cfg(feature = "cli")]
pub mod text;
mod words;
