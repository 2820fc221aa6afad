//! The one answer that `--init` asks for.

use super::answer::Answer;
use super::answer::Question;
use super::export;
use super::fix::Decided;
use super::fix::InitTarget;
use super::fix::Source;
use super::lazy;
use super::note::Advice;
use super::note::Note;
use super::program;
use super::proof;
use super::reason::AskedFor;
use super::reason::How;
use super::reason::Lacks;
use super::reason::MayStart;
use super::reason::NothingToDo;
use super::reason::Reason;
use super::shared;
use super::start;
use super::table;
use super::warning::Warning;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::INITIALIZE;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::inspect::Each;
use crate::inspect::Effect;
use crate::inspect::First;
use crate::inspect::ReachedImport;
use crate::options::InitChoice;
use crate::options::TableChoice;

/// What to do, or why there is nothing left to do.
enum Asked {
    Already(NothingToDo),
    For(Answer),
}

pub(super) fn forced(question: &Question) -> Result<Decided> {
    let is_start = question.options.init == InitChoice::Start;
    let asked = if is_start { asked_start(question) } else { asked_function(question)? };
    let warning = match (question.options.host, &asked) {
        (None, _) => is_start.then(|| warn_start(question)).flatten(),
        (Some(host), Asked::For(Answer { is_right: Err(why), .. })) => {
            Some(Warning::NotRightFor(host.name, why.clone()))
        }
        (Some(_), _) => None,
    };
    let mut decided = match asked {
        Asked::Already(reason) => Decided::leave(Reason::Done(reason)),
        Asked::For(answer) if let Some(sharing) = &question.facts.sharing => {
            shared::can(&answer.target, sharing, question.facts, question.options)?;
            question.carry_out(answer.target, Reason::Asked(AskedFor::AsInitAsks))?
        }
        Asked::For(_) if is_start && let Some(first) = for_tasks(question) => {
            return Err(Error::refused(format!("{}; leave out --init", MayStart::CallFirst(*first))));
        }
        Asked::For(_) if is_start && let Some(why) = program::needs_start(question) => {
            return Err(Error::refused(why));
        }
        Asked::For(answer) => question.carry_out(answer.target, Reason::Asked(AskedFor::AsInitAsks))?,
    };
    decided.reasons.notes.extend(give_table(question, warning.as_ref()).map(Note::Advice));
    decided.reasons.warnings.extend(warning);
    decided.reasons.warnings.extend(reads_before(question, &decided));
    let changes = decided.fix.is_some();
    decided.reasons.warnings.extend(shared::warn(question.facts).filter(|_| changes));
    Ok(decided)
}

/// What a host may have read before the first call, of what a start section that worked put there.
fn reads_before(question: &Question, decided: &Decided) -> Option<Warning> {
    let fix = decided.fix.as_ref()?;
    let is_later = matches!((&fix.source, &fix.target), (Source::Started(_), InitTarget::Lazy { .. }));
    let fails = start::failing_import(question).is_some();
    if !is_later || fails {
        return None;
    }
    let written = question.reach().writes.iter().find(|it| proof::is_visible(it, question.memory));
    match written {
        Some(written) => Some(Warning::ReadBeforeFirstCall(written.clone())),
        None => may_write(question).cloned().map(Box::new).map(Warning::ImportWritesBeforeFirstCall),
    }
}

/// An import that may write to memory that a host reaches: rather one that is known to use it.
fn may_write<'q>(question: &'q Question) -> Option<&'q ReachedImport> {
    let is_reached = !matches!(question.memory, Direction::None | Direction::Private);
    let imports = question.reach().imports.iter().filter(|import| is_reached && !import.is_harmless());
    imports.min_by_key(|import| import.effect != Effect::NeedsMemory)
}

/// What a host calls before anything else for each task: a start section would have to run in the middle of that.
fn for_tasks<'q>(question: &'q Question) -> Option<&'q First> {
    question.facts.first.iter().find(|first| first.each == Each::Task)
}

fn asked_start(question: &Question) -> Asked {
    match &question.source {
        Source::Started(_) => Asked::Already(NothingToDo::AlreadyStarted),
        _ => Asked::For(start::start(question)),
    }
}

/// `--init=export` or `--init=lazy`; without anything to guard, the second is the first.
fn asked_function(question: &Question) -> Result<Asked> {
    export::leaves_start(question)?;
    let name = &question.options.init_name;
    let is_lazy = matches!(question.facts.convention, Convention::Lazy(_));
    let lazy = match question.options.init {
        InitChoice::Lazy if is_lazy => {
            return Ok(Asked::Already(NothingToDo::Guarded));
        }
        InitChoice::Lazy => lazy::lazy(question, exported(question), question.options.drop_init_export)?,
        _ => None,
    };
    if let Some(answer) = lazy {
        return Ok(Asked::For(answer));
    }
    match &question.source {
        Source::Exported(exported)
            if exported.is_called(name) && !shared::lacks_guard(question.facts, question.options) =>
        {
            Ok(Asked::Already(NothingToDo::AlreadyExported(name.clone())))
        }
        _ => export::export(question, name).map(Asked::For),
    }
}

/// The name of an init function. A program has none, unless the user chooses one: hosts refuse `_initialize` beside `_start`. Nor has
/// a module of wasm-bindgen, whose JS calls none.
fn exported<'q>(question: &'q Question) -> Option<&'q str> {
    let name = question.options.init_name.as_str();
    let has_none = matches!(question.source, Source::Program(_)) || question.source.bindgen().is_some();
    let is_chosen = name != INITIALIZE || !has_none;
    is_chosen.then_some(name)
}

/// What lets an import call back that keeps the start section from running the constructors.
fn give_table(question: &Question, warning: Option<&Warning>) -> Option<Advice> {
    let import = match warning? {
        Warning::StartWillFail(import, Lacks::Exports) => import,
        Warning::StartMayFail(MayStart::MayCall(import, _, Lacks::Exports)) => import,
        _ => return None,
    };
    table::give_table(question.facts, question.options, import, question.memory)
}

/// What may go wrong with a start section that the user insists on.
fn warn_start(question: &Question) -> Option<Warning> {
    let why = proof::may_start(question.facts, question.memory).err()?;
    let is_table_given = matches!(question.options.table.owner, TableChoice::Import { .. });
    match start::failing_import(question) {
        Some((import, Lacks::Exports)) if is_table_given => {
            let why = MayStart::MayCall(Box::new(import.clone()), How::Always, Lacks::ExportsButTable);
            Some(Warning::StartMayFail(why))
        }
        Some((import, lacks)) => Some(Warning::StartWillFail(Box::new(import.clone()), lacks)),
        None => Some(Warning::StartMayFail(why)),
    }
}
