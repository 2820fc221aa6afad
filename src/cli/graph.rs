//! `wasm-initfix inspect --graph`: a picture into a file.

use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::io;
use super::io::Written;
use crate::module::Module;
use crate::options::Options;
use crate::report::graph::Picture;
use crate::report::inspected::Inspected;

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Svg,
    Dot,
    Mermaid,
}

/// A file for a picture; what it is called says how it is written.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    path: PathBuf,
    format: Format,
}

impl Graph {
    /// As clap parses it.
    pub(super) fn parse(path: &str) -> Result<Self, String> {
        let path = PathBuf::from(path);
        let format = match path.extension().and_then(|extension| extension.to_str()) {
            Some("svg") => Format::Svg,
            Some("dot" | "gv") => Format::Dot,
            Some("mmd" | "mermaid") => Format::Mermaid,
            _ => return Err("expected a file that ends with .svg, .dot or .mmd".to_owned()),
        };
        Ok(Self { path, format })
    }

    /// Draws what a module's initialiser may call.
    pub(super) fn draw(&self, module: &Module, inspected: &Inspected, options: &Options) -> Result<(), String> {
        let name = &inspected.name;
        let picture =
            Picture::of(module, inspected, options).map_err(|error| format!("{name}: {}", error.message()))?;
        let nothing = || format!("{name}: --graph: there is nothing to draw: {}", inspected.facts.evidence);
        let picture = picture.ok_or_else(nothing)?;
        self.write(&match self.format {
            Format::Svg => picture.svg(),
            Format::Dot => picture.dot(),
            Format::Mermaid => picture.mermaid(),
        })
    }

    fn write(&self, text: &str) -> Result<(), String> {
        let path: &Path = &self.path;
        let written = Written::at(path, None, |mut file| file.write_all(text.as_bytes()));
        io::persist([written.map_err(|error| io::cannot_write(&io::shown(path), &error))?])
    }
}
