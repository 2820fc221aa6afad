//! A decided fix, edit by edit.

use std::collections::BTreeMap;

use super::Body;
use super::Edit;
use super::Plan;
use super::Site;
use super::Target;
use crate::decide::Fix;
use crate::decide::InitFix;
use crate::decide::InitTarget;
use crate::decide::MemoryFix;
use crate::decide::Source;
use crate::inspect::Facts;
use crate::inspect::RUN_ONCE;
use crate::inspect::Wrapped;

/// Draws up the edits that make a fix.
pub(crate) fn plan(facts: &Facts, fix: &Fix) -> Plan {
    let mut drawing = Drawing { facts, edits: Vec::new(), added: 0 };
    for change in &fix.memory {
        drawing.memory(change);
    }
    if let Some(init) = &fix.init {
        drawing.init(init);
    }
    Plan { edits: drawing.edits }
}

struct Drawing<'a> {
    facts: &'a Facts,
    edits: Vec<Edit>,
    added: usize,
}

impl Drawing<'_> {
    fn memory(&mut self, change: &MemoryFix) {
        self.edits.push(match change.clone() {
            MemoryFix::Import { module, name } => Edit::ImportMemory { module, name },
            MemoryFix::Rename { module, name } => Edit::RenameMemoryImport { module, name },
            MemoryFix::Define { minimum } => Edit::DefineMemory { minimum },
            MemoryFix::Export { name } => Edit::ExportMemory { name },
            MemoryFix::Hide { name } => Edit::RemoveExport { name },
        });
    }

    fn init(&mut self, fix: &InitFix) {
        if let Source::Wrapped(wrapped) = &fix.source {
            self.unwrap(wrapped);
            self.export_dtors(wrapped, fix.dtors.as_deref());
        }
        let (func, names) = match &fix.source {
            Source::Exported(exported) => (exported.func, exported.names.as_slice()),
            Source::Started(start) => (start.func, start.exports.as_slice()),
            Source::Wrapped(wrapped) => (wrapped.ctors, &[][..]),
        };
        match &fix.target {
            InitTarget::Start { after, drop_exports } => {
                self.start(*after, func);
                self.silence(names, *drop_exports);
            }
            InitTarget::Export { name } => {
                self.leave_start(&fix.source);
                self.run_once(func, name, names);
            }
            InitTarget::Lazy { name, guarded } => {
                self.leave_start(&fix.source);
                let init = self.run_once(func, name, names);
                self.guard(init, guarded);
            }
        }
    }

    fn add(&mut self, name: &str, body: Body) -> Target {
        let name = name.to_owned();
        self.edits.push(Edit::AddFunction { name, body });
        self.added += 1;
        Target::New(self.added - 1)
    }

    fn unwrap(&mut self, wrapped: &Wrapped) {
        for wrapper in &wrapped.wrappers {
            let func = wrapper.func;
            let (callee, offset) = (wrapped.ctors, wrapper.ctors_call);
            self.edits.push(Edit::DropCall { func, callee, site: Site::First, offset });
            if let (Some(dtors), Some(offset)) = (wrapped.dtors, wrapper.dtors_call) {
                let callee = dtors.func;
                self.edits.push(Edit::DropCall { func, callee, site: Site::Last, offset });
            }
        }
    }

    fn export_dtors(&mut self, wrapped: &Wrapped, name: Option<&str>) {
        if let (Some(dtors), Some(name)) = (wrapped.dtors, name) {
            let (name, to) = (name.to_owned(), Target::Old(dtors.func));
            self.edits.push(Edit::AddExport { name, to });
        }
    }

    fn start(&mut self, after: Option<u32>, func: u32) {
        let to = match after {
            Some(first) => {
                let calls = vec![Target::Old(first), Target::Old(func)];
                self.add("wasm_initfix.start", Body::Chain(calls))
            }
            None => Target::Old(func),
        };
        self.edits.push(Edit::SetStart(to));
    }

    /// Exports that ran the initialiser must not run it again, but hosts that call them still find them.
    fn silence(&mut self, names: &[String], drop: bool) {
        if drop {
            let remove = |name: &String| Edit::RemoveExport { name: name.clone() };
            self.edits.extend(names.iter().map(remove));
            return;
        }
        if names.is_empty() {
            return;
        }
        let to = self.add("wasm_initfix.nothing", Body::Empty);
        let retarget = |name: &String| Edit::RetargetExport { name: name.clone(), to };
        self.edits.extend(names.iter().map(retarget));
    }

    fn leave_start(&mut self, source: &Source) {
        if let Source::Started(_) = source {
            self.edits.push(Edit::RemoveStart);
        }
    }

    /// One run-once function behind all names: hosts differ on which one they call, and some call several.
    fn run_once(&mut self, func: u32, name: &str, names: &[String]) -> Target {
        self.edits.push(Edit::AddGuard);
        let to = self.add(RUN_ONCE, Body::RunOnce(Target::Old(func)));
        let retarget = |name: &String| Edit::RetargetExport { name: name.clone(), to };
        self.edits.extend(names.iter().map(retarget));
        if !names.iter().any(|own| own == name) {
            let name = name.to_owned();
            self.edits.push(Edit::AddExport { name, to });
        }
        to
    }

    /// One guard for each function, whatever the number of its names.
    fn guard(&mut self, init: Target, guarded: &[String]) {
        let facts = self.facts;
        let mut guards = BTreeMap::new();
        for export in facts.functions.iter().filter(|export| guarded.contains(&export.name)) {
            let func = export.func;
            let to = *guards
                .entry(func)
                .or_insert_with(|| self.add(&format!("{}.guarded", export.name), Body::Guarded { init, func }));
            let name = export.name.clone();
            self.edits.push(Edit::RetargetExport { name, to });
        }
    }
}
