//! Who runs the constructors, sorted by what that means for a host.

use super::exported::Exported;
use super::loaders::Loader;
use super::program::Program;

/// Who runs the constructors, sorted by what that means for a host: [`Convention::runner`](super::Convention::runner).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Runner<'c> {
    /// Nothing that is seen.
    Nothing,
    /// It cannot be seen.
    Unseen,
    /// The start section.
    Start,
    /// The host, which has to call this export once.
    Host(&'c Exported),
    /// The host, which calls this export; it runs once.
    HostOnce(&'c Exported),
    /// The first call of an export, once.
    FirstCall,
    /// Every export, on every call; whether destructors run at the end of each.
    EveryCall {
        /// Whether they do.
        dtors: bool,
    },
    /// Nothing, though they are there.
    Never,
    /// There are none, but every export runs the destructors.
    OnlyDestructors,
    /// A program's `_start`.
    Program(&'c Program),
    /// A loader of the module's own.
    Loader(&'static Loader),
    /// Hosts do not agree.
    Disputed,
}
