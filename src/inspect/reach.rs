//! What an initialiser may call: exactly for direct calls; for indirect ones, by type, what the table can hold.
//!
//! The walk goes from frontier to frontier. Of one, all bodies are read in parallel, and what was read is merged in the
//! order in which functions were met, so that the outcome depends on nothing but the module.

mod beyond;
mod code;
mod exposed;
mod graph;
mod met;
mod targets;

use std::collections::HashMap;
use std::collections::HashSet;

use rayon::prelude::*;
use wasmparser::Operator;

use super::effects::Assumption;
use super::effects::Basis;
use super::effects::Effect;
use super::effects::ImportEffect;
use super::effects::effect;
use super::effects::is_wasi;
use super::once::first_calls;
use crate::error::Result;
use crate::module::Function;
use crate::module::Module;
pub use beyond::Beyond;
pub use beyond::Open;
use code::Code;
pub use exposed::Exposed;
pub use exposed::ExposedKind;
use exposed::Writable;
pub use graph::CallGraph;
pub use graph::CalledFunction;
pub use graph::GraphCall;
pub use graph::graph;
use met::Met;
pub use targets::OpenCall;
pub(super) use targets::TableOfHost;
use targets::Targets;

/// What a function may call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reach {
    /// Imports: those that direct calls lead to, then the others; each in the order in which a breadth-first walk meets
    /// them.
    pub imports: Vec<ReachedImport>,
    /// Whether a function that direct calls lead to makes an indirect call.
    pub indirect: bool,
    /// What may be called beyond [`Reach::imports`].
    pub beyond: Beyond,
    /// How many functions of the module may be called, the root among them.
    pub functions: usize,
    /// What they may read, and a host can write to: the first of each kind.
    pub reads: Vec<Exposed>,
    /// What they may write to, as far as that is seen in the module, and a host can read: the first of each kind.
    pub writes: Vec<Exposed>,
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Depth {
    /// Along direct calls.
    #[default]
    Direct,
    /// Along all calls, until an import is met that is known to be none that a start section may call, even if the host owns
    /// the memory.
    Decisive,
    /// Along all calls.
    Full,
}

/// The most code that is read to follow indirect calls, in bytes of function bodies.
pub const BUDGET: usize = 16 << 20;

/// An import and a shortest way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReachedImport {
    /// The import's module name.
    pub module: String,
    /// The import's name.
    pub name: String,
    /// What it does with the module.
    pub effect: Effect,
    /// How that is known.
    pub basis: Basis,
    /// Whether direct calls alone lead to it.
    pub certain: bool,
    /// Whether it is called whenever the root is, unless that ends before.
    pub always: bool,
    /// The functions from the root to the one that calls it; of a long way, the first and the last.
    pub path: Vec<Function>,
    /// How many are left out in the middle.
    pub left_out: usize,
}

impl ReachedImport {
    /// Whether it is a function of WASI, which hosts set up only after the start section has run.
    pub fn is_wasi(&self) -> bool {
        is_wasi(&self.module)
    }

    /// Whether it may call functions of the module: it does, or nothing is known of it.
    pub fn may_call_back(&self) -> bool {
        self.effect.may_call_back()
    }

    /// Whether a start section may call it, even if the module owns the memory: it ends the run, or is known to touch nothing.
    pub fn is_harmless(&self) -> bool {
        match self.effect {
            Effect::Aborts => true,
            Effect::Pure => !self.is_wasi(),
            Effect::NeedsMemory | Effect::Unknown | Effect::Reenters => false,
        }
    }

    /// Whether no start section may call it, even if the host owns the memory: for all that is known, it needs more than that, or
    /// a host that is set up.
    pub fn may_need_more_than_memory(&self) -> bool {
        self.effect.may_call_back() || self.is_wasi() && !self.is_harmless()
    }

    /// The same, if something is known of it: then there is no reason to look for others.
    fn decides(&self) -> bool {
        !matches!(self.basis, Basis::Type { .. }) && self.may_need_more_than_memory()
    }
}

