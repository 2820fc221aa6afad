//! What the host has to do from now on, fit to paste.

mod key;
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
use crate::shown::pages;
use key::key;

/// One line for each thing.
pub(super) fn advice(fixed: &Fixed) -> Vec<String> {
    let memory = fixed
        .fix
        .memory
        .iter()
        .filter_map(|fix| memory(&fix.change, &limited(fixed, fix.memory)?, fixed.facts.memories.len() == 1));
    let table = fixed.fix.table.iter().filter_map(|fix| {
        table::advice(&fix.change, fixed.facts.tables.get(fix.table as usize)?, fixed.facts.tables.len() == 1)
    });
    let mut lines: Vec<String> = memory.chain(table).collect();
    let Some(init) = &fixed.fix.init else {
        return lines;
    };
    let at_end = init.dtors.as_ref().map(|name| {
        let output = if loses_output(init) { " and buffered output" } else { "" };
        format!("call {} when it is done, for destructors{output}", call(fixed.fix.renames.export(name)))
    });
    lines.push(match for_init(init, fixed) {
        ForInit::Nothing(why) if lines.is_empty() && at_end.is_none() => format!("nothing: {why}"),
        ForInit::Nothing(why) => why,
        ForInit::Call(what) => what,
    });
    lines.into_iter().chain(at_end).collect()
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
        InitTarget::Export { name: init }
            if let Reason::Host(host, HostReason::HostCalls(name)) = &fixed.fix.reasons.reason
                && fixed.fix.renames.export(init) == name =>
        {
            ForInit::Nothing(format!("{host} calls `{name}`"))
        }
        InitTarget::Start { .. } if first(fixed).is_empty() && !matches!(init.source, Source::Program(_)) => {
            nothing("instantiation runs the constructors")
        }
        InitTarget::Start { .. } => {
            let first = first(fixed);
            ForInit::Call(match first.is_empty() {
                true => format!("call {}; instantiation runs the constructors", runs_main(init, fixed)),
                false => format!(
                    "call {} before any other export, as before; instantiation runs the constructors",
                    first.join(", then ")
                ),
            })
        }
        InitTarget::Export { name } => ForInit::Call(export(name, init, fixed)),
        InitTarget::Lazy { name, .. } => ForInit::Call(lazy(name.as_deref(), fixed)),
    }
}

/// The call of an init function.
fn export(name: &str, init: &InitFix, fixed: &Fixed) -> String {
    let then: String = first(fixed).iter().map(|call| format!("{call}, then ")).collect();
    let call = call(fixed.fix.renames.export(name));
    if is_exposed(init, fixed) {
        format!("call {then}{call} once what the constructors read is there, before exports that need them")
    } else {
        format!("call {then}{call} before any other export")
    }
}

/// What there is to call where the first call of an export runs the constructors: an init function, for a host that looks before.
fn lazy(name: Option<&str>, fixed: &Fixed) -> String {
    let first = first(fixed).join(", then ");
    let early = name.map(|name| (name, reached::reached(fixed)));
    match early {
        Some((name, Some(reached))) if first.is_empty() => {
            format!("no call is needed, except before you read its {reached}: {}", call(fixed.fix.renames.export(name)))
        }
        Some((name, Some(reached))) => format!(
            "call {first} before any other export, as before; then {} if you read its {reached} before any other call",
            call(fixed.fix.renames.export(name))
        ),
        _ if !first.is_empty() => {
            format!("call {first} before any other export, as before; the constructors need no call")
        }
        Some((_, None)) => "no call is needed".to_owned(),
        None => "no call is needed; `_start` runs the program".to_owned(),
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
    firsts.map(|first| call_with(fixed.fix.renames.export(first.name), first.arguments)).collect()
}

/// What runs `main` of a program.
fn runs_main(init: &InitFix, fixed: &Fixed) -> String {
    let is_node = init.main.as_ref().and_then(|main| main.host).is_some_and(|host| NODE_WASI.contains(&host.name));
    let start = if is_node { "wasi.start(instance)".to_owned() } else { call(fixed.fix.renames.export(START)) };
    let start = format!("{start} once{}", if is_kept(fixed) { " for the memory" } else { ", as before" });
    init.main.as_ref().map_or(start.clone(), |main| {
        let arguments = if main.takes_arguments { None } else { Some(&[][..]) };
        let memory =
            if is_node { "wasi.initialize({ exports: { memory: instance.exports.memory } }), then " } else { "" };
        format!("{memory}{}, as often as you like, or {start}", call_with(&main.name, arguments))
    })
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

/// A call in JavaScript; names that are no identifiers are quoted.
fn call(name: &str) -> String {
    call_with(name, Some(&[]))
}

/// The same, with arguments, if they are known.
fn call_with(name: &str, arguments: Option<&[i32]>) -> String {
    let arguments = arguments.map_or_else(
        || "…".to_owned(),
        |arguments| arguments.iter().map(i32::to_string).collect::<Vec<_>>().join(", "),
    );
    let identifier = name.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '$')
        && !name.starts_with(|char: char| char.is_ascii_digit())
        && !name.is_empty();
    if identifier {
        format!("instance.exports.{name}({arguments})")
    } else {
        format!("instance.exports[{name:?}]({arguments})")
    }
}

/// `is_only`: there is no other memory.
fn memory(change: &MemoryChange, memory: &MemoryFacts, is_only: bool) -> Option<String> {
    match change {
        MemoryChange::Import { module, name } | MemoryChange::Rename { module, name } => {
            Some(format!("give it the imports {{ {}: {{ {}: {} }} }}", key(module), key(name), constructed(memory)))
        }
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

/// A memory as JavaScript makes one (WebAssembly JavaScript Interface, `MemoryDescriptor`: 64-bit limits are of type BigInt).
fn constructed(memory: &MemoryFacts) -> String {
    let number = |pages: u64| if memory.memory64 { format!("{pages}n") } else { pages.to_string() };
    if memory.page_size_log2.is_some() {
        let maximum = memory.maximum.map(|maximum| format!(", {maximum} at most")).unwrap_or_default();
        return format!("a memory of {} of {} bytes each{maximum}", pages(memory.minimum), memory.page_size());
    }
    let address = if memory.memory64 { "address: \"i64\", " } else { "" };
    let maximum = memory.maximum.map(|maximum| format!(", maximum: {}", number(maximum))).unwrap_or_default();
    let shared = if memory.shared { ", shared: true" } else { "" };
    format!("new WebAssembly.Memory({{ {address}initial: {}{maximum}{shared} }})", number(memory.minimum))
}
