//! What the tests share.

pub mod check;
pub mod directives;
pub mod expect;
pub mod run;
pub mod snapshot;
