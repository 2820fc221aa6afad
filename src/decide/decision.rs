//! What to do about a module, and what its host makes of the result.

use super::answer::Question;
use super::auto;
use super::es_modules;
use super::fix::Decided;
use super::fix::Fix;
use super::fix::InitTarget;
use super::fix::Verdict;
use super::forced;
use super::host;
use super::idle::idle;
use super::main_export;
use super::memory;
use super::misfit::Misfit;
use super::missing::Missing;
use super::missing::Namespace;
use super::note::MemoryChanged;
use super::note::Note;
use super::persistent;
use super::reason::AskedFor;
use super::reason::HostReason;
use super::reason::NothingToDo;
use super::reason::Reason;
use super::renames;
use super::renames::Beside;
use super::renames::DecidedNames;
use super::served;
use super::served::Served;
use super::source;
use super::source::Found;
use super::table;
use super::warning::Warning;
use crate::error::Result;
use crate::hosts::Host;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::inspect::Facts;
use crate::options::InitChoice;
use crate::options::Options;

/// What to do, and what the host that the user named makes of the result.
pub(super) struct Decision {
    pub init: Decided,
    pub memory: memory::Decided,
    pub table: table::DecidedTable,
    pub names: DecidedNames,
    /// What the host makes of the result, or why it does not run it as it should be run.
    pub served: Option<(&'static Host, std::result::Result<Served, Misfit>)>,
}

pub(super) fn decision(facts: &Facts, options: &Options) -> Result<Decision> {
    let mut memory = memory::decide(facts, options)?;
    let table = table::decide(facts, options, &memory.exports().collect::<Vec<_>>())?;
    let mut init = init(facts, options, memory.direction())?;
    let to_start = init.fix.as_ref().is_some_and(|fix| matches!(fix.target, InitTarget::Start { .. }));
    if let Some(kept) = memory.kept(to_start || facts.start.is_some()) {
        init.reasons.warnings.extend(persistent::can(kept, facts, options, &init)?);
    }
    main_export::is_for_nothing(facts, options, &init)?;
    let beside = Beside { memory: &memory.fixes, table: &table.fixes, init: init.fix.as_ref() };
    let names = renames::decide(facts, options, &beside)?;
    let served = options.host.map(|host| (host, served::after(host, facts, init.fix.as_ref(), &memory)));
    Ok(Decision { init, memory, table, names, served })
}

/// Who is to run the constructors, whose memory the host can reach as `memory` says.
fn init(facts: &Facts, options: &Options, memory: Direction) -> Result<Decided> {
    if options.init == InitChoice::Keep {
        return Ok(Decided::leave(Reason::Done(NothingToDo::Kept)));
    }
    let source = match source::find(facts, options) {
        Found::Source(source) => source,
        found => {
            let mut stays = source::stays(found, facts, options)?;
            stays.reasons.warnings.extend(idle_word(facts, options));
            return Ok(stays);
        }
    };
    let question = Question { facts, options, memory, source };
    match (options.init, options.host) {
        (InitChoice::Auto, Some(host)) => Ok(host::auto(&question, host)),
        (InitChoice::Auto, None) => Ok(auto::auto(&question)),
        _ => forced::forced(&question),
    }
}

/// The user's word that exports are wrapped, of exports that cannot be.
fn idle_word(facts: &Facts, options: &Options) -> Option<Warning> {
    let why = match facts.convention {
        Convention::Wrapped(_) | Convention::Command(_) => return None,
        Convention::Undecidable => Warning::WrappedUnsettled,
        _ => Warning::WrappedIdle,
    };
    options.assume_wrapped.then_some(why)
}

impl Decision {
    /// The verdict, and what else there is to say.
    pub fn verdict(mut self, facts: &Facts, options: &Options) -> Verdict {
        let no_effect = idle(facts, options, &self.init).into_iter().map(Note::NoEffect);
        self.init.reasons.notes.extend(no_effect);
        let (host_notes, host_warnings) = self.of_host(facts);
        let mut reasons = self.init.reasons;
        reasons.notes.splice(..0, self.memory.notes.iter().chain(&self.table.notes).chain(&self.names.notes).cloned());
        if let Some((module, name)) = self.memory.given.take() {
            match facts.loader() {
                Some(loader) => reasons.warnings.push(Warning::LoaderGivesMemory(loader.name, module, name)),
                None if self.memory.direction() == Direction::Private => {
                    reasons.notes.push(Note::Memory(MemoryChanged::MemoryOutOfReach(module, name)));
                }
                None => reasons.notes.push(Note::Memory(MemoryChanged::MemoryElsewhere(module, name))),
            }
        }
        reasons.warnings.extend(out_of_reach(facts, self.memory.direction()));
        reasons.warnings.append(&mut self.names.warnings);
        reasons.warnings.extend(self.memory.smaller.map(Warning::SmallerMemory));
        reasons.notes.extend(host_notes);
        reasons.warnings.extend(host_warnings);
        if let Some((host, Err(why))) = self.served {
            // A forced choice has said the same of itself.
            reasons.warnings.retain(|warning| !is_said(warning, &why));
            reasons.warnings.push(Warning::NotFitFor(host.name, why));
        }
        renames::name_exposed(&self.names.renames, &mut reasons);
        let keeps_items = self.memory.fixes.is_empty() && self.table.fixes.is_empty();
        if self.init.fix.is_none() && keeps_items && self.names.renames.is_empty() {
            return Verdict::Leave(reasons);
        }
        if self.init.fix.is_none() {
            let why = match (self.memory.mended, options.host) {
                (Some(fault), Some(host)) => Reason::Host(host.name, HostReason::MemoryWas(fault)),
                _ if keeps_items => Reason::Asked(AskedFor::AsRenamesAsk),
                _ if self.table.fixes.is_empty() => Reason::Asked(AskedFor::AsMemoryOptionsAsk),
                _ if self.memory.fixes.is_empty() => Reason::Asked(AskedFor::AsTableOptionsAsk),
                _ => Reason::Asked(AskedFor::AsMemoryAndTableOptionsAsk),
            };
            let stays = std::mem::replace(&mut reasons.reason, why);
            let is_plain = matches!(stays, Reason::Done(NothingToDo::Kept | NothingToDo::NothingThere));
            reasons.notes.splice(..0, (!is_plain).then(|| Note::Initialisation(Box::new(stays))));
        }
        let direction = self.memory.direction();
        let (memory, table, renames) = (self.memory.fixes, self.table.fixes, self.names.renames);
        let (init, host) = (self.init.fix, options.host);
        Verdict::Fix(Box::new(Fix { init, memory, table, renames, direction, host, reasons }))
    }
}

impl Decision {
    /// What the host that runs the result does not give it, and what it makes of the exports.
    fn of_host(&self, facts: &Facts) -> (Vec<Note>, Vec<Warning>) {
        let (mut notes, mut warnings) = (Vec::new(), Vec::new());
        let Some((host, Ok(_))) = &self.served else {
            return (notes, warnings);
        };
        let beside = Beside { memory: &self.memory.fixes, table: &self.table.fixes, init: self.init.fix.as_ref() };
        match es_modules::missing(facts, host, &self.names.renames, &beside) {
            Some(found @ Missing::EsModules(_)) => warnings.push(Warning::HostLooksForImports(host.name, found)),
            found => notes.extend(found.map(|found| Note::HostLacks(host.name, found))),
        }
        let Namespace { then, copied } = es_modules::namespace(facts, host, &self.names.renames);
        warnings.extend(then.map(|then| Warning::HostAwaits(host.name, then)));
        notes.extend((!copied.is_empty()).then_some(Note::HostCopies(host.name, copied)));
        (notes, warnings)
    }
}

/// An import that needs the memory, which no host reaches, or none any more since the memory options were followed.
fn out_of_reach(facts: &Facts, memory: Direction) -> Option<Warning> {
    let (module, name) = facts.memory_import.clone().filter(|_| memory == Direction::Private)?;
    Some(match facts.memory {
        Direction::Private => Warning::PrivateMemoryNeeded(module, name),
        _ => Warning::MemoryOutOfReachOf(module, name),
    })
}

/// Whether a warning says the same of a host.
fn is_said(warning: &Warning, why: &Misfit) -> bool {
    matches!(warning, Warning::NotRightFor(_, Reason::Host(_, HostReason::Misfit(said))) if said == why)
}
