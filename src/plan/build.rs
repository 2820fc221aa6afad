//! A decided fix, edit by edit.

use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::TypeRef;

use super::Plan;
use super::Site;
use super::Target;
use super::edit::Draft;
use super::edit::Guard;
use super::tables::TableEdit;
use super::tables::TableEditKind;
use super::zeros::Zeros;
use crate::decide::Fix;
use crate::decide::InitFix;
use crate::decide::InitTarget;
use crate::decide::MainExport;
use crate::decide::MemoryChange;
use crate::decide::MemoryFix;
use crate::decide::Source;
use crate::decide::TableChange;
use crate::decide::TableFix;
use crate::hosts::CALL_CTORS;
use crate::hosts::INITIALIZE;
use crate::hosts::START;
use crate::inspect::BINDGEN_START;
use crate::inspect::BindgenStart;
use crate::inspect::DESTRUCTORS;
use crate::inspect::DroppedCall;
use crate::inspect::Dtors;
use crate::inspect::Facts;
use crate::inspect::Flush;
use crate::inspect::Mark;
use crate::inspect::RUN_ONCE;
use crate::inspect::Renames;
use crate::inspect::Wrapped;
use crate::inspect::Wrapper;
use crate::inspect::hash;
use crate::module::Import;
use crate::module::Module;

/// The name of the function that the start section calls, if it calls several.
const START_CHAIN: &str = "wasm_initfix.start";
/// The name of the function that the start section calls, if only the first instance does what it does.
const ONCE: &str = "wasm_initfix.start_of_first_instance";

/// Draws up the edits that make a fix.
pub(crate) fn plan(module: &Module, facts: &Facts, fix: &Fix) -> Plan {
    let (draft, guard) = Draft::new();
    let mut builder = Builder { module, facts, draft, beginning: Beginning::default() };
    for change in &fix.memory {
        builder.memory(change);
    }
    for change in &fix.table {
        builder.table(change);
    }
    if let Some(init) = &fix.init {
        builder.init(init, guard);
    }
    builder.start_with_beginning();
    builder.rename(&fix.renames);
    builder.draft.finish()
}

struct Builder<'a> {
    module: &'a Module<'a>,
    facts: &'a Facts,
    draft: Draft,
    /// What fills memory, until the start section calls it.
    beginning: Beginning,
}

/// What the start section does before anything else.
#[derive(Default)]
struct Beginning {
    /// What fills memory with zeros.
    zero: Option<Target>,
    /// What writes data, and the mark by which that and all that follows is done by the first instance alone.
    once: Option<FirstInstance>,
}

/// What the first instance on a memory does alone.
struct FirstInstance {
    fill: Option<Target>,
    mark: Mark,
    drops: Vec<u32>,
}

