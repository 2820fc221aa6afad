//! Options in messages, named as the reader of the message has them. The library writes all but errors for the command line.

/// How a message names options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Spelling {
    /// As [`Options::named`](crate::Options::named) takes them: `init-export=NAME`.
    #[default]
    Library,
    /// Keys of an object: `initExport: NAME`.
    JavaScript,
    /// The command line: `--init-export=NAME`.
    CommandLine,
}

/// The options that messages of the library name, in alphabetical order. `cli` has each of them.
pub(crate) const OPTIONS: &[&str] = &[
    "after-call",
    "assume",
    "assume-wrapped",
    "check",
    "deadline",
    "define-memory",
    "define-table",
    "direct",
    "drop-init-export",
    "export-dtors",
    "export-main",
    "export-memory",
    "export-table",
    "factory",
    "gc",
    "globals",
    "graph",
    "guard-address",
    "host",
    "import",
    "import-memory",
    "import-table",
    "imports",
    "init",
    "init-export",
    "init-name",
    "initial-memory",
    "inline",
    "invoke",
    "limit",
    "mark-address",
    "max-memory",
    "memory",
    "name",
    "no-export-dtors",
    "no-export-memory",
    "no-export-table",
    "no-max-memory",
    "policy",
    "prove",
    "rename-export",
    "rename-import",
    "rewriter",
    "segments",
    "source-map",
    "sync",
    "table",
    "validate",
    "wasi",
    "zero-memory",
];

impl Spelling {
    /// A message of this library, for this reader. What only looks like an option stays.
    ///
    /// ```
    /// use wasm_initfix::Spelling;
    ///
    /// let note = "if an export runs constructors, name it with --init-export=NAME";
    /// assert_eq!(Spelling::Library.spell(note), "if an export runs constructors, name it with init-export=NAME");
    /// assert_eq!(Spelling::JavaScript.spell(note), "if an export runs constructors, name it with initExport: NAME");
    /// ```
    pub fn spell(self, message: &str) -> String {
        match self {
            Self::CommandLine => message.to_owned(),
            Self::Library => respelled(message, is_option, |name, value| {
                value.map_or_else(|| name.to_owned(), |value| format!("{name}={value}"))
            }),
            Self::JavaScript => respelled(message, is_option, |name, value| {
                let key = camel(name);
                value.map_or_else(|| key.clone(), |value| format!("{key}: {}", in_javascript(value)))
            }),
        }
    }
}

fn is_option(name: &str) -> bool {
    OPTIONS.binary_search(&name).is_ok()
}

/// A message with its options written anew, by their names without dashes, and their values. What stands between backticks or double quotes
/// is a name of the user's, and stays.
pub(crate) fn respelled(
    message: &str,
    is_option: impl Fn(&str) -> bool,
    write: impl Fn(&str, Option<&str>) -> String,
) -> String {
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    let mut quote = None;
    while let Some(at) = rest.find(['`', '"', '-']) {
        let (before, found) = rest.split_at(at);
        text.push_str(before);
        let may_begin = quote.is_none() && text.ends_with([' ', '(', '\'', '\n']) || text.is_empty();
        if let Some((name, value)) =
            found.strip_prefix("--").filter(|_| may_begin).and_then(|it| option(it, &is_option))
        {
            text.push_str(&write(name, value));
            rest = &found[2 + name.len() + value.map_or(0, |value| 1 + value.len())..];
            continue;
        }
        let char = found.chars().next().unwrap_or_default();
        if char != '-' {
            quote = if quote == Some(char) { None } else { quote.or(Some(char)) };
        }
        text.push(char);
        rest = &found[char.len_utf8()..];
    }
    text.push_str(rest);
    text
}

/// The option that a text begins with, behind its dashes: its name and its value.
fn option(text: &str, is_option: impl Fn(&str) -> bool) -> Option<(&str, Option<&str>)> {
    let end = text.find(|char: char| !char.is_ascii_alphanumeric() && char != '-').unwrap_or(text.len());
    let (name, behind) = text.split_at(end);
    is_option(name).then(|| (name, behind.strip_prefix('=').map(value)))
}

/// The value that a text begins with, in a sentence: one with spaces is in quotes, as a shell takes it.
fn value(text: &str) -> &str {
    let quote = text.chars().next().filter(|char| ['"', '\''].contains(char));
    if let Some(close) = quote.and_then(|quote| text[1..].find(quote)) {
        return &text[..close + 2];
    }
    let end = text.find([' ', ')', '\'', '`', ';']).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ':'])
}

fn camel(name: &str) -> String {
    let mut capital = false;
    let mut camel = String::with_capacity(name.len());
    for char in name.chars() {
        match (char, capital) {
            ('-', _) => capital = true,
            (char, true) => {
                camel.push(char.to_ascii_uppercase());
                capital = false;
            }
            (char, false) => camel.push(char),
        }
    }
    camel
}

/// What stands for a value in messages.
const STAND_INS: [&str; 7] = ["ADDRESS", "FILE", "MODULE", "N", "NAME", "NUMBER", "SIZE"];

fn in_javascript(value: &str) -> String {
    let bare = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value);
    match bare {
        stand_in if STAND_INS.contains(&stand_in) => stand_in.to_owned(),
        with_quote if with_quote.contains('\'') => format!("\"{with_quote}\""),
        plain => format!("'{plain}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_in_order() {
        assert!(OPTIONS.is_sorted());
    }

    #[test]
    fn each_reader_has_names_of_its_own() {
        for (message, library, javascript) in [
            ("say --init=lazy; leave out --gc", "say init=lazy; leave out gc", "say init: 'lazy'; leave out gc"),
            ("with --export-main=NAME", "with export-main=NAME", "with exportMain: NAME"),
            ("(--limit=run-steps=N sets it)", "(limit=run-steps=N sets it)", "(limit: 'run-steps=N' sets it)"),
            ("--init=start, or --init", "init=start, or init", "init: 'start', or init"),
            ("--assume env.log: none", "assume env.log: none", "assume env.log: none"),
            ("--import-memory=a,b is.", "import-memory=a,b is.", "importMemory: 'a,b' is."),
            ("--init-export=\"a b\": no", "init-export=\"a b\": no", "initExport: 'a b': no"),
            ("--init-export='a b': no", "init-export='a b': no", "initExport: 'a b': no"),
            ("'--assume=env.*=pure'", "'assume=env.*=pure'", "'assume: 'env.*=pure''"),
        ] {
            assert_eq!(Spelling::Library.spell(message), library);
            assert_eq!(Spelling::JavaScript.spell(message), javascript);
            assert_eq!(Spelling::CommandLine.spell(message), message);
        }
    }

    #[test]
    fn names_of_the_user_and_what_only_looks_like_an_option_stay() {
        for message in [
            "a--init",
            "---init",
            "--other",
            "--",
            "-- init --inits",
            "wasm-ld's --export=NAME",
            "--Init",
            "a/--init=x",
            "exported as `--init=x`",
            "\"a --init=x\" is",
            "`a` and `--gc`",
            "get=--gc",
        ] {
            assert_eq!(Spelling::Library.spell(message), message);
        }
        assert_eq!(Spelling::Library.spell("`a` --gc `b`"), "`a` gc `b`");
    }
}
