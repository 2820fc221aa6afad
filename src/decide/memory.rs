//! Who is to own the memory.

mod demand;

use super::misfit::MemoryFault;
use super::misfit::Misfit;
use super::note::Changed;
use super::note::Note;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::Gives;
use crate::hosts::Host;
use crate::inspect::Direction;
use crate::inspect::Facts;
use crate::inspect::MemoryFacts;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::Options;
use demand::PAGE;

/// One change to the module's only memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemoryFix {
    /// The module's own memory becomes imported.
    Import {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// The import gets another name.
    Rename {
        /// The import's new module name.
        module: String,
        /// The import's new name.
        name: String,
    },
    /// The imported memory becomes the module's own.
    Define {
        /// Its initial size, in pages.
        minimum: u64,
    },
    /// It is exported.
    Export {
        /// The export's name.
        name: String,
    },
    /// An export goes.
    Hide {
        /// The export's name.
        name: String,
    },
}

/// What to do about the memory.
pub(super) struct Decided {
    pub fixes: Vec<MemoryFix>,
    /// What the memories are then.
    after: Vec<MemoryFacts>,
    pub notes: Vec<Note>,
    /// The import that the user has replaced by a memory of the module's own.
    pub given: Option<(String, String)>,
    /// What was wrong for the host that is named, where the fixes mend that.
    pub mended: Option<MemoryFault>,
    /// Why the host that is named does not take the memory, if it does not.
    pub unmet: Option<Misfit>,
}

impl Decided {
    /// What hosts can reach of the memory then.
    pub fn direction(&self) -> Direction {
        Direction::of_all(&self.after)
    }
}

/// Decides. What the user asks for comes first, then what the host demands; what cannot be done for a host is said in
/// [`Decided::unmet`].
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if what the user asks for cannot be done.
pub(super) fn decide(facts: &Facts, options: &Options) -> Result<Decided> {
    let asked = asked(facts, options)?;
    match options.host {
        // A module with a loader of its own is not run by the host, or has what it wants from the loader.
        Some(host) if facts.loader().is_some() => Ok(Decided { unmet: as_it_is(facts, host).unmet, ..asked }),
        Some(host) => Ok(for_host(facts, options, host, asked)),
        None => Ok(asked),
    }
}

/// What a host makes of the memory as it is.
pub(super) fn as_it_is(facts: &Facts, host: &Host) -> Decided {
    let unmet = demand::fault(host, facts.wasi, &facts.memories).map(|fault| Misfit::Memory(fault.why));
    Decided { fixes: Vec::new(), after: facts.memories.clone(), notes: Vec::new(), given: None, mended: None, unmet }
}

fn for_host(facts: &Facts, options: &Options, host: &Host, mut decided: Decided) -> Decided {
    let Some(fault) = demand::fault(host, facts.wasi, &decided.after) else {
        return decided;
    };
    decided.unmet = Some(Misfit::Memory(fault.why));
    let Some(options) = fault.demand.and_then(|demand| demand.with(options)) else {
        return decided;
    };
    match asked(facts, &options) {
        Ok(met) => {
            let unmet = demand::fault(host, facts.wasi, &met.after).map(|fault| Misfit::Memory(fault.why));
            Decided { unmet, mended: Some(fault.why), ..met }
        }
        Err(refused) => {
            decided.unmet = decided.unmet.map(|why| Misfit::Unmet(Box::new(why), refused.to_string()));
            decided
        }
    }
}

fn asked(facts: &Facts, options: &Options) -> Result<Decided> {
    let after = facts.memories.clone();
    let mut decided = Decided { fixes: Vec::new(), after, notes: Vec::new(), given: None, mended: None, unmet: None };
    if options.memory == MemoryChoice::Keep && options.memory_export == MemoryExport::Keep {
        return Ok(decided);
    }
    let memory = only(facts)?;
    decided.fixes.extend(ownership(memory, facts, options)?);
    decided.fixes.extend(exports(memory, facts, options)?);
    decided.after = vec![after_fixes(memory, &decided.fixes)];
    if decided.fixes.iter().any(|fix| matches!(fix, MemoryFix::Import { .. })) {
        decided.notes.push(Note::Changed(Changed::DataIntoImported));
    }
    // A host that gives none of its own leaves that to the program, too.
    let by_program = options.host.is_none_or(|host| host.gives == Gives::User);
    if by_program && decided.fixes.iter().any(|fix| matches!(fix, MemoryFix::Define { .. })) {
        decided.given = memory.import.clone();
    }
    Ok(decided)
}