impl Reach {
    /// The imports that direct calls lead to.
    pub fn certain(&self) -> impl Iterator<Item = &ReachedImport> {
        self.imports.iter().filter(|import| import.certain)
    }

    /// The imports that are called whenever the root is, unless that ends before.
    pub fn always(&self) -> impl Iterator<Item = &ReachedImport> {
        self.imports.iter().filter(|import| import.always)
    }

    /// Whether it is certain that no import is called.
    pub fn is_closed(&self) -> bool {
        self.imports.is_empty() && self.beyond == Beyond::Nothing
    }

    /// Whether it is certain that no import is called but such as a start section may call.
    pub fn is_harmless(&self) -> bool {
        self.beyond == Beyond::Nothing && self.imports.iter().all(ReachedImport::is_harmless)
    }
}

/// What `root` may call, if it runs when nothing but the start function has run: the state of tables is that which they
/// begin with and what both may have made of it. Exported tables are as good as private ones then: until the start section
/// has returned nothing else holds the instance, and the caller of an init function calls it first (tool-conventions,
/// `BasicModuleABI.md`).
pub(super) fn reach(
    module: &Module,
    root: u32,
    depth: Depth,
    assumed: &[(String, Assumption)],
    given: Option<TableOfHost>,
) -> Result<Reach> {
    let mut walk = Walk { given, ..Walk::of(module, assumed) };
    let direct = walk.along(root, None)?;
    let mut reach = Reach {
        imports: walk.imports(&direct, true),
        indirect: walk.has_indirect_calls(&direct),
        beyond: Beyond::Nothing,
        functions: walk.defined(&direct),
        reads: walk.exposed(&direct, |code| &code.reads),
        writes: walk.exposed(&direct, |code| &code.writes),
    };
    if !reach.indirect {
        return Ok(reach);
    }
    if depth == Depth::Direct {
        reach.beyond = Beyond::NotFollowed;
    } else if depth == Depth::Decisive && reach.imports.iter().any(ReachedImport::decides) {
        reach.beyond = Beyond::Decided;
    } else {
        walk.indirectly(root, depth, &mut reach)?;
    }
    // What was not looked at may read anything.
    if reach.beyond != Beyond::Nothing {
        for (kind, name) in walk.writable.all() {
            if !reach.reads.iter().any(|exposed| exposed.kind == kind) {
                reach.reads.push(Exposed { kind, name: name.to_owned(), by: module.function(root) });
            }
        }
    }
    Ok(reach)
}

/// Reading bodies, and what was read.
struct Walk<'m, 'a> {
    module: &'m Module<'a>,
    assumed: &'m [(String, Assumption)],
    given: Option<TableOfHost<'m>>,
    writable: Writable<'a>,
    code: HashMap<u32, Code>,
    /// Bytes of bodies so far.
    read: usize,
}

/// What a walk along indirect calls goes by.
struct Indirect<'t> {
    targets: &'t Targets,
    depth: Depth,
}

impl<'m, 'a> Walk<'m, 'a> {
    fn of(module: &'m Module<'a>, assumed: &'m [(String, Assumption)]) -> Self {
        Self { module, assumed, given: None, writable: Writable::of(module), code: HashMap::new(), read: 0 }
    }

    /// Follows indirect calls as well.
    fn indirectly(&mut self, root: u32, depth: Depth, reach: &mut Reach) -> Result<()> {
        let (met, _) = self.everything(root, depth)?;
        reach.beyond = met.beyond.clone();
        reach.functions = self.defined(&met);
        reach.reads = self.exposed(&met, |code| &code.reads);
        reach.writes = self.exposed(&met, |code| &code.writes);
        let certain: HashSet<_> = reach.imports.iter().map(key).collect();
        reach.imports.extend(self.imports(&met, false).into_iter().filter(|it| !certain.contains(&key(it))));
        if let Some(open) = self.gives_references(reach) {
            reach.beyond = Beyond::Open(open);
        }
        Ok(())
    }

