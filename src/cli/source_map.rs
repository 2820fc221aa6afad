//! The source map of a module, which goes with it.

mod section;
mod way;

use std::ffi::OsStr;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::io;
use super::io::Output;
use super::io::Written;
use crate::outcome::Outcome;
use crate::pieces::Pieces;
use crate::plan::Moves;
use crate::rewrite::Rewriter;
use crate::source_map;
use section::UrlSection;
use way::way;

/// Those of large programs, with their sources in them, have a tenth of it.
const MOST_MEBIBYTES: u64 = 256;

/// A source map, and where its rewritten form goes.
pub(super) struct SourceMap {
    name: String,
    input: PathBuf,
    text: String,
    output: PathBuf,
    in_place: bool,
    /// Where the module is, if it is a file.
    module: Option<PathBuf>,
    /// Where the module's result will be, if that is a file.
    result: Option<PathBuf>,
}

/// What goes with a module that is fixed.
#[derive(Default)]
pub(super) struct WithMap {
    /// The map, if it changes.
    pub(super) map: Option<Written>,
    /// The module with the map's new name in it, if that changes.
    pub(super) module: Option<Vec<u8>>,
}

impl SourceMap {
    /// The map of `module`, whose result goes to `result`. Without an `output`, the map stays with that: it is rewritten in its place only
    /// if the module is.
    pub(super) fn read(map: &Path, output: Option<&Path>, module: &Path, result: &Output) -> Result<Self, String> {
        if io::is_dash(map) || output.is_some_and(io::is_dash) {
            return Err("--source-map: give the map a file; `-` is for modules".to_owned());
        }
        let name = io::shown(map);
        let text = io::read_other(map, MOST_MEBIBYTES).map_err(|error| format!("{name}: {error}"))?;
        let text = String::from_utf8(text).map_err(|_| format!("{name}: not a source map: not UTF-8"))?;
        let output = output.map_or_else(|| place(map, module, result), |output| Ok(output.to_owned()))?;
        Ok(Self {
            name,
            input: map.to_owned(),
            text,
            in_place: io::is_same(&output, map),
            output,
            module: (!io::is_dash(module)).then(|| module.to_owned()),
            result: result.path().filter(|_| result.folder().is_some()).map(Path::to_owned),
        })
    }

    /// Whether it would come to lie where something else is, or something else where it is.
    pub(super) fn clashes(&self, input: &Path, output: &Path) -> Result<(), String> {
        let clash = [(output, &self.input), (output, &self.output), (input, &self.output)];
        match clash.into_iter().find(|(one, other)| !io::is_dash(one) && io::is_same(one, other)) {
            Some((path, _)) => Err(format!("{}: a module and a source map cannot be one file", path.display())),
            None => Ok(()),
        }
    }

    /// Writes the map for what became of its module. The caller gives it its place, so that it changes with the module
    /// or not at all.
    pub(super) fn write(&self, wasm: &[u8], outcome: &Outcome) -> Result<WithMap, String> {
        let moved = moved(outcome)?;
        self.is_named_right(wasm)?;
        let renamed = UrlSection::find(wasm).and_then(|section| self.url(&section.url)).and_then(|url| {
            let fixed = outcome.wasm().map_or_else(|| wasm.to_vec(), Pieces::to_vec);
            UrlSection::find(&fixed).map(|section| section.renamed(&fixed, &url))
        });
        let (module, moved_more) = renamed.map_or((None, 0), |(module, moved)| (Some(module), moved));
        let text = self.text(moved + moved_more).map_err(|error| format!("{}: {}", self.name, error.message()))?;
        if self.in_place && text == self.text {
            return Ok(WithMap { map: None, module });
        }
        let written = Written::at(&self.output, None, |mut file| file.write_all(text.as_bytes()));
        let map = written.map_err(|error| io::cannot_write(&io::shown(&self.output), &error))?;
        Ok(WithMap { map: Some(map), module })
    }

