//! How wide text is, and how XML takes it.

/// At least as wide as the text will be, in whichever of the usual fonts: letters are as wide as those of DejaVu Sans and
/// Verdana, which are wider than the others.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(char_width).sum::<f64>() * size
}

/// As a part of the font's size.
fn char_width(char: char) -> f64 {
    match char {
        'i' | 'j' | 'l' | '\'' | '|' | ' ' | '.' | ',' | ':' | ';' | 'I' | '!' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | '"' => 0.46,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.0,
        '<' | '>' | '=' | '+' | '~' | '#' | '&' | '^' | '*' | '_' => 0.86,
        'A'..='Z' => 0.78,
        ' '..='~' => 0.65,
        _ => 1.05,
    }
}

/// Lines that are no wider; what has no spaces is broken anywhere.
pub(super) fn wrap(text: &str, widest: f64, size: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut line = lines.pop().unwrap_or_default();
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= widest {
            lines.push(longer);
            continue;
        }
        lines.extend((!line.is_empty()).then_some(line));
        line = String::new();
        for char in word.chars() {
            if width(&line, size) + char_width(char) * size > widest && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(char);
        }
        lines.push(line);
    }
    lines
}

pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::width;
    use super::wrap;

    #[test]
    fn lines_are_no_wider() {
        let text = format!("a title and {} more", "w".repeat(100));
        let lines = wrap(&text, 200.0, 12.0);
        assert!(lines.len() > 5 && lines.iter().all(|line| width(line, 12.0) <= 200.0), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        assert_eq!(wrap("", 200.0, 12.0), [""]);
    }
}
