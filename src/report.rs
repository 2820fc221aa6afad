//! An outcome, for people and for programs.

mod host;
pub mod json;
pub mod text;
