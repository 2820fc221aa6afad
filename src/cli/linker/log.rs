//! What was done, for the program that started the build: rustc does not pass on what a linker says.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use crate::cli::general::GaveWay;
use crate::cli::io::cannot_write;
use crate::cli::io::shown;
use crate::outcome::Outcome;
use crate::report::brief;
use crate::report::text;
use crate::shown::in_json;

/// What was done to one module: a line of the file, in JSON.
#[derive(Deserialize, Serialize)]
pub(in crate::cli) struct LogEntry {
    /// Its file's name.
    pub(in crate::cli) file: String,
    /// What changed, in a few words, if anything did.
    pub(in crate::cli) fixed: Option<String>,
    /// Why it was left, where the user has to know.
    pub(in crate::cli) left: Option<String>,
    /// The settings that mean nothing to it, and what they could mean but for a typing error.
    pub(in crate::cli) ignored: Vec<(String, Option<String>)>,
    pub(in crate::cli) warnings: Vec<String>,
    /// What the user may want to know.
    pub(in crate::cli) notes: Vec<String>,
}

impl LogEntry {
    pub(super) fn of(output: &Path, outcome: &Outcome, gave_way: &GaveWay) -> Self {
        let left = match outcome {
            Outcome::Unchanged { facts, reasons, .. } if facts.convention.keyword() == "bindgen" => {
                Some(format!("{}; first run wasm-bindgen, then wasm-initfix on what it makes", reasons.reason))
            }
            _ => None,
        };
        Self {
            file: output.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            fixed: brief::brief(outcome),
            left,
            ignored: gave_way
                .ignored
                .iter()
                .flat_map(|ignored| &ignored.options)
                .map(|idle| (idle.option.clone(), idle.nearest.clone()))
                .collect(),
            warnings: text::warnings(outcome).chain(gave_way.init.clone()).collect(),
            notes: gave_way.ignored.iter().map(ToString::to_string).collect(),
        }
    }

    /// Adds a line to a file. Linkers run side by side: it is written at once.
    pub(super) fn append(&self, log: &Path) -> Result<(), String> {
        let entry = serde_json::to_string(self).map_err(|error| format!("{}: {error}", shown(log)))?;
        let line = in_json(&entry) + "\n";
        let opened = OpenOptions::new().append(true).create(true).open(log);
        opened.and_then(|mut file| file.write_all(line.as_bytes())).map_err(|error| cannot_write(&shown(log), &error))
    }
}

/// A file of entries, read while it grows.
pub(in crate::cli) struct Log {
    path: PathBuf,
    file: Option<File>,
    partial: String,
}

impl Log {
    /// Nothing is in it yet.
    pub(in crate::cli) fn new(path: PathBuf) -> Self {
        let _ = fs::remove_file(&path);
        Self { path, file: None, partial: String::new() }
    }

    /// What has been added.
    pub(in crate::cli) fn read(&mut self) -> Vec<LogEntry> {
        if self.file.is_none() {
            self.file = File::open(&self.path).ok();
        }
        if let Some(file) = &mut self.file {
            // What cannot be read is not told; the modules are there.
            let _ = file.read_to_string(&mut self.partial);
        }
        let whole = self.partial.rfind('\n').map_or(0, |end| end + 1);
        let rest = self.partial.split_off(whole);
        let lines = std::mem::replace(&mut self.partial, rest);
        lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
