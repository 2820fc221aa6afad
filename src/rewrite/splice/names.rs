//! The `name` section (the specification's appendix "Custom Sections") with names for new functions.

use std::ops::Range;

use super::content::Content;
use crate::leb;

/// The subsection of function names.
const FUNCTIONS: u8 = 1;

/// The content of a `name` section, behind its own name, with more names of functions, whose indices are larger than all that
/// are there. None if the section is not as it should be, or names no functions: then it is best left alone.
pub(super) fn with(input: &[u8], section: Range<usize>, added: &[(u32, &str)]) -> Option<Content> {
    let mut content = Content::default();
    let mut at = section.start;
    let mut found = false;
    while at < section.end {
        let id = *input.get(at)?;
        let (size, width) = leb::read(input.get(at + 1..section.end)?)?;
        let start = at + 1 + width;
        let end = start.checked_add(size as usize).filter(|end| *end <= section.end)?;
        if id == FUNCTIONS {
            // Of two, readers may take either.
            if std::mem::replace(&mut found, true) {
                return None;
            }
            let names = functions(input, start..end, added)?;
            content.push([id]);
            content.push(leb::write(u32::try_from(names.len()).ok()?, width));
            names.write_into(&mut content);
        } else {
            content.keep(at..end);
        }
        at = end;
    }
    found.then_some(content)
}

fn functions(input: &[u8], names: Range<usize>, added: &[(u32, &str)]) -> Option<Content> {
    let (count, width) = leb::read(input.get(names.clone())?)?;
    let last = last_index(input.get(names.start + width..names.end)?, count)?;
    if added.first().is_some_and(|(index, _)| last.is_some_and(|last| last >= *index)) {
        return None;
    }
    let mut entries = Vec::new();
    for (index, name) in added {
        entries.extend(leb::write(*index, 1));
        entries.extend(leb::write(u32::try_from(name.len()).ok()?, 1));
        entries.extend(name.as_bytes());
    }
    let mut content = Content::default();
    content.push(leb::write(count.checked_add(u32::try_from(added.len()).ok()?)?, width));
    content.keep(names.start + width..names.end);
    content.push(entries);
    Some(content)
}

/// The last index of a name map, which has so many entries, in order of their indices, and nothing behind them.
fn last_index(mut map: &[u8], count: u32) -> Option<Option<u32>> {
    let mut last = None;
    for _ in 0..count {
        let (index, width) = leb::read(map)?;
        map = map.get(width..)?;
        let (length, width) = leb::read(map)?;
        std::str::from_utf8(map.get(width..width.checked_add(length as usize)?)?).ok()?;
        map = map.get(width + length as usize..)?;
        if last.is_some_and(|last| last >= index) {
            return None;
        }
        last = Some(index);
    }
    map.is_empty().then_some(last)
}
