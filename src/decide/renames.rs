//! Other names for imports and exports: whether they are free, and who looks for the old ones.
//!
//! All else is decided by the names that the input has. What a fix adds has the names that its options say.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::ExternalKind;

use super::fix::InitFix;
use super::fix::InitTarget;
use super::fix::Reasons;
use super::memory::MemoryChange;
use super::memory::MemoryFix;
use super::note::Changed;
use super::note::NamesChanged;
use super::note::Note;
use super::table::TableChange;
use super::table::TableFix;
use super::warning::Warning;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::hosts::COMPONENT_INITIALIZE;
use crate::hosts::Host;
use crate::hosts::INITIALIZE;
use crate::hosts::START;
use crate::hosts::Wasi;
use crate::inspect::Facts;
use crate::inspect::RenamedExport;
use crate::inspect::RenamedImport;
use crate::inspect::Renames;
use crate::inspect::is_wasi;
use crate::options::MemoryChoice;
use crate::options::Options;
use crate::options::TableChoice;

/// What gets other names, and what follows from that.
#[derive(Default)]
pub(super) struct DecidedNames {
    pub renames: Renames,
    pub notes: Vec<Note>,
    pub warnings: Vec<Warning>,
}

/// What else a fix does, as far as names are concerned.
#[derive(Default)]
pub(super) struct Beside<'d> {
    pub memory: &'d [MemoryFix],
    pub table: &'d [TableFix],
    pub init: Option<&'d InitFix>,
}

type NamePair<'p> = (&'p str, &'p str);

/// Decides.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if a new name is not free, or what gets it goes.
pub(super) fn decide(facts: &Facts, options: &Options, beside: &Beside) -> Result<DecidedNames> {
    if facts.renames.is_empty() {
        return Ok(DecidedNames::default());
    }
    if facts.compact_imports && !facts.renames.imports.is_empty() {
        return Err(Error::refused("the module has compact imports, which no rewriter here can change"));
    }
    let mut renames = facts.renames.clone();
    renames.imports = own_names_first(renames.imports, options, beside)?;
    imports_are_free(facts, &renames.imports, beside)?;
    exports_stay(&renames.exports, beside)?;
    exports_are_free(facts, &renames.exports, beside)?;
    let (notes, warnings) = (notes(&renames, options), warnings(facts, &renames, options));
    Ok(DecidedNames { renames, notes, warnings })
}

/// What a host may read or write too late or too early has, where that is said, the name by which the host finds it in the result.
pub(super) fn name_exposed(renames: &Renames, reasons: &mut Reasons) {
    let warned = reasons.warnings.iter_mut().filter_map(|warning| match warning {
        Warning::ReadBeforeFirstCall(exposed) => Some(exposed),
        _ => None,
    });
    let noted = reasons.notes.iter_mut().filter_map(|note| match note {
        Note::Changed(Changed::FirstCallReads(exposed)) => Some(exposed),
        _ => None,
    });
    warned.chain(noted).for_each(|exposed| exposed.rename(renames));
}

/// Without the memory and the table that options give a name of their own, or make the module's: that is said of them alone, and goes
/// before what is said of all that is imported from a module.
fn own_names_first(imports: Vec<RenamedImport>, options: &Options, beside: &Beside) -> Result<Vec<RenamedImport>> {
    let mut rest = Vec::new();
    for import in imports {
        match claimed(&import, options, beside) {
            None => rest.push(import),
            Some(option) if import.is_named => {
                let (module, name) = &import.from;
                return Err(Error::refused(format!(
                    "--rename-import and {option} both say what becomes of `{module}.{name}`; leave out one of them"
                )));
            }
            Some(_) => {}
        }
    }
    Ok(rest)
}

/// The option that says itself what becomes of this import.
fn claimed(import: &RenamedImport, options: &Options, beside: &Beside) -> Option<&'static str> {
    let is_it = |module: &str, name: &str| (module, name) == (import.from.0.as_str(), import.from.1.as_str());
    match import.kind {
        ExternalKind::Memory => {
            let of_it = |fix: &&MemoryFix| fix.memory == import.index;
            match &options.memory {
                MemoryChoice::Import { module, name } if is_it(module, name) => return Some("--import-memory"),
                _ => {}
            }
            beside.memory.iter().filter(of_it).find_map(|fix| match fix.change {
                MemoryChange::Rename { .. } => Some("--import-memory"),
                MemoryChange::Define { .. } => Some("--define-memory"),
                _ => None,
            })
        }
        ExternalKind::Table => {
            let of_it = |fix: &&TableFix| fix.table == import.index;
            match &options.table.owner {
                TableChoice::Import { module, name } if is_it(module, name) => return Some("--import-table"),
                _ => {}
            }
            beside.table.iter().filter(of_it).find_map(|fix| match fix.change {
                TableChange::Rename { .. } => Some("--import-table"),
                TableChange::Define { .. } => Some("--define-table"),
                _ => None,
            })
        }
        _ => None,
    }
}

