//! Rules for sources and pages that neither the compiler nor clippy knows. `docs/design.md` says what those for sources are for.

#[path = "tidy/conventions.rs"]
mod conventions;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/links.rs"]
mod links;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/uses.rs"]
mod uses;
#[path = "tidy/wrong.rs"]
mod wrong;
#[path = "tidy/wrong_pages.rs"]
mod wrong_pages;

use std::collections::BTreeMap;
use std::path::Path;

use links::Page;
use source::Source;
use source::block_end;
use uses::circles;
use uses::uses;

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;

/// What is the same in every feature set.
const WITHOUT_FEATURES: &[&str] = &[
    "src/decide.rs",
    "src/decide/",
    "src/error.rs",
    "src/inspect/effects.rs",
    "src/inspect/effects/",
    "src/module.rs",
    "src/module/",
    "src/pieces.rs",
];

/// Types of one name, and why.
const TWINS: &[(&str, &str)] = &[
    ("Decided", "about initialisation, and about the memory: neither is seen outside of `decide`"),
    ("Export", "as it lies in the file, and as a host sees it once the plan is carried out"),
    ("Fault", "one that `check` finds, which is public, and a demand on memory that is not met"),
    ("Found", "an initialiser, and a convention with its evidence: neither is seen outside of its file"),
    ("Import", "as it lies in the file, and as a host sees it once the plan is carried out"),
    ("Site", "a call that a plan drops, and a kind of indirect call in a body"),
];

/// Words that make a sentence harder to read. The thing's name is better.
const WORDS: &[&str] = &[
    "whoever",
    "nobody",
    "somebody",
    "who knows",
    "those of these",
    "is to be",
    "are to be",
    "is to happen",
    "of which",
];

#[test]
fn each_layer_uses_what_is_below() {
    let (table, sources) = (include_str!("../docs/design.md"), Source::all("src"));
    holds(layers::against(table, &sources, &uses(&sources)));
}

#[test]
fn no_files_use_each_other() {
    holds(in_circles(&Source::all("src")));
}

#[test]
fn no_file_is_long() {
    let all: Vec<Source> = ["src", "tests"].into_iter().flat_map(Source::all).collect();
    holds(long_files(&all));
}

#[test]
fn no_function_is_long() {
    holds(long_functions(&Source::all("src")));
}

#[test]
fn features_stay_at_the_edges() {
    holds(features(&Source::all("src")));
}

#[test]
fn no_type_name_is_there_twice() {
    holds(twins(&Source::all("src"), TWINS));
}

#[test]
fn few_files_know_one_convention() {
    holds(conventions::wide(&Source::all("src"), conventions::WIDE));
}

#[test]
fn comments_are_in_plain_words() {
    let all: Vec<Source> = ["src", "tests"].into_iter().flat_map(Source::all).collect();
    holds(words(&all));
}

#[test]
fn pages_name_files_that_are_there() {
    let pages = [
        ("docs/design.md", include_str!("../docs/design.md")),
        ("CONTRIBUTING.md", include_str!("../CONTRIBUTING.md")),
    ];
    holds(pages.into_iter().flat_map(|(page, text)| missing_files(page, text)).collect());
}

#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    holds(links::wrong_links(&Page::all(), |path| root.join(path).exists()));
}

#[test]
fn the_book_has_all_pages() {
    holds(links::outside_of_contents(&Page::all()));
}

#[test]
fn pages_begin_with_what_they_are_for() {
    holds(links::without_beginning(&Page::all()));
}

#[test]
fn no_page_is_long() {
    holds(links::too_long(&Page::all()));
}

#[test]
fn pages_are_in_plain_words() {
    holds(page_words(&Page::all()));
}

fn holds(broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// A line for each place that breaks a rule.
fn broken(source: &Source, line: usize, what: &str) -> String {
    format!("{}:{line}: {what}", source.path)
}

fn in_circles(sources: &[Source]) -> Vec<String> {
    let uses = uses(sources);
    let mut found = Vec::new();
    for circle in circles(&uses) {
        let inside = uses.iter().filter(|it| circle.contains(&it.user()) && circle.contains(&it.to));
        found.extend(inside.map(|it| {
            broken(it.from, it.line, &format!("uses {}, which uses this file: no two files use each other", it.to))
        }));
    }
    found
}

fn long_files(sources: &[Source]) -> Vec<String> {
    let long = sources.iter().filter(|source| source.text.lines().count() > FILE_LINES);
    long.map(|source| broken(source, FILE_LINES + 1, &format!("no file has more than {FILE_LINES} lines: part it")))
        .collect()
}

fn long_functions(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let tokens = source.tokens();
        let begin = |at: &usize| tokens[*at].text == "fn" && tokens.get(at + 1).is_some_and(|token| token.is_word());
        for at in (0..tokens.len()).filter(begin) {
            let Some(open) = body(&tokens[at..]) else {
                continue;
            };
            let lines = tokens[block_end(&tokens, at + open)].line + 1 - tokens[at].line;
            if lines > FUNCTION_LINES {
                let what =
                    format!("`{}` has {lines} lines: no function has more than {FUNCTION_LINES}", tokens[at + 1].text);
                found.push(broken(source, tokens[at].line, &what));
            }
        }
    }
    found
}

