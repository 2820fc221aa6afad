//! A source file, taken apart: its code without comments and texts, and its comments alone.

use std::fs;
use std::path::Path;

/// A source file. Lines of all three texts are the same.
pub(crate) struct Source {
    /// From the root of the repository, with `/`.
    pub path: String,
    pub text: String,
    /// The code, with blanks for comments and for what is between quotes.
    pub code: String,
    /// The comments, with blanks for the code.
    pub comments: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let (code, comments) =
            Scanner { text: text.chars().collect(), at: 0, code: String::new(), comments: String::new() }.scan();
        Self { path: path.to_owned(), text: text.to_owned(), code, comments }
    }

    /// All sources below a folder of the repository, in order of their paths.
    pub(crate) fn all(folder: &str) -> Vec<Self> {
        let mut sources = Vec::new();
        collect(folder, &mut sources);
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources
    }

    /// Whether the file is made of tests.
    pub(crate) fn is_tests(&self) -> bool {
        self.path.ends_with("/tests.rs")
    }

    pub(crate) fn tokens(&self) -> Vec<Token<'_>> {
        tokens(&self.code)
    }
}

fn collect(folder: &str, sources: &mut Vec<Source>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(root.join(folder)).expect("the folder is there") {
        let entry = entry.expect("an entry of the folder");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        let path = format!("{folder}/{name}");
        if entry.path().is_dir() {
            collect(&path, sources);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("a source is UTF-8");
            sources.push(Source::new(&path, &text));
        }
    }
}

/// A word, `::`, or another character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub text: &'a str,
    /// From 1.
    pub line: usize,
}

impl Token<'_> {
    pub(crate) fn is_word(&self) -> bool {
        self.text.starts_with(is_of_word)
    }
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = code;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if is_of_word(first) => rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        let (text, after) = rest.split_at(length);
        if !first.is_whitespace() {
            tokens.push(Token { text, line });
        }
        line += usize::from(first == '\n');
        rest = after;
    }
    tokens
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the block that begins with the `{` at `open` ends: the place of its `}`.
pub(crate) fn block_end(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len().saturating_sub(1)
}

struct Scanner {
    text: Vec<char>,
    at: usize,
    code: String,
    comments: String,
}

impl Scanner {
    fn scan(mut self) -> (String, String) {
        while self.at < self.text.len() {
            if self.sees("//") {
                self.line_comment();
            } else if self.sees("/*") {
                self.block_comment();
            } else if let Some(hashes) = self.raw_string() {
                self.quoted(2 + hashes, &format!("\"{}", "#".repeat(hashes)), false);
            } else if self.sees("\"") {
                self.quoted(1, "\"", true);
            } else if self.is_char() {
                self.quoted(1, "'", true);
            } else {
                self.step(false, true);
            }
        }
        (self.code, self.comments)
    }

    fn peek(&self, ahead: usize) -> char {
        self.text.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn sees(&self, what: &str) -> bool {
        what.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == c)
    }

    /// Goes on by one character, which is of a comment, of code, or of neither.
    fn step(&mut self, comment: bool, code: bool) {
        let c = self.peek(0);
        let blank = if c == '\n' { '\n' } else { ' ' };
        self.code.push(if code { c } else { blank });
        self.comments.push(if comment { c } else { blank });
        self.at += 1;
    }

    fn line_comment(&mut self) {
        while self.at < self.text.len() && self.peek(0) != '\n' {
            self.step(true, false);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.text.len() {
            let (opens, closes) = (self.sees("/*"), self.sees("*/"));
            depth = depth + usize::from(opens) - usize::from(closes);
            self.step(true, false);
            if opens || closes {
                self.step(true, false);
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// How many `#` a raw string has that begins here.
    fn raw_string(&self) -> Option<usize> {
        let before = |back: usize| self.at.checked_sub(back).map_or(' ', |at| self.text[at]);
        let is_own = !is_of_word(before(1)) || matches!(before(1), 'b' | 'c') && !is_of_word(before(2));
        if self.peek(0) != 'r' || !is_own {
            return None;
        }
        let hashes = (1..).take_while(|ahead| self.peek(*ahead) == '#').count();
        (self.peek(1 + hashes) == '"').then_some(hashes)
    }

    /// Whether a character in quotes begins here, and no lifetime.
    fn is_char(&self) -> bool {
        self.peek(0) == '\'' && (self.peek(1) == '\\' || self.peek(2) == '\'')
    }

    /// Passes by what is between quotes: `open` characters, and all up to `end`.
    fn quoted(&mut self, open: usize, end: &str, escapes: bool) {
        (0..open).for_each(|_| self.step(false, false));
        while self.at < self.text.len() && !self.sees(end) {
            if escapes && self.peek(0) == '\\' {
                self.step(false, false);
            }
            self.step(false, false);
        }
        (0..end.len()).for_each(|_| self.step(false, false));
    }
}
