//! `wasm-initfix inspect --graph`: a picture into a file.

use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::io;
use super::io::Written;
use crate::bounds::Bounds;
use crate::inspect;
use crate::inspect::Assumption;
use crate::inspect::CalledFunction;
use crate::inspect::StartVerdict;
use crate::module::Module;
use crate::report::graph::Picture;
use crate::report::inspected::Inspected;
use crate::report::names::demangle;
use crate::report::source::Sources;

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
    pub(super) fn draw(
        &self,
        module: &Module,
        inspected: &Inspected,
        assumed: &[(String, Assumption)],
        bounds: &Bounds,
    ) -> Result<(), String> {
        let name = &inspected.name;
        let Some(initialiser) = &inspected.facts.initialiser else {
            return Err(format!("{name}: --graph: there is nothing to draw: {}", inspected.facts.evidence));
        };
        let graph = inspect::graph(module, initialiser.function.func, assumed, bounds);
        let graph = graph.map_err(|error| format!("{name}: {error}"))?;
        let sources = Sources::of(module, bounds);
        let shown = |function: &CalledFunction| match &function.name {
            Some(name) => demangle(name),
            None => format!("func {}", function.func),
        };
        let file = Path::new(name).file_name().map_or_else(|| name.clone(), |file| file.to_string_lossy().into_owned());
        let verdict = match initialiser.verdict().0 {
            StartVerdict::Safe => "safe in the start section",
            StartVerdict::NeedsMemory => "needs memory in the start section",
            StartVerdict::Unsafe => "not for the start section",
            StartVerdict::Unproven => "not proven to be for the start section",
        };
        let title = format!("{file}: {verdict}");
        let picture = Picture::new(&graph, &title, &shown, &|func| sources.place(func).map(|place| place.file));
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
