//! Where boxes and lines are, once their order is known.

use super::layers::Layers;

/// Between boxes of a column.
const BETWEEN: f64 = 16.0;

/// Between lines that pass a column, and between such and boxes.
const BETWEEN_LINES: f64 = 9.0;

/// The least room between columns, and how much more each line makes it.
const GAP: f64 = 56.0;
const GAP_PER_LINE: f64 = 3.0;
const WIDEST_GAP: f64 = 150.0;

/// How often places are moved towards neighbours.
const SWEEPS: usize = 24;

/// A box's place, from the top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A point that a line goes through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A line from a box's right side to another's left side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Route {
    pub(super) start: Point,
    /// From the right end of each column to the left end of the next; in between the line is straight, beside boxes.
    pub(super) legs: Vec<(Point, Point)>,
}

/// Boxes by node, lines by arrow.
pub(super) struct Places {
    pub(super) boxes: Vec<Rect>,
    /// From left to right.
    pub(super) lines: Vec<Route>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// `sizes` are the boxes' widths and heights.
pub(super) fn places(layers: &Layers, sizes: &[(f64, f64)]) -> Places {
    let slots = layers.columns.iter().flatten().max().map_or(0, |last| last + 1);
    let size = |slot: usize| sizes.get(slot).copied().unwrap_or_default();
    let centres = centres(layers, slots, &|slot| size(slot).1);
    let (columns, width) = columns(layers, &|slot| size(slot).0);
    let mut column_of = vec![0; slots];
    for (at, column) in layers.columns.iter().enumerate() {
        column.iter().for_each(|slot| column_of[*slot] = at);
    }
    let boxes: Vec<Rect> = (0..layers.nodes)
        .map(|node| {
            let (width, height) = size(node);
            Rect { x: columns[column_of[node]].0, y: centres[node] - height / 2.0, width, height }
        })
        .collect();
    let height = boxes.iter().map(|it| it.y + it.height).chain(centres.iter().copied()).fold(0.0, f64::max);
    let ports = Ports::new(layers, &centres, &|slot| size(slot).1);
    let line = |(arrow, way): (usize, &Vec<usize>)| {
        let leg = |(leg, pair): (usize, &[usize])| {
            let (left, right) = (pair[0], pair[1]);
            let from = centres[left] + ports.offset(arrow, leg, BoxSide::Right);
            let to = centres[right] + ports.offset(arrow, leg, BoxSide::Left);
            (Point { x: columns[column_of[left]].1, y: from }, Point { x: columns[column_of[right]].0, y: to })
        };
        let legs: Vec<(Point, Point)> = way.windows(2).enumerate().map(leg).collect();
        let from = boxes[way[0]];
        let y = legs.first().map_or(from.y, |(first, _)| first.y);
        Route { start: Point { x: from.x + from.width, y }, legs }
    };
    let lines = layers.ways.iter().enumerate().map(line).collect();
    Places { boxes, lines, width, height }
}

/// The columns' left and right ends, and where the last one ends.
fn columns(layers: &Layers, width: &dyn Fn(usize) -> f64) -> (Vec<(f64, f64)>, f64) {
    let mut columns = Vec::new();
    let mut x = 0.0;
    let (_, after) = layers.neighbours();
    for column in &layers.columns {
        let widest = column.iter().map(|slot| width(*slot)).fold(0.0, f64::max);
        columns.push((x, x + widest));
        let lines: usize = column.iter().map(|slot| after[*slot].len()).sum();
        x += widest + (GAP + GAP_PER_LINE * lines as f64).min(WIDEST_GAP);
    }
    let width = columns.last().map_or(0.0, |(_, end)| *end);
    (columns, width)
}

/// The slots' middles, from the top: near their neighbours', in the columns' order, and with enough room.
fn centres(layers: &Layers, slots: usize, height: &dyn Fn(usize) -> f64) -> Vec<f64> {
    let (before, after) = layers.neighbours();
    let is_line = |slot: usize| slot >= layers.nodes;
    let apart = |upper: usize, lower: usize| {
        let between = if is_line(upper) || is_line(lower) { BETWEEN_LINES } else { BETWEEN };
        (height(upper) + height(lower)) / 2.0 + between
    };
    let mut centres = vec![0.0; slots];
    for sweep in 0..SWEEPS {
        for step in 0..layers.columns.len() {
            let column = if sweep % 2 == 0 { step } else { layers.columns.len() - 1 - step };
            let column = &layers.columns[column];
            let wanted = |slot: &usize| {
                let near = || {
                    let (before, after) = (before[*slot].iter(), after[*slot].iter());
                    // At first one side leads, as the other is still where it was by chance.
                    let (before, after) = match (sweep, sweep % 2) {
                        (8.., _) => (Some(before), Some(after)),
                        (_, 0) => (Some(before), None),
                        _ => (None, Some(after)),
                    };
                    before.into_iter().flatten().chain(after.into_iter().flatten())
                };
                // Lines that pass stay straight.
                let weight = |other: &usize| if is_line(*slot) && is_line(*other) { 12.0 } else { 1.0 };
                let sum: f64 = near().map(weight).sum();
                let mean = near().map(|other| weight(other) * centres[*other]).sum::<f64>() / sum;
                if sum > 0.0 { mean } else { centres[*slot] }
            };
            let wanted: Vec<f64> = column.iter().map(wanted).collect();
            let weights: Vec<f64> = column.iter().map(|slot| if is_line(*slot) { 8.0 } else { 1.0 }).collect();
            let gaps: Vec<f64> = column.windows(2).map(|pair| apart(pair[0], pair[1])).collect();
            for (slot, centre) in column.iter().zip(settle(&wanted, &weights, &gaps)) {
                centres[*slot] = centre;
            }
        }
    }
    let top = (0..slots).map(|slot| centres[slot] - height(slot) / 2.0).fold(f64::INFINITY, f64::min);
    centres.iter().map(|centre| centre - top).collect()
}

/// The places nearest to those that are wanted, in order and as far apart as is asked: what is too near moves together
/// to the mean (pool adjacent violators).
fn settle(wanted: &[f64], weights: &[f64], gaps: &[f64]) -> Vec<f64> {
    let mut offsets = vec![0.0];
    gaps.iter().for_each(|gap| offsets.push(offsets.last().copied().unwrap_or_default() + gap));
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for ((wanted, weight), offset) in wanted.iter().zip(weights).zip(&offsets) {
        let mut block = (wanted - offset, *weight, 1);
        while let Some(last) = blocks.pop_if(|last| last.0 > block.0) {
            let weight = last.1 + block.1;
            block = ((last.0 * last.1 + block.0 * block.1) / weight, weight, last.2 + block.2);
        }
        blocks.push(block);
    }
    let settled = blocks.into_iter().flat_map(|(at, _, count)| std::iter::repeat_n(at, count));
    settled.zip(offsets).map(|(at, offset)| at + offset).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum BoxSide {
    Left,
    Right,
}

/// Where lines meet boxes: beside each other, in the order of their other ends.
struct Ports {
    /// By arrow, for its first slot's right side and its last one's left side.
    offsets: Vec<(f64, f64)>,
    legs: Vec<usize>,
}

impl Ports {
    fn new(layers: &Layers, centres: &[f64], height: &dyn Fn(usize) -> f64) -> Self {
        let mut offsets = vec![(0.0, 0.0); layers.ways.len()];
        for node in 0..layers.nodes {
            for side in [BoxSide::Left, BoxSide::Right] {
                let mut ends: Vec<(f64, usize)> = Vec::new();
                for (arrow, way) in layers.ways.iter().enumerate() {
                    match (side, way.as_slice()) {
                        (BoxSide::Right, [first, next, ..]) if *first == node => ends.push((centres[*next], arrow)),
                        (BoxSide::Left, [.., next, last]) if *last == node => ends.push((centres[*next], arrow)),
                        _ => {}
                    }
                }
                ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
                let steps = ends.len().saturating_sub(1) as f64;
                let step = ((height(node) - 12.0).max(0.0) / steps.max(1.0)).min(8.0);
                for (at, (_, arrow)) in ends.into_iter().enumerate() {
                    let offset = (at as f64 - steps / 2.0) * step;
                    match side {
                        BoxSide::Right => offsets[arrow].0 = offset,
                        BoxSide::Left => offsets[arrow].1 = offset,
                    }
                }
            }
        }
        Self { offsets, legs: layers.ways.iter().map(|way| way.len() - 1).collect() }
    }

    fn offset(&self, arrow: usize, leg: usize, side: BoxSide) -> f64 {
        match side {
            BoxSide::Right if leg == 0 => self.offsets[arrow].0,
            BoxSide::Left if leg + 1 == self.legs[arrow] => self.offsets[arrow].1,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Layers;
    use super::places;
    use super::settle;

    #[test]
    fn what_is_too_near_moves_together() {
        assert_eq!(settle(&[0.0, 0.0, 100.0], &[1.0; 3], &[10.0, 10.0]), [-5.0, 5.0, 100.0]);
        assert_eq!(settle(&[10.0, 0.0], &[3.0, 1.0], &[10.0]), [5.0, 15.0]);
        assert_eq!(settle(&[], &[], &[]), [0.0; 0]);
    }

    #[test]
    fn boxes_do_not_overlap() {
        let arrows: Vec<(usize, usize)> =
            (1..40).map(|to| (to * 7 % to.min(11), to)).chain([(39, 2), (20, 1)]).collect();
        let layers = Layers::new(40, &arrows, &|node| node > 30);
        let sizes: Vec<(f64, f64)> = (0..40).map(|node| (50.0 + f64::from(node), 30.0)).collect();
        let boxes = places(&layers, &sizes).boxes;
        for (at, one) in boxes.iter().enumerate() {
            for other in &boxes[at + 1..] {
                let apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
                assert!(apart || one.y + one.height <= other.y || other.y + other.height <= one.y, "{one:?} {other:?}");
            }
        }
    }
}
