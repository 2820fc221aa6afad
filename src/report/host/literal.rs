//! Names in the languages of hosts. What would end a string is escaped, and what a reader would not see.

use crate::shown::moves_or_hides;

/// A string of JavaScript or of Rust.
pub(super) fn with_braces(text: &str) -> String {
    quoted(text, |char| format!("\\u{{{:x}}}", u32::from(char)))
}

/// A string of Python or of Go.
pub(super) fn with_digits(text: &str) -> String {
    quoted(text, |char| match u32::from(char) {
        code @ ..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    })
}

/// A string of C: octal, which never takes in what follows, since it has at most three digits.
pub(super) fn with_bytes(text: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    };
    format!("\"{}\"", text.bytes().map(escaped).collect::<String>())
}

/// A name as an object of JavaScript has it.
pub(super) fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { with_braces(name) }
}

/// A property of an object of JavaScript.
pub(super) fn property(name: &str) -> String {
    if is_identifier(name) { format!(".{name}") } else { format!("[{}]", with_braces(name)) }
}

/// JavaScript has more of them, by tables of Unicode.
fn is_identifier(name: &str) -> bool {
    let is_part = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '$';
    !name.is_empty() && name.chars().all(is_part) && !name.starts_with(|char: char| char.is_ascii_digit())
}

fn quoted(text: &str, escape: impl Fn(char) -> String) -> String {
    let mut literal = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => literal.extend(['\\', char]),
            _ if moves_or_hides(char) => literal += &escape(char),
            _ => literal.push(char),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown::on_one_line;

    #[test]
    fn strings_are_those_of_the_language_and_stay_on_one_line() {
        let name = "a\"\\\u{0}01\n\u{202e}\u{e0001}é";
        for (literal, expected) in [
            (with_braces(name), r#""a\"\\\u{0}01\u{a}\u{202e}\u{e0001}é""#),
            (with_digits(name), r#""a\"\\\u000001\u000a\u202e\U000e0001é""#),
            (with_bytes(name), r#""a\"\\\00001\012\342\200\256\363\240\200\201\303\251""#),
        ] {
            assert_eq!(literal, expected);
            assert_eq!(on_one_line(&literal), expected);
        }
    }

    #[test]
    fn only_identifiers_go_without_quotes() {
        assert_eq!(["a1", "$_", "1a", "", "a²", "a b"].map(property).concat(), r#".a1.$_["1a"][""]["a²"]["a b"]"#);
        assert_eq!(["a1", "a-b"].map(key).join(","), r#"a1,"a-b""#);
    }
}