    /// The map for code that moved, whose sources are those that they were.
    fn text(&self, moved: isize) -> crate::error::Result<String> {
        let text = source_map::shift(&self.text, moved)?;
        match way(folder(&self.output), folder(&self.input)) {
            Some(way) if !way.is_empty() => source_map::rebase(&text, &way),
            _ => Ok(text),
        }
    }

    /// Where it is not known what way leads from the result to the map, a URL by which the module names this map stays: the new
    /// map has to have that name.
    fn is_named_right(&self, wasm: &[u8]) -> Result<(), String> {
        let url = UrlSection::find(wasm).map(|section| section.url).filter(|_| self.result.is_none());
        let name = |path: &Path| path.file_name().map(ToOwned::to_owned);
        let meant = url.as_ref().and_then(|url| name(&way::file(Path::new(""), url)?));
        match (url, meant) {
            (Some(url), Some(meant))
                if Some(&meant) == name(&self.input).as_ref() && Some(&meant) != name(&self.output).as_ref() =>
            {
                Err(format!(
                    "--output-source-map: the module names its map `{url}`, and keeps that where it goes to no file; give the \
                     map that name, or the module a file"
                ))
            }
            _ => Ok(()),
        }
    }

    /// The map's URL in the result, if the module's own means this map by the way to its file, and another one is needed.
    fn url(&self, old: &str) -> Option<String> {
        let meant = way::file(folder(self.module.as_deref()?), old)?;
        let url = way(folder(self.result.as_deref()?), &self.output).filter(|_| io::is_same(&meant, &self.input))?;
        let url = if old.starts_with("./") && !url.starts_with("..") { format!("./{url}") } else { url };
        (url != old).then_some(url)
    }
}

/// By how many bytes a fix moves all code in the file.
fn moved(outcome: &Outcome) -> Result<isize, String> {
    match outcome {
        Outcome::Fixed(fixed) if fixed.rewriter == Rewriter::Walrus => Err(match fixed.plan.moves() {
            None => "--source-map: walrus moves every function by itself; use --rewriter=splice",
            Some(Moves::Functions) => {
                "--source-map: functions become dead and go (--gc), so code moves; leave out one of the two"
            }
            Some(Moves::Memories) => "--source-map: memories get other numbers, so code moves; leave out --source-map",
        }
        .to_owned()),
        Outcome::Fixed(fixed) => Ok(fixed.moved.in_file),
        Outcome::Unchanged { .. } => Ok(0),
    }
}

fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

/// Where the map of a result goes: beside it, under the name that it would have for that.
fn place(map: &Path, module: &Path, result: &Output) -> Result<PathBuf, String> {
    if result.is(module) {
        return Ok(map.to_owned());
    }
    let unknown = || "--source-map: say with --output-source-map=FILE where the map goes".to_owned();
    let regular = |path: &&Path| result.folder().is_some() && path.file_name().is_some();
    let result = result.path().filter(regular).ok_or_else(unknown)?;
    let place = result.with_file_name(renamed(map, module, result));
    // It would be wrong for the module that it was read for, and moved again the next time.
    if io::is_same(&place, map) { Err(unknown()) } else { Ok(place) }
}

/// `a.wasm.map` and `a.map` are called after `a.wasm`. A map of another name keeps it.
fn renamed(map: &Path, module: &Path, result: &Path) -> OsString {
    let name = map.file_name().unwrap_or_default();
    let after = |of: Option<&OsStr>| {
        let rest = name.to_str()?.strip_prefix(of?.to_str()?)?;
        rest.starts_with('.').then(|| rest.to_owned())
    };
    let renamed = |to: Option<&OsStr>, rest: String| {
        let mut renamed = to.unwrap_or_default().to_owned();
        renamed.push(rest);
        renamed
    };
    let whole = after(module.file_name()).map(|rest| renamed(result.file_name(), rest));
    let stem = || after(module.file_stem()).map(|rest| renamed(result.file_stem(), rest));
    whole.or_else(stem).unwrap_or_else(|| name.to_owned())
}
