//! A program's `main` as an export of its own: `--export-main`.

use super::fix::Decided;
use super::fix::MainExport;
use super::note::Changed;
use super::reason::NothingToDo;
use super::reason::Reason;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::hosts::INIT_NAMES;
use crate::inspect::Convention;
use crate::inspect::Facts;
use crate::inspect::MainFunction;
use crate::inspect::MainOutput;
use crate::inspect::Program;
use crate::options::AfterCall;
use crate::options::InitChoice;
use crate::options::Options;

/// The export that the user asks for, of a program whose constructors the start section runs, and what there is to say of it.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if something else has the name, or nothing is seen that could be exported.
pub(super) fn main_export(facts: &Facts, options: &Options) -> Result<Option<(MainExport, Option<Changed>)>> {
    let Some(name) = &options.export_main else {
        return Ok(None);
    };
    if INIT_NAMES.contains(&name.as_str()) || name == CALL_CTORS {
        return Err(Error::refused(format!(
            "hosts call `{name}` to initialise a module; choose another name for `main` with --export-main=NAME"
        )));
    }
    if facts.exports.contains(name) {
        return Err(Error::refused(format!(
            "something else is exported as `{name}`; choose another name for `main` with --export-main=NAME"
        )));
    }
    let Some(MainFunction { func, takes_arguments, output }) = facts.main else {
        return Err(Error::refused(
            "no function of type () -> i32 or (i32, i32) -> i32 is seen that runs `main` for `_start`: an optimiser may have \
             put it into that; link it without, or leave out --export-main",
        ));
    };
    let (output, note) = match output {
        MainOutput::WrittenBy(func) if options.after_call == AfterCall::Flush => (Some(func), None),
        MainOutput::Unknown if options.after_call == AfterCall::Flush => (None, Some(Changed::MainMayKeepOutput)),
        MainOutput::Stays | MainOutput::WrittenBy(_) | MainOutput::Unknown => (None, None),
    };
    Ok(Some((MainExport { name: name.clone(), func, takes_arguments, output }, note)))
}

/// Whether `--export-main` is for nothing: it needs a program, and the start section that runs its constructors.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if so.
pub(super) fn is_for_nothing(facts: &Facts, options: &Options, decided: &Decided) -> Result<()> {
    let Some(name) = &options.export_main else {
        return Ok(());
    };
    let is_exported = facts.functions.iter().any(|export| export.name == *name);
    let is_done = matches!(
        decided.reasons.reason,
        Reason::Done(NothingToDo::AlreadyStarted | NothingToDo::StartedSomething | NothingToDo::NothingThere)
    );
    match &decided.fix {
        Some(fix) if fix.main.is_some() => Ok(()),
        None if is_done && is_exported && options.init == InitChoice::Start => Ok(()),
        _ if matches!(facts.convention, Convention::Command(Program::Nothing)) => Err(Error::refused(
            "--export-main: this program has no constructors, and there is no way yet to export the `main` of such a program; leave \
             out --export-main",
        )),
        _ if options.init != InitChoice::Start => Err(Error::refused("--export-main goes with --init=start")),
        _ if !matches!(facts.convention, Convention::Command(_)) => {
            Err(Error::refused(format!("--export-main is for programs, and this module {}", facts.evidence)))
        }
        _ => Err(Error::refused(format!(
            "--export-main: this module {}; {}; leave out --export-main",
            facts.evidence, decided.reasons.reason
        ))),
    }
}
