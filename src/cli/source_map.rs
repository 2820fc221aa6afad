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

/// A source map, and where its rewritten form goes.
pub(super) struct SourceMap {
    name: String,
    input: PathBuf,
    text: String,
    output: PathBuf,
    in_place: bool,
}

impl SourceMap {
    pub(super) fn read(input: &Path, output: Option<&Path>) -> Result<Self, String> {
        if io::is_dash(input) || output.is_some_and(io::is_dash) {
            return Err("--source-map: give the map a file; `-` is for modules".to_owned());
        }
        let name = io::shown(input);
        let text = fs::read(input).map_err(|error| format!("{name}: {}", io::explain(&error)))?;
        let text = String::from_utf8(text).map_err(|_| format!("{name}: not a source map: not UTF-8"))?;
        let output = output.unwrap_or(input).to_owned();
        Ok(Self { name, input: input.to_owned(), text, in_place: io::is_same(&output, input), output })
    }

    /// Whether it would come to lie where something else is, or something else where it is.
    pub(super) fn clashes(&self, input: &Path, output: &Path) -> Result<(), String> {
        let clash = [(output, &self.input), (output, &self.output), (input, &self.output)];
        match clash.into_iter().find(|(one, other)| !io::is_dash(one) && io::is_same(one, other)) {
            Some((path, _)) => Err(format!("{}: a module and a source map cannot be one file", path.display())),
            None => Ok(()),
        }
    }

    /// Writes the map for what became of its module. The caller gives it its place, so that it changes with the module
    /// or not at all.
    pub(super) fn write(&self, outcome: &Outcome) -> Result<Option<Written>, String> {
        let moved = match outcome {
            Outcome::Fixed(fixed) if fixed.plan.moves_indices() => {
                return Err(
                    "--source-map: functions become dead and go (--gc), so code moves; leave out one of the two"
                        .to_owned(),
                );
            }
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
}