/// Two imports of one name are the same thing, given twice.
fn imports_are_free(facts: &Facts, imports: &[RenamedImport], beside: &Beside) -> Result<()> {
    let pair = |(module, name): &'_ (String, String)| -> (String, String) { (module.clone(), name.clone()) };
    let mut taken: HashMap<NamePair, NamePair> = HashMap::new();
    let old: HashSet<NamePair> = imports.iter().map(|import| parts(&import.from)).collect();
    let of_memories = facts.memories.iter().filter_map(|memory| memory.import.as_ref());
    let there: HashSet<NamePair> =
        facts.imports.iter().chain(of_memories).map(parts).filter(|it| !old.contains(it)).collect();
    let made: HashSet<NamePair> = made_imports(beside).collect();
    for import in imports {
        let ((module, name), (to_module, to_name)) = (pair(&import.from), parts(&import.to));
        let refuse = |what: String| {
            Err(Error::refused(format!(
                "--rename-import: `{module}.{name}` would be imported as `{to_module}.{to_name}`, as {what}; give it another \
                 name with --rename-import={module},{name}=MODULE,NAME"
            )))
        };
        if there.contains(&(to_module, to_name)) {
            return refuse("something else is already".to_owned());
        }
        if made.contains(&(to_module, to_name)) {
            return refuse("the memory or the table is from now on".to_owned());
        }
        if let Some(other) = taken.insert((to_module, to_name), parts(&import.from))
            && other != parts(&import.from)
        {
            return refuse(format!("`{}.{}` would be", other.0, other.1));
        }
    }
    Ok(())
}

fn parts(pair: &(String, String)) -> NamePair<'_> {
    (&pair.0, &pair.1)
}

/// The imports that options for the memory and the table make.
pub(super) fn made_imports<'d>(beside: &Beside<'d>) -> impl Iterator<Item = NamePair<'d>> + use<'d> {
    let memory = beside.memory.iter().filter_map(|fix| match &fix.change {
        MemoryChange::Import { module, name } | MemoryChange::Rename { module, name } => Some((module, name)),
        _ => None,
    });
    let table = beside.table.iter().filter_map(|fix| match &fix.change {
        TableChange::Import { module, name } | TableChange::Rename { module, name } => Some((module, name)),
        _ => None,
    });
    memory.chain(table).map(|(module, name)| (module.as_str(), name.as_str()))
}

fn exports_stay(exports: &[RenamedExport], beside: &Beside) -> Result<()> {
    let dropped: HashMap<&str, &str> = dropped_exports(beside).collect();
    match exports.iter().find_map(|export| Some((export, dropped.get(export.from.as_str())?))) {
        None => Ok(()),
        Some((RenamedExport { from, to }, option)) => Err(Error::refused(format!(
            "--rename-export {from}={to}: `{from}` goes by {option}; leave out one of them"
        ))),
    }
}

/// The exports that go, and the options by which they do.
fn dropped_exports<'d>(beside: &Beside<'d>) -> impl Iterator<Item = (&'d str, &'static str)> + use<'d> {
    let memory = beside.memory.iter().filter_map(|fix| match &fix.change {
        MemoryChange::Hide { name } => Some((name.as_str(), "--no-export-memory")),
        _ => None,
    });
    let of_table = |fix: &'d TableFix| match &fix.change {
        TableChange::Hide { names } => names.as_slice(),
        _ => &[],
    };
    let table = beside.table.iter().flat_map(of_table).map(|name| (name.as_str(), "--no-export-table"));
    let drops = beside.init.filter(|init| init.target.drops_exports());
    let init = drops.into_iter().flat_map(|init| {
        let own = match &init.target {
            InitTarget::Lazy { name, .. } => name.as_deref(),
            InitTarget::Start { .. } | InitTarget::Export { .. } => None,
        };
        init.source.names().into_iter().filter(move |name| Some(*name) != own)
    });
    memory.chain(table).chain(init.map(|name| (name, "--drop-init-export")))
}

