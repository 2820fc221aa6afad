//! What a host does not give of what a module imports, and what it makes of exports if it imports the module as an ES module. Both by
//! the names that there are once a fix is done.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use super::memory::MemoryChange;
use super::memory::MemoryFix;
use super::missing::Missing;
use super::missing::Namespace;
use super::missing::Unplaced;
use super::renames::Beside;
use super::renames::made_imports;
use super::table::TableChange;
use super::table::TableFix;
use crate::hosts::ExportedGlobals;
use crate::hosts::ExportsAs;
use crate::hosts::GivesFunctions;
use crate::hosts::GlobalsFrom;
use crate::hosts::Host;
use crate::hosts::Specified;
use crate::hosts::Specifiers;
use crate::hosts::THEN;
use crate::hosts::Wasi;
use crate::inspect::Facts;
use crate::inspect::Renames;

/// What a host does not give of what a module imports, if that is known.
pub(super) fn missing(facts: &Facts, host: &Host, renames: &Renames, beside: &Beside) -> Option<Missing> {
    match host.functions {
        // A loader gives what its module imports.
        _ if facts.loader().is_some() => None,
        GivesFunctions::EsModules(specifiers) => unplaced(facts, &specifiers, renames, beside).map(Missing::EsModules),
        GivesFunctions::Program if facts.wasi && host.wasi == Wasi::None => Some(Missing::WasiOfProgram),
        _ if facts.wasi && host.wasi == Wasi::None => Some(Missing::Wasi),
        GivesFunctions::Host(modules) => {
            let other = facts.user_import.as_ref().filter(|(module, _)| !modules.contains(&module.as_str()));
            other.map(|(module, name)| Missing::Function(module.clone(), name.clone()))
        }
        GivesFunctions::Program | GivesFunctions::Modules => None,
    }
}

fn unplaced(facts: &Facts, specifiers: &Specifiers, renames: &Renames, beside: &Beside) -> Option<Unplaced> {
    let renamed: HashMap<_, _> = renames.imports.iter().map(|import| (&import.from, import.to.0.as_str())).collect();
    let module = |pair: &'_ (String, String)| renamed.get(pair).copied().map(str::to_owned).unwrap_or(pair.0.clone());
    let is_short_of_wasm = |module: &String| specifiers.globals == GlobalsFrom::Wasm && wants_wasm(specifiers, module);
    let globals: BTreeSet<String> = facts.globals.imports.iter().map(module).filter(is_short_of_wasm).collect();
    let mut modules: BTreeSet<String> = kept_imports(facts, beside).map(module).collect();
    modules.extend(made_imports(beside).map(|(module, _)| module.to_owned()));
    let of_kind = |kind| {
        let is_it = |name: &&String| specifiers.named(name) == kind && !globals.contains(*name);
        modules.iter().filter(is_it).cloned().collect::<Vec<String>>()
    };
    let (packages, unknown) = (of_kind(Specified::Package), of_kind(Specified::Nothing));
    let is_all_there = packages.is_empty() && unknown.is_empty() && globals.is_empty();
    let globals = globals.into_iter().collect();
    (!is_all_there).then_some(Unplaced { packages, unknown, globals, renamable: !facts.compact_imports })
}

/// Whether what a module name names has to be a `.wasm`, and does not look like one.
fn wants_wasm(specifiers: &Specifiers, module: &str) -> bool {
    let path = module.split(['?', '#']).next().unwrap_or_default();
    specifiers.named(module) != Specified::BuiltIn && !path.ends_with(".wasm")
}

/// The imports that no option for a memory or a table takes away or gives another name.
fn kept_imports<'d>(facts: &'d Facts, beside: &Beside<'d>) -> impl Iterator<Item = &'d (String, String)> {
    let of_memory = |fix: &'d MemoryFix| match fix.change {
        MemoryChange::Define { .. } | MemoryChange::Rename { .. } => {
            facts.memories.get(fix.memory as usize)?.import.as_ref()
        }
        _ => None,
    };
    let of_table = |fix: &'d TableFix| match fix.change {
        TableChange::Define { .. } | TableChange::Rename { .. } => {
            facts.tables.get(fix.table as usize)?.import.as_ref()
        }
        _ => None,
    };
    let gone: HashSet<&(String, String)> =
        beside.memory.iter().filter_map(of_memory).chain(beside.table.iter().filter_map(of_table)).collect();
    let memories = facts.memories.iter().filter_map(|memory| memory.import.as_ref());
    facts.imports.iter().chain(memories).filter(move |pair| !gone.contains(pair))
}

/// What a host makes of exports otherwise than an instance has them.
pub(super) fn namespace(facts: &Facts, host: &Host, renames: &Renames) -> Namespace {
    let ExportsAs::Namespace { globals, then } = host.exports else {
        return Namespace { then: None, copied: Vec::new() };
    };
    let renamed: HashMap<&str, &str> =
        renames.exports.iter().map(|export| (export.from.as_str(), export.to.as_str())).collect();
    let now = |name: &str| renamed.get(name).copied().unwrap_or(name).to_owned();
    let is_then = facts.functions.iter().any(|function| now(&function.name) == THEN);
    let copied = match globals {
        ExportedGlobals::Objects => Vec::new(),
        ExportedGlobals::Copies => facts.globals.mutable_exports.iter().map(|name| now(name)).collect(),
    };
    Namespace { then: is_then.then_some(then), copied }
}
