//! Which memory or table an option means.

use crate::error::Error;
use crate::error::Result;
use crate::inspect::Named;
use crate::inspect::meant;

/// The item that is named, or the only one, and its index.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if there is none, or more than one that could be meant.
pub(super) fn which<'f, T: Named>(all: &'f [T], name: Option<&str>) -> Result<(u32, &'f T)> {
    let (one, several) = (T::ONE, T::SEVERAL);
    let everything = (0..).zip(all);
    match (meant(all, name).as_slice(), name) {
        ([it], _) => Ok(*it),
        ([], _) if all.is_empty() => Err(Error::refused(format!("there is no {one}, so {one} options change nothing"))),
        ([], Some(name)) => {
            Err(Error::refused(format!("--{one}={name} names no {one}; there are {}", list(everything))))
        }
        (found, Some(name)) => Err(Error::refused(format!(
            "--{one}={name} names {} {several}: {}; say which one by its number",
            found.len(),
            list(found.iter().copied())
        ))),
        (found, None) => Err(Error::refused(format!(
            "there are {} {several}: {}; say which one with --{one}=NAME or its number",
            found.len(),
            list(found.iter().copied())
        ))),
    }
}

/// The first few of them, with their names.
fn list<'f, T: Named + 'f>(items: impl Iterator<Item = (u32, &'f T)>) -> String {
    // A module may have a hundred.
    const MOST: usize = 8;
    let mut shown: Vec<String> = items.map(|(index, item)| format!("{index} ({})", describe(item))).collect();
    let more = shown.len().saturating_sub(MOST);
    shown.truncate(MOST);
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

fn describe(item: &impl Named) -> String {
    match (item.import(), item.exports().first()) {
        (Some((module, name)), _) => format!("imported as `{module}.{name}`"),
        (None, Some(export)) => format!("exported as `{export}`"),
        (None, None) => "private".to_owned(),
    }
}
