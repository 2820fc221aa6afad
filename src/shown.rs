//! Text from files and from the command line, as it is shown.

/// Text on one line, in which nothing hides or moves: characters that control, break lines, turn text around, are not seen, or
/// that XML has no place for, are escaped. Names come from modules and files, and may hold anything.
pub fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for char in text.chars() {
        if moves_or_hides(char) {
            line.extend(char.escape_default());
        } else {
            line.push(char);
        }
    }
    line
}

/// The same for text whose lines are to stay.
pub fn line_by_line(text: &str) -> String {
    text.split('\n').map(on_one_line).collect::<Vec<_>>().join("\n")
}

/// JSON in which nothing hides or moves, for a terminal or a reader of logs. What is escaped stands in strings alone, and means what it
/// meant: JSON writes it in UTF-16 (RFC 8259, section 7).
pub fn in_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        // Strings hold no line break of JSON's own.
        if char != '\n' && moves_or_hides(char) {
            char.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(char);
        }
    }
    text
}

/// So many pages of memory.
pub(crate) fn pages(count: u64) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{count} pages") }
}

/// So many bytes.
pub(crate) fn bytes(count: u64) -> String {
    if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") }
}

/// Whether a reader could take the text around it for another.
pub(crate) fn moves_or_hides(char: char) -> bool {
    is_ignorable(char)
        || char.is_control()
        || matches!(
            char,
            '\u{2028}' | '\u{2029}' // separators of lines and paragraphs
                | '\u{2800}' // a letter of Braille without a dot
                | '\u{fff9}'
                ..='\u{fffb}' // annotations
                | '\u{fffe}' | '\u{ffff}'
        )
}

/// What is not shown where a font does not know it: `Default_Ignorable_Code_Point` in `DerivedCoreProperties.txt` of Unicode 16. Marks of
/// direction, joiners, fillers and selectors of variants are among it, and what is kept free for more.
fn is_ignorable(char: char) -> bool {
    matches!(
        char,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and the last of each run, which is Unicode's, but for those below U+0080.
    const HIDDEN: [char; 36] = [
        '\u{7f}',
        '\u{80}',
        '\u{9f}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{1160}',
        '\u{17b4}',
        '\u{17b5}',
        '\u{180b}',
        '\u{180f}',
        '\u{200b}',
        '\u{200f}',
        '\u{2028}',
        '\u{202e}',
        '\u{2060}',
        '\u{206f}',
        '\u{2800}',
        '\u{3164}',
        '\u{fe00}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff0}',
        '\u{fff8}',
        '\u{fffb}',
        '\u{fffe}',
        '\u{ffff}',
        '\u{1bca0}',
        '\u{1bca3}',
        '\u{1d173}',
        '\u{1d17a}',
        '\u{e0000}',
        '\u{e0100}',
        '\u{e0fff}',
    ];

    #[test]
    fn what_moves_or_hides_is_escaped() {
        assert_eq!(on_one_line("a\n\u{0}\u{7f}\u{85}é\u{202e}\u{ffff}"), "a\\n\\u{0}\\u{7f}\\u{85}é\\u{202e}\\u{ffff}");
        assert_eq!(
            on_one_line("\u{61c}\u{200b}\u{2028}\u{2069}\u{feff}"),
            "\\u{61c}\\u{200b}\\u{2028}\\u{2069}\\u{feff}"
        );
        assert_eq!(on_one_line("naïve 名前 🦀 \\n \"'"), "naïve 名前 🦀 \\n \"'");
        for char in HIDDEN {
            assert_eq!(on_one_line(&format!("a{char}b")), format!("a\\u{{{:x}}}b", u32::from(char)));
        }
        assert_eq!(line_by_line("a\u{200b}\n\tb\n"), "a\\u{200b}\n\\tb\n");
    }

    #[test]
    #[cfg(feature = "report")]
    fn json_means_the_same_without_it() {
        let text: String = HIDDEN.into_iter().chain("a\n\u{0}\u{1b}é名🦀\"\\".chars()).collect();
        let json = format!("{:#}", serde_json::json!({ text.clone(): [text] }));
        let shown = in_json(&json);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).ok(), serde_json::from_str(&json).ok());
        assert!(!HIDDEN.iter().any(|char| shown.contains(*char)), "{shown}");
        assert_eq!(in_json("{\n  \"\u{e0001}\u{9b}é\": 1\n}"), "{\n  \"\\udb40\\udc01\\u009bé\": 1\n}");
    }
}
