//! Which file uses which: by `use`, by paths in the code, and through re-exports.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::source::Source;
use crate::source::Token;
use crate::source::block_end;

/// The name of `src/lib.rs` here. Others are named by their paths: `decide/lazy`.
pub(crate) const ROOT: &str = "lib";

/// One file names something in another.
pub(crate) struct Use<'a> {
    pub from: &'a Source,
    pub line: usize,
    /// The file that has it, by its name here.
    pub to: String,
}

impl Use<'_> {
    /// The name here of the file that uses the other.
    pub(crate) fn user(&self) -> String {
        name(&module(&self.from.path))
    }
}

/// A module as a path: the root's is empty.
type Path = Vec<String>;

/// A path in the code, where it stands.
struct Mention {
    path: Path,
    line: usize,
    /// The name under which it is exported again, if it is.
    exported_as: Option<String>,
}

/// All uses between files of `src/`, but for those in tests.
pub(crate) fn uses(sources: &[Source]) -> Vec<Use<'_>> {
    let sources: Vec<&Source> = sources.iter().filter(|source| !source.is_tests()).collect();
    let files: BTreeSet<Path> = sources.iter().map(|source| module(&source.path)).collect();
    let mentions: Vec<Vec<Mention>> = sources.iter().map(|source| mentions(source, &files)).collect();
    let mut crate_ = Crate { files, exported: BTreeMap::new() };
    for (source, mentions) in sources.iter().zip(&mentions) {
        for mention in mentions {
            if let Some(exported) = &mention.exported_as {
                crate_.exported.insert((module(&source.path), exported.clone()), mention.path.clone());
            }
        }
    }
    let mut uses = Vec::new();
    for (source, mentions) in sources.into_iter().zip(mentions) {
        let own = module(&source.path);
        // A module that exports again what its children have uses nothing.
        let is_use = |mention: &Mention| mention.exported_as.is_none() || !mention.path.starts_with(&own);
        for mention in mentions.into_iter().filter(is_use) {
            let to = crate_.home(&mention.path);
            if to != own {
                uses.push(Use { from: source, line: mention.line, to: name(&to) });
            }
        }
    }
    uses
}

fn module(path: &str) -> Path {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    if path == ROOT { Path::new() } else { path.split('/').map(str::to_owned).collect() }
}

fn name(module: &Path) -> String {
    if module.is_empty() { ROOT.to_owned() } else { module.join("/") }
}

struct Crate {
    files: BTreeSet<Path>,
    /// What modules export that is another's, by module and name.
    exported: BTreeMap<(Path, String), Path>,
}

impl Crate {
    /// The file in which lies what a path names.
    fn home(&self, path: &Path) -> Path {
        let mut path = path.clone();
        let mut home = Path::new();
        // A name is exported again a few times at most; `pub use walrus::walrus` of another crate would go on for ever.
        for _ in 0..8 {
            let length = (0..=path.len()).rev().find(|length| self.files.contains(&path[..*length])).unwrap_or(0);
            let rest = path.split_off(length);
            home = path;
            let exported = rest.first().and_then(|first| self.exported.get(&(home.clone(), first.clone())));
            let Some(exported) = exported else {
                break;
            };
            path = exported.iter().chain(&rest[1..]).cloned().collect();
        }
        home
    }
}

fn mentions(source: &Source, files: &BTreeSet<Path>) -> Vec<Mention> {
    let tokens = source.tokens();
    let own = module(&source.path);
    let mut mentions = Vec::new();
    let mut at = 0;
    let mut is_public = false;
    while let Some(token) = tokens.get(at) {
        match token.text {
            "mod" if is(&tokens, at + 1, "tests") && is(&tokens, at + 2, "{") => at = block_end(&tokens, at + 2),
            "pub" => {
                is_public = true;
                if is(&tokens, at + 1, "(") {
                    at += tokens[at..].iter().position(|token| token.text == ")").unwrap_or(0);
                }
                at += 1;
                continue;
            }
            "use" => {}
            _ if token.is_word() => {
                let (segments, after) = path_at(&tokens, at);
                let is_used = at > 0 && tokens[at - 1].text == "use";
                let exported_as = (is_used && is_public).then(|| exported_as(&tokens, after, &segments));
                if let Some(path) = absolute(&own, &segments, files, exported_as.is_some()) {
                    mentions.push(Mention { path, line: token.line, exported_as });
                }
                at = after;
                is_public = false;
                continue;
            }
            _ => is_public = false,
        }
        at += 1;
    }
    mentions
}

fn is(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.text == text)
}

/// The words of a path, and where it ends.
fn path_at<'a>(tokens: &[Token<'a>], at: usize) -> (Vec<&'a str>, usize) {
    let mut segments = vec![tokens[at].text];
    let mut at = at + 1;
    while is(tokens, at, "::") && tokens.get(at + 1).is_some_and(Token::is_word) {
        segments.push(tokens[at + 1].text);
        at += 2;
    }
    (segments, at)
}

fn exported_as(tokens: &[Token], after: usize, segments: &[&str]) -> String {
    let renamed = is(tokens, after, "as").then(|| tokens.get(after + 1)).flatten();
    renamed.map_or(*segments.last().expect("a path has a word"), |token| token.text).to_owned()
}

/// What a path in the module `own` names, from the root of the crate; nothing for what is of another crate.
fn absolute(own: &Path, segments: &[&str], files: &BTreeSet<Path>, is_export: bool) -> Option<Path> {
    let owned = |segments: &[&str]| segments.iter().map(|segment| (*segment).to_owned()).collect::<Path>();
    let above = segments.iter().take_while(|segment| **segment == "super").count();
    let below = |rest: &[&str]| own.iter().cloned().chain(owned(rest)).collect::<Path>();
    match segments {
        // Nothing follows where a group does, which is then taken for a use of the root.
        ["crate", rest @ ..] => Some(owned(rest)),
        // The programs name the library by its name.
        ["wasm_initfix", rest @ ..] if !rest.is_empty() => Some(owned(rest)),
        ["self", rest @ ..] if !rest.is_empty() => Some(below(rest)),
        ["super", ..] => {
            let own = own.get(..own.len().saturating_sub(above)).unwrap_or_default();
            Some(own.iter().cloned().chain(owned(&segments[above..])).collect())
        }
        [first, _, ..] if is_export || files.contains(&below(&[*first])) => Some(below(segments)),
        _ => None,
    }
}

/// The groups of files that use each other, directly or by way of others. Each is in order of names.
pub(crate) fn circles(uses: &[Use]) -> Vec<Vec<String>> {
    let mut next: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for it in uses {
        next.entry(it.user()).or_default().insert(&it.to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        next.keys().map(|from| (from.as_str(), reached(from, &next))).collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|reached| reached.contains(to));
    let mut circles = BTreeSet::new();
    for from in reached.keys() {
        let circle = reached.keys().filter(|to| reaches(from, to) && reaches(to, from));
        circles.insert(circle.map(|it| (*it).to_owned()).collect::<Vec<_>>());
    }
    circles.into_iter().filter(|circle| !circle.is_empty()).collect()
}

fn reached<'a>(from: &str, next: &BTreeMap<String, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut pending: Vec<&str> = next.get(from).into_iter().flatten().copied().collect();
    while let Some(to) = pending.pop() {
        if reached.insert(to) {
            pending.extend(next.get(to).into_iter().flatten());
        }
    }
    reached
}
