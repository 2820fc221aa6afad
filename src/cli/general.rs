//! Options that are for many modules: settings, what lies beside the linker, and a command line that names several. They need not fit each.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;

use super::io;
use crate::module::Module;
use crate::options::InitChoice;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::Options;

/// Which of a module's options are for many modules. What a command line says of its one module is not.
pub(super) struct General {
    /// Whether `--init` is one.
    init: bool,
    /// Whether `--init-export` is one.
    init_export: bool,
    /// Whether the options for the memory are some.
    memory: bool,
    /// The imports that the line itself speaks of.
    own_assumptions: Vec<String>,
    /// Whether they stand on the command line, and so are called by their names there.
    on_line: bool,
}

/// How options that are for many modules gave way for one.
#[derive(Default)]
pub(super) struct GaveWay {
    /// Why `--init` did, if the user has to know.
    pub(super) init: Option<String>,
    /// What names something that the module does not have.
    pub(super) ignored: Option<String>,
}

impl General {
    /// All but what the line itself says.
    pub(super) fn but_for(line: &[OsString]) -> Self {
        let says = |name: &str| values(line, name).next().is_some();
        let memory = ["--import-memory", "--define-memory", "--export-memory", "--no-export-memory"];
        Self {
            init: !says("--init"),
            init_export: !says("--init-export"),
            memory: !memory.into_iter().any(says),
            own_assumptions: values(line, "--assume").map(|value| import(value).to_owned()).collect(),
            on_line: false,
        }
    }

    /// All of a line that names several modules. `--init` asks each for the same.
    pub(super) fn of_several() -> Self {
        Self { init: false, init_export: true, memory: true, own_assumptions: Vec::new(), on_line: true }
    }

    /// That what is asked for means something to one of the modules at least. One that cannot be read now may be the one.
    pub(super) fn check<'m>(&self, options: &Options, modules: impl Iterator<Item = &'m Path>) -> Result<(), String> {
        let mut idle: Option<Vec<String>> = None;
        for path in modules {
            // Standard input can be read only once.
            let input = (!io::is_dash(path)).then(|| io::read(path).ok()).flatten();
            let Some(input) = input else { return Ok(()) };
            let Ok(module) = Module::parse(input.wasm()) else { return Ok(()) };
            let ignored = self.ignored(&mut options.clone(), &module);
            let still: Vec<String> = match idle {
                Some(others) => others.into_iter().filter(|one| ignored.contains(one)).collect(),
                None => ignored,
            };
            let is_done = still.is_empty();
            idle = Some(still);
            if is_done {
                break;
            }
        }
        match idle.unwrap_or_default() {
            idle if idle.is_empty() => Ok(()),
            idle => Err(format!("none of these modules has anything for {}", idle.join(", "))),
        }
    }

    /// Whether `--init` gives way to `auto` for a module that it does not fit.
    pub(super) fn gives_way(&self, options: &Options) -> bool {
        self.init && options.init != InitChoice::Auto
    }

    /// Takes out what names something that the module does not have. Says it in a line.
    pub(super) fn fit(&self, options: &mut Options, wasm: &[u8]) -> Option<String> {
        // What is no module is an error later.
        let module = Module::parse(wasm).ok()?;
        let ignored = self.ignored(options, &module);
        let what = if self.on_line { "options" } else { "settings" };
        (!ignored.is_empty()).then(|| format!("{what} that this module has nothing for: {}", ignored.join(", ")))
    }

    fn ignored(&self, options: &mut Options, module: &Module) -> Vec<String> {
        let mut ignored = self.assumptions(options, module);
        ignored.extend(self.init_export(options, module));
        ignored.extend(self.memory(options, module));
        ignored
    }

    /// What an option is called where it stands.
    fn named(&self, name: &str) -> String {
        format!("{}{name}", if self.on_line { "--" } else { "" })
    }

    fn assumptions(&self, options: &mut Options, module: &Module) -> Vec<String> {
        let imports = (0..module.imported_functions).filter_map(|func| module.function_import(func));
        let names: HashSet<String> = imports.map(|import| format!("{}.{}", import.module, import.name)).collect();
        let mut ignored = Vec::new();
        options.assume.retain(|(import, _)| {
            let stays = import.contains('*') || names.contains(import) || self.own_assumptions.contains(import);
            if !stays {
                ignored.push(format!("{} {import} (no such import)", self.named("assume")));
            }
            stays
        });
        ignored
    }

    fn init_export(&self, options: &mut Options, module: &Module) -> Option<String> {
        let name = options.init_export.take_if(|name| {
            let export = module.exported_functions().find(|export| export.name == *name);
            self.init_export && !export.is_some_and(|export| module.is_nullary(export.index))
        })?;
        Some(format!("{} {name} (no such function of type () -> ())", self.named("init-export")))
    }

    fn memory(&self, options: &mut Options, module: &Module) -> Option<String> {
        let says = options.memory != MemoryChoice::Keep || options.memory_export != MemoryExport::Keep;
        if !self.memory || !says || !module.memories.is_empty() {
            return None;
        }
        options.memory = MemoryChoice::Keep;
        options.memory_export = MemoryExport::Keep;
        Some("those for the memory (there is none)".to_owned())
    }
}

/// The import that an assumption speaks of.
fn import(assumption: &str) -> &str {
    assumption.rsplit_once('=').map_or(assumption, |(import, _)| import)
}

/// The values of an option; empty for an option without one.
fn values<'l>(line: &'l [OsString], name: &'l str) -> impl Iterator<Item = &'l str> {
    line.iter().filter_map(move |word| match word.to_str()?.strip_prefix(name)? {
        "" => Some(""),
        rest => rest.strip_prefix('='),
    })
}
