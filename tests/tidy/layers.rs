//! The table of layers in `docs/design.md`, and uses that go against it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::broken;
use crate::source::Source;
use crate::uses::ROOT;
use crate::uses::Use;

/// Each use goes to a lower row, and every file of `src/` has one.
pub(crate) fn against(page: &str, sources: &[Source], uses: &[Use]) -> Vec<String> {
    let rows = rows(page);
    let layers: BTreeSet<&str> = sources.iter().map(|source| layer(file_name(source))).collect();
    let mut found = Vec::new();
    for layer in layers.iter().filter(|layer| !rows.contains_key(*layer)) {
        found.push(format!("docs/design.md: the table of layers has no row for {layer}"));
    }
    for layer in rows.keys().filter(|layer| !layers.contains(*layer)) {
        found.push(format!("docs/design.md: the table of layers has a row for {layer}, which is not in src/"));
    }
    for it in uses {
        let from = it.user();
        let (from, to) = (layer(&from), layer(&it.to));
        if from != to && rows.get(from) >= rows.get(to) {
            let what = format!("{from} uses {to}, which is not below it in the layers of docs/design.md");
            found.push(broken(it.from, it.line, &what));
        }
    }
    found
}

fn file_name(source: &Source) -> &str {
    source.path.trim_start_matches("src/").trim_end_matches(".rs")
}

/// The folder or file right below `src/`.
fn layer(name: &str) -> &str {
    name.split_once('/').map_or(name, |(layer, _)| layer)
}

/// The row of each layer, counted from the top. Layers are in backticks in the first column, below the heading.
fn rows(page: &str) -> BTreeMap<&str, usize> {
    let (_, below) = page.split_once("\n## Layers\n").expect("docs/design.md has a part on layers");
    let part = below.split_once("\n## ").map_or(below, |(part, _)| part);
    let columns = part.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let rows = columns.enumerate().flat_map(|(row, (column, _))| column.split("` · `").map(move |name| (name, row)));
    let rows: BTreeMap<&str, usize> = rows.collect();
    assert!(rows.contains_key(ROOT), "docs/design.md has a table of layers");
    rows
}
