//! The verdict as a list of edits, which is all that a rewriter knows.

mod body;
mod build;
mod dead;
mod edit;
mod outside;
mod tables;
mod target;
mod zeros;

pub use body::Body;
pub use edit::Edit;
pub use edit::Plan;
pub use edit::Site;
pub use outside::Moves;
pub use outside::SectionKind;
pub use tables::TableEdit;
pub use tables::TableEditKind;
pub use target::Added;
pub use target::Target;
pub use zeros::Zeros;

pub(crate) use build::plan;
pub(crate) use dead::without_dead;
pub(crate) use outside::Export;
pub(crate) use outside::Item;
pub(crate) use outside::Outside;
pub(crate) use outside::Ownership;
pub(crate) use outside::PageLimits;
pub(crate) use outside::Touched;
pub(crate) use zeros::ZeroStep;
pub(crate) use zeros::ZeroWidth;
