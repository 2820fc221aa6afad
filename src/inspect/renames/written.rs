//! `OLD=NEW`, as it is written on a command line.
//!
//! Names of modules, imports and exports may contain dots, commas and equals signs. So OLD is looked for among the names that there are, and
//! NEW is what is behind it. What can be read in two ways is refused.

use std::collections::HashSet;

use super::there::ImportNames;
use super::there::MeantImport;
use super::there::Unclear;
use crate::error::Error;
use crate::nearest::nearest;

/// Endings of files: `./host.mjs` is not the name `mjs` of a module `./host`.
const ENDINGS: [&str; 8] = ["mjs", "js", "cjs", "mts", "ts", "cts", "wasm", "json"];

/// What `MODULE=NEW` or `MODULE.NAME=NEW` means. The dot may be a comma, as for `--import-memory=MODULE,NAME`.
pub(super) fn import<'o>(names: &'o ImportNames, text: &'o str) -> Result<MeantImport<'o>, Unclear> {
    const SPELLING: &str = "MODULE=NEW or MODULE.NAME=NEW, as in --rename-import=env=./host.mjs";
    let mut meant = Vec::new();
    for (old, new) in splits(text, &['=']).filter(|(_, new)| !new.is_empty()) {
        meant.extend(names.modules.get(old).map(|module| (OldImport::Module(module), new)));
        let pairs = splits(old, &['.', ',']).filter_map(|pair| names.pairs.get(&pair));
        meant.extend(pairs.map(|pair| (OldImport::One(*pair), new)));
    }
    match meant.as_slice() {
        [(OldImport::Module(from), to)] => Ok(MeantImport::Module(from, to)),
        [(OldImport::One((module, name)), to)] => match pair(to) {
            Some(to) => Ok(MeantImport::One(module, name, to)),
            None => Err(Unclear::Refused(Error::refused(format!(
                "--rename-import {text}: one import gets a module and a name, and this does not show where the name \
                 begins; say {module}.{name}=MODULE,NAME"
            )))),
        },
        [] => {
            let mut olds = splits(text, &['=']).map(|(old, _)| old);
            let Some(first) = olds.next().filter(|old| !old.is_empty()) else {
                return Err(Unclear::Refused(Error::refused(format!("--rename-import {text}: expected {SPELLING}"))));
            };
            let nearest = std::iter::once(first).chain(olds).find_map(|old| names.nearest(old));
            Err(Unclear::Unknown(first.to_owned(), nearest))
        }
        several => {
            let several: Vec<String> = several.iter().map(|(old, new)| old.explain(new)).collect();
            Err(Unclear::Refused(Error::refused(format!(
                "--rename-import {text} can be read as {}; MODULE,NAME=MODULE,NAME means one import",
                several.join(", or as ")
            ))))
        }
    }
}

/// What OLD can be.
enum OldImport<'m> {
    Module(&'m str),
    One((&'m str, &'m str)),
}

impl OldImport<'_> {
    fn explain(&self, new: &str) -> String {
        match self {
            Self::Module(module) => format!("all imports from `{module}`, from now on from `{new}`"),
            Self::One((module, name)) => format!("`{name}` from `{module}`, from now on `{new}`"),
        }
    }
}

/// The new module name and name of one import: the module name ends at the first comma, else at the last dot. None if that is no name.
fn pair(text: &str) -> Option<(&str, &str)> {
    // What ends a path or a version is no name.
    let is_name = |(_, name): &(&str, &str)| {
        !ENDINGS.contains(name) && !name.contains('/') && !name.starts_with(|first: char| first.is_ascii_digit())
    };
    let pair = text.split_once(',').or_else(|| text.rsplit_once('.').filter(is_name));
    pair.filter(|(module, name)| !module.is_empty() && !name.is_empty())
}

/// The export that `OLD=NEW` means, and its new name.
pub(super) fn export<'m, 'o>(names: &HashSet<&'m str>, text: &'o str) -> Result<(&'m str, &'o str), Unclear> {
    let whole = || splits(text, &['=']).filter(|(_, new)| !new.is_empty());
    let meant: Vec<(&str, &str)> = whole().filter_map(|(old, new)| Some((*names.get(old)?, new))).collect();
    match meant.as_slice() {
        [one] => Ok(*one),
        [] => {
            let Some((first, _)) = whole().next().filter(|(old, _)| !old.is_empty()) else {
                let message = format!("--rename-export {text}: expected OLD=NEW, as in --rename-export=run=start");
                return Err(Unclear::Refused(Error::refused(message)));
            };
            let near = whole().find_map(|(old, _)| nearest(old, names.iter().copied()));
            Err(Unclear::Unknown(first.to_owned(), near.map(str::to_owned)))
        }
        several => {
            let several: Vec<String> =
                several.iter().map(|(old, new)| format!("`{old}`, from now on `{new}`")).collect();
            Err(Unclear::Refused(Error::refused(format!(
                "--rename-export {text} can be read as {}; rename what else begins like that in a run before",
                several.join(", or as ")
            ))))
        }
    }
}

/// Every way to part a text in two at one of these characters.
fn splits<'t>(text: &'t str, at: &'static [char]) -> impl Iterator<Item = (&'t str, &'t str)> {
    text.match_indices(at).map(move |(place, found)| (&text[..place], &text[place + found.len()..]))
}
