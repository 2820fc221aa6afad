//! Names in objects of JavaScript.

/// A name as an object has it: those that are no identifiers are quoted.
pub(super) fn key(name: &str) -> String {
    let plain = name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        && name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_');
    if plain { name.to_owned() } else { format!("{name:?}") }
}
