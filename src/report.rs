//! An outcome, for people and for programs.

#[cfg(feature = "aot")]
pub mod check;
mod host;
pub mod json;
pub mod text;
