//! Names as JavaScript has them.

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

/// Names that the text around has for itself.
const TAKEN: [&str; 10] =
    ["WebAssembly", "URL", "Error", "fetch", "globalThis", "imports", "instance", "exports", "load", "ready"];

/// Whether a name can be that of a variable in what is written.
pub(super) fn is_variable(name: &str) -> bool {
    is_identifier(name) && !RESERVED.contains(&name) && !TAKEN.contains(&name)
}

/// Whether a name can stand behind a dot.
pub(super) fn is_identifier(name: &str) -> bool {
    let is_first = |char: char| char.is_ascii_alphabetic() || char == '_' || char == '$';
    name.starts_with(is_first) && name.chars().all(|char| is_first(char) || char.is_ascii_digit())
}

/// A name as a property of an object, or as the name of an import or export: a string if need be.
pub(super) fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { string(name) }
}

/// What has a name in an object.
pub(super) fn member(object: &str, name: &str) -> String {
    if is_identifier(name) { format!("{object}.{name}") } else { format!("{object}[{}]", string(name)) }
}

/// A string in single quotes. What ends a line, or would be taken for markup, is escaped.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::from("'");
    for char in text.chars() {
        match char {
            '\'' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() || matches!(char, '\u{2028}' | '\u{2029}') => {
                quoted.push_str(&format!("\\u{{{:x}}}", char as u32));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('\'');
    quoted
}
