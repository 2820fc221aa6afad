//! Names as JavaScript has them.

use crate::shown;

/// Words that are no names of variables in a module (ECMA-262, "Keywords and Reserved Words").
const RESERVED: [&str; 49] = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Whether a word can be no name of a variable in a module.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Names of variables that a file has for itself, or takes from the host.
pub(super) struct TakenNames {
    names: &'static [&'static str],
    /// Beginnings that a number follows.
    numbered: &'static [&'static str],
}

/// Those of `NAME.mjs`.
pub(super) const BY_MODULE: TakenNames = TakenNames {
    names: &[
        "Error",
        "Exit",
        "URL",
        "Uint8Array",
        "WebAssembly",
        "atob",
        "base64",
        "bytes",
        "compile",
        "exports",
        "fetch",
        "globalThis",
        "imports",
        "instance",
        "ready",
    ],
    numbered: &["export"],
};

/// Those of `NAME.host.mjs`, and of the user's imports as they are begun.
pub(super) const BY_HOST: TakenNames = TakenNames {
    names: &[
        "Error",
        "String",
        "WebAssembly",
        "below",
        "bind",
        "environment",
        "given",
        "globalThis",
        "imports",
        "jsString",
        "memory",
        "nullable",
        "ready",
        "register",
        "string",
        "table",
        "wasi",
    ],
    numbered: &["given", "import", "memory", "table"],
};

impl TakenNames {
    /// Whether a variable can have this name beside them.
    pub fn leaves(&self, name: &str) -> bool {
        let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
        let is_numbered = || self.numbered.iter().any(|front| name.strip_prefix(front).is_some_and(is_number));
        is_identifier(name) && !is_reserved(name) && !self.names.contains(&name) && !is_numbered()
    }
}

/// Whether a name can stand behind a dot.
pub(super) fn is_identifier(name: &str) -> bool {
    let is_first = |char: char| char.is_ascii_alphabetic() || char == '_' || char == '$';
    name.starts_with(is_first) && name.chars().all(|char| is_first(char) || char.is_ascii_digit())
}

/// A name as that of a member that is written with its value: `__proto__` would set the object's prototype.
pub(super) fn property(name: &str) -> String {
    if name == "__proto__" { "['__proto__']".to_owned() } else { key(name) }
}

/// A name as the name of an import or export, of a method, or of a member in a type: a string if need be.
pub(super) fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { string(name) }
}

/// What has a name in an object.
pub(super) fn member(object: &str, name: &str) -> String {
    if is_identifier(name) { format!("{object}.{name}") } else { format!("{object}[{}]", string(name)) }
}

/// A string in single quotes. What ends a line, a comment or a script in a page is escaped, and what is not seen or turns text around.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::from("'");
    let mut last = ' ';
    for char in text.chars() {
        match (last, char) {
            (_, '\'' | '\\') | ('*' | '<', '/') => quoted.extend(['\\', char]),
            ('<', '!') => quoted.push_str("\\u{21}"),
            (_, char) if shown::moves_or_hides(char) => quoted.push_str(&format!("\\u{{{:x}}}", char as u32)),
            (_, char) => quoted.push(char),
        }
        last = char;
    }
    quoted.push('\'');
    quoted
}
