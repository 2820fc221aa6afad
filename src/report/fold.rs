//! Text in lines of a width.

use unicode_width::UnicodeWidthChar;
use unicode_width::UnicodeWidthStr;

/// How many columns of a terminal a text takes up.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Where what fits into so many columns ends, if the text goes on behind it.
fn end_of(text: &str, room: usize) -> Option<usize> {
    let mut used = 0;
    let beyond = text.char_indices().find(|(_, char)| {
        used += char.width().unwrap_or_default();
        used > room
    });
    beyond.map(|(place, _)| place)
}

/// Parts of a text that fit into a room, as far as its words do: the first into one, those after it into another. A space between two
/// parts is left out, and nothing else.
pub(super) fn fold(text: &str, first: usize, others: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut rest, mut room) = (text, first);
    while let Some(most) = end_of(rest, room) {
        // The space may come right behind what fits.
        let after = rest[most..].chars().next().map_or(most, |char| most + char.len_utf8());
        let fits = rest[..after].rfind(' ').filter(|space| *space > 0);
        let Some(space) = fits.or_else(|| rest[most..].find(' ').map(|space| most + space)) else {
            break;
        };
        parts.push(&rest[..space]);
        rest = &rest[space + 1..];
        room = others;
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_loses_nothing() {
        for text in ["", " ", "a", "one two", "one  two  three ", " a", "ÄÖÜ äöü → … x", "unbroken unbrokenunbroken"]
        {
            for room in 0..12_usize {
                for others in [room, room + 2, room.saturating_sub(2)] {
                    assert_eq!(fold(text, room, others).join(" "), text, "{room}, {others}");
                }
            }
        }
    }

    /// Characters of Chinese and Japanese take up two columns.
    #[test]
    fn wide_characters_take_up_more() {
        assert_eq!(fold("模块 模块 模块", 9, 4), ["模块 模块", "模块"]);
        assert_eq!(fold("模块 模块 模块", 8, 8), ["模块", "模块", "模块"]);
    }

    /// A line is too long only if it is one word.
    #[test]
    fn lines_fit_and_are_full() {
        let text =
            "the constructors call no import, so they need nothing from a host → initialise(unbrokenunbroken) … ÄÖÜ";
        let length = |text: &str| text.chars().count();
        for room in 3..40 {
            let parts = fold(text, room, room - 2);
            for (place, part) in parts.iter().enumerate() {
                let room = if place == 0 { room } else { room - 2 };
                assert!(length(part) <= room || !part.contains(' '), "{room}: {part}");
                let next = parts.get(place + 1).and_then(|next| next.split(' ').next());
                assert!(next.is_none_or(|next| length(part) + 1 + length(next) > room), "{room}: {part}");
            }
        }
    }
}
