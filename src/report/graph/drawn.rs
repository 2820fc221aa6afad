//! The picture of a module that was looked at.

use std::path::Path;

use super::Picture;
use crate::error::Result;
use crate::inspect;
use crate::inspect::CalledFunction;
use crate::inspect::StartVerdict;
use crate::module::Module;
use crate::options::Options;
use crate::report::inspected::Inspected;
use crate::report::names::demangle;
use crate::report::source::Sources;

impl Picture {
    /// What the initialiser may call of a module that was looked at with these options; nothing, if it has no initialiser.
    ///
    /// # Errors
    ///
    /// Those of [`inspect::graph`].
    pub fn of(module: &Module, inspected: &Inspected, options: &Options) -> Result<Option<Self>> {
        let Some(initialiser) = &inspected.facts.initialiser else {
            return Ok(None);
        };
        let graph = inspect::graph(module, initialiser.function.func, &options.assume, &options.bounds)?;
        let sources = Sources::of(module, &options.bounds);
        let shown = |function: &CalledFunction| match &function.name {
            Some(name) => demangle(name),
            None => format!("func {}", function.func),
        };
        let name = &inspected.name;
        let file = Path::new(name).file_name().map_or_else(|| name.clone(), |file| file.to_string_lossy().into_owned());
        let verdict = match initialiser.verdict().0 {
            StartVerdict::Safe => "safe in the start section",
            StartVerdict::NeedsMemory => "needs memory in the start section",
            StartVerdict::Unsafe => "not for the start section",
            StartVerdict::Unproven => "not proven to be for the start section",
        };
        let title = format!("{file}: {verdict}");
        Ok(Some(Self::new(&graph, &title, &shown, &|func| sources.place(func).map(|place| place.file))))
    }
}
