//! Nodes in columns, so that arrows go from left to right and cross seldom.
//!
//! The method is Sugiyama's, in its plainest form: turn around what closes a cycle, place each node right of its callers,
//! let long arrows pass the columns between in places of their own, and sort columns by where neighbours are.

/// How often columns are sorted: more seldom helps.
const SWEEPS: usize = 16;

/// Columns of slots: those below [`Layers::nodes`] are nodes, the others places where an arrow passes.
pub(super) struct Layers {
    pub(super) nodes: usize,
    pub(super) columns: Vec<Vec<usize>>,
    /// For each arrow the slots it goes through, from left to right.
    pub(super) ways: Vec<Vec<usize>>,
    /// Arrows that point to the left, as they close a cycle.
    pub(super) backward: Vec<bool>,
}

impl Layers {
    /// The first node is the root; `is_end` says which nodes belong into the last column. Arrows go between different
    /// nodes.
    pub(super) fn new(nodes: usize, arrows: &[(usize, usize)], is_end: &dyn Fn(usize) -> bool) -> Self {
        let backward = backward(nodes, arrows);
        let turned: Vec<(usize, usize)> = arrows
            .iter()
            .zip(&backward)
            .map(|((from, to), back)| if *back { (*to, *from) } else { (*from, *to) })
            .collect();
        let column_of = columns(nodes, &turned, is_end);
        let mut columns = vec![Vec::new(); column_of.iter().max().map_or(0, |last| last + 1)];
        column_of.iter().enumerate().for_each(|(node, column)| columns[*column].push(node));
        let mut slots = nodes;
        let mut ways = Vec::new();
        for (from, to) in turned {
            let mut way = vec![from];
            for column in &mut columns[column_of[from] + 1..column_of[to]] {
                column.push(slots);
                way.push(slots);
                slots += 1;
            }
            way.push(to);
            ways.push(way);
        }
        let mut layers = Self { nodes, columns, ways, backward };
        layers.sort(slots);
        layers
    }

    /// The neighbours of each slot in the column before, and in the one after.
    pub(super) fn neighbours(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let slots = self.columns.iter().flatten().max().map_or(0, |last| last + 1);
        let (mut before, mut after) = (vec![Vec::new(); slots], vec![Vec::new(); slots]);
        for pair in self.ways.iter().flat_map(|way| way.windows(2)) {
            if let [left, right] = pair {
                before[*right].push(*left);
                after[*left].push(*right);
            }
        }
        (before, after)
    }

