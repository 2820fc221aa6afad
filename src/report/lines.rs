//! Labelled lines, which all reports for people are made of.

use std::fmt::Write;

use anstyle::Style;

use super::fold::fold;
use super::look::Look;
use crate::shown::on_one_line;

/// How far lines are indented, and again what is left of a text that is folded.
const INDENT: usize = 2;

/// Room that is narrower is not worth folding for.
const LEAST: usize = 40;

/// Lines with labels, and texts that begin below each other.
pub(super) struct Lines {
    /// Where texts begin.
    margin: usize,
    lines: Vec<LabelledLine>,
}

struct LabelledLine {
    label: &'static str,
    label_style: Style,
    text: String,
    text_style: Style,
}

impl Lines {
    pub(super) fn new(margin: usize) -> Self {
        Self { margin, lines: Vec::new() }
    }

    /// A line whose text is in this style.
    pub(super) fn text(&mut self, label: &'static str, text: &str, text_style: Style) {
        self.lines.push(LabelledLine { label, label_style: Style::new(), text: on_one_line(text), text_style });
    }

    /// A line whose label is in this style.
    pub(super) fn label(&mut self, label: &'static str, label_style: Style, text: &str) {
        self.lines.push(LabelledLine { label, label_style, text: on_one_line(text), text_style: Style::new() });
    }

    /// The lines, below a title if there is one. Texts that are too long are folded between words.
    pub(super) fn shown(&self, title: Option<(&str, Style)>, look: Look) -> String {
        let mut shown = String::new();
        let style = |style| if look.colours { style } else { Style::new() };
        if let Some((title, of_title)) = title {
            let of_title = style(of_title);
            put(&mut shown, format_args!("{of_title}{}{of_title:#}\n", on_one_line(title)));
        }
        let room = look.width.and_then(|width| width.checked_sub(self.margin)).filter(|room| *room >= LEAST);
        for line in &self.lines {
            let (of_label, of_text) = (style(line.label_style), style(line.text_style));
            let colon = if line.label.is_empty() { "" } else { ":" };
            let label = format!("{}{colon}", line.label);
            let gap = self.margin.saturating_sub(INDENT + label.chars().count());
            put(&mut shown, format_args!("{:INDENT$}{of_label}{label}{of_label:#}{:gap$}", "", ""));
            for (place, part) in fold(&line.text, room.unwrap_or(usize::MAX), INDENT).iter().enumerate() {
                let margin = if place == 0 { 0 } else { self.margin + INDENT };
                put(&mut shown, format_args!("{:margin$}{of_text}{part}{of_text:#}\n", ""));
            }
        }
        shown
    }
}

fn put(text: &mut String, more: std::fmt::Arguments) {
    // Writing to a string does not fail.
    let _ = text.write_fmt(more);
}

#[cfg(test)]
mod tests {
    use anstyle::AnsiColor;

    use super::*;

    #[test]
    fn texts_are_folded_beside_their_labels() {
        let mut lines = Lines::new(8);
        lines.label(
            "note",
            AnsiColor::Green.on_default(),
            "a text of many words that do not all fit into forty columns",
        );
        lines.text("", "short", AnsiColor::Red.on_default());
        let plain =
            "x\n  note: a text of many words that do not all fit\n          into forty columns\n        short\n";
        let look = |width, colours| Look { width, colours, all: false };
        assert_eq!(lines.shown(Some(("x", Style::new())), look(Some(50), false)), plain);
        let (green, red) = ("\u{1b}[32m", "\u{1b}[31m");
        let coloured = format!(
            "  {green}note:\u{1b}[0m a text of many words that do not all fit\n          into forty columns\n        {red}short\u{1b}[0m\n"
        );
        assert_eq!(lines.shown(None, look(Some(50), true)), coloured);
        // Where there is no width, or no room, lines stay whole.
        for width in [None, Some(47), Some(3)] {
            assert_eq!(lines.shown(None, look(width, false)).lines().count(), 2, "{width:?}");
        }
    }
}
