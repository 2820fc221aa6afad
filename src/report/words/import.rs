//! Imports, and what a host can write to, by name.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use crate::inspect::Exposed;
use crate::inspect::ExposedKind;
use crate::inspect::ReachedImport;

/// ``import `env.log` (by func 3 `_GLOBAL__sub_I_x.cpp`)``: how the root, which is left out, comes to call it. `{:#}` shows
/// the import alone.
impl Display for ReachedImport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "import `{}.{}`", self.module, self.name)?;
        match self.path.as_slice() {
            _ if f.alternate() => Ok(()),
            [] | [_] => Ok(()),
            [_, first, second, between @ .., last] if between.len() > 1 => {
                write!(f, " (by {first}, {second}, {} more, {last})", between.len() + self.left_out)
            }
            [_, path @ ..] => write!(f, " (by {})", list(path)),
        }
    }
}

/// ``the exported memory `memory` ``.
impl Display for Exposed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.kind {
            ExposedKind::ImportedGlobal => write!(f, "the imported global `{}`", self.name),
            ExposedKind::ImportedMemory => write!(f, "the imported memory `{}`", self.name),
            kind => write!(f, "the exported {} `{}`", kind.keyword(), self.name),
        }
    }
}

/// Things, one after the other.
pub(super) fn list<T: Display>(things: &[T]) -> String {
    things.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}
