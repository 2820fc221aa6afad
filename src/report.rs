//! An outcome, for people and for programs.

#[cfg(feature = "report")]
pub mod brief;
#[cfg(feature = "report")]
mod changes;
#[cfg(all(feature = "aot", feature = "report"))]
pub mod check;
#[cfg(feature = "report")]
pub mod explained;
#[cfg(feature = "report")]
mod fold;
#[cfg(feature = "report")]
pub mod graph;
#[cfg(feature = "report")]
mod host;
#[cfg(feature = "report")]
pub mod inspected;
#[cfg(feature = "report")]
pub mod json;
#[cfg(feature = "report")]
mod lines;
#[cfg(feature = "report")]
mod look;
#[cfg(feature = "report")]
pub mod names;
#[cfg(feature = "report")]
pub mod source;
#[cfg(feature = "report")]
pub mod text;
mod words;

#[cfg(feature = "report")]
pub use look::Look;