impl Builder<'_> {
    fn memory(&mut self, fix: &MemoryFix) {
        let MemoryFix { memory, change } = fix;
        let imported = self.facts.memories.iter().filter(|memory| memory.import.is_some()).count() as u32;
        match change {
            // It becomes the last import.
            MemoryChange::Import { module, name } => self.draft.import_memory(*memory, imported, module, name),
            MemoryChange::Rename { module, name } => {
                let import = self.module.memories.get(*memory as usize).and_then(|memory| memory.import);
                import.into_iter().for_each(|import| self.draft.rename_import(import, module, name));
            }
            // It becomes the first behind the imports, which are one less.
            MemoryChange::Define { minimum } => {
                self.draft.define_memory(*memory, imported.saturating_sub(1), *minimum);
            }
            MemoryChange::Limit { minimum, maximum } => self.draft.limit_memory(*memory, *minimum, *maximum),
            MemoryChange::Export { name } => self.draft.export_memory(*memory, name),
            MemoryChange::Zero { stretches, bulk, from: _ } => {
                let (memory, stretches, bulk) = (*memory, stretches.clone(), *bulk);
                let memory64 = self.facts.memories.get(memory as usize).is_some_and(|memory| memory.memory64);
                let zeros = Zeros { memory, memory64, stretches, bulk };
                self.beginning.zero = Some(self.draft.add_zero("wasm_initfix.zero_memory", zeros));
            }
            MemoryChange::Once { mark, segments } => {
                let drops: Vec<u32> = segments.iter().map(|segment| segment.segment).collect();
                let fill = (!drops.is_empty()).then(|| {
                    self.draft.make_passive(*memory);
                    self.draft.add_fill("wasm_initfix.write_data", *mark, segments.clone())
                });
                self.beginning.once = Some(FirstInstance { fill, mark: *mark, drops });
            }
            MemoryChange::Hide { name } => self.draft.remove_export(name),
        }
    }

    fn table(&mut self, fix: &TableFix) {
        let change = match fix.change.clone() {
            TableChange::Import { module, name } => TableEditKind::Import { module, name },
            TableChange::Rename { module, name } => {
                let is_it = |import: &Import| matches!(import.ty, TypeRef::Table(_)) && import.index == fix.table;
                let import = self.module.imports.iter().position(is_it);
                return import.into_iter().for_each(|import| self.draft.rename_import(import, &module, &name));
            }
            TableChange::Define { minimum } => TableEditKind::Define { minimum },
            TableChange::Export { name } => TableEditKind::Export { name },
            TableChange::Hide { names } => return names.iter().for_each(|name| self.draft.remove_export(name)),
        };
        self.draft.change_table(TableEdit { table: fix.table, change });
    }

    /// Names change last: all other edits use the input's.
    fn rename(&mut self, renames: &Renames) {
        for import in &renames.imports {
            let (module, name) = &import.to;
            self.draft.rename_import(import.import, module, name);
        }
        for export in &renames.exports {
            self.draft.rename_export(&export.from, &export.to);
        }
    }

    fn init(&mut self, fix: &InitFix, guard: Guard) {
        if let Some(wrapped) = fix.source.wrapped() {
            self.unwrap(wrapped, fix);
            self.export_dtors(wrapped, fix);
        }
        let (func, names) = (fix.source.func(), fix.source.names());
        match &fix.target {
            InitTarget::Start { after, drop_exports } => {
                let sets_up = fix.source.wrapped().map_or(&[][..], |wrapped| &wrapped.sets_up);
                self.start(*after, sets_up, func);
                self.silence(&names, *drop_exports);
                if let Source::Program(wrapped) = &fix.source {
                    self.end_program(wrapped, fix);
                }
                self.export_main(fix);
            }
            InitTarget::Export { name } => {
                self.leave_start(&fix.source);
                self.run_once(guard, fix, Some(name), &names);
            }
            InitTarget::Lazy { name, guarded, drop_exports } => {
                self.leave_start(&fix.source);
                let (dropped, kept): (Vec<&str>, Vec<&str>) =
                    names.into_iter().partition(|own| *drop_exports && name.as_deref() != Some(*own));
                let init = self.run_once(guard, fix, name.as_deref(), &kept);
                dropped.into_iter().for_each(|name| self.draft.remove_export(name));
                let mut guards = HashMap::new();
                if let Source::Program(wrapped) = &fix.source {
                    guards.extend(self.program(Some(init), wrapped, fix.flushes));
                }
                if let Some(start) = fix.source.bindgen().and_then(|bindgen| bindgen.start.as_ref()) {
                    guards.insert(start.func, self.bindgen_start(init, start));
                }
                self.guard(init, guarded, guards);
            }
        }
    }

    /// What fills memory comes before a start function that stays, too.
    fn start_with_beginning(&mut self) {
        if self.beginning.zero.is_some() || self.beginning.once.is_some() {
            let is_once = self.beginning.once.is_some();
            let start = self.facts.start.as_ref();
            self.start_with(start.iter().map(|start| Target::Old(start.function.func)).collect());
            // Hosts that call one of these would run again what is not the start function any more.
            let is_initialiser = |name: &&str| is_once && [INITIALIZE, CALL_CTORS].contains(name);
            let names = start.iter().flat_map(|start| &start.exports).map(String::as_str).filter(is_initialiser);
            self.silence(&names.collect::<Vec<_>>(), false);
        }
    }

    /// Has the start section fill memory, if it is to, and call these functions.
    fn start_with(&mut self, calls: Vec<Target>) {
        let Beginning { zero, once } = std::mem::take(&mut self.beginning);
        let fill = once.as_ref().and_then(|once| once.fill);
        let covers: Vec<u8> = zero.iter().map(|_| 1).chain(calls.iter().flat_map(|call| named(*call))).collect();
        let calls: Vec<Target> = zero.into_iter().chain(fill).chain(calls).collect();
        let to = match calls.as_slice() {
            [one] if !self.is_started(*one) => *one,
            _ => self.draft.add_chain(START_CHAIN, calls),
        };
        let to = match once {
            Some(FirstInstance { mark, drops, .. }) => {
                // What a build does further is not covered by the mark of one that did not.
                let value = hash(Some(mark.value), covers);
                self.draft.add_marked(ONCE, Mark { value, ..mark }, to, drops)
            }
            None => to,
        };
        self.draft.set_start(to);
    }

    /// The start function itself goes back there under another index.
    fn is_started(&self, target: Target) -> bool {
        self.facts.start.as_ref().is_some_and(|start| Target::Old(start.function.func) == target)
    }

    fn unwrap(&mut self, wrapped: &Wrapped, fix: &InitFix) {
        let kept = self.program_dtors(wrapped, fix);
        let dropped = wrapped.dropped(fix.flushes).into_iter().filter(|call| Some(call.offset) != kept);
        for DroppedCall { func, callee, is_first, offset } in dropped {
            let site = if is_first { Site::First } else { Site::Last };
            self.draft.drop_call(func, callee, site, offset);
        }
    }

    /// Exports the destructors; where their function was left with nothing but to write output, one that does all that it did.
    fn export_dtors(&mut self, wrapped: &Wrapped, fix: &InitFix) {
        let Some(dtors) = wrapped.dtors else {
            return;
        };
        let own = self.facts.functions.iter().filter(|export| export.func == dtors.func);
        let own: Vec<&str> = own.map(|export| export.name.as_str()).collect();
        let to = match dtors.flush {
            Flush::Behind { destructors, .. } if fix.flushes && (fix.dtors.is_some() || !own.is_empty()) => {
                let calls = [destructors, dtors.func].map(Target::Old).to_vec();
                let all = self.draft.add_chain(DESTRUCTORS, calls);
                self.retarget(&own, all);
                all
            }
            _ => Target::Old(dtors.func),
        };
        if let Some(name) = &fix.dtors {
            self.draft.add_export(name, to);
        }
    }

    fn start(&mut self, after: Option<u32>, sets_up: &[DroppedCall], func: u32) {
        let before = after.into_iter().chain(sets_up.iter().map(|call| call.callee));
        self.start_with(before.chain([func]).map(Target::Old).collect());
    }

    /// Exports that ran the initialiser must not run it again, but hosts that call them still find them.
    fn silence(&mut self, names: &[&str], drop: bool) {
        if drop {
            names.iter().for_each(|name| self.draft.remove_export(name));
        } else if !names.is_empty() {
            let to = self.draft.add_empty("wasm_initfix.nothing");
            self.retarget(names, to);
        }
    }

    fn retarget(&mut self, names: &[&str], to: Target) {
        names.iter().for_each(|name| self.draft.retarget_export(name, to));
    }

    fn leave_start(&mut self, source: &Source) {
        match (source, self.beginning.zero.take_if(|_| matches!(source, Source::Started(_)))) {
            (_, Some(zero)) => self.draft.set_start(zero),
            (Source::Started(_), None) => self.draft.remove_start(),
            _ => {}
        }
    }

    /// One run-once function behind all names: hosts differ on which one they call, and some call several.
    fn run_once(&mut self, guard: Guard, fix: &InitFix, name: Option<&str>, names: &[&str]) -> Target {
        let init = Target::Old(fix.source.func());
        let once = match fix.word {
            Some(word) => self.draft.add_once_per_memory("wasm_initfix.once_for_all_threads", init, word),
            None => init,
        };
        let to = self.draft.add_run_once(guard, RUN_ONCE, once);
        self.retarget(names, to);
        if let Some(name) = name.filter(|name| !names.contains(name)) {
            self.draft.add_export(name, to);
        }
        to
    }

    /// Where a program goes on calling the destructors itself: the start section runs its constructors, and the function that runs its
    /// destructors stays as it is.
    fn program_dtors(&self, wrapped: &Wrapped, fix: &InitFix) -> Option<usize> {
        let (Source::Program(_), InitTarget::Start { .. }) = (&fix.source, &fix.target) else {
            return None;
        };
        self.program_wrapper(wrapped).filter(|_| !is_cut(wrapped, fix))?.dtors_call
    }

    fn program_wrapper<'w>(&self, wrapped: &'w Wrapped) -> Option<&'w Wrapper> {
        let start = self.facts.functions.iter().find(|export| export.name == START)?.func;
        wrapped.wrappers.iter().find(|wrapper| wrapper.func == start)
    }

    /// What runs the constructors, unless they have run, then the program, and last the destructors that other exports no longer
    /// run; and the function in `_start` whose place it takes.
    fn program(&mut self, init: Option<Target>, wrapped: &Wrapped, flushes: bool) -> Option<(u32, Target)> {
        let wrapper = *self.program_wrapper(wrapped)?;
        let start = wrapper.func;
        let mut calls: Vec<Target> = init.into_iter().chain([Target::Old(start)]).collect();
        if let (Some(dtors), Some(offset)) = (wrapped.dtors, wrapper.dtors_call) {
            if flushes {
                self.draft.drop_call(start, dtors.func, Site::Last, offset);
            }
            if let Flush::Behind { destructors, .. } = dtors.flush
                && flushes
            {
                calls.push(Target::Old(destructors));
            }
            calls.push(Target::Old(dtors.func));
        }
        let name = if init.is_some() { format!("{START}.guarded") } else { format!("{START}.ended") };
        Some((start, self.draft.add_chain(&name, calls)))
    }

    /// A program whose destructors' function does no more than to write output, for its other exports, calls both itself.
    fn end_program(&mut self, wrapped: &Wrapped, fix: &InitFix) {
        let ends = self.program_wrapper(wrapped).is_some_and(|wrapper| wrapper.dtors_call.is_some());
        if let Some((start, ended)) =
            (is_cut(wrapped, fix) && ends).then(|| self.program(None, wrapped, true)).flatten()
        {
            let own = self.facts.functions.iter().filter(|export| export.func == start);
            let own: Vec<&str> = own.map(|export| export.name.as_str()).collect();
            self.retarget(&own, ended);
        }
    }

    /// Exports `main`, and has what it leaves in buffers written.
    fn export_main(&mut self, fix: &InitFix) {
        let Some(MainExport { name, func, output, .. }) = &fix.main else {
            return;
        };
        let to = match output {
            Some(output) => self.draft.add_followed(&format!("{name}.written"), *func, Target::Old(*output)),
            None => Target::Old(*func),
        };
        self.draft.add_export(name, to);
    }

    /// wasm-bindgen's first call, with the constructors between what they may need and what runs first of the program.
    fn bindgen_start(&mut self, init: Target, start: &BindgenStart) -> Target {
        let old = |calls: &[u32]| calls.iter().copied().map(Target::Old).collect::<Vec<_>>();
        let calls = [old(&start.sets_up), vec![init], old(&start.then)].concat();
        self.draft.add_chain(&format!("{BINDGEN_START}.guarded"), calls)
    }

    /// One guard for each function, whatever the number of its names; `guards` are there.
    fn guard(&mut self, init: Target, guarded: &[String], mut guards: HashMap<u32, Target>) {
        let guarded: HashSet<&str> = guarded.iter().map(String::as_str).collect();
        for export in self.facts.functions.iter().filter(|export| guarded.contains(export.name.as_str())) {
            let func = export.func;
            let to = *guards
                .entry(func)
                .or_insert_with(|| self.draft.add_guarded(&format!("{}.guarded", export.name), init, func));
            self.draft.retarget_export(&export.name, to);
        }
    }
}

/// A function as bytes.
fn named(target: Target) -> Vec<u8> {
    match target {
        Target::Old(func) => [&[2], &func.to_le_bytes()[..]].concat(),
        Target::New(added) => [&[3], &(added.number() as u32).to_le_bytes()[..]].concat(),
    }
}

/// Whether the function that runs destructors does no more than to write output afterwards.
fn is_cut(wrapped: &Wrapped, fix: &InitFix) -> bool {
    fix.flushes && matches!(wrapped.dtors, Some(Dtors { flush: Flush::Behind { .. }, .. }))
}
