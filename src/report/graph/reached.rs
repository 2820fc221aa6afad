//! The worst that each function reaches.

use crate::inspect::CallGraph;
use crate::inspect::Effect;

/// By place in [`CallGraph::functions`].
pub(super) struct Reached {
    /// By direct calls alone.
    pub(super) certain: Vec<Option<Effect>>,
    /// By any calls.
    pub(super) possible: Vec<Option<Effect>>,
}

impl Reached {
    pub(super) fn new(graph: &CallGraph) -> Self {
        Self {
            certain: worst(graph, &CallersOf::new(graph, true)),
            possible: worst(graph, &CallersOf::new(graph, false)),
        }
    }
}

/// Who calls each function, in one list.
struct CallersOf {
    callers: Vec<usize>,
    /// Where the callers of each function begin; one more for the end.
    starts: Vec<usize>,
}

impl CallersOf {
    fn new(graph: &CallGraph, only_direct: bool) -> Self {
        let count = graph.functions.len();
        let calls = || graph.calls.iter().filter(|call| call.direct || !only_direct);
        let calls = || calls().filter(|call| call.from < count && call.to < count);
        let mut starts = vec![0; count + 1];
        calls().for_each(|call| starts[call.to + 1] += 1);
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut callers = vec![0; starts[count]];
        for call in calls() {
            callers[next[call.to]] = call.from;
            next[call.to] += 1;
        }
        Self { callers, starts }
    }

    fn of(&self, function: usize) -> &[usize] {
        &self.callers[self.starts[function]..self.starts[function + 1]]
    }
}

/// From the imports back to who calls them, the worst first: so each function is met once.
fn worst(graph: &CallGraph, callers: &CallersOf) -> Vec<Option<Effect>> {
    let mut worst = vec![None; graph.functions.len()];
    for effect in [Effect::Reenters, Effect::Unknown, Effect::NeedsMemory, Effect::Aborts, Effect::Pure] {
        let has = |at: &usize| graph.functions[*at].import.as_ref().is_some_and(|import| import.effect == effect);
        let mut stack: Vec<usize> = (0..graph.functions.len()).filter(has).collect();
        while let Some(function) = stack.pop() {
            if worst[function].is_none() {
                worst[function] = Some(effect);
                stack.extend(callers.of(function).iter().filter(|caller| worst[**caller].is_none()));
            }
        }
    }
    worst
}
