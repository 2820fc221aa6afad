//! What the tests share.

pub mod check;
pub mod directives;
pub mod expect;
pub mod rewriters;
pub mod run;
pub mod snapshot;
