//! The pages for readers: links that lead nowhere, pages that the book leaves out, how a page begins, and how long it is.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Where the book is, and its table of contents (`book.toml`).
const BOOK: &str = "docs/";
const CONTENTS: &str = "docs/SUMMARY.md";

/// Pages and folders of pages. The others of the repository are for other repositories, or third parties'.
const PAGES: &[&str] = &["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];
const FOLDERS: &[&str] = &["docs", "benches", "examples", "npm"];

/// Files that are there once they are made, and what makes them.
const MADE: &[(&str, &str)] = &[
    ("npm/LICENSE-APACHE", "npm/build copies it into the package"),
    ("npm/LICENSE-MIT", "npm/build copies it into the package"),
];

/// How many words README.md has at most, and a page of the book.
const README_WORDS: usize = 900;
const PAGE_WORDS: usize = 1800;

/// Longer pages, and why.
const LONG: &[(&str, &str)] = &[
    ("docs/design.md", "it is looked up in, one part at a time"),
    ("docs/json.md", "it is looked up in, one report at a time"),
    ("docs/javascript.md", "its five situations stand there file by file"),
];

/// A page in Markdown.
pub(crate) struct Page {
    /// From the root of the repository, with `/`.
    pub path: String,
    pub text: String,
}

impl Page {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut paths: Vec<String> = PAGES.iter().map(ToString::to_string).collect();
        FOLDERS.iter().for_each(|folder| collect(folder, &mut paths));
        paths.sort();
        let page = |path: &String| Self::new(path, &fs::read_to_string(root.join(path)).expect("a page is UTF-8"));
        paths.iter().map(page).collect()
    }

    /// The text without blocks of code, and with a word for code in a sentence. Its lines are those of the page.
    pub(crate) fn prose(&self) -> String {
        without_spans(&without_fences(&self.text))
    }

    fn is_of_book(&self) -> bool {
        self.path.starts_with(BOOK) && self.path != CONTENTS
    }

    /// The links, with their lines.
    fn links(&self) -> Vec<(usize, String)> {
        let prose = self.prose();
        let mut found = Vec::new();
        for (at, _) in prose.match_indices("](") {
            if let Some((target, _)) = prose[at + 2..].split_once(')') {
                found.push((1 + prose[..at].matches('\n').count(), target.to_owned()));
            }
        }
        found
    }

    /// The anchors that GitHub gives to headings.
    fn anchors(&self) -> Vec<String> {
        let mut given: HashMap<String, usize> = HashMap::new();
        let mut found = Vec::new();
        for line in without_fences(&self.text).lines() {
            let Some(heading) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) else {
                continue;
            };
            let anchor = anchor(heading);
            let before = given.entry(anchor.clone()).or_default();
            found.push(if *before == 0 { anchor } else { format!("{anchor}-{before}") });
            *before += 1;
        }
        found
    }

    fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

fn collect(folder: &str, paths: &mut Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(root.join(folder)).expect("the folder is there") {
        let entry = entry.expect("an entry of the folder");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            if !["node_modules", "target"].iter().any(|built| path.ends_with(built)) {
                collect(&path, paths);
            }
        } else if path.ends_with(".md") {
            paths.push(path);
        }
    }
}

fn without_fences(text: &str) -> String {
    let mut fence = None;
    let mut kept = String::new();
    for line in text.lines() {
        let start = line.trim_start();
        let ticks = start.len() - start.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            None => kept.push_str(line),
            Some(open) if ticks >= open && start.trim_end().len() == ticks => fence = None,
            Some(_) => {}
        }
        kept.push('\n');
    }
    kept
}

/// Code between backticks ends with as many as it began with, in the same paragraph.
fn without_spans(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('`') {
        kept.push_str(&rest[..open]);
        let inside = rest[open..].trim_start_matches('`');
        let ticks = rest.len() - open - inside.len();
        let paragraph = inside.find("\n\n").map_or(inside, |end| &inside[..end]);
        let length = span(paragraph, ticks).unwrap_or_default();
        kept.extend(inside[..length].chars().map(|c| if c == '\n' { c } else { 'x' }));
        rest = &inside[length..];
    }
    kept + rest
}

