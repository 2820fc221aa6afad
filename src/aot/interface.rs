//! What two modules want of a host and give to it.

use std::collections::BTreeMap;

use wasmparser::ExternalKind;
use wasmparser::TypeRef;

use super::checked::Difference;
use super::subject::Known;
use crate::canonical::Side;
use crate::canonical::Types;
use crate::module::Module;

/// What differs: what a fix may change, and what not.
pub(super) struct Changes {
    pub excused: Vec<String>,
    pub differences: Vec<Difference>,
    /// Whether the memory is somebody else's now.
    pub memory_changed_hands: bool,
}

pub(super) fn compare(before: &Known, after: &Known, types: &Types) -> Changes {
    let mut changes = Changes { excused: Vec::new(), differences: Vec::new(), memory_changed_hands: false };
    memory(before, after, &mut changes);
    imports(before.module, after.module, types, &mut changes);
    exports(before, after, types, &mut changes);
    changes
}

fn memory(before: &Known, after: &Known, changes: &mut Changes) {
    let (old, new) = (&before.facts.memories, &after.facts.memories);
    changes.memory_changed_hands =
        old.first().map(|it| it.import.is_some()) != new.first().map(|it| it.import.is_some());
    let directions = |known: &Known| known.facts.memory.keyword();
    if directions(before) != directions(after) {
        changes.excused.push(format!("memory: {} → {}", directions(before), directions(after)));
    }
}

/// Imports by name, counted, since there may be several of one name.
fn imports(before: &Module, after: &Module, types: &Types, changes: &mut Changes) {
    let named = |module: &Module, side| {
        let mut imports: BTreeMap<(String, String), usize> = BTreeMap::new();
        for import in module.imports.iter().filter(|import| !matches!(import.ty, TypeRef::Memory(_))) {
            let kind = match import.ty {
                TypeRef::Func(ty) | TypeRef::FuncExact(ty) => format!("function {}", types.type_index(side, ty)),
                TypeRef::Table(_) => "table".to_owned(),
                TypeRef::Global(ty) => format!("global {:?}", ty.content_type),
                TypeRef::Tag(_) => "tag".to_owned(),
                TypeRef::Memory(_) => "memory".to_owned(),
            };
            *imports.entry((format!("{}.{}", import.module, import.name), kind)).or_default() += 1;
        }
        imports
    };
    let (old, new) = (named(before, Side::Before), named(after, Side::After));
    let place = || "imports".to_owned();
    for (import, count) in &old {
        if new.get(import).copied().unwrap_or_default() < *count {
            let what = format!("{} → missing, or of another type", import.0);
            changes.differences.push(Difference { place: place(), what });
        }
    }
    for (import, count) in &new {
        if old.get(import).copied().unwrap_or_default() < *count {
            let what = format!("{} is new, or of another type", import.0);
            changes.differences.push(Difference { place: place(), what });
        }
    }
}

/// Exports may be added, and those of memories and of initialisers may go. Others stay what they are.
fn exports(before: &Known, after: &Known, types: &Types, changes: &mut Changes) {
    for export in &before.module.exports {
        let Some(found) = after.module.export(export.name) else {
            missing(before, export.name, export.kind, changes);
            continue;
        };
        let same = export.kind == found.kind
            && (!is_function(export.kind)
                || ty(before.module, types, Side::Before, export.index)
                    == ty(after.module, types, Side::After, found.index));
        if !same {
            let what = format!("`{}` is of another kind or type", export.name);
            changes.differences.push(Difference { place: "exports".to_owned(), what });
        }
    }
    for export in &after.module.exports {
        if before.module.export(export.name).is_none() {
            changes.excused.push(format!("`{}` is exported now", export.name));
        }
    }
}

fn missing(before: &Known, name: &str, kind: ExternalKind, changes: &mut Changes) {
    let is_initialiser = || {
        let initialisers = ["_initialize", "__wasm_call_ctors"];
        before.init.names().iter().any(|init| init == name) || initialisers.contains(&name)
    };
    if kind == ExternalKind::Memory || is_function(kind) && is_initialiser() {
        changes.excused.push(format!("`{name}` is no longer exported"));
        return;
    }
    let what = format!("`{name}` → missing");
    changes.differences.push(Difference { place: "exports".to_owned(), what });
}

fn is_function(kind: ExternalKind) -> bool {
    matches!(kind, ExternalKind::Func | ExternalKind::FuncExact)
}

fn ty(module: &Module, types: &Types, side: Side, func: u32) -> u64 {
    types.id(side, module.types.as_ref().core_function_at(func))
}
