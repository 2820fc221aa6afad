//! Which functions are drawn, and which of them together.

use std::collections::BTreeMap;

use super::groups;
use super::groups::Group;
use super::groups::NamedFunction;
use super::reached::Reached;
use crate::inspect::CallGraph;
use crate::inspect::CalledFunction;
use crate::inspect::Effect;
use crate::shown::on_one_line;

/// The most nodes that a reader can still take in.
pub(super) const MOST_NODES: usize = 40;

/// So many functions are drawn even if they reach nothing.
const FEW: usize = 12;

/// So many nodes are drawn one by one.
const SINGLE: usize = 25;

/// So many constructors are.
const CONSTRUCTORS: usize = 8;

/// So many imports are.
const IMPORTS: usize = 15;

/// So many groups of functions there may be, even if that makes more nodes than [`SINGLE`].
const GROUPS: usize = 12;

/// What to draw, and where names and files come from.
pub(super) struct GraphSubject<'s> {
    pub(super) graph: &'s CallGraph,
    pub(super) name: &'s dyn Fn(&CalledFunction) -> String,
    pub(super) file_of: &'s dyn Fn(u32) -> Option<String>,
    pub(super) reached: Reached,
}

/// A node to be.
pub(super) struct Part {
    /// Places in the graph.
    pub(super) members: Vec<usize>,
    /// What they have in common, if they are several.
    pub(super) group: Option<String>,
    /// Whether they are imports.
    pub(super) imports: bool,
    /// Whether it calls the constructors.
    pub(super) calls_constructors: bool,
}

impl Part {
    fn single(at: usize) -> Self {
        Self { members: vec![at], group: None, imports: false, calls_constructors: false }
    }

    /// One that is alone needs no group.
    fn group(group: Group) -> Self {
        let name = (group.members.len() > 1).then_some(group.name);
        Self { members: group.members, group: name, imports: false, calls_constructors: false }
    }
}

/// All parts, and how many functions are in none.
pub(super) struct Collapsed {
    pub(super) parts: Vec<Part>,
    pub(super) left_out: usize,
}

/// What a function is to initialisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The root, and what calls the constructors.
    Root,
    Constructor,
    Function,
    Import,
}

pub(super) fn collapse(subject: &GraphSubject) -> Collapsed {
    let roles = roles(subject.graph);
    let few = roles.iter().filter(|role| **role != Role::Import).count() <= FEW;
    let is_drawn = |at: &usize| few || roles[*at] != Role::Function || subject.reached.possible[*at].is_some();
    let drawn: Vec<usize> = (0..roles.len()).filter(is_drawn).collect();
    let left_out = roles.len() - drawn.len();
    if drawn.len() <= SINGLE {
        let part = |at: usize| Part { calls_constructors: roles[at] == Role::Root, ..Part::single(at) };
        return Collapsed { parts: drawn.into_iter().map(part).collect(), left_out };
    }
    let with = |role| drawn.iter().copied().filter(|at| roles[*at] == role).collect::<Vec<usize>>();
    let root = |at: usize| Part { calls_constructors: true, ..Part::single(at) };
    let mut parts: Vec<Part> = with(Role::Root).into_iter().map(root).collect();
    parts.extend(constructors(subject, with(Role::Constructor)));
    let imports = imports(subject.graph, with(Role::Import));
    let taken = parts.len() + imports.len();
    // One node may be for unknown calls.
    let most = MOST_NODES.saturating_sub(taken + 1);
    let room = SINGLE.saturating_sub(taken);
    let groups = groups::groups(&subject.known(&with(Role::Function)), room.max(GROUPS).min(most), "other functions");
    parts.extend(opened(groups, room));
    parts.extend(imports);
    Collapsed { parts, left_out }
}

fn roles(graph: &CallGraph) -> Vec<Role> {
    let role = |function: &CalledFunction| if function.import.is_some() { Role::Import } else { Role::Function };
    let mut roles: Vec<Role> = graph.functions.iter().map(role).collect();
    let calls_constructors = |function: &CalledFunction| function.name.as_deref() == Some("__wasm_call_ctors");
    let callers = [Some(0), graph.functions.iter().position(calls_constructors)];
    for call in graph.calls.iter().filter(|call| call.direct && callers.contains(&Some(call.from))) {
        if let Some(role) = roles.get_mut(call.to).filter(|role| **role == Role::Function) {
            *role = Role::Constructor;
        }
    }
    for at in callers.into_iter().flatten() {
        if let Some(role) = roles.get_mut(at).filter(|role| **role != Role::Import) {
            *role = Role::Root;
        }
    }
    roles
}

