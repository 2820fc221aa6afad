//! The picture laid out, from left to right or from top to bottom.

use super::draw::DETAIL;
use super::draw::LABEL;
use super::draw::LINE;
use super::text::width;
use crate::report::graph::layers::Layers;
use crate::report::graph::picture::Node;
use crate::report::graph::picture::NodeKind;
use crate::report::graph::picture::Picture;
use crate::report::graph::place;
use crate::report::graph::place::Places;
use crate::report::graph::place::Rect;
use crate::report::graph::place::Route;

/// What is no wider is read from left to right.
const WIDE: f64 = 1400.0;

/// How far the second of two boxes shows.
const BEHIND: f64 = 4.0;

/// Where everything is.
pub(super) struct Sheet {
    pub(super) boxes: Vec<Rect>,
    /// As if from left to right: for one from top to bottom, swap `x` and `y`.
    pub(super) lines: Vec<Route>,
    pub(super) backward: Vec<bool>,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) is_upright: bool,
}

impl Sheet {
    /// From left to right, unless that gets wide and from top to bottom fits better on a page.
    pub(super) fn new(picture: &Picture) -> Self {
        let arrows: Vec<(usize, usize)> = picture.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        let is_end = |node: usize| picture.nodes.get(node).is_some_and(|node| node.kind.is_end());
        let layers = Layers::new(picture.nodes.len(), &arrows, &is_end);
        let sizes: Vec<(f64, f64)> = picture.nodes.iter().map(size).collect();
        let flat = place::places(&layers, &sizes);
        if flat.width > WIDE {
            let turned: Vec<(f64, f64)> = sizes.iter().map(|(width, height)| (*height, *width)).collect();
            let upright = place::places(&layers, &turned);
            let room = |width: f64, height: f64| width.max(1.2 * height);
            if room(upright.height, upright.width) < room(flat.width, flat.height) {
                return Self::upright(upright, layers.backward);
            }
        }
        let Places { boxes, lines, width, height } = flat;
        Self { boxes, lines, backward: layers.backward, width, height, is_upright: false }
    }

    fn upright(places: Places, backward: Vec<bool>) -> Self {
        let turn = |rect: Rect| Rect { x: rect.y, y: rect.x, width: rect.height, height: rect.width };
        let boxes = places.boxes.into_iter().map(turn).collect();
        Self { boxes, lines: places.lines, backward, width: places.height, height: places.width, is_upright: true }
    }
}

/// Whether the drawing is from top to bottom.
pub(in crate::report::graph) fn is_upright(picture: &Picture) -> bool {
    Sheet::new(picture).is_upright
}

fn size(node: &Node) -> (f64, f64) {
    let label = width(&node.label, LABEL) * if node.kind == NodeKind::Root { 1.12 } else { 1.0 };
    let details = node.details.iter().map(|line| width(line, DETAIL)).fold(0.0, f64::max);
    let sides = if node.kind.is_end() { 30.0 } else { 20.0 };
    let behind = behind(node);
    let height = 15.0 + LINE * (1 + node.details.len()) as f64;
    ((label.max(details) + sides).max(48.0).ceil() + behind, height + behind)
}

/// How far a second box shows behind the first, if there are several functions.
pub(super) fn behind(node: &Node) -> f64 {
    if node.kind.is_several() { BEHIND } else { 0.0 }
}
