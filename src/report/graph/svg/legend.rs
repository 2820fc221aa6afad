//! What colours and lines mean, and what is not in the picture.

use super::draw::DETAIL;
use super::draw::LINE;
use super::draw::MARGIN;
use super::draw::rectangle;
use super::draw::round;
use super::draw::text_at;
use super::text;
use super::text::width;
use crate::report::graph::picture::Picture;
use crate::report::graph::place::Point;
use crate::report::graph::place::Rect;

/// Of a sample.
const SAMPLE: f64 = 22.0;

/// What is shown before the words.
enum Sample {
    Box(String),
    Line(&'static str),
}

/// The legend from this height on, and where it ends.
pub(super) fn legend(picture: &Picture, widest: f64, top: f64) -> (String, f64) {
    let mut svg = format!(
        "<path d=\"M{} {1}H{2}\" stroke=\"#d0d0d0\"/>\n",
        round(MARGIN),
        round(top - 12.0),
        round(MARGIN + widest)
    );
    let (mut x, mut y) = (MARGIN, top);
    for (sample, words) in entries(picture) {
        let wide = SAMPLE + 8.0 + width(&words, DETAIL);
        if x > MARGIN && x + wide > MARGIN + widest {
            (x, y) = (MARGIN, y + LINE + 5.0);
        }
        svg.push_str(&shown(&sample, x, y));
        svg.push_str(&text_at(Point { x: x + SAMPLE + 6.0, y: y + 10.0 }, DETAIL, "", &words));
        x += wide + 14.0;
    }
    y += LINE + 8.0;
    for line in picture.notes.iter().flat_map(|note| text::wrap(note, widest, DETAIL)) {
        svg.push_str(&text_at(Point { x: MARGIN, y: y + 10.0 }, DETAIL, " font-style=\"italic\"", &line));
        y += LINE;
    }
    (svg, y)
}

fn entries(picture: &Picture) -> Vec<(Sample, String)> {
    let mut entries = Vec::new();
    for look in picture.looks() {
        let dashes = if look.is_dashed() { " stroke-dasharray=\"5 3\"" } else { "" };
        let style = format!("fill=\"{}\" stroke=\"{}\"{dashes}", look.fill(), look.stroke());
        entries.push((Sample::Box(style), look.words()));
    }
    for (direct, dashes, words) in [(true, "", "calls"), (false, " stroke-dasharray=\"5 4\"", "may call indirectly")] {
        if picture.arrows.iter().any(|arrow| arrow.direct == direct) {
            entries.push((Sample::Line(dashes), words.to_owned()));
        }
    }
    entries
}

fn shown(sample: &Sample, x: f64, y: f64) -> String {
    match sample {
        Sample::Box(style) => rectangle(Rect { x, y, width: SAMPLE, height: 12.0 }, 2.0, style),
        Sample::Line(dashes) => {
            let (x, y) = (round(x), round(y + 6.0));
            let (base, tip) = (x + 15, x + 22);
            format!(
                "<path d=\"M{x} {y}H{base}\" stroke=\"#555555\" stroke-width=\"1.3\"{dashes}/>\
                 <path d=\"M{tip} {y}L{base} {}L{base} {}Z\" fill=\"#555555\"/>",
                y - 4,
                y + 4
            )
        }
    }
}
