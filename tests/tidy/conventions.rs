//! How many files know one convention. A new one is worth adding if that touches few.

use std::collections::BTreeSet;

use crate::broken;
use crate::source::Source;
use crate::source::block_end;

const HOME: &str = "src/inspect/convention.rs";

/// As many as `docs/design.md` promises.
const FILES: usize = 4;

/// Conventions that more files know, and why.
pub(crate) const WIDE: &[(&str, &str)] = &[
    ("Command", "a program runs only once in `check` and `run`, and its other exports may rerun its constructors"),
    ("ExportStart", "its caller is not known, which matters to each order of preference"),
    ("Lazy", "a fix makes it: what is fixed already is left, and compared with what it was"),
    ("Loaded", "generated JS or a dynamic linker decides, so that other exports may be initialisers too"),
    ("Start", "the start section is where fixes move constructors to and from"),
    ("Undecidable", "what the user says of wrapped exports may settle it"),
    ("Wrapped", "the constructors run on every call, which `check` has to tell from the rest of the call"),
];

pub(crate) fn wide(sources: &[Source], allowed: &[(&str, &str)]) -> Vec<String> {
    let Some(home) = sources.iter().find(|source| source.path == HOME) else {
        return vec![format!("{HOME} is not there")];
    };
    let variants = variants(home);
    if variants.is_empty() {
        return vec![format!("{HOME} has no enum Convention with variants")];
    }
    let gone = allowed.iter().filter(|(name, _)| !variants.iter().any(|(_, it)| it == name));
    let mut found: Vec<String> =
        gone.map(|(name, _)| format!("WIDE: there is no `Convention::{name}` any more")).collect();
    for (line, name) in variants {
        let mut files: BTreeSet<&str> =
            sources.iter().filter(|it| names(it, name)).map(|it| it.path.as_str()).collect();
        files.insert(HOME);
        let is_allowed = allowed.iter().any(|(wide, _)| *wide == name);
        if files.len() > FILES && !is_allowed {
            let files: Vec<&str> = files.into_iter().collect();
            let what = format!("more than {FILES} files know `Convention::{name}`: {}", files.join(", "));
            found.push(broken(home, line, &what));
        } else if files.len() <= FILES && is_allowed {
            found.push(format!("WIDE: no more than {FILES} files know `Convention::{name}`"));
        }
    }
    found
}

/// The names of the enum's variants, and their lines.
fn variants(home: &Source) -> Vec<(usize, &str)> {
    let tokens = home.tokens();
    let is_enum =
        |at: &usize| tokens[*at].text == "enum" && tokens.get(at + 1).is_some_and(|it| it.text == "Convention");
    let Some(open) = (0..tokens.len()).find(is_enum).map(|at| at + 2) else {
        return Vec::new();
    };
    let mut depth = 0;
    let mut found = Vec::new();
    for at in open..block_end(&tokens, open) {
        match tokens[at].text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            text if depth == 1 && ["{", ",", "]"].contains(&tokens[at - 1].text) && tokens[at].is_word() => {
                found.push((tokens[at].line, text));
            }
            _ => {}
        }
    }
    found
}

/// Whether a file names a variant.
fn names(source: &Source, variant: &str) -> bool {
    let tokens = source.tokens();
    !source.is_tests()
        && tokens.windows(3).any(|it| it[0].text == "Convention" && it[1].text == "::" && it[2].text == variant)
}
