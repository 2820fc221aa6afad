//! What the host has to do from now on, fit to paste.

mod code;
mod literal;
mod made;
mod reached;
mod table;

use crate::decide::HostReason;
use crate::decide::InitFix;
use crate::decide::InitTarget;
use crate::decide::MemoryChange;
use crate::decide::Reason;
use crate::decide::Source;
use crate::hosts::START;
use crate::inspect::Each;
use crate::inspect::Flush;
use crate::inspect::MemoryFacts;
use crate::outcome::Fixed;
use code::CallType;
use code::HostCode;
use literal::property;

/// One line for each thing.
pub(super) fn advice(fixed: &Fixed) -> Vec<String> {
    let code = HostCode::of(fixed.fix.host);
    let memory = fixed
        .fix
        .memory
        .iter()
        .filter_map(|fix| memory(&fix.change, &limited(fixed, fix.memory)?, fixed.facts.memories.len() == 1, code));
    let table = fixed.fix.table.iter().filter_map(|fix| {
        table::advice(&fix.change, fixed.facts.tables.get(fix.table as usize)?, fixed.facts.tables.len() == 1, code)
    });
    let mut lines: Vec<String> = memory.chain(table).collect();
    let Some(init) = &fixed.fix.init else {
        return lines;
    };
    let at_end = init.dtors.as_ref().map(|name| at_end(name, init, fixed));
    lines.push(match for_init(init, fixed) {
        ForInit::Nothing(why) if lines.is_empty() && at_end.is_none() => format!("nothing: {why}"),
        ForInit::Nothing(why) => why,
        ForInit::Call(what) => what,
    });
    lines.into_iter().chain(at_end).collect()
}

/// What runs destructors that exports no longer run.
fn at_end(name: &str, init: &InitFix, fixed: &Fixed) -> String {
    let (call, loses_output) = (called(name, fixed), loses_output(init));
    if HostCode::of(fixed.fix.host).has_program() {
        let output = if loses_output { " and writes buffered output" } else { "" };
        format!("call {call} when you are done with the module: it runs destructors{output}")
    } else {
        let output = if loses_output { ", and buffered output is written," } else { "" };
        format!("destructors run{output} when something calls {call}")
    }
}

/// What a host does to have the constructors run.
enum ForInit {
    /// Nothing more than before, for this reason.
    Nothing(String),
    /// Calls, or none.
    Call(String),
}

fn for_init(init: &InitFix, fixed: &Fixed) -> ForInit {
    let nothing = |why: &str| ForInit::Nothing(why.to_owned());
    match &init.target {
        InitTarget::Start { .. } | InitTarget::Lazy { .. }
            if init.source.bindgen().is_some_and(|bindgen| !bindgen.has_run) =>
        {
            nothing("run wasm-bindgen on the result, as on the module before")
        }
        InitTarget::Lazy { .. } if init.source.bindgen().is_some() => {
            nothing("the JS that wasm-bindgen generated calls what runs the constructors")
        }
        InitTarget::Export { name }
            if let Some(host) = caller(name, fixed)
                && first(fixed).is_empty() =>
        {
            ForInit::Nothing(format!("{host} calls `{}`", fixed.fix.renames.export(name)))
        }
        InitTarget::Start { .. } if !first(fixed).is_empty() => ForInit::Call(format!(
            "{} before any other export, as before; instantiation runs the constructors",
            to_call(&first(fixed).join(", then "), fixed)
        )),
        InitTarget::Start { .. } if matches!(init.source, Source::Program(_)) => started(init, fixed),
        InitTarget::Start { .. } => nothing("instantiation runs the constructors"),
        InitTarget::Export { name } => ForInit::Call(export(name, init, fixed)),
        InitTarget::Lazy { name, .. } => ForInit::Call(lazy(name.as_deref(), fixed)),
    }
}

/// "call x", for a program of the user's; a host without one has no such program.
fn to_call(calls: &str, fixed: &Fixed) -> String {
    match HostCode::of(fixed.fix.host).has_program() {
        true => format!("call {calls}"),
        false => format!("something has to call {calls}"),
    }
}

/// The host that calls an export on its own.
fn caller(name: &str, fixed: &Fixed) -> Option<&'static str> {
    let name = fixed.fix.renames.export(name);
    match &fixed.fix.reasons.reason {
        Reason::Host(host, HostReason::HostCalls(called)) if called == name => Some(host),
        _ => HostCode::of(fixed.fix.host).calls(name),
    }
}

/// The call of an init function.
fn export(name: &str, init: &InitFix, fixed: &Fixed) -> String {
    let then: String = first(fixed).iter().map(|call| format!("{call}, then ")).collect();
    let call = to_call(&format!("{then}{}", called(name, fixed)), fixed);
    if is_exposed(init, fixed) {
        format!("give the constructors what they read; then {call} before exports that need them")
    } else {
        format!("{call} before any other export")
    }
}

