//! What a bug report needs, in one file.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use tar::Archive;
use tar::Builder;
use tar::Header;

use super::arguments::KEEPS_NAMES;
use super::arguments::LinkerLine;
use super::find::is_generic;
use super::folder::Folder;
use crate::cli::io::Written;
use crate::cli::io::cannot_write;
use crate::cli::io::is_same;
use crate::cli::io::persist;
use crate::cli::io::shown;

/// lld's own archive (`--reproduce`), to which is added what lld does not know.
pub(super) struct Reproduction {
    tar: PathBuf,
    /// That of lld: everything in it lies in a folder of its name.
    lld: PathBuf,
}

/// Whether the archive would replace the output or an input. In the linker's folder, the archive and the output lie side by side, so that
/// their names have to differ even if their folders do.
pub(super) fn clashes(tar: &Path, line: &LinkerLine) -> Result<(), String> {
    let shown = shown(tar);
    if tar.file_name() == line.output.file_name() || is_same(tar, &line.output) {
        return Err(format!("--reproduce={shown}: the output has this name; give the archive another"));
    }
    if line.inputs().any(|input| is_same(tar, Path::new(input))) {
        return Err(format!(
            "--reproduce={shown}: the linker is told this name for another file; give the archive another"
        ));
    }
    Ok(())
}

impl Reproduction {
    pub(super) fn new(tar: &Path, folder: &Folder) -> Self {
        let name = tar.file_name().unwrap_or("reproduce.tar".as_ref());
        Self { tar: tar.to_owned(), lld: folder.path().join(name) }
    }

    /// What to tell the linker besides.
    pub(super) fn arguments(&self) -> Vec<OsString> {
        let mut option = OsString::from("--reproduce=");
        option.push(&self.lld);
        vec![option]
    }

    /// Packs all: what lld packed, what it linked, and how we were called.
    pub(super) fn pack(&self, linker: &Path, line: &LinkerLine, linked: &Path) -> Result<(), String> {
        let written = Written::at(&self.tar, None, |file| self.write(file, linker, line, linked));
        let written = written.map_err(|error| cannot_write(&shown(&self.tar), &error))?;
        persist([written])?;
        // It lies where the linker's other files do, which are given back.
        let _ = std::fs::remove_file(&self.lld);
        Ok(())
    }

    fn write(&self, file: &File, linker: &Path, line: &LinkerLine, linked: &Path) -> io::Result<()> {
        let root = Path::new(self.tar.file_stem().unwrap_or_default()).join("initfix");
        let mut tar = Builder::new(file);
        // An older linker, or one that failed early, may have packed nothing.
        if let Ok(lld) = File::open(&self.lld) {
            for entry in Archive::new(lld).entries()? {
                let entry = entry?;
                let mut header = entry.header().clone();
                let path = entry.path()?.into_owned();
                if path.ends_with("response.txt") && path.components().count() == 2 {
                    add(&mut tar, &path, &as_written(entry, line)?)?;
                } else {
                    tar.append_data(&mut header, path, entry)?;
                }
            }
        }
        if let Ok(mut linked) = File::open(linked) {
            tar.append_file(root.join("linked.wasm"), &mut linked)?;
        }
        let options: Vec<u8> = line.own.iter().flat_map(|word| [word.as_encoded_bytes(), b"\n"].concat()).collect();
        add(&mut tar, &root.join("options.txt"), &options)?;
        add(&mut tar, &root.join("version.txt"), version(linker).as_bytes())?;
        tar.into_inner()?.flush()
    }
}

/// lld's response file, with the words that were told otherwise as they were written. Each flag has a line of its own.
fn as_written(mut entry: impl io::Read, line: &LinkerLine) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    entry.read_to_end(&mut text)?;
    let mut words = line.told_otherwise();
    let written = text.split_inclusive(|byte| *byte == b'\n').map(|line| match line.strip_suffix(b"\n") {
        Some(flag) if flag == KEEPS_NAMES.as_bytes() => {
            let word = words.next().unwrap_or(KEEPS_NAMES.as_ref());
            [word.as_encoded_bytes(), b"\n"].concat()
        }
        _ => line.to_vec(),
    });
    Ok(written.flatten().collect())
}

fn add(tar: &mut Builder<&File>, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, path, bytes)
}

fn version(linker: &Path) -> String {
    let flavor: &[&str] = if is_generic(linker) { &["-flavor", "wasm"] } else { &[] };
    let output = Command::new(linker).args(flavor).arg("--version").output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    format!("wasm-initfix {}\n{}: {said}", env!("CARGO_PKG_VERSION"), linker.display())
}
