//! Text in lines of a width.

/// Parts a text at spaces, so that no line is longer than `width`, unless a word is. Lines after the first begin with two spaces.
pub(super) fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let length = lines.last().map_or(0, |line| line.chars().count());
        if length > 0 && length + 1 + word.chars().count() > width {
            lines.push("  ".to_owned());
        } else if length > 0 {
            lines.iter_mut().last().into_iter().for_each(|line| line.push(' '));
        }
        lines.iter_mut().last().into_iter().for_each(|line| line.push_str(word));
    }
    lines
}
