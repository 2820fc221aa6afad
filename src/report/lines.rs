//! Labelled lines, which all reports for people are made of.

use std::fmt::Write;

use anstyle::Style;

use super::fold::columns;
use super::fold::fold;
use super::look::Look;
use crate::shown::on_one_line;

/// How far lines are indented, and again what is left of a text that is folded.
const INDENT: usize = 2;

/// Lines that are narrower are not worth folding for.
const LEAST: usize = 40;

/// The least room for the first words of a sentence.
const HALF: usize = LEAST / 2;

/// What a report begins with.
pub(super) struct Title<'t> {
    /// What it is about.
    pub(super) name: &'t str,
    /// A sentence on it, behind a label that has a style, unless that is empty.
    pub(super) said: Option<(&'static str, Style, &'t str)>,
}

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
    pub(super) fn shown(&self, title: Option<Title>, look: Look) -> String {
        let mut shown = title.map(|title| title.shown(look)).unwrap_or_default();
        let style = |style| if look.colours { style } else { Style::new() };
        let room = width(look).saturating_sub(self.margin).max(HALF);
        for line in &self.lines {
            let (of_label, of_text) = (style(line.label_style), style(line.text_style));
            let colon = if line.label.is_empty() { "" } else { ":" };
            let label = format!("{}{colon}", line.label);
            let gap = self.margin.saturating_sub(INDENT + columns(&label));
            put(&mut shown, format_args!("{:INDENT$}{of_label}{label}{of_label:#}{:gap$}", "", ""));
            for (place, part) in fold(&line.text, room, room - INDENT).iter().enumerate() {
                let margin = if place == 0 { 0 } else { self.margin + INDENT };
                put(&mut shown, format_args!("{:margin$}{of_text}{part}{of_text:#}\n", ""));
            }
        }
        shown
    }
}

impl Title<'_> {
    /// A sentence that is too long goes on below the name, farther in than the lines that follow.
    fn shown(&self, look: Look) -> String {
        let style = |style| if look.colours { style } else { Style::new() };
        let bold = style(Style::new().bold());
        let name = on_one_line(self.name);
        let Some((label, of_label, text)) = self.said else {
            return format!("{bold}{name}{bold:#}\n");
        };
        let of_label = style(of_label);
        let used = columns(&name) + if label.is_empty() { ": ".len() } else { columns(label) + ": : ".len() };
        let mut shown = format!("{bold}{name}:{bold:#}");
        if !label.is_empty() {
            put(&mut shown, format_args!(" {of_label}{label}:{of_label:#}"));
        }
        put_sentence(&mut shown, used, text, look);
        shown
    }
}

/// A line that is about the whole: who says it, what it is, and a sentence.
#[cfg(feature = "cli")]
pub(crate) fn marked(program: &str, (label, style): (&str, Style), text: &str, look: Look) -> String {
    let style = if look.colours { style } else { Style::new() };
    let mut shown = format!("{program}: {style}{label}{style:#}:");
    put_sentence(&mut shown, columns(program) + columns(label) + ": : ".len(), text, look);
    shown
}

/// A sentence behind what takes up so many columns of its first line.
fn put_sentence(shown: &mut String, used: usize, text: &str, look: Look) {
    const INDENT: usize = "    ".len();
    let text = on_one_line(text);
    let room = width(look);
    let (first, others) = (room.saturating_sub(used), room - INDENT);
    // Beside a long name, half a sentence is hard to read.
    let parts = match first {
        0..HALF => [vec![""], fold(&text, others, others)].concat(),
        _ => fold(&text, first, others),
    };
    for (place, part) in parts.iter().enumerate() {
        let before = if place == 0 { "" } else { "\n   " };
        let space = if part.is_empty() { "" } else { " " };
        put(shown, format_args!("{before}{space}{part}"));
    }
    shown.push('\n');
}

/// How many columns all lines have: without bound if they are not folded.
fn width(look: Look) -> usize {
    look.width.filter(|width| *width >= LEAST).unwrap_or(usize::MAX)
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
        assert_eq!(lines.shown(Some(Title { name: "x", said: None }), look(Some(50), false)), plain);
        let (green, red) = ("\u{1b}[32m", "\u{1b}[31m");
        let coloured = format!(
            "  {green}note:\u{1b}[0m a text of many words that do not all fit\n          into forty columns\n        {red}short\u{1b}[0m\n"
        );
        assert_eq!(lines.shown(None, look(Some(50), true)), coloured);
        // A title's sentence has what room its name leaves, and more in its other lines.
        let said = Some(("fixed", AnsiColor::Green.on_default(), "many words that do not all fit into fifty columns"));
        let title = || Some(Title { name: "in.wasm", said });
        let plain = "in.wasm: fixed: many words that do not all fit\n    into fifty columns\n";
        assert_eq!(Lines::new(8).shown(title(), look(Some(50), false)), plain);
        assert_eq!(Lines::new(8).shown(title(), look(None, false)).lines().count(), 1);
        let name = "a/name/that/leaves/no/room/for/the/words.wasm";
        let narrow = Lines::new(8).shown(Some(Title { name, said }), look(Some(50), false));
        assert_eq!(narrow, format!("{name}: fixed:\n    many words that do not all fit into fifty\n    columns\n"));
    }

    /// A title and the lines below it are folded, or none of them is.
    #[test]
    fn all_is_folded_or_nothing() {
        let text = "many words that do not all fit into fifty columns, and then some more";
        let look = |width| Look { width, colours: false, all: false };
        for margin in [8, 12, 16] {
            let mut lines = Lines::new(margin);
            lines.text("note", text, Style::new());
            let shown = |width| {
                let said = Some(("fixed", Style::new(), text));
                lines.shown(Some(Title { name: "in.wasm", said }), look(width))
            };
            for width in [None, Some(39), Some(3)] {
                assert_eq!(shown(width).lines().count(), 2, "{width:?}");
            }
            for width in 40..60 {
                let shown = shown(Some(width));
                assert!(shown.lines().all(|line| columns(line) <= width), "{width}: {shown}");
            }
        }
    }
}