    /// Everything that all calls lead to, and what indirect ones go by: what tables may hold at the beginning, or more if a
    /// function that may run writes to one.
    fn everything(&mut self, root: u32, depth: Depth) -> Result<(Met, Targets)> {
        let (mut written, open) = self.start_writes_tables(root)?;
        loop {
            let targets = Targets::new(self.module, written, self.given)?;
            let mut met = self.along(root, Some(&Indirect { targets: &targets, depth }))?;
            if written || !self.writes_tables(met.order.iter()) {
                met.beyond = open.map_or(met.beyond, Beyond::Open);
                return Ok((met, targets));
            }
            written = true;
        }
    }

    /// Whether the start function, which runs before, may have written to tables; and why others may have, if so.
    fn start_writes_tables(&mut self, root: u32) -> Result<(bool, Option<Open>)> {
        let Some(start) = self.module.start.filter(|start| *start != root) else {
            return Ok((false, None));
        };
        let met = self.along(start, None)?;
        let written = self.writes_tables(met.order.iter()) || self.has_indirect_calls(&met);
        let hosts = self.imports(&met, true).into_iter().find(|import| !import.is_harmless());
        let open = hosts.filter(|_| !self.module.tables.is_empty());
        let open = open.map(|import| Open::StartFillsTables { module: import.module, name: import.name });
        Ok((written, open))
    }

    /// Everything that direct calls lead to, and indirect ones, if they are followed.
    fn along(&mut self, root: u32, indirect: Option<&Indirect>) -> Result<Met> {
        let mut met = Met::of(root);
        let (mut sites, mut lists) = (HashSet::new(), HashSet::new());
        let mut frontier = 0;
        while frontier < met.order.len() && met.beyond == Beyond::Nothing {
            let end = met.order.len();
            self.read(&met.order[frontier..end])?;
            if indirect.is_some() && self.read > BUDGET {
                met.beyond = Beyond::Budget;
            }
            for at in frontier..end {
                let func = met.order[at];
                let Some(code) = self.code.get(&func) else {
                    continue;
                };
                code.calls.iter().for_each(|callee| met.add(*callee, func));
                let Some(indirect) = indirect else {
                    continue;
                };
                for site in code.indirect.iter().filter(|site| sites.insert(**site)) {
                    match indirect.targets.of(self.module, *site) {
                        Ok(targets) if !lists.insert(targets.as_ptr()) => {}
                        Ok(targets) => targets.iter().for_each(|target| met.add(*target, func)),
                        Err(why) => met.beyond = Beyond::Open(Open::Call { function: self.module.function(func), why }),
                    }
                }
            }
            if indirect.is_some_and(|it| it.depth == Depth::Decisive) && met.beyond == Beyond::Nothing {
                let mut imports = met.order[end..].iter().filter_map(|func| describe(self.module, *func, self.assumed));
                if imports.any(|import| import.decides()) {
                    met.beyond = Beyond::Decided;
                }
            }
            frontier = end;
        }
        met.always = self.always(root)?;
        Ok(met)
    }

    /// Reads the bodies that were not read yet.
    fn read(&mut self, functions: &[u32]) -> Result<()> {
        let wanted: Vec<u32> = functions.iter().copied().filter(|func| !self.code.contains_key(func)).collect();
        let code =
            wanted.par_iter().map(|func| Code::read(self.module, *func, &self.writable)).collect::<Result<Vec<_>>>()?;
        for (func, code) in wanted.into_iter().zip(code) {
            self.read += self.module.body(func).map_or(0, |body| body.bytes.len());
            self.code.insert(func, code);
        }
        Ok(())
    }

    /// How many functions of the module were met.
    fn defined(&self, met: &Met) -> usize {
        met.order.iter().filter(|func| **func >= self.module.imported_functions).count()
    }

    /// What they access that a host can reach, the first of each kind.
    fn exposed(&self, met: &Met, accesses: fn(&Code) -> &Vec<(ExposedKind, String)>) -> Vec<Exposed> {
        let mut found: Vec<Exposed> = Vec::new();
        for func in &met.order {
            for (kind, name) in self.code.get(func).into_iter().flat_map(accesses) {
                if !found.iter().any(|exposed| exposed.kind == *kind) {
                    found.push(Exposed { kind: *kind, name: name.clone(), by: self.module.function(*func) });
                }
            }
        }
        found
    }

