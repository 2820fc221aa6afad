//! What a module is, as a JSON object.

use serde_json::Value;
use serde_json::json;

use super::Inspected;
use crate::decide::Change;
use crate::decide::Fit;
use crate::decide::MayStart;
use crate::hosts::Host;
use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::Exposed;
use crate::inspect::Function;
use crate::inspect::Initialiser;
use crate::inspect::MemoryFacts;
use crate::inspect::Ran;
use crate::inspect::ReachedImport;

/// The version of what [`report`] gives. It changes when a key goes or means something else, and not when one is added.
pub const SCHEMA: u32 = 1;

/// The object that `docs/json.md` describes under "Of inspect".
pub fn report(inspected: &Inspected) -> Value {
    let facts = &inspected.facts;
    json!({
        "schema": SCHEMA,
        "file": inspected.name,
        "bytes": inspected.bytes,
        "kind": inspected.kind(),
        "toolchain": {
            "producers": facts.producers,
            "names": facts.names,
            "debug_info": facts.debug_info,
            "debug_info_unread": inspected.unread,
            "source_map": facts.source_map,
        },
        "memory": facts.memories.iter().map(memory).collect::<Vec<_>>(),
        "init": init(inspected),
        "hosts": inspected.hosts.iter().map(|(name, fit)| host(inspected, name, fit)).collect::<Vec<_>>(),
    })
}

fn memory(memory: &MemoryFacts) -> Value {
    json!({
        "direction": memory.direction().keyword(),
        "import": memory.import.as_ref().map(|(module, name)| format!("{module}.{name}")),
        "exports": memory.exports,
        "minimum": memory.minimum,
        "maximum": memory.maximum,
        "page_bytes": 1_u64 << memory.page_size_log2.unwrap_or(16),
        "shared": memory.shared,
        "memory64": memory.memory64,
    })
}

fn init(inspected: &Inspected) -> Value {
    let facts = &inspected.facts;
    let initialiser = facts.initialiser.as_ref();
    let constructors = inspected.constructors.iter().map(|it| {
        json!({
            "func": it.func,
            "name": it.name,
            "shown": it.shown,
            "file": it.place.as_ref().map(|place| &place.file),
            "line": it.place.as_ref().and_then(|place| place.line),
        })
    });
    let verdict = initialiser.map(Initialiser::verdict);
    json!({
        "convention": facts.convention.keyword(),
        "certain": facts.evidence.is_certain(),
        "evidence": facts.evidence.to_string(),
        "candidates": facts.candidates,
        "first": facts.first.iter().map(|first| first.name).collect::<Vec<_>>(),
        "root": initialiser.map(|it| json!({ "func": it.function.func, "shown": it.function.to_string() })),
        "constructors": constructors.collect::<Vec<_>>(),
        "functions": initialiser.map(|it| it.reach.functions),
        "reaches": initialiser.map(|it| it.reach.imports.iter().map(reached).collect::<Vec<_>>()).unwrap_or_default(),
        "beyond": initialiser.map(|it| &it.reach.beyond).filter(|it| **it != Beyond::Nothing).map(Beyond::to_string),
        "start": verdict.map(|(start, _)| start.keyword()),
        "proof": verdict.map(|(_, proof)| proof.keyword()),
        "exposed": initialiser.map(|it| it.exposed.iter().map(exposed).collect::<Vec<_>>()).unwrap_or_default(),
        "ran": initialiser.and_then(|it| it.ran.as_ref()).map(ran),
        "reason": inspected.why.as_ref().map(MayStart::to_string),
    })
}

fn exposed(exposed: &Exposed) -> Value {
    json!({ "kind": exposed.kind.keyword(), "name": exposed.name, "reader": exposed.by.to_string() })
}

fn reached(import: &ReachedImport) -> Value {
    json!({
        "import": format!("{}.{}", import.module, import.name),
        "effect": import.effect.keyword(),
        "basis": match import.basis {
            Basis::Known(source) => source,
            Basis::Assumed => "assumed",
            Basis::Type { .. } => "type",
        },
        "may_call_back": import.may_call_back(),
        "certain": import.certain,
        "always": import.always,
        "path": import.path.iter().map(Function::to_string).collect::<Vec<_>>(),
        "path_left_out": import.left_out,
    })
}

/// What a run showed, in words.
fn ran(ran: &Ran) -> String {
    match ran {
        Ran::Ends => "ended without calling an import".to_owned(),
        Ran::Calls { import } => format!("called {}.{}", import.module, import.name),
        Ran::Unknown(why) => why.to_string(),
    }
}

fn host(inspected: &Inspected, host: &Host, fit: &Fit) -> Value {
    let why = match fit {
        Fit::Ready(why) => why.to_string(),
        Fit::Unfit { why, .. } | Fit::Change(Change { why, .. }) => why.to_string(),
        Fit::HostCalls { name, may_fail: false } => format!("it calls `{name}`"),
        Fit::HostCalls { name, may_fail: true } => {
            format!("it calls `{name}`, but before imports of yours work")
        }
        Fit::ProgramCalls { name, .. } => format!("the program has to call {}", inspected.calls(name)),
    };
    let missing = inspected.missing(host, fit).map(|missing| missing.to_string());
    let exports = inspected.namespace(host, fit);
    json!({
        "host": host.name,
        "fit": fit.keyword(),
        "why": why,
        "flags": inspected.flags(fit),
        "missing": missing,
        "exports": (!exports.is_empty()).then(|| exports.join("; ")),
    })
}
