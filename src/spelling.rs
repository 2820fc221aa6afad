//! Options in messages, named as the reader of the message has them. The library writes all but errors for the command line.

/// How a message names options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Spelling {
    /// Methods of the library: `init_export(NAME)`.
    #[default]
    Rust,
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
    "guard-address",
    "host",
    "import-memory",
    "import-table",
    "imports",
    "init",
    "init-export",
    "init-name",
    "initial-memory",
    "inline",
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
    /// assert_eq!(Spelling::Rust.spell(note), "if an export runs constructors, name it with init_export(NAME)");
    /// assert_eq!(Spelling::JavaScript.spell(note), "if an export runs constructors, name it with initExport: NAME");
    /// ```
    pub fn spell(self, message: &str) -> String {
        match self {
            Self::CommandLine => message.to_owned(),
            Self::Rust => respelled(message, is_option, |name, value| {
                let method = name.replace('-', "_");
                value.map_or_else(|| method.clone(), |value| format!("{method}({value})"))
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

/// A message with its options written anew, by their names without dashes, and their values.
pub(crate) fn respelled(
    message: &str,
    is_option: impl Fn(&str) -> bool,
    write: impl Fn(&str, Option<&str>) -> String,
) -> String {
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find("--") {
        let (before, option) = rest.split_at(at);
        text.push_str(before);
        let is_within = text.ends_with(|char: char| char.is_alphanumeric() || char == '-');
        let option = &option[2..];
        let end = option.find(|char: char| !char.is_ascii_alphanumeric() && char != '-').unwrap_or(option.len());
        let (name, behind) = option.split_at(end);
        if is_within || !is_option(name) {
            text.push_str("--");
            rest = option;
            continue;
        }
        let value = behind.strip_prefix('=').map(value);
        text.push_str(&write(name, value));
        rest = &behind[value.map_or(0, |value| 1 + value.len())..];
    }
    text.push_str(rest);
    text
}

/// The value that a text begins with, in a sentence.
fn value(text: &str) -> &str {
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

/// A word in capitals stands for a value; others are one.
fn in_javascript(value: &str) -> String {
    let is_stand_in = value.chars().all(|char| char.is_ascii_uppercase());
    if is_stand_in { value.to_owned() } else { format!("'{value}'") }
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
        for (message, rust, javascript) in [
            ("say --init=lazy; leave out --gc", "say init(lazy); leave out gc", "say init: 'lazy'; leave out gc"),
            ("with --export-main=NAME", "with export_main(NAME)", "with exportMain: NAME"),
            (
                "(--limit=run-steps=NUMBER sets another)",
                "(limit(run-steps=NUMBER) sets another)",
                "(limit: 'run-steps=NUMBER' sets another)",
            ),
            ("or --init=start, or --init", "or init(start), or init", "or init: 'start', or init"),
            ("--assume env.log: none", "assume env.log: none", "assume env.log: none"),
            (
                "--import-memory=env,memory gives it.",
                "import_memory(env,memory) gives it.",
                "importMemory: 'env,memory' gives it.",
            ),
        ] {
            assert_eq!(Spelling::Rust.spell(message), rust);
            assert_eq!(Spelling::JavaScript.spell(message), javascript);
            assert_eq!(Spelling::CommandLine.spell(message), message);
        }
    }

    #[test]
    fn what_only_looks_like_an_option_stays() {
        for message in ["a--init", "---init", "--other", "--", "-- init --inits", "wasm-ld's --export=NAME", "--Init"] {
            assert_eq!(Spelling::Rust.spell(message), message);
        }
    }
}