    /// The functions that run whenever the root does, unless that ends before.
    fn always(&self, root: u32) -> Result<HashSet<u32>> {
        let always = |func| self.code.get(&func).map_or(&[][..], |code| &code.always);
        // An initialiser that runs once does it all when it is called for the first time.
        let first = first_calls(self.module, root)?;
        let mut found = HashSet::from([root]);
        let mut stack = first.unwrap_or_else(|| always(root).to_vec());
        while let Some(func) = stack.pop() {
            if found.insert(func) {
                stack.extend(always(func));
            }
        }
        Ok(found)
    }

    fn has_indirect_calls(&self, met: &Met) -> bool {
        met.order.iter().any(|func| self.code.get(func).is_some_and(|code| !code.indirect.is_empty()))
    }

    fn writes_tables<'f>(&self, mut functions: impl Iterator<Item = &'f u32>) -> bool {
        functions.any(|func| self.code.get(func).is_some_and(|code| code.writes_tables))
    }

    /// An import on the way that gives references to functions.
    fn gives_references(&self, reach: &Reach) -> Option<Open> {
        let gives = |func: &u32| {
            let results = self.module.function_type(*func).map(wasmparser::FuncType::results);
            results.into_iter().flatten().any(|ty| ty.is_reference_type())
        };
        let giving = (0..self.module.imported_functions).filter(gives);
        let giving: HashSet<(&str, &str)> =
            giving.filter_map(|func| self.module.function_import(func)).map(|it| (it.module, it.name)).collect();
        let import = reach.imports.iter().find(|it| giving.contains(&(it.module.as_str(), it.name.as_str())))?;
        Some(Open::GivesReferences { module: import.module.clone(), name: import.name.clone() })
    }

    fn imports(&self, met: &Met, certain: bool) -> Vec<ReachedImport> {
        met.order.iter().filter_map(|func| self.import(*func, met, certain)).collect()
    }

    fn import(&self, func: u32, met: &Met, certain: bool) -> Option<ReachedImport> {
        let import = describe(self.module, func, self.assumed)?;
        let (path, left_out) = met.path(func);
        let path = path.into_iter().map(|func| self.module.function(func)).collect();
        let always = met.always.contains(&func);
        Some(ReachedImport { certain, always, path, left_out, ..import })
    }
}

/// An import that a run called, with the way that was found to it, if one was.
pub(super) fn called(
    module: &Module,
    func: u32,
    reach: &Reach,
    assumed: &[(String, Assumption)],
) -> Option<ReachedImport> {
    let import = describe(module, func, assumed)?;
    let found = reach.imports.iter().find(|it| key(it) == key(&import));
    Some(ReachedImport { certain: true, always: true, ..found.cloned().unwrap_or(import) })
}

fn describe(module: &Module, func: u32, assumed: &[(String, Assumption)]) -> Option<ReachedImport> {
    let import = module.function_import(func)?;
    let ImportEffect { effect, basis } = effect(import.module, import.name, module.function_type(func), assumed);
    let (module, name) = (import.module.to_owned(), import.name.to_owned());
    Some(ReachedImport { module, name, effect, basis, certain: false, always: false, path: Vec::new(), left_out: 0 })
}

/// What makes imports the same: of one name there can be several, with types by which they do different things.
fn key(import: &ReachedImport) -> (String, String, Effect) {
    (import.module.clone(), import.name.clone(), import.effect)
}

/// Whether direct calls lead from one function to another.
pub(super) fn leads_to(module: &Module, from: u32, to: u32) -> Result<bool> {
    let mut seen = HashSet::from([from]);
    let mut stack = vec![from];
    while let Some(func) = stack.pop() {
        if func == to {
            return Ok(true);
        }
        for operator in module.operators(func) {
            if let Operator::Call { function_index } | Operator::ReturnCall { function_index } = operator?.0
                && seen.insert(function_index)
            {
                stack.push(function_index);
            }
        }
    }
    Ok(false)
}
