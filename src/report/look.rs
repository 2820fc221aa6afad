//! How text for people looks.

/// How text is to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// How many columns there are to write in; none if lines may be of any length.
    pub width: Option<usize>,
    /// Whether to leave nothing out.
    pub all: bool,
    /// Whether to have colours, as escape sequences of terminals.
    pub colours: bool,
}