/// The one memory that can be converted.
fn only(facts: &Facts) -> Result<&MemoryFacts> {
    let refused = |what: &str| {
        Err(Error::refused(format!("{what}; memory options work on a module with one unshared 32-bit memory")))
    };
    if facts.compact_imports {
        return Err(Error::refused("the module has compact imports, which no rewriter here can change"));
    }
    match facts.memories.as_slice() {
        [] => refused("there is no memory"),
        [memory] if memory.shared => refused("the memory is shared"),
        [memory] if memory.memory64 => refused("the memory is 64-bit"),
        [memory] if memory.page_size_log2.is_some() => refused("the memory has pages of another size than 64 KiB"),
        [memory] => Ok(memory),
        several => refused(&format!("there are {} memories", several.len())),
    }
}

fn ownership(memory: &MemoryFacts, facts: &Facts, options: &Options) -> Result<Option<MemoryFix>> {
    if let MemoryChoice::Import { module, name } = &options.memory
        && facts.imports.contains(&(module.clone(), name.clone()))
    {
        return Err(Error::refused(format!(
            "something else is imported as `{module}.{name}`; choose another name with --import-memory=MODULE,NAME"
        )));
    }
    match (&options.memory, &memory.import) {
        (MemoryChoice::Keep, _) | (MemoryChoice::Define, None) => Ok(None),
        (MemoryChoice::Define, Some(_)) => define(memory).map(Some),
        (MemoryChoice::Import { module, name }, None) => {
            Ok(Some(MemoryFix::Import { module: module.clone(), name: name.clone() }))
        }
        (MemoryChoice::Import { module, name }, Some((old_module, old_name))) => {
            let same = module == old_module && name == old_name;
            Ok((!same).then(|| MemoryFix::Rename { module: module.clone(), name: name.clone() }))
        }
    }
}

/// The host that owned the memory may have given more than the declared minimum, and the data may need it.
fn define(memory: &MemoryFacts) -> Result<MemoryFix> {
    let Some(end) = memory.data_end else {
        return Err(Error::refused(
            "--define-memory: a data segment's offset is not a constant, so its place in the memory is not known",
        ));
    };
    let minimum = memory.minimum.max(end.div_ceil(PAGE));
    match memory.maximum {
        Some(maximum) if minimum > maximum => Err(Error::refused(format!(
            "--define-memory: the data needs {minimum} pages, but the memory may have {maximum} at most"
        ))),
        _ => Ok(MemoryFix::Define { minimum }),
    }
}

fn exports(memory: &MemoryFacts, facts: &Facts, options: &Options) -> Result<Vec<MemoryFix>> {
    let wanted = match &options.memory_export {
        MemoryExport::No => {
            let hide = |name: &String| MemoryFix::Hide { name: name.clone() };
            return Ok(memory.exports.iter().map(hide).collect());
        }
        MemoryExport::Name(name) => name.as_str(),
        MemoryExport::Keep if options.memory == MemoryChoice::Define && memory.import.is_some() => "memory",
        MemoryExport::Keep => return Ok(Vec::new()),
    };
    if memory.exports.iter().any(|name| name == wanted) {
        return Ok(Vec::new());
    }
    if facts.exports.iter().any(|name| name == wanted) {
        return Err(Error::refused(format!(
            "something else is exported as `{wanted}`; choose another name with --export-memory=NAME"
        )));
    }
    Ok(vec![MemoryFix::Export { name: wanted.to_owned() }])
}

fn after_fixes(memory: &MemoryFacts, fixes: &[MemoryFix]) -> MemoryFacts {
    let mut after = memory.clone();
    for fix in fixes {
        match fix {
            MemoryFix::Import { module, name } | MemoryFix::Rename { module, name } => {
                after.import = Some((module.clone(), name.clone()));
            }
            MemoryFix::Define { minimum } => {
                after.import = None;
                after.minimum = *minimum;
            }
            MemoryFix::Export { name } => after.exports.push(name.clone()),
            MemoryFix::Hide { name } => after.exports.retain(|export| export != name),
        }
    }
    after
}
