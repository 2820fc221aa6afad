//! Who is to own the memory.

mod change;
mod demand;
mod limits;
mod once;
mod zero;

use super::misfit::MemoryFault;
use super::misfit::Misfit;
use super::note::MemoryChanged;
use super::note::NoEffect;
use super::note::Note;
use super::which::which;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::Gives;
use crate::hosts::Host;
use crate::inspect::Direction;
use crate::inspect::Facts;
use crate::inspect::MemoryFacts;
use crate::inspect::StartKind;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::MemoryMaximum;
use crate::options::Options;
use crate::options::SegmentsChoice;
use crate::options::ZeroMemory;
pub use change::MemoryChange;
pub use change::MemoryFix;
use change::after_changes;
use limits::limits;
use once::Once;
use once::needed;
use once::once;
use zero::zero;

/// What to do about the memory.
pub(super) struct Decided {
    pub fixes: Vec<MemoryFix>,
    /// What the memories are then.
    after: Vec<MemoryFacts>,
    pub notes: Vec<Note>,
    /// The import that the user has replaced by a memory of the module's own.
    pub given: Option<(String, String)>,
    /// The pages that the memory had, if it has less now.
    pub smaller: Option<u64>,
    /// What was wrong for the host that is named, where the fixes mend that.
    pub mended: Option<MemoryFault>,
    /// Why the host that is named does not take the memory, if it does not.
    pub unmet: Option<Misfit>,
}

impl Decided {
    /// The memory whose content outlives instances, if one's does. `starts`: whether the start section runs something.
    pub fn kept(&mut self, starts: bool) -> Option<u32> {
        let at = self.fixes.iter().position(|fix| matches!(fix.change, MemoryChange::Once { .. }))?;
        let is_zeroed = self.fixes.iter().any(|fix| matches!(fix.change, MemoryChange::Zero { .. }));
        let kept = self.fixes.get(at)?;
        if let MemoryChange::Once { segments, .. } = &kept.change
            && segments.is_empty()
            && !starts
            && !is_zeroed
        {
            self.fixes.remove(at);
            let is_said = |note: &Note| matches!(note, Note::Memory(MemoryChanged::WrittenOnce(_)));
            self.notes
                .iter_mut()
                .filter(|note| is_said(note))
                .for_each(|note| *note = Note::NoEffect(NoEffect::OnceNothing));
            return None;
        }
        Some(kept.memory)
    }

    /// The names under which memories are exported then.
    pub fn exports(&self) -> impl Iterator<Item = &str> {
        self.after.iter().flat_map(|memory| &memory.exports).map(String::as_str)
    }

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
    if options.mark_address.is_some() && options.segments == SegmentsChoice::Keep {
        return Err(Error::refused("--mark-address goes with --segments=init"));
    }
    let asked = asked(facts, options)?;
    match options.host {
        // A module with a loader of its own is not run by the host, or has what it wants from the loader.
        Some(host) if facts.loader().is_some() => Ok(Decided { unmet: as_it_is(facts, host).unmet, ..asked }),
        Some(host) => for_host(facts, options, host, asked),
        None => Ok(asked),
    }
}

/// What a host makes of the memory as it is.
pub(super) fn as_it_is(facts: &Facts, host: &Host) -> Decided {
    let unmet = demand::fault(host, facts.wasi, &facts.memories).map(|fault| Misfit::Memory(fault.why));
    Decided {
        fixes: Vec::new(),
        after: facts.memories.clone(),
        notes: Vec::new(),
        given: None,
        smaller: None,
        mended: None,
        unmet,
    }
}

fn for_host(facts: &Facts, options: &Options, host: &Host, mut decided: Decided) -> Result<Decided> {
    let Some(fault) = demand::fault(host, facts.wasi, &decided.after) else {
        return Ok(decided);
    };
    decided.unmet = Some(Misfit::Memory(fault.why));
    let Some(options) = fault.demand.and_then(|demand| demand.with(options)) else {
        return Ok(decided);
    };
    match asked(facts, &options) {
        Ok(met) => {
            let unmet = demand::fault(host, facts.wasi, &met.after).map(|fault| Misfit::Memory(fault.why));
            Ok(Decided { unmet, mended: Some(fault.why), ..met })
        }
        // What the user asks for is refused, and not what the host does.
        Err(refused) if self::asked(facts, &without_filling(options)).is_ok() => Err(refused),
        Err(refused) => {
            decided.unmet = decided.unmet.map(|why| Misfit::Unmet(Box::new(why), refused.message().to_owned()));
            Ok(decided)
        }
    }
}

