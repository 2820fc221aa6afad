//! Options that are for many modules: settings, what lies beside the linker, and a command line that names several. They need not fit each.

use std::collections::HashMap;
use std::collections::HashSet;
use std::ffi::OsString;
use std::fmt;
use std::path::Path;

use super::io;
use crate::hosts::START;
use crate::inspect::RenameExport;
use crate::inspect::RenameImport;
use crate::inspect::idle_exports;
use crate::inspect::idle_imports;
use crate::module::Module;
use crate::nearest::nearest;
use crate::options::InitChoice;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::MemoryMaximum;
use crate::options::Options;
use crate::options::SegmentsChoice;
use crate::options::TableOptions;
use crate::options::ZeroMemory;

/// Which of a module's options are for many modules. What a command line says of its one module is not.
pub(super) struct General {
    /// Whether `--init` is one.
    init: bool,
    /// Whether `--init-export` is one.
    init_export: bool,
    /// Whether `--export-main` is one.
    export_main: bool,
    /// Whether the options for the memory are some.
    memory: bool,
    /// Whether the options for a table are some.
    table: bool,
    /// The imports that the line itself speaks of.
    own_assumptions: Vec<String>,
    /// The renames that the line itself asks for.
    own_renames: Vec<String>,
    /// Whether they stand on the command line, and so are called by their names there.
    on_line: bool,
}

/// How options that are for many modules gave way for one.
#[derive(Default)]
pub(super) struct GaveWay {
    /// Why `--init` did, if the user has to know.
    pub(super) init: Option<String>,
    /// What names something that the module does not have.
    pub(super) ignored: Option<Ignored>,
}

/// Options that mean nothing to a module.
pub(super) struct Ignored {
    kind: &'static str,
    pub(super) options: Vec<Idle>,
}

/// An option that names something that a module does not have.
pub(super) struct Idle {
    /// The option, as it is written.
    pub(super) option: String,
    why: &'static str,
    /// What the module has under almost that name.
    pub(super) nearest: Option<String>,
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options: Vec<String> = self.options.iter().map(|idle| format!("{} ({})", idle.option, idle.why)).collect();
        write!(f, "{} that this module has nothing for: {}", self.kind, options.join(", "))
    }
}

impl General {
    /// All but what the line itself says.
    pub(super) fn but_for(line: &[OsString]) -> Self {
        let says = |name: &str| values(line, name).next().is_some();
        let memory = [
            "--memory",
            "--import-memory",
            "--define-memory",
            "--export-memory",
            "--no-export-memory",
            "--initial-memory",
            "--max-memory",
            "--no-max-memory",
            "--zero-memory",
            "--segments",
            "--mark-address",
        ];
        let table = ["--table", "--import-table", "--define-table", "--export-table", "--no-export-table"];
        Self {
            init: !says("--init"),
            init_export: !says("--init-export"),
            export_main: !says("--export-main"),
            memory: !memory.into_iter().any(says),
            table: !table.into_iter().any(says),
            own_assumptions: values(line, "--assume").map(|value| import(value).to_owned()).collect(),
            own_renames: values(line, "--rename-import")
                .chain(values(line, "--rename-export"))
                .map(str::to_owned)
                .collect(),
            on_line: false,
        }
    }

    /// All of a line that names several modules. `--init` asks each for the same.
    pub(super) fn of_several() -> Self {
        Self {
            init: false,
            init_export: true,
            export_main: true,
            memory: true,
            table: true,
            own_assumptions: Vec::new(),
            own_renames: Vec::new(),
            on_line: true,
        }
    }

