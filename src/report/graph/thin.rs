//! Fewer arrows, where there are too many to follow.

use super::picture::Arrow;

/// How many arrows for each node can be followed by eye.
const PER_NODE: usize = 2;

/// Leaves out arrows until what is left can be followed, but none without which something would no longer be reached, or
/// no longer by direct calls alone: indirect calls first, and of those the ones that skip most. What such call
/// directly that call constructors stays. Returns how many are left out.
pub(super) fn thin(nodes: usize, arrows: &mut Vec<Arrow>, calls_constructors: &dyn Fn(usize) -> bool) -> usize {
    let before = arrows.len();
    for direct in [false, true] {
        if arrows.len() <= nodes * PER_NODE {
            break;
        }
        let may_go = |arrow: &Arrow| arrow.direct == direct && !(direct && calls_constructors(arrow.from));
        let mut longest: Vec<Arrow> = arrows.iter().copied().filter(may_go).collect();
        longest.sort_by_key(|arrow| (std::cmp::Reverse(arrow.from.abs_diff(arrow.to)), *arrow));
        for arrow in longest {
            let rest = || arrows.iter().filter(|it| **it != arrow && (it.direct || !direct));
            if leads_to(nodes, rest, arrow) {
                arrows.retain(|it| *it != arrow);
            }
        }
    }
    before - arrows.len()
}

/// Whether arrows lead to where another one leads.
fn leads_to<'a, I: Iterator<Item = &'a Arrow>>(nodes: usize, arrows: impl Fn() -> I, to: Arrow) -> bool {
    let mut callees = vec![Vec::new(); nodes];
    arrows().for_each(|arrow| callees[arrow.from].push(arrow.to));
    let mut met = vec![false; nodes];
    let mut stack = vec![to.from];
    while let Some(node) = stack.pop() {
        if node == to.to {
            return true;
        }
        if !std::mem::replace(&mut met[node], true) {
            stack.extend(&callees[node]);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::Arrow;
    use super::thin;

    /// From every node to every later one.
    fn dense(nodes: usize, direct: impl Fn(usize, usize) -> bool) -> Vec<Arrow> {
        let arrow = |from: usize| (from + 1..nodes).map(move |to| (from, to));
        let arrows = (0..nodes).flat_map(arrow);
        arrows.map(|(from, to)| Arrow { from, to, direct: direct(from, to) }).collect()
    }

    #[test]
    fn few_arrows_stay() {
        let mut arrows = dense(5, |_, _| true);
        assert_eq!((thin(5, &mut arrows, &|node| node == 0), arrows.len()), (0, 10));
    }

    #[test]
    fn of_many_those_stay_that_lead_elsewhere() {
        let mut arrows = dense(10, |_, _| true);
        assert_eq!(thin(10, &mut arrows, &|node| node == 0), 28);
        assert!(arrows.iter().all(|arrow| arrow.to == arrow.from + 1 || arrow.from == 0));
    }

    #[test]
    fn an_indirect_call_replaces_no_direct_one() {
        let mut arrows = dense(10, |from, to| to != from + 1);
        thin(10, &mut arrows, &|node| node == 0);
        assert!(arrows.contains(&Arrow { from: 1, to: 3, direct: true }), "{arrows:?}");
    }
}
