//! Which function runs the constructors, and what it may call.

use super::convention::Convention;
use super::exported::Exported;
use super::facts::Facts;
use super::facts::GivenTable;
use super::facts::InspectOptions;
use super::initialiser::Initialiser;
use super::named::meant;
use super::program::Program;
use super::ran::Ran;
use super::reach::Depth;
use super::reach::Reach;
use super::reach::TableOfHost;
use super::reach::called;
use super::reach::reach;
use super::start::Start;
use super::start::StartKind;
use super::table::TableFacts;
use crate::error::Result;
use crate::hosts::REACTOR_NAMES;
use crate::module::Module;
use crate::prove;
use crate::prove::Seen;
use crate::prove::Unproven;

/// The initialiser, looked at as closely as is asked for, and no closer than can matter.
pub(super) fn initialiser(module: &Module, facts: &Facts, options: &InspectOptions) -> Result<Option<Initialiser>> {
    let Some(depth) = options.depth else {
        return Ok(None);
    };
    let program = of_program(facts).filter(|_| options.of_program);
    let Some(func) =
        program.or_else(|| movable(facts)).or_else(|| (depth == Depth::Full).then(|| others(facts, module)).flatten())
    else {
        return Ok(None);
    };
    let depth = match program {
        // What ends a program, or reads its arguments, may be anywhere.
        Some(_) if depth > Depth::Direct => Depth::Full,
        _ if depth == Depth::Full || is_choice(facts) => depth,
        _ => Depth::Direct,
    };
    let given = given_table(facts, options);
    let reach = reach(module, func, depth, options.assume, given)?;
    let is_start = facts.convention == Convention::Start;
    let can_matter = depth == Depth::Full || is_start || is_choice(facts);
    let worth_running = options.run && !reach.is_harmless() && can_matter;
    let ran = if worth_running { Some(run(module, func, &reach, options, given)?) } else { None };
    let exposed = if may_be_late(facts) { reach.reads.clone() } else { Vec::new() };
    // A start section that is there runs before.
    let first = if is_start { None } else { facts.first.first().copied() };
    Ok(Some(Initialiser { function: module.function(func), reach, ran, exposed, first }))
}

/// The functions that the start section could run to initialise the module, in order.
pub(super) fn startable(facts: &Facts) -> Vec<u32> {
    let wrapped = match &facts.convention {
        Convention::Wrapped(wrapped) | Convention::Command(Program::Runs(wrapped)) => Some(wrapped),
        _ => None,
    };
    let sets_up = wrapped.into_iter().flat_map(|wrapped| wrapped.sets_up.iter().map(|call| call.callee));
    sets_up.chain(wrapped.map(|wrapped| wrapped.ctors).or_else(|| movable(facts))).collect()
}

/// Whether a host may write to memory, globals and tables before it runs the initialiser. One that knows `_initialize` calls it
/// before it touches anything else (tool-conventions, `BasicModuleABI.md`); one that knows another name may do otherwise. A
/// loader initialises its module at once.
fn may_be_late(facts: &Facts) -> bool {
    match &facts.convention {
        Convention::Wrapped(wrapped) => wrapped.bindgen.is_none(),
        convention => convention.exported().is_some_and(|exported| {
            let is_known = |name: &&str| REACTOR_NAMES.contains(name);
            exported.ensured || !exported.names().iter().all(is_known)
        }),
    }
}

/// The table of the module's own that a host is to give from now on.
fn given_table<'o>(facts: &Facts, options: &InspectOptions<'o>) -> Option<TableOfHost<'o>> {
    let GivenTable { which, module, name } = options.given_table?;
    match meant(&facts.tables, which).as_slice() {
        [(table, TableFacts { import: None, .. })] => Some(TableOfHost { table: *table, module, name }),
        // Others are refused, or are the host's as it is.
        _ => None,
    }
}

fn run(module: &Module, func: u32, reach: &Reach, options: &InspectOptions, given: Option<TableOfHost>) -> Result<Ran> {
    // Imports come first, so that it is the first of the module's own.
    let tables = given.map_or(0, |given| given.table + 1);
    Ok(match prove::run(module, func, tables, &options.bounds)? {
        Seen::Ends => Ran::Ends,
        Seen::Unknown(why) => Ran::Unknown(why),
        Seen::Calls(func) => match called(module, func, reach, options.assume) {
            Some(import) => Ran::Calls { import },
            None => Ran::Unknown(Unproven::Stops),
        },
    })
}

/// What runs the constructors of a program, beside `main`.
fn of_program(facts: &Facts) -> Option<u32> {
    match &facts.convention {
        Convention::Command(Program::Runs(wrapped)) => Some(wrapped.ctors),
        _ => None,
    }
}

/// What this tool can move.
pub(super) fn movable(facts: &Facts) -> Option<u32> {
    match &facts.convention {
        Convention::Start => facts.start.as_ref().filter(has_code).map(|start| start.function.func),
        convention => convention.movable(),
    }
}

/// What runs the constructors where others decide when.
fn others(facts: &Facts, module: &Module) -> Option<u32> {
    let exported = |name: &&str| facts.functions.iter().find(|function| function.name == *name);
    let names = facts.convention.initialisers();
    let found = names.iter().filter_map(exported).map(|function| function.func).find(|func| module.is_nullary(*func));
    found
        .or(facts.convention.run_once())
        .or_else(|| facts.start.as_ref().filter(has_code).map(|start| start.function.func))
}

/// Whether a start section runs more than what prepares memory.
fn has_code(start: &&Start) -> bool {
    start.kind != StartKind::MemoryInit
}

/// Whether what the initialiser may call can decide where it goes: a start section is moved only for what it certainly calls.
fn is_choice(facts: &Facts) -> bool {
    let shared = facts.memories.iter().any(|memory| memory.shared);
    let is_free = |exported: &Exported| !exported.empty && exported.others.is_none();
    let is_open = match facts.convention.exported() {
        Some(exported) => is_free(exported) && !facts.convention.runs_once(),
        None => facts.convention.movable().is_some(),
    };
    !shared && is_open
}
