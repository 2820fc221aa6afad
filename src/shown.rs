//! Text from files and from the command line, as it is shown.

/// Text on one line, in which nothing hides or moves: characters that control, break lines, turn text around, have no width, or
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

fn moves_or_hides(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}' | '\u{61c}' | '\u{180e}' // soft hyphen, Arabic letter mark, Mongolian vowel separator
                | '\u{200b}'..='\u{200f}' // zero width, marks of direction
                | '\u{2028}'..='\u{202e}' // separators of lines and paragraphs, embeddings and overrides
                | '\u{2060}'..='\u{206f}' // word joiner, invisible operators, isolates
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' // byte order mark, annotations
                | '\u{fffe}' | '\u{ffff}'
                | '\u{e0000}'..='\u{e007f}' // tags
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_or_hides_is_escaped() {
        assert_eq!(on_one_line("a\n\u{0}\u{7f}\u{85}é\u{202e}\u{ffff}"), "a\\n\\u{0}\\u{7f}\\u{85}é\\u{202e}\\u{ffff}");
        assert_eq!(
            on_one_line("\u{61c}\u{200b}\u{2028}\u{2069}\u{feff}"),
            "\\u{61c}\\u{200b}\\u{2028}\\u{2069}\\u{feff}"
        );
        assert_eq!(on_one_line("naïve 名前 🦀 \\n \"'"), "naïve 名前 🦀 \\n \"'");
    }
}