/// The options, without what they ask for of what a memory holds.
fn without_filling(options: Options) -> Options {
    Options { zero_memory: ZeroMemory::Nothing, segments: SegmentsChoice::Keep, ..options }
}

fn asked(facts: &Facts, options: &Options) -> Result<Decided> {
    let after = facts.memories.clone();
    let mut decided =
        Decided { fixes: Vec::new(), after, notes: Vec::new(), given: None, smaller: None, mended: None, unmet: None };
    if !options.asks_for_memory() {
        return Ok(decided);
    }
    if facts.compact_imports {
        return Err(Error::refused("the module has compact imports, which no rewriter here can change"));
    }
    let (index, memory) = which(&facts.memories, options.which_memory.as_deref())?;
    let mut changes = Vec::from_iter(ownership(index, memory, facts, options)?);
    changes.extend(exports(memory, facts, options)?);
    changes.extend(limits(&after_changes(memory, &changes), options)?);
    let after = after_changes(memory, &changes);
    let idle = match zero(index, &after, facts, options)? {
        zero::Zeroing::Nothing => None,
        zero::Zeroing::Change(change) => {
            changes.push(change);
            None
        }
        zero::Zeroing::Idle(idle) => Some(Note::NoEffect(idle)),
    };
    let idle = idle.into_iter().chain(match once(index, &after, facts, options)? {
        Once::Nothing => None,
        Once::Change(change) => {
            let needed = needed(&after);
            if needed > after.minimum {
                changes.retain(|change| !matches!(change, MemoryChange::Limit { .. }));
                changes.push(MemoryChange::Limit { minimum: needed, maximum: after.maximum });
            }
            changes.push(change);
            None
        }
        Once::Idle(idle) => Some(Note::NoEffect(idle)),
    });
    decided
        .notes
        .extend(changes.iter().filter_map(|change| changed(change, &changes, memory, facts)).map(Note::Memory));
    decided.notes.extend(idle);
    let is_once = |change: &MemoryChange| matches!(change, MemoryChange::Once { segments, .. } if !segments.is_empty());
    let lacks_bulk = !facts.bulk_memory && changes.iter().any(is_once);
    decided.notes.extend(lacks_bulk.then_some(Note::Memory(MemoryChanged::BulkMemoryNeeded)));
    if let Some(place) = decided.after.get_mut(index as usize) {
        *place = after_changes(memory, &changes);
    }
    // A host that gives none of its own leaves that to the program, too.
    let by_program = options.host.is_none_or(|host| host.gives == Gives::User);
    if by_program && changes.iter().any(|change| matches!(change, MemoryChange::Define { .. })) {
        decided.given = memory.import.clone();
    }
    let is_smaller =
        |change: &MemoryChange| matches!(change, MemoryChange::Limit { minimum, .. } if *minimum < memory.minimum);
    decided.smaller = changes.iter().any(is_smaller).then_some(memory.minimum);
    decided.fixes = changes.into_iter().map(|change| MemoryFix { memory: index, change }).collect();
    Ok(decided)
}

