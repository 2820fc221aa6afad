//! The table of a check: a label, and what is there before and after.

use crate::report::fold::fold;
use crate::shown::on_one_line;

/// How many columns labels take, with the spaces around them.
const MARGIN: usize = 16;

/// How wide a table is where no terminal says it.
const WIDTH: usize = 120;

/// On a terminal with fewer columns behind the margin, folding makes nothing easier to read.
const LEAST: usize = 24;

/// A label and one cell, or two. Two cells stand side by side if both fit, and else one below the other:
///
/// ```text
///                 before    after
///   memory        exported  imported
///   call 1        before  _initialize: wasi_snapshot_preview1.fd_write(1, 71040, 2, 71036)
///                 after   start: wasi_snapshot_preview1.fd_write(1, 71040, 2, 71036)
///   call 2        both    …
/// ```
#[derive(Default)]
pub(super) struct Columns {
    rows: Vec<Row>,
}

struct Row {
    label: String,
    /// None if there is one module.
    before: Option<String>,
    after: String,
    /// Whether it is one row of a list, whose rows all look alike.
    is_listed: bool,
}

impl Row {
    fn fits(&self, cell: usize) -> bool {
        self.before.iter().chain([&self.after]).all(|text| length(text) <= cell)
    }
}

impl Columns {
    pub(super) fn row(&mut self, label: &str, cells: (Option<String>, String)) {
        self.push(label, cells, false);
    }

    /// A row of a list: of import calls and exports.
    pub(super) fn listed(&mut self, label: &str, cells: (Option<String>, String)) {
        self.push(label, cells, true);
    }

    fn push(&mut self, label: &str, (before, after): (Option<String>, String), is_listed: bool) {
        let cell = |text: String| on_one_line(&text);
        self.rows.push(Row { label: label.to_owned(), before: before.map(cell), after: cell(after), is_listed });
    }

    /// The lines, for a terminal of that width, or for a file.
    pub(super) fn text(&self, terminal: Option<usize>) -> String {
        let cell = terminal.unwrap_or(WIDTH).saturating_sub(MARGIN + 2) / 2;
        let list_fits = self.rows.iter().filter(|row| row.is_listed).all(|row| row.fits(cell));
        let is_beside = |row: &&Row| row.fits(cell) && (list_fits || !row.is_listed);
        let beside = || self.rows.iter().filter(is_beside).filter_map(|row| row.before.as_deref());
        let wide = beside().map(length).max().unwrap_or_default().max(length("before"));
        let mut text = String::new();
        if beside().next().is_some() {
            text.push_str(&format!("{:MARGIN$}{:<wide$}  after\n", "", "before"));
        }
        for row in &self.rows {
            let Row { label, before, after, .. } = row;
            match before {
                None => text.push_str(&entry(label, "", after, terminal)),
                Some(before) if is_beside(&row) => {
                    text.push_str(&entry(label, "", &format!("{before:<wide$}  {after}"), None));
                }
                Some(before) if before == after => text.push_str(&entry(label, "both    ", after, terminal)),
                Some(before) => {
                    let shown = |cell: &str| if cell.is_empty() { "-".to_owned() } else { cell.to_owned() };
                    text.push_str(&entry(label, "before  ", &shown(before), terminal));
                    text.push_str(&entry("", "after   ", &shown(after), terminal));
                }
            }
        }
        text
    }
}

/// A label, and a text behind it, which is folded where a terminal would fold it in the middle of a word.
pub(super) fn entry(label: &str, mark: &str, text: &str, terminal: Option<usize>) -> String {
    let margin = MARGIN + mark.len();
    let room = terminal.and_then(|width| width.checked_sub(margin)).filter(|room| *room >= LEAST).unwrap_or(usize::MAX);
    let mut lines = String::new();
    for (place, part) in fold(text, room, room).into_iter().enumerate() {
        let (label, mark) = if place == 0 { (label, mark) } else { ("", "") };
        let begin = format!("  {label:<13} {mark}");
        lines.push_str(format!("{begin:<margin$}{part}").trim_end());
        lines.push('\n');
    }
    lines
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "_initialize: wasi_snapshot_preview1.fd_write(1, 71040, 2, 71036)";

    fn table(rows: &[(&str, &str, &str)], terminal: Option<usize>) -> String {
        let mut columns = Columns::default();
        for (label, before, after) in rows {
            let cells = (Some((*before).to_owned()), (*after).to_owned());
            if label.starts_with("call") { columns.listed(label, cells) } else { columns.row(label, cells) }
        }
        columns.text(terminal)
    }

    #[test]
    fn short_rows_stand_side_by_side() {
        let rows = [("memory", "exported", "imported"), ("call 1", "start: env.log(1)", ""), ("", "", "… and 1 more")];
        let expected = "                before             after
  memory        exported           imported
  call 1        start: env.log(1)
                                   … and 1 more
";
        assert_eq!(table(&rows, None), expected);
        assert_eq!(table(&rows, Some(200)), expected);
    }

    /// One row that is too long moves no other, except in its list.
    #[test]
    fn long_rows_stand_below_each_other() {
        let init = "_initialize: 2 imports called, trapped: unreachable in _GLOBAL__sub_I_x.cpp";
        let rows = [
            ("memory", "exported", "imported"),
            ("init call", "-", init),
            ("exports", "none called", "none called"),
            ("call 1", LONG, LONG),
            ("call 2", "start: env.log(1)", ""),
        ];
        let expected = format!(
            "                before       after
  memory        exported     imported
  init call     before  -
                after   {init}
  exports       none called  none called
  call 1        both    {LONG}
  call 2        before  start: env.log(1)
                after   -
"
        );
        assert_eq!(table(&rows, None), expected);
    }

    #[test]
    fn a_terminal_folds_between_words() {
        let rows = [("call 1", LONG, "_initialize: env.log(1)")];
        let expected = "  call 1        before  _initialize:
                        wasi_snapshot_preview1.fd_write(1,
                        71040, 2, 71036)
                after   _initialize: env.log(1)
";
        assert_eq!(table(&rows, Some(60)), expected);
        // Where there is no room, the terminal folds.
        assert_eq!(table(&rows, Some(30)), table(&rows, Some(1)));
        assert!(table(&rows, Some(30)).contains(LONG));
    }
}