/// Where the body of a function begins. Declarations have none, and end with a semicolon outside of all brackets.
fn body(tokens: &[source::Token]) -> Option<usize> {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "{" if depth == 0 => return Some(at),
            ";" if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

fn features(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let is_inside = |source: &&Source| WITHOUT_FEATURES.iter().any(|place| source.path.starts_with(place));
    for source in sources.iter().filter(is_inside) {
        for (line, text) in (1..).zip(source.code.lines()) {
            if text.contains("cfg") && text.contains("feature") {
                found.push(broken(source, line, "this is the same in every feature set: no `cfg(feature)` here"));
            }
        }
    }
    found
}

fn twins(sources: &[Source], allowed: &[(&str, &str)]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<(&Source, usize)>> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.is_tests()) {
        for (line, text) in (1..).zip(source.code.lines()) {
            if let Some(name) = type_name(text) {
                places.entry(name).or_default().push((source, line));
            }
        }
    }
    places.retain(|_, places| places.len() > 1);
    let is_allowed = |name: &str| allowed.iter().any(|(twin, _)| *twin == name);
    let mut found = Vec::new();
    for (name, places) in places.iter().filter(|(name, _)| !is_allowed(name)) {
        let twin = |(source, line): &(&Source, usize)| {
            broken(source, *line, &format!("`{name}` is the name of two types: rename one, or say why in TWINS"))
        };
        found.extend(places.iter().map(twin));
    }
    let gone = allowed.iter().filter(|(name, _)| !places.contains_key(name));
    found.extend(gone.map(|(name, _)| format!("TWINS: there are no two `{name}` any more")));
    found
}

/// The name of the type that is defined on this line, outside of all blocks.
fn type_name(line: &str) -> Option<&str> {
    let line = match line.strip_prefix("pub") {
        Some(line) if line.starts_with('(') => line.split_once(')')?.1,
        Some(line) => line,
        None => line,
    };
    let own = line.strip_prefix(' ').unwrap_or(line);
    let (keyword, rest) = own.split_once(' ')?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    ["struct", "enum", "union", "trait", "type"].contains(&keyword).then_some(&rest[..end])
}

fn words(sources: &[Source]) -> Vec<String> {
    let said = |source| move |(line, word)| broken(source, line, &format!("`{word}` in a comment: say it plainly"));
    sources.iter().flat_map(|source| bad_words(&source.comments).into_iter().map(said(source))).collect()
}

fn page_words(pages: &[Page]) -> Vec<String> {
    let said = |page: &Page, (line, word)| format!("{}:{line}: `{word}`: say it plainly", page.path);
    pages.iter().flat_map(|page| bad_words(&page.prose()).into_iter().map(|it| said(page, it))).collect()
}

/// The words of [`WORDS`] in a text. A phrase may go on in the next line.
fn bad_words(text: &str) -> Vec<(usize, &'static str)> {
    let mut said: Vec<(usize, String)> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        said.extend(text.split_whitespace().map(|word| (line, plain(word))).filter(|(_, word)| !word.is_empty()));
    }
    let mut found = Vec::new();
    for phrase in WORDS {
        let phrase_words: Vec<&str> = phrase.split(' ').collect();
        let is_it =
            |window: &&[(usize, String)]| window.iter().map(|(_, word)| word.as_str()).eq(phrase_words.iter().copied());
        found.extend(said.windows(phrase_words.len()).filter(is_it).map(|window| (window[0].0, *phrase)));
    }
    found
}

/// Files of `src/` and `tests/` that a page names in backticks, and that are not there.
fn missing_files(page: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let code = text.split('`').skip(1).step_by(2);
        let files = code.filter(|code| (code.starts_with("src/") || code.starts_with("tests/")) && !code.contains(' '));
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let missing = files.filter(|file| !root.join(file).exists());
        found.extend(missing.map(|file| format!("{page}:{line}: {file} is not there")));
    }
    found
}
