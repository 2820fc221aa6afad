//! An outcome, for people and for programs.

#[cfg(feature = "report")]
pub mod brief;
#[cfg(feature = "report")]
mod changes;
#[cfg(all(feature = "aot", feature = "report"))]
pub mod check;
#[cfg(feature = "report")]
mod edits;
#[cfg(feature = "report")]
pub mod esm;
#[cfg(feature = "report")]
pub mod explained;
#[cfg(feature = "report")]
mod fold;
#[cfg(feature = "report")]
#[doc(hidden)]
pub mod graph;
#[cfg(feature = "report")]
mod host;
#[cfg(feature = "report")]
pub mod inspected;
#[cfg(feature = "report")]
pub mod json;
#[cfg(feature = "report")]
mod keyword;
#[cfg(feature = "report")]
mod lines;
#[cfg(feature = "report")]
mod look;
#[cfg(feature = "report")]
#[doc(hidden)]
pub mod names;
#[cfg(feature = "report")]
pub mod rules;
#[cfg(feature = "schema")]
mod schema;
#[cfg(feature = "report")]
#[doc(hidden)]
pub mod source;
#[cfg(feature = "report")]
pub mod text;
#[cfg(feature = "report")]
mod version;
mod words;

#[cfg(feature = "report")]
pub use edits::BodyReport;
#[cfg(feature = "report")]
pub use edits::EditReport;
#[cfg(feature = "report")]
pub use edits::SiteReport;
#[cfg(feature = "report")]
pub use edits::TargetReport;
#[cfg(feature = "report")]
pub use keyword::InitAfter;
#[cfg(feature = "report")]
pub use keyword::Keyword;
#[cfg(feature = "cli")]
pub(crate) use lines::marked;
#[cfg(feature = "report")]
pub use look::Look;
#[cfg(feature = "schema")]
pub use schema::schema;
#[cfg(feature = "report")]
pub use version::SCHEMA;
#[cfg(feature = "report")]
pub use version::SchemaVersion;