/// What else is different then.
fn changed(change: &MemoryChange, all: &[MemoryChange], memory: &MemoryFacts, facts: &Facts) -> Option<MemoryChanged> {
    let is_once = || all.iter().any(|change| matches!(change, MemoryChange::Once { .. }));
    let is_zeroed = all.iter().any(|change| matches!(change, MemoryChange::Zero { .. }));
    let is_prepared = facts.start.as_ref().is_some_and(|start| start.kind != StartKind::Code);
    match change {
        MemoryChange::Import { .. } if is_zeroed || is_once() => None,
        MemoryChange::Import { .. } if memory.is_written => Some(MemoryChanged::DataIntoImported),
        MemoryChange::Import { .. } if memory.shared && is_prepared => Some(MemoryChanged::FirstInstanceFillsImported),
        MemoryChange::Import { .. } => Some(MemoryChanged::ImportedTakenForZero),
        MemoryChange::Define { .. } if memory.shared => Some(MemoryChanged::SharedNoLonger),
        MemoryChange::Limit { maximum: Some(most), .. } if memory.maximum != Some(*most) => {
            memory.grown_by.clone().map(|func| MemoryChanged::GrowsNoFurther(func, *most))
        }
        MemoryChange::Zero { from, .. } => {
            Some(MemoryChanged::ZeroedAtStart(*from, after_changes(memory, all).minimum)).filter(|_| !is_once())
        }
        MemoryChange::Once { mark, .. } if is_zeroed => Some(MemoryChanged::WrittenOnceAndZeroed(mark.address)),
        MemoryChange::Once { mark, .. } => Some(MemoryChanged::WrittenOnce(mark.address)),
        _ => None,
    }
}

fn ownership(index: u32, memory: &MemoryFacts, facts: &Facts, options: &Options) -> Result<Option<MemoryChange>> {
    if let MemoryChoice::Import { module, name } = &options.memory {
        is_free(index, facts, (module, name))?;
    }
    match (&options.memory, &memory.import) {
        (MemoryChoice::Keep, _) | (MemoryChoice::Define, None) => Ok(None),
        (MemoryChoice::Define, Some(_)) => define(memory, options).map(Some),
        (MemoryChoice::Import { module, name }, None) => {
            Ok(Some(MemoryChange::Import { module: module.clone(), name: name.clone() }))
        }
        (MemoryChoice::Import { module, name }, Some((old_module, old_name))) => {
            let same = module == old_module && name == old_name;
            Ok((!same).then(|| MemoryChange::Rename { module: module.clone(), name: name.clone() }))
        }
    }
}

/// Two imports of one name are the same thing, given twice.
fn is_free(index: u32, facts: &Facts, (module, name): (&str, &str)) -> Result<()> {
    let is_called = |memory: &MemoryFacts| memory.import.as_ref().is_some_and(|own| own.0 == module && own.1 == name);
    let other = (0..).zip(&facts.memories).find(|(other, memory)| *other != index && is_called(memory));
    let what = match other {
        Some((other, _)) => format!("memory {other}"),
        None if facts.imports.contains(&(module.to_owned(), name.to_owned())) => "something else".to_owned(),
        None => return Ok(()),
    };
    Err(Error::refused(format!(
        "{what} is imported as `{module}.{name}`; choose another name with --import-memory=MODULE,NAME"
    )))
}

/// The host that owned the memory may have given more than the declared minimum, and the data may need it.
fn define(memory: &MemoryFacts, options: &Options) -> Result<MemoryChange> {
    if let Some(minimum) = limits::minimum(memory, options)? {
        return Ok(MemoryChange::Define { minimum });
    }
    let Some(end) = memory.data_end else {
        return Err(Error::refused(
            "--define-memory: the place of a data segment is not known, since its offset is no constant, or too large; \
             --initial-memory=SIZE says how large the memory has to be",
        ));
    };
    let minimum = memory.minimum.max(end.div_ceil(memory.page_size()));
    match memory.maximum {
        Some(maximum) if minimum > maximum && options.memory_maximum == MemoryMaximum::Keep => {
            Err(Error::refused(format!(
                "--define-memory: the data needs {minimum} pages, but the memory may have {maximum} at most; --max-memory=SIZE \
                 raises that"
            )))
        }
        _ => Ok(MemoryChange::Define { minimum }),
    }
}

fn exports(memory: &MemoryFacts, facts: &Facts, options: &Options) -> Result<Vec<MemoryChange>> {
    let wanted = match &options.memory_export {
        MemoryExport::No => {
            let hide = |name: &String| MemoryChange::Hide { name: name.clone() };
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
    Ok(vec![MemoryChange::Export { name: wanted.to_owned() }])
}