/// How long a span of code is, with the backticks at its end.
fn span(text: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(next) = text[at..].find('`') {
        let run = text[at + next..].len() - text[at + next..].trim_start_matches('`').len();
        at += next + run;
        if run == ticks {
            return Some(at);
        }
    }
    None
}

/// As GitHub and mdBook make it: letters, digits, `-` and `_` of what a reader sees, with `-` for blanks.
fn anchor(heading: &str) -> String {
    let mut seen = String::new();
    let mut rest = heading;
    while let Some((text, link)) = rest.split_once("](") {
        seen.push_str(text);
        rest = link.split_once(')').map_or("", |(_, after)| after);
    }
    seen.push_str(rest);
    let kept = seen.trim().chars().filter(|c| c.is_alphanumeric() || ['-', '_', ' '].contains(c));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Links that lead to no file or heading, where `is_there` knows the files. Links to other sites are not followed.
pub(crate) fn wrong_links(pages: &[Page], is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let anchors: HashMap<&str, Vec<String>> = pages.iter().map(|page| (page.path.as_str(), page.anchors())).collect();
    let mut found = Vec::new();
    for page in pages {
        for (line, link) in page.links() {
            let wrong = |what: String| format!("{}:{line}: {link}: {what}", page.path);
            let (file, heading) = link.split_once('#').map_or((link.as_str(), None), |(file, it)| (file, Some(it)));
            if file.contains(':') {
                continue;
            }
            let Some(path) = resolved(&page.path, file).filter(|path| is_made(path) || is_there(path)) else {
                found.push(wrong("there is no such file".to_owned()));
                continue;
            };
            if page.path.starts_with(BOOK) && !path.starts_with(BOOK) {
                found.push(wrong("a page of the book links to pages of the book alone".to_owned()));
            }
            let anchors = anchors.get(path.as_str()).map_or(&[][..], Vec::as_slice);
            if heading.is_some_and(|heading| !anchors.iter().any(|it| it == heading)) {
                found.push(wrong(format!("{path} has no such heading")));
            }
        }
    }
    found
}

fn is_made(path: &str) -> bool {
    MADE.iter().any(|(made, _)| *made == path)
}

/// The file that a page names, from the root. There is none above the root.
fn resolved(page: &str, file: &str) -> Option<String> {
    if file.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in file.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

/// Pages that the table of contents leaves out, or has twice.
pub(crate) fn outside_of_contents(pages: &[Page]) -> Vec<String> {
    let mut listed: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages.iter().filter(|page| page.path == CONTENTS) {
        let files = page.links().into_iter().filter_map(|(_, file)| resolved(CONTENTS, &file));
        files.for_each(|path| *listed.entry(path).or_default() += 1);
    }
    let times = |page: &Page| listed.get(&page.path).copied().unwrap_or_default();
    let wrong = pages.iter().filter(|page| page.is_of_book() && times(page) != 1);
    wrong
        .map(|page| format!("{CONTENTS}: {} is there {} times, and belongs there once", page.path, times(page)))
        .collect()
}

/// Pages of the book that do not begin with a title, and then with a sentence.
pub(crate) fn without_beginning(pages: &[Page]) -> Vec<String> {
    let begins = |page: &Page| {
        let mut lines = page.text.lines();
        lines.next().is_some_and(|title| title.starts_with("# "))
            && lines.next() == Some("")
            && lines.next().is_some_and(is_sentence)
    };
    let wrong = pages.iter().filter(|page| page.is_of_book() && !begins(page));
    wrong.map(|page| format!("{}:3: a page begins with its title, and then says what it is for", page.path)).collect()
}

fn is_sentence(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphabetic() || c == '`') && !line.starts_with("```")
}

pub(crate) fn too_long(pages: &[Page]) -> Vec<String> {
    let limit = |page: &Page| match page.path.as_str() {
        "README.md" => Some(README_WORDS),
        path if page.is_of_book() && !LONG.iter().any(|(long, _)| *long == path) => Some(PAGE_WORDS),
        _ => None,
    };
    let limited = pages.iter().filter_map(|page| limit(page).map(|limit| (page, limit)));
    let long = limited.filter(|(page, limit)| page.words() > *limit);
    long.map(|(page, limit)| format!("{}: {} words are more than {limit}: part it", page.path, page.words())).collect()
}
