//! The source map of a module, which goes with it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::io;
use super::io::Written;
use crate::outcome::Outcome;
use crate::rewrite::Rewriter;
use crate::source_map;

/// A map that is to be rewritten.
pub(super) struct SourceMap {
    name: String,
    text: String,
    output: PathBuf,
    in_place: bool,
}

impl SourceMap {
    pub(super) fn read(input: &Path, output: Option<&Path>) -> Result<Self, String> {
        let name = io::shown(input);
        let text = fs::read(input).map_err(|error| format!("{name}: {}", io::explain(&error)))?;
        let text = String::from_utf8(text).map_err(|_| format!("{name}: not a source map: not UTF-8"))?;
        let output = output.unwrap_or(input).to_owned();
        Ok(Self { name, text, in_place: output == input, output })
    }

    /// Writes the map for what became of its module. It has yet to be given its place, so that it changes with the module
    /// or not at all.
    pub(super) fn write(&self, outcome: &Outcome) -> Result<Option<Written>, String> {
        let moved = match outcome {
            Outcome::Fixed(fixed) if fixed.rewriter == Rewriter::Walrus => {
                return Err("--source-map: walrus moves every function by itself; use --rewriter=splice".to_owned());
            }
            Outcome::Fixed(fixed) => fixed.moved.in_file,
            Outcome::Unchanged { .. } => 0,
        };
        let text = source_map::shift(&self.text, moved).map_err(|error| format!("{}: {error}", self.name))?;
        if self.in_place && text == self.text {
            return Ok(None);
        }
        let permissions = fs::metadata(&self.output).ok().map(|metadata| metadata.permissions());
        let written = Written::at(&self.output, permissions.as_ref(), |mut file| file.write_all(text.as_bytes()));
        written.map(Some).map_err(|error| io::cannot_write(&io::shown(&self.output), &error))
    }

    pub(super) fn persist(&self, written: Written) -> Result<(), String> {
        written.persist().map_err(|error| io::cannot_write(&io::shown(&self.output), &error))
    }
}