    /// That what is asked for means something to one of the modules at least. One that cannot be read now may be the one.
    pub(super) fn check<'m>(&self, options: &Options, modules: impl Iterator<Item = &'m Path>) -> Result<(), String> {
        let mut idle: Option<Vec<Idle>> = None;
        for path in modules {
            // A pipe can be read only once.
            let is_pipe = io::is_dash(path) || io::is_special(path);
            let input = (!is_pipe).then(|| io::read_whole(path, &options.bounds).ok()).flatten();
            let Some(input) = input else { return Ok(()) };
            let Ok(module) = Module::parse_within(input.wasm(), &options.bounds) else { return Ok(()) };
            let ignored = self.ignored(&mut options.clone(), &module);
            let still = match idle {
                Some(others) => in_both(others, ignored),
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
            idle => {
                let nearest = |idle: &Idle| idle.nearest.as_ref().map(|name| format!("; did you mean {name}?"));
                let options =
                    idle.iter().map(|it| format!("{} ({}{})", it.option, it.why, nearest(it).unwrap_or_default()));
                Err(format!("none of these modules has anything for {}", options.collect::<Vec<_>>().join(", ")))
            }
        }
    }

    /// Whether `--init` gives way to `auto` for a module that it does not fit.
    pub(super) fn gives_way(&self, options: &Options) -> bool {
        self.init && options.init != InitChoice::Auto
    }

    /// Lets `--init` give way, and what goes with it.
    pub(super) fn give_way(&self, options: &mut Options) {
        options.init = InitChoice::Auto;
        options.export_main = options.export_main.take().filter(|_| !self.export_main);
    }

    /// Takes out what names something that the module does not have.
    pub(super) fn fit(&self, options: &mut Options, wasm: &[u8]) -> Option<Ignored> {
        // What is no module is an error later.
        let module = Module::parse_within(wasm, &options.bounds).ok()?;
        let options = self.ignored(options, &module);
        let kind = if self.on_line { "options" } else { "settings" };
        (!options.is_empty()).then_some(Ignored { kind, options })
    }

    fn ignored(&self, options: &mut Options, module: &Module) -> Vec<Idle> {
        let mut ignored = self.assumptions(options, module);
        ignored.extend(self.init_export(options, module));
        ignored.extend(self.export_main(options, module));
        ignored.extend(self.memory(options, module));
        ignored.extend(self.table(options, module));
        ignored.extend(self.renames(options, module));
        ignored
    }

    /// What an option is called where it stands.
    fn named(&self, name: &str) -> String {
        format!("{}{name}", if self.on_line { "--" } else { "" })
    }

    fn assumptions(&self, options: &mut Options, module: &Module) -> Vec<Idle> {
        let imports = (0..module.imported_functions).filter_map(|func| module.function_import(func));
        let names: HashSet<String> = imports.map(|import| format!("{}.{}", import.module, import.name)).collect();
        // What is said of another import is no typing error.
        let said: HashSet<String> = options.assume.iter().map(|(import, _)| import.clone()).collect();
        let mut ignored = Vec::new();
        options.assume.retain(|(import, _)| {
            let stays = import.contains('*') || names.contains(import) || self.own_assumptions.contains(import);
            if !stays {
                let option = format!("{} {import}", self.named("assume"));
                let nearest = nearest(import, names.difference(&said).map(String::as_str)).map(str::to_owned);
                ignored.push(Idle { option, why: "no such import", nearest });
            }
            stays
        });
        ignored
    }

    fn init_export(&self, options: &mut Options, module: &Module) -> Option<Idle> {
        let name = options.init_export.take_if(|name| {
            let export = module.exported_functions().find(|export| export.name == *name);
            self.init_export && !export.is_some_and(|export| module.is_nullary(export.index))
        })?;
        let fit = module.exported_functions().filter(|export| module.is_nullary(export.index));
        let nearest = nearest(&name, fit.map(|export| export.name)).map(str::to_owned);
        let option = format!("{} {name}", self.named("init-export"));
        Some(Idle { option, why: "no such function of type () -> ()", nearest })
    }

    fn export_main(&self, options: &mut Options, module: &Module) -> Option<Idle> {
        let mut exported = module.exported_functions();
        let is_program = exported.any(|export| export.name == START && module.is_nullary(export.index));
        options.export_main.take_if(|_| self.export_main && !is_program)?;
        Some(Idle { option: self.named("export-main"), why: "it is no program", nearest: None })
    }

    fn memory(&self, options: &mut Options, module: &Module) -> Option<Idle> {
        if !self.memory || !options.asks_for_memory() || !module.memories.is_empty() {
            return None;
        }
        options.memory = MemoryChoice::Keep;
        options.memory_export = MemoryExport::Keep;
        options.memory_minimum = None;
        options.memory_maximum = MemoryMaximum::Keep;
        options.zero_memory = ZeroMemory::Nothing;
        options.segments = SegmentsChoice::Keep;
        Some(Idle { option: "those for the memory".to_owned(), why: "there is none", nearest: None })
    }

    fn renames(&self, options: &mut Options, module: &Module) -> Vec<Idle> {
        let idle = |option: &str, written: &str, why, nearest| {
            let nearest: Option<String> = nearest;
            Idle { option: format!("{} {written}", self.named(option)), why, nearest }
        };
        let is_general = |written: &str| !self.own_renames.iter().any(|own| own == written);
        let idle_here = idle_imports(module, &options.rename_imports);
        let imports = left_out(
            &mut options.rename_imports,
            idle_here,
            |it| matches!(it, RenameImport::Written(written) if is_general(written)),
        );
        let idle_here = idle_exports(module, &options.rename_exports);
        let exports = left_out(
            &mut options.rename_exports,
            idle_here,
            |it| matches!(it, RenameExport::Written(written) if is_general(written)),
        );
        let imports = imports.into_iter().filter_map(|(it, nearest)| match it {
            RenameImport::Written(written) => Some(idle("rename-import", &written, "no such import", nearest)),
            _ => None,
        });
        let exports = exports.into_iter().filter_map(|(it, nearest)| match it {
            RenameExport::Written(written) => Some(idle("rename-export", &written, "no such export", nearest)),
            RenameExport::One { .. } => None,
        });
        imports.chain(exports).collect()
    }

    fn table(&self, options: &mut Options, module: &Module) -> Option<Idle> {
        if !self.table || !options.table.asks_for_anything() || module.types.as_ref().table_count() > 0 {
            return None;
        }
        options.table = TableOptions::default();
        Some(Idle { option: "those for the table".to_owned(), why: "there is none", nearest: None })
    }
}

/// What is left out of a list that is for many modules: what this one has nothing for, and the line itself did not say.
fn left_out<T: Clone>(
    list: &mut Vec<T>,
    idle: Vec<(usize, Option<String>)>,
    is_general: impl Fn(&T) -> bool,
) -> Vec<(T, Option<String>)> {
    let mut idle: HashMap<usize, Option<String>> = idle.into_iter().collect();
    let (mut out, mut at) = (Vec::new(), 0..);
    list.retain(|it| {
        let nearest = at.next().and_then(|at| idle.remove(&at)).filter(|_| is_general(it));
        nearest.map(|nearest| out.push((it.clone(), nearest))).is_none()
    });
    out
}

/// What two modules have nothing for.
fn in_both(one: Vec<Idle>, mut other: Vec<Idle>) -> Vec<Idle> {
    let common = one.into_iter().filter_map(|idle| {
        let same = other.iter_mut().find(|it| it.option == idle.option)?;
        Some(Idle { nearest: idle.nearest.or(same.nearest.take()), ..idle })
    });
    common.collect()
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