fn exports_are_free(facts: &Facts, exports: &[RenamedExport], beside: &Beside) -> Result<()> {
    let old: HashSet<&str> = exports.iter().map(|export| export.from.as_str()).collect();
    let there: HashSet<&str> = facts.exports.iter().map(String::as_str).filter(|it| !old.contains(it)).collect();
    let made: HashSet<&str> = made_exports(beside).filter(|name| !old.contains(name)).collect();
    let mut taken: HashMap<&str, &str> = HashMap::new();
    for RenamedExport { from, to } in exports {
        let refuse = |what: String| Err(Error::refused(format!("--rename-export {from}={to}: {what}")));
        if there.contains(to.as_str()) {
            return refuse(format!(
                "something else is exported as `{to}`; choose another name, or rename that as well"
            ));
        }
        if made.contains(to.as_str()) {
            return refuse(format!("what this fix adds is exported as `{to}`; choose another name"));
        }
        if let Some(other) = taken.insert(to, from) {
            return refuse(format!("`{other}` gets that name as well; choose another one"));
        }
    }
    Ok(())
}

/// The names of the exports that a fix adds, or may.
fn made_exports<'d>(beside: &Beside<'d>) -> impl Iterator<Item = &'d str> + use<'d> {
    let memory = beside.memory.iter().filter_map(|fix| match &fix.change {
        MemoryChange::Export { name } => Some(name),
        _ => None,
    });
    let table = beside.table.iter().filter_map(|fix| match &fix.change {
        TableChange::Export { name } => Some(name),
        _ => None,
    });
    let init = beside.init.into_iter().flat_map(|init| {
        let name = match &init.target {
            InitTarget::Start { .. } => None,
            InitTarget::Export { name } => Some(name),
            InitTarget::Lazy { name, .. } => name.as_ref(),
        };
        name.into_iter().chain(&init.dtors).chain(init.main.as_ref().map(|main| &main.name))
    });
    memory.chain(table).chain(init).map(String::as_str)
}

/// The name by which hosts of WASI look for the memory, as others do.
const MEMORY: &str = "memory";

/// Whether some host finds this export by its name: initialisers, programs, the memory, and what the canonical ABI needs.
fn is_known(name: &str) -> bool {
    [INITIALIZE, COMPONENT_INITIALIZE, CALL_CTORS, START, MEMORY].contains(&name) || is_of_component(name)
}

fn is_of_component(name: &str) -> bool {
    name.starts_with("cabi_") || name.starts_with("cm32p2")
}

/// Whether a host finds this export by its name.
fn looks_for(host: &Host, name: &str) -> bool {
    let for_memory = host.demands_export || host.wasi.wants_export();
    host.calls.contains(&name)
        || (name == MEMORY && for_memory)
        || (host.name == "component" && (name == MEMORY || is_of_component(name)))
}

fn warnings(facts: &Facts, renames: &Renames, options: &Options) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some(loader) = facts.loader() {
        warnings.push(Warning::LoaderKnowsOldNames(loader.name));
    }
    warnings.extend(renames.sections.iter().cloned().map(Warning::SectionKnowsOldNames));
    let Some(host) = options.host else {
        return warnings;
    };
    let looked_for = renames.exports.iter().filter(|export| looks_for(host, &export.from));
    warnings.extend(
        looked_for.map(|export| Warning::HostLooksForExport(host.name, export.from.clone(), export.to.clone())),
    );
    if host.wasi != Wasi::None {
        warnings.extend(of_wasi(renames).map(|module| Warning::HostGivesWasiAs(host.name, module.to_owned())));
    }
    warnings
}

fn notes(renames: &Renames, options: &Options) -> Vec<Note> {
    if options.host.is_some() {
        return Vec::new();
    }
    let known = renames.exports.iter().filter(|export| is_known(&export.from));
    let exports = known.map(|export| NamesChanged::KnownExportRenamed(export.from.clone(), export.to.clone()));
    let imports = of_wasi(renames).map(|module| NamesChanged::WasiRenamed(module.to_owned()));
    exports.chain(imports).map(Note::Names).collect()
}

/// The modules of WASI that functions are no longer imported from.
fn of_wasi(renames: &Renames) -> impl Iterator<Item = &str> {
    let moved = renames.imports.iter().filter(|import| is_wasi(&import.from.0) && import.from != import.to);
    moved.map(|import| import.from.0.as_str()).collect::<BTreeSet<_>>().into_iter()
}
