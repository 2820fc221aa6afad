//! The verdict as a list of edits, which is all that a rewriter knows.

mod build;
mod dead;
mod edit;

pub use edit::Added;
pub use edit::Body;
pub use edit::Edit;
pub use edit::Plan;
pub use edit::Site;
pub use edit::Target;

pub(crate) use build::plan;
pub(crate) use dead::without_dead;