/// What there is to call where the first call of an export runs the constructors: an init function, for a host that looks before.
fn lazy(name: Option<&str>, fixed: &Fixed) -> String {
    let first = first(fixed).join(", then ");
    let before = || to_call(&first, fixed);
    let early = name.map(|name| (name, reached::reached(fixed)));
    match early {
        Some((name, Some(reached))) if first.is_empty() => {
            format!("no call is needed; to read its {reached} before any call, call {} first", called(name, fixed))
        }
        Some((name, Some(reached))) => format!(
            "{} before any other export, as before; then {} if you read its {reached} before any other call",
            before(),
            called(name, fixed)
        ),
        _ if !first.is_empty() => {
            format!("{} before any other export, as before; the constructors need no call", before())
        }
        Some((_, None)) => "no call is needed".to_owned(),
        None => format!("no call is needed; `{}` runs the program", fixed.fix.renames.export(START)),
    }
}

/// A memory with the limits that it has now.
fn limited(fixed: &Fixed, memory: u32) -> Option<MemoryFacts> {
    let mut limited = fixed.facts.memories.get(memory as usize)?.clone();
    for fix in fixed.fix.memory.iter().filter(|fix| fix.memory == memory) {
        if let MemoryChange::Limit { minimum, maximum } = fix.change {
            (limited.minimum, limited.maximum) = (minimum, maximum);
        }
    }
    Some(limited)
}

/// Calls that have to come before any other, as they had to before.
fn first(fixed: &Fixed) -> Vec<String> {
    let firsts = fixed.facts.first.iter().filter(|first| first.each == Each::Instance);
    let code = HostCode::of(fixed.fix.host);
    let call = |name| fixed.fix.renames.export(name);
    firsts.map(|first| code.call(call(first.name), CallType::Unknown(first.arguments))).collect()
}

/// Who runs `main` of a program whose constructors the start section runs.
fn started(init: &InitFix, fixed: &Fixed) -> ForInit {
    const BEFORE: &str = "instantiation runs the constructors";
    let (code, start) = (HostCode::of(fixed.fix.host), fixed.fix.renames.export(START));
    let is_node = fixed.fix.host.is_some_and(|host| NODE_WASI.contains(&host.name));
    let once = if is_kept(fixed) { " once for the memory" } else { " once, as before" };
    let main = init.main.as_ref().map(|main| {
        let call =
            code.call(&main.name, if main.takes_arguments { CallType::MainWithArguments } else { CallType::Main });
        let memory = fixed.fix.renames.export("memory");
        let memory = format!("wasi.initialize({{ exports: {{ memory: instance.exports{} }} }})", property(memory));
        let memory = if is_node { format!("{memory}, then ") } else { String::new() };
        format!("{memory}{call}, as often as you like")
    });
    match (main, code.calls(start)) {
        (None, Some(host)) if !is_node => ForInit::Nothing(format!("{host} calls `{start}`; {BEFORE}")),
        (Some(main), Some(host)) if !is_node => ForInit::Call(format!(
            "{}; {host} calls `{start}`, which runs `main`, too; {BEFORE}",
            to_call(&main, fixed)
        )),
        (main, _) => {
            let start = if is_node { "wasi.start(instance)".to_owned() } else { code.call(start, CallType::Plain) };
            let calls = main.map_or_else(|| format!("{start}{once}"), |main| format!("{main}, or {start}{once}"));
            ForInit::Call(format!("{}; {BEFORE}", to_call(&calls, fixed)))
        }
    }
}

/// Whether what a memory holds outlives instances.
fn is_kept(fixed: &Fixed) -> bool {
    fixed.fix.memory.iter().any(|fix| matches!(fix.change, MemoryChange::Once { .. }))
}

/// Hosts whose WASI is an object of its own, `wasi`, which learns of the memory from a call. It would refuse the instance, since that
/// exports `_start` (Node's lib/wasi.js, `WASI.initialize`).
const NODE_WASI: [&str; 2] = ["node-wasi-initialize", "node-wasi-start"];

/// Whether exports no longer write buffered output after each call, as they did.
fn loses_output(init: &InitFix) -> bool {
    let dtors = init.source.wrapped().and_then(|wrapped| wrapped.dtors);
    !init.flushes && dtors.is_some_and(|dtors| dtors.flush != Flush::Nothing)
}

/// Whether constructors that hosts called before may read what a host writes.
fn is_exposed(init: &InitFix, fixed: &Fixed) -> bool {
    let exposed = fixed.facts.initialiser.iter().any(|initialiser| !initialiser.exposed.is_empty());
    exposed && matches!(init.source, Source::Exported(_))
}

/// The call of an export that has this name before all are renamed.
fn called(name: &str, fixed: &Fixed) -> String {
    HostCode::of(fixed.fix.host).call(fixed.fix.renames.export(name), CallType::Plain)
}

/// `is_only`: there is no other memory.
fn memory(change: &MemoryChange, memory: &MemoryFacts, is_only: bool, code: HostCode) -> Option<String> {
    match change {
        MemoryChange::Import { module, name } | MemoryChange::Rename { module, name } => {
            Some(code.memory(module, name, memory))
        }
        MemoryChange::Define { .. } if !code.asks_for_memory() => None,
        MemoryChange::Define { .. } if is_only => Some("give it no memory among the imports".to_owned()),
        MemoryChange::Define { .. } => memory
            .import
            .as_ref()
            .map(|(module, name)| format!("give it no memory `{module}.{name}` among the imports")),
        MemoryChange::Limit { .. }
        | MemoryChange::Export { .. }
        | MemoryChange::Hide { .. }
        | MemoryChange::Zero { .. }
        | MemoryChange::Once { .. } => None,
    }
}