/// Constructors that reach nothing are of no interest one by one; the others are.
fn constructors(subject: &GraphSubject, constructors: Vec<usize>) -> Vec<Part> {
    if constructors.len() <= CONSTRUCTORS {
        return constructors.into_iter().map(Part::single).collect();
    }
    let (loud, silent): (Vec<usize>, Vec<usize>) =
        constructors.into_iter().partition(|at| subject.reached.possible[*at].is_some());
    let mut parts: Vec<Part> = match loud.len() {
        ..CONSTRUCTORS => loud.into_iter().map(Part::single).collect(),
        _ => {
            let groups = groups::groups(&subject.known(&loud), CONSTRUCTORS - 1, "other functions");
            opened(groups, CONSTRUCTORS - 1).collect()
        }
    };
    if !silent.is_empty() {
        let silent = Part {
            members: silent,
            group: Some("other constructors".to_owned()),
            imports: false,
            calls_constructors: false,
        };
        parts.push(if silent.members.len() == 1 { Part::single(silent.members[0]) } else { silent });
    }
    parts
}

/// Many imports are put together by module and effect, and if those are many as well, by effect alone.
fn imports(graph: &CallGraph, imports: Vec<usize>) -> Vec<Part> {
    if imports.len() <= IMPORTS {
        return imports.into_iter().map(Part::single).collect();
    }
    let by_module = by_effect(graph, &imports, |module| module.to_owned());
    if by_module.len() <= IMPORTS {
        return by_module;
    }
    by_effect(graph, &imports, |_| "several modules".to_owned())
}

fn by_effect(graph: &CallGraph, imports: &[usize], module: impl Fn(&str) -> String) -> Vec<Part> {
    let mut groups: BTreeMap<(String, Option<Effect>), Vec<usize>> = BTreeMap::new();
    for at in imports {
        let import = graph.functions[*at].import.as_ref();
        let key = (module(import.map_or("", |import| &import.module)), import.map(|import| import.effect));
        groups.entry(key).or_default().push(*at);
    }
    let part = |((name, _), members): ((String, _), Vec<usize>)| match members.len() {
        1 => Part { members, group: None, imports: false, calls_constructors: false },
        _ => Part { members, group: Some(name), imports: true, calls_constructors: false },
    };
    groups.into_iter().map(part).collect()
}

/// Groups with their functions one by one where there is room: that of small groups goes furthest.
fn opened(mut groups: Vec<Group>, room: usize) -> impl Iterator<Item = Part> {
    let mut nodes = groups.len();
    let mut parts = Vec::new();
    groups.sort_by_key(|group| (group.members.len(), group.members.first().copied()));
    for group in groups {
        let opened = nodes + group.members.len() - 1;
        if opened <= room {
            nodes = opened;
            parts.extend(group.members.into_iter().map(Part::single));
        } else {
            parts.push(Part::group(group));
        }
    }
    parts.sort_by_key(|part| part.members.first().copied());
    parts.into_iter()
}

impl GraphSubject<'_> {
    /// Of an import, where it comes from.
    pub(super) fn full_name(&self, at: usize) -> String {
        let Some(function) = self.graph.functions.get(at) else {
            return "nothing".to_owned();
        };
        let name = match &function.import {
            Some(import) => format!("{}.{}", import.module, import.name),
            None => (self.name)(function),
        };
        if name.is_empty() { format!("func {}", function.func) } else { on_one_line(&name) }
    }

    fn known(&self, functions: &[usize]) -> Vec<NamedFunction> {
        let known = |at: &usize| {
            let function = &self.graph.functions[*at];
            NamedFunction {
                at: *at,
                raw: function.name.clone(),
                name: (self.name)(function),
                file: (self.file_of)(function.func),
                reaches: self.reached.certain[*at],
            }
        };
        functions.iter().map(known).collect()
    }
}
