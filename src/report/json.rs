//! An outcome as a JSON object.

use serde_json::Value;
use serde_json::json;

use super::host;
use crate::decide::Note;
use crate::outcome::Outcome;
use crate::plan::Body;
use crate::plan::Edit;
use crate::plan::Site;
use crate::plan::TableEdit;
use crate::plan::TableEditKind;
use crate::plan::Target;

/// `{"outcome": "fixed" | "unchanged", "reason", "notes", "warnings", "keys", "init": {"before", "after", "evidence"}, "memory": {"before", "after"},
/// "edits", "lost", "host", "rewriter"}`.
pub fn report(outcome: &Outcome) -> Value {
    let fixed = match outcome {
        Outcome::Unchanged { .. } => None,
        Outcome::Fixed(fixed) => Some(fixed),
    };
    let facts = outcome.facts();
    let edits = fixed.map(|fixed| fixed.plan.edits().iter().map(edit).collect::<Vec<_>>());
    let lost = fixed.map(|fixed| {
        let lost = fixed.lost.iter().map(|lost| json!({ "section": lost.section, "why": lost.why }));
        lost.collect::<Vec<_>>()
    });
    json!({
        "outcome": if fixed.is_some() { "fixed" } else { "unchanged" },
        "reason": outcome.reasons().reason.to_string(),
        "notes": outcome.reasons().notes.iter().map(Note::to_string).collect::<Vec<_>>(),
        "warnings": outcome.warnings().map(|warning| warning.to_string()).collect::<Vec<_>>(),
        "keys": outcome.keys(),
        "init": { "before": facts.convention.keyword(), "after": outcome.init_after(), "evidence": facts.evidence.to_string() },
        "memory": { "before": facts.memory.keyword(), "after": outcome.memory_after().keyword() },
        "edits": edits.unwrap_or_default(),
        "lost": lost.unwrap_or_default(),
        "host": fixed.map(|fixed| host::advice(fixed)).unwrap_or_default(),
        "rewriter": fixed.map(|fixed| fixed.rewriter.keyword()),
    })
}

fn edit(edit: &Edit) -> Value {
    match edit {
        Edit::AddGuard => json!({ "edit": "add-guard" }),
        Edit::AddFunction { name, body } => json!({ "edit": "add-function", "name": name, "body": self::body(body) }),
        Edit::DropCall { func, callee, site, offset } => json!({
            "edit": "drop-call",
            "func": func,
            "callee": callee,
            "site": match site {
                Site::First => "first",
                Site::Last => "last",
            },
            "offset": offset,
        }),
        Edit::DropFunction { func } => json!({ "edit": "drop-function", "func": func }),
        Edit::SetStart(to) => json!({ "edit": "set-start", "to": target(to) }),
        Edit::RemoveStart => json!({ "edit": "remove-start" }),
        Edit::AddExport { name, to } => json!({ "edit": "add-export", "name": name, "to": target(to) }),
        Edit::RetargetExport { name, to } => json!({ "edit": "retarget-export", "name": name, "to": target(to) }),
        Edit::RemoveExport { name } => json!({ "edit": "remove-export", "name": name }),
        Edit::ImportMemory { memory, place, module, name } => {
            json!({ "edit": "import-memory", "memory": memory, "place": place, "module": module, "name": name })
        }
        Edit::RenameImport { import, module, name } => {
            json!({ "edit": "rename-import", "import": import, "module": module, "name": name })
        }
        Edit::RenameExport { from, to } => json!({ "edit": "rename-export", "from": from, "to": to }),
        Edit::DefineMemory { memory, place, minimum } => {
            json!({ "edit": "define-memory", "memory": memory, "place": place, "minimum": minimum })
        }
        Edit::LimitMemory { memory, minimum, maximum } => {
            json!({ "edit": "limit-memory", "memory": memory, "minimum": minimum, "maximum": maximum })
        }
        Edit::MakePassive { memory } => json!({ "edit": "make-passive", "memory": memory }),
        Edit::ExportMemory { memory, name } => json!({ "edit": "export-memory", "memory": memory, "name": name }),
        Edit::Table(edit) => table(edit),
    }
}

fn table(TableEdit { table, change }: &TableEdit) -> Value {
    match change {
        TableEditKind::Import { module, name } => {
            json!({ "edit": "import-table", "table": table, "module": module, "name": name })
        }
        TableEditKind::Define { minimum } => json!({ "edit": "define-table", "table": table, "minimum": minimum }),
        TableEditKind::Export { name } => json!({ "edit": "export-table", "table": table, "name": name }),
    }
}

/// A function of the input by its index, one that the plan adds as `+0`, `+1`, ….
fn target(target: &Target) -> Value {
    match target {
        Target::Old(func) => json!(func),
        Target::New(added) => json!(format!("+{}", added.number())),
    }
}

fn body(body: &Body) -> Value {
    match body {
        Body::Empty => json!({ "kind": "empty" }),
        Body::Chain(calls) => json!({ "kind": "chain", "calls": calls.iter().map(target).collect::<Vec<_>>() }),
        Body::RunOnce(to) => json!({ "kind": "run-once", "calls": target(to) }),
        Body::OncePerMemory { to, word } => {
            json!({ "kind": "once-per-memory", "calls": target(to), "memory": word.memory, "address": word.address })
        }
        Body::Zero(zeros) => json!({
            "kind": "zero",
            "memory": zeros.memory,
            "stretches": zeros.stretches.len(),
            "bytes": zeros.bytes(),
            "bulk": zeros.bulk,
        }),
        Body::Fill { memory, segments, .. } => json!({
            "kind": "fill",
            "memory": memory,
            "segments": segments.len(),
            "bytes": segments.iter().map(|segment| u64::from(segment.length)).sum::<u64>(),
        }),
        Body::Marked { mark, to, .. } => json!({
            "kind": "marked",
            "calls": target(to),
            "memory": mark.memory,
            "address": mark.address,
            "mark": format!("{:032x}", mark.value),
        }),
        Body::Guarded { init, func } => json!({ "kind": "guarded", "init": target(init), "func": func }),
        Body::Followed { func, then } => json!({ "kind": "followed", "func": func, "then": target(then) }),
    }
}
