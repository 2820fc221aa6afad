//! The modules in folders, for commands that take folders.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use walkdir::DirEntry;
use walkdir::WalkDir;

use super::io;

/// What a command line names, or what lies in a folder.
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// Why it is no module that can be read.
    pub(super) unreadable: Option<Unreadable>,
}

/// What is no module that can be read, and why, with its name.
#[derive(Clone)]
pub(super) enum Unreadable {
    /// A folder that cannot be looked into, or has no modules.
    Folder(String),
    /// What is called like a module, and no file.
    Module(String),
}

impl Unreadable {
    pub(super) fn why(&self) -> &str {
        match self {
            Self::Folder(why) | Self::Module(why) => why,
        }
    }
}

/// What is called like a module in a folder and its subfolders, by name; or the folder, if nothing is. `results`: a folder in it that
/// is left out.
pub(super) fn modules(folder: &Path, results: Option<&Path>) -> Vec<Found> {
    let results = results.and_then(|results| fs::canonicalize(results).ok());
    let is_result = |path: &Path| path != folder && results.is_some() && fs::canonicalize(path).ok() == results;
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = walk.filter_entry(|entry| !(entry.file_type().is_dir() && is_result(entry.path())));
    let found: Vec<Found> = entries.filter_map(|entry| found(folder, entry)).collect();
    if !found.is_empty() {
        return found;
    }
    let why = format!("{}: there is no .wasm file in it", io::shown(folder));
    vec![Found { path: folder.to_owned(), unreadable: Some(Unreadable::Folder(why)) }]
}

/// Why a folder is not taken.
pub(super) fn is_folder(folder: &Path) -> String {
    format!("{}: a folder; --recursive takes the modules in it", folder.display())
}

fn found(folder: &Path, entry: walkdir::Result<DirEntry>) -> Option<Found> {
    let path = match entry {
        Err(error) => return Some(unreadable(folder, &error)),
        Ok(entry) => entry.into_path(),
    };
    let is_named_so = path.extension().is_some_and(|extension| extension == "wasm") && !path.is_dir();
    is_named_so.then(|| Found { unreadable: no_file(&path), path })
}

/// Why what is called like a module is none that can be read: a link that leads nowhere, or a pipe, which may have no end.
fn no_file(path: &Path) -> Option<Unreadable> {
    let why = match fs::metadata(path) {
        Err(error) => io::explain(&error),
        Ok(metadata) if !metadata.is_file() => "a pipe or a device; --recursive takes files".to_owned(),
        Ok(_) => return None,
    };
    Some(Unreadable::Module(format!("{}: {why}", io::shown(path))))
}

fn unreadable(folder: &Path, error: &walkdir::Error) -> Found {
    let path = error.path().unwrap_or(folder).to_owned();
    let why = error.io_error().map_or_else(|| error.to_string(), io::explain);
    let why = format!("{}: cannot look for modules: {why}", io::shown(&path));
    Found { path, unreadable: Some(Unreadable::Folder(why)) }
}