    /// Sorts the columns by the mean place of neighbours, from left to right and back, and keeps the best.
    fn sort(&mut self, slots: usize) {
        let (before, after) = self.neighbours();
        let mut best = (self.crossings(slots), self.columns.clone());
        for sweep in 0..SWEEPS {
            let count = self.columns.len();
            for step in 1..count {
                let (column, next_to, neighbours) =
                    if sweep % 2 == 0 { (step, step - 1, &before) } else { (count - 1 - step, count - step, &after) };
                let place = places(slots, &self.columns[next_to]);
                sort_by_mean(&mut self.columns[column], neighbours, &place);
            }
            self.swap(slots, &before, &after);
            let crossings = self.crossings(slots);
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    /// Swaps what is next to each other where that saves crossings.
    fn swap(&mut self, slots: usize, before: &[Vec<usize>], after: &[Vec<usize>]) {
        let mut place = vec![0; slots];
        for column in &self.columns {
            column.iter().enumerate().for_each(|(at, slot)| place[*slot] = at);
        }
        for column in &mut self.columns {
            for at in 1..column.len() {
                let (upper, lower) = (column[at - 1], column[at]);
                let now =
                    crossed(&before[upper], &before[lower], &place) + crossed(&after[upper], &after[lower], &place);
                let then =
                    crossed(&before[lower], &before[upper], &place) + crossed(&after[lower], &after[upper], &place);
                if then < now {
                    column.swap(at - 1, at);
                    place.swap(upper, lower);
                }
            }
        }
    }

    fn crossings(&self, slots: usize) -> usize {
        let mut place = vec![0; slots];
        for column in &self.columns {
            column.iter().enumerate().for_each(|(at, slot)| place[*slot] = at);
        }
        let (_, after) = self.neighbours();
        let of = |column: &Vec<usize>| -> usize {
            let pairs =
                column.iter().enumerate().flat_map(|(at, upper)| column[at + 1..].iter().map(move |it| (upper, it)));
            pairs.map(|(upper, lower)| crossed(&after[*upper], &after[*lower], &place)).sum()
        };
        self.columns.iter().map(of).sum()
    }
}

/// Which arrows close a cycle: inside of one, those that do not lead further from the root.
fn backward(nodes: usize, arrows: &[(usize, usize)]) -> Vec<bool> {
    let reached: Vec<Vec<Option<usize>>> = (0..nodes).map(|from| distances(nodes, arrows, from)).collect();
    let distance = |node: usize| (reached[0][node].unwrap_or(usize::MAX), node);
    arrows.iter().map(|(from, to)| reached[*to][*from].is_some() && distance(*to) <= distance(*from)).collect()
}

fn distances(nodes: usize, arrows: &[(usize, usize)], from: usize) -> Vec<Option<usize>> {
    let mut distances = vec![None; nodes];
    distances[from] = Some(0);
    let mut frontier = vec![from];
    for distance in 1.. {
        let mut next = Vec::new();
        for (_, to) in arrows.iter().filter(|(from, _)| frontier.contains(from)) {
            if distances[*to].is_none() {
                distances[*to] = Some(distance);
                next.push(*to);
            }
        }
        if next.is_empty() {
            break;
        }
        frontier = next;
    }
    distances
}

/// The longest way to each node, along arrows that make no cycle.
fn columns(nodes: usize, arrows: &[(usize, usize)], is_end: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let mut columns = vec![0; nodes];
    for _ in 0..nodes {
        for (from, to) in arrows {
            columns[*to] = columns[*to].max(columns[*from] + 1);
        }
    }
    let last = columns.iter().copied().max().unwrap_or_default();
    let is_end = |node: &usize| *node > 0 && is_end(*node) && arrows.iter().all(|(from, _)| from != node);
    (0..nodes).filter(is_end).for_each(|node| columns[node] = last);
    columns
}

fn places(slots: usize, column: &[usize]) -> Vec<usize> {
    let mut places = vec![0; slots];
    column.iter().enumerate().for_each(|(at, slot)| places[*slot] = at);
    places
}

/// What has no neighbours stays about where it is.
fn sort_by_mean(column: &mut [usize], neighbours: &[Vec<usize>], place: &[usize]) {
    const FRACTIONS: usize = 1 << 16;
    let mut keyed: Vec<(usize, usize)> = Vec::new();
    for (at, slot) in column.iter().enumerate() {
        let near = &neighbours[*slot];
        let sum: usize = near.iter().map(|slot| place[*slot]).sum();
        keyed.push((if near.is_empty() { at * FRACTIONS } else { sum * FRACTIONS / near.len() }, *slot));
    }
    keyed.sort_by_key(|(mean, _)| *mean);
    column.iter_mut().zip(keyed).for_each(|(slot, (_, sorted))| *slot = sorted);
}

/// How many arrows of two slots cross, if the first is above the second.
fn crossed(upper: &[usize], lower: &[usize], place: &[usize]) -> usize {
    upper.iter().map(|one| lower.iter().filter(|other| place[**other] < place[*one]).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::Layers;

    fn layers(nodes: usize, arrows: &[(usize, usize)]) -> Layers {
        Layers::new(nodes, arrows, &|_| false)
    }

    #[test]
    fn callees_are_right_of_callers() {
        let layers = layers(4, &[(0, 1), (1, 2), (0, 3), (3, 2)]);
        assert_eq!(layers.columns.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 1]);
        assert!(layers.backward.iter().all(|back| !back));
    }

    #[test]
    fn a_long_arrow_passes_the_columns_between() {
        let layers = layers(3, &[(0, 1), (1, 2), (0, 2)]);
        assert_eq!(layers.ways, [vec![0, 1], vec![1, 2], vec![0, 3, 2]]);
    }

    #[test]
    fn cycles_end() {
        let layers = layers(4, &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 0), (2, 1)]);
        assert_eq!(layers.backward, [false, false, false, true, true, true]);
        assert_eq!(layers.columns.len(), 4);
    }

    #[test]
    fn ends_are_in_the_last_column() {
        let layers = Layers::new(4, &[(0, 1), (0, 2), (2, 3)], &|node| node == 1 || node == 3);
        assert_eq!(layers.columns.last().map(Vec::len), Some(2));
    }

    #[test]
    fn crossings_are_avoided() {
        let mut layers = layers(7, &[(0, 1), (0, 2), (0, 3), (1, 6), (2, 5), (3, 4)]);
        assert_eq!(layers.crossings(7), 0);
        layers.columns[2].reverse();
        assert_eq!(layers.crossings(7), 3);
    }
}
