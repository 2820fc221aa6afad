//! What a function may call, as a graph.

use std::collections::HashMap;
use std::collections::HashSet;

use super::Assumption;
use super::Beyond;
use super::Depth;
use super::ReachedImport;
use super::Walk;
use super::describe;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;

/// Everything that an initialiser may call, as a picture shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallGraph {
    /// The functions, the root first, in the order in which a breadth-first walk meets them.
    pub functions: Vec<CalledFunction>,
    /// Who may call whom, by place in [`CallGraph::functions`]; each pair once.
    pub calls: Vec<GraphCall>,
    /// What may be called beyond them.
    pub beyond: Beyond,
}

/// A function of a [`CallGraph`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CalledFunction {
    /// Its index.
    pub func: u32,
    /// Its name as it is in the `name` section, mangled if the compiler did that.
    pub name: Option<String>,
    /// The import that brings it, without a path.
    pub import: Option<ReachedImport>,
}

/// An edge of a [`CallGraph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct GraphCall {
    /// Who calls.
    pub from: usize,
    /// Who is called.
    pub to: usize,
    /// Whether directly; otherwise it is among those that an indirect call may lead to.
    pub direct: bool,
}

/// What `root` may call, as a graph.
///
/// # Errors
///
/// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if a function body cannot be read;
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if there are more calls than [`Bound::GraphCalls`].
pub fn graph(module: &Module, root: u32, assumed: &[(String, Assumption)], bounds: &Bounds) -> Result<CallGraph> {
    let mut walk = Walk::of(module, assumed);
    let (met, targets) = walk.everything(root, Depth::Full)?;
    let places: HashMap<u32, usize> = met.order.iter().copied().zip(0..).collect();
    let mut calls = HashMap::new();
    for (from, func) in met.order.iter().enumerate() {
        let Some(code) = walk.code.get(func) else {
            continue;
        };
        for to in code.calls.iter().filter_map(|callee| places.get(callee)) {
            calls.insert((from, *to), true);
        }
        if calls.len() as u64 > bounds.get(Bound::GraphCalls) {
            return Err(too_many(bounds));
        }
        let mut lists = HashSet::new();
        let sites = code.indirect.iter().filter_map(|site| targets.of(module, *site).ok());
        let sites = sites.filter(|list| lists.insert(list.as_ptr())).flatten();
        for to in sites.filter_map(|target| places.get(target).copied()) {
            calls.entry((from, to)).or_insert(false);
            if calls.len() as u64 > bounds.get(Bound::GraphCalls) {
                return Err(too_many(bounds));
            }
        }
    }
    let mut calls: Vec<GraphCall> =
        calls.into_iter().map(|((from, to), direct)| GraphCall { from, to, direct }).collect();
    calls.sort_unstable();
    let function = |func: &u32| CalledFunction {
        func: *func,
        name: module.names.function(*func).map(str::to_owned),
        import: describe(module, *func, assumed),
    };
    Ok(CallGraph { functions: met.order.iter().map(function).collect(), calls, beyond: met.beyond })
}

/// Each indirect call may be one of each function of its type, so that there can be many more calls than instructions.
fn too_many(bounds: &Bounds) -> Error {
    Error::refused(format!("--graph: the constructors may make too many calls: {}", bounds.advice(Bound::GraphCalls)))
}
