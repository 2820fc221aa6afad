//! Shapes and texts, and their measures.

use super::text::escape;
use crate::report::graph::place::Point;
use crate::report::graph::place::Rect;

/// Around everything.
pub(super) const MARGIN: f64 = 24.0;

/// Of the texts, in pixels.
pub(super) const LABEL: f64 = 12.0;
pub(super) const DETAIL: f64 = 10.5;

/// From line to line.
pub(super) const LINE: f64 = 15.0;

pub(super) fn rectangle(rect: Rect, radius: f64, style: &str) -> String {
    let (x, y, width, height) = (round(rect.x), round(rect.y), round(rect.width), round(rect.height));
    format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" {style}/>")
}

pub(super) fn text_at(at: Point, size: f64, style: &str, text: &str) -> String {
    format!("<text x=\"{}\" y=\"{}\" font-size=\"{size}\"{style}>{}</text>\n", round(at.x), round(at.y), escape(text))
}

/// Whole pixels do, and are the same everywhere.
pub(super) fn round(length: f64) -> i64 {
    length.round() as i64
}
