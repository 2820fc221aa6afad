//! What a walk along calls met, and by which ways.

use std::collections::HashMap;
use std::collections::HashSet;

use super::beyond::Beyond;

/// The functions met, in order, and how.
pub(super) struct Met {
    pub order: Vec<u32>,
    /// How each was met first.
    ways: HashMap<u32, Approach>,
    /// Why the walk ended early, if it did.
    pub beyond: Beyond,
    /// Those that run whenever the root does, unless that ends before.
    pub always: HashSet<u32>,
}

/// How the walk came to a function.
#[derive(Clone, Copy)]
struct Approach {
    /// The function that calls it; the root has none.
    caller: Option<u32>,
    /// How many functions are before it.
    depth: usize,
    /// The last of the first [`ENDS`] functions on the way.
    head: u32,
}

/// How many functions of a way are told from each end: a module can have ways as long as it has functions, and as many.
const ENDS: usize = 8;

impl Met {
    /// A walk that begins at a function.
    pub fn of(root: u32) -> Self {
        let way = Approach { caller: None, depth: 0, head: root };
        Self { order: vec![root], ways: HashMap::from([(root, way)]), beyond: Beyond::Nothing, always: HashSet::new() }
    }

    pub fn add(&mut self, func: u32, caller: u32) {
        let Some(Approach { depth, head, .. }) = self.ways.get(&caller).copied() else {
            return;
        };
        self.ways.entry(func).or_insert_with(|| {
            self.order.push(func);
            let depth = depth + 1;
            Approach { caller: Some(caller), depth, head: if depth < ENDS { func } else { head } }
        });
    }

    /// The functions from the root to the caller of this one; if there are many, the first and the last, and how many are between.
    pub fn path(&self, func: u32) -> (Vec<u32>, usize) {
        let Some(way) = self.ways.get(&func) else {
            return (Vec::new(), 0);
        };
        if way.depth <= 2 * ENDS {
            return (self.before(func).collect::<Vec<_>>().into_iter().rev().collect(), 0);
        }
        let last = self.before(func).take(ENDS);
        let first = std::iter::once(way.head).chain(self.before(way.head));
        (last.chain(first).collect::<Vec<_>>().into_iter().rev().collect(), way.depth - 2 * ENDS)
    }

    /// The functions on the way to one, the last first.
    fn before(&self, func: u32) -> impl Iterator<Item = u32> {
        let caller = |func: &u32| self.ways.get(func).and_then(|way| way.caller);
        std::iter::successors(caller(&func), caller)
    }
}
