//! The system calls of a run.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// One call that can be made to fail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    pub name: String,
    /// Which one it is of those of its name that a thread makes, beginning with 1.
    pub when: usize,
    /// The file to which the calls that count belong.
    pub file: Option<PathBuf>,
}

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Error(&'static str),
    Signal(&'static str),
}

impl Call {
    /// The errors that can happen to it.
    pub fn errors(&self) -> Vec<Fault> {
        const INTERRUPTED: [&str; 4] = ["openat", "read", "pread64", "write"];
        const FULL: [&str; 7] = ["openat", "write", "link", "linkat", "mkdir", "rename", "renameat"];
        let mut errors = vec![Fault::Error("EIO")];
        errors.extend(INTERRUPTED.contains(&self.name.as_str()).then_some(Fault::Error("EINTR")));
        errors.extend(FULL.contains(&self.name.as_str()).then_some(Fault::Error("ENOSPC")));
        errors
    }

    /// The words by which strace does it.
    pub fn words(&self, fault: Fault) -> Vec<String> {
        let Self { name, when, file } = self;
        let does = match fault {
            Fault::Error(error) => format!("error={error}"),
            Fault::Signal(signal) => format!("signal={signal}"),
        };
        let filter = file.iter().flat_map(|file| ["-P".to_owned(), file.display().to_string()]);
        let inject = [format!("--trace={name}"), format!("--inject={name}:{does}:when={when}")];
        filter.chain(inject).collect()
    }
}

/// The calls in what strace wrote that belong to one of the files, to another one in the folder, or to what is said. Calls that all
/// programs make when they start are left out.
pub fn calls(trace: &str, folder: &str, files: &[PathBuf]) -> BTreeSet<Call> {
    let mut counts = BTreeMap::new();
    let mut lines = Vec::new();
    // What has the number of another thread's call that is none of these.
    let mut ambiguous = BTreeSet::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let Some((name, arguments)) = call.trim_start().split_once('(') else { continue };
        // How a call goes on, and how a process ends.
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            continue;
        }
        let mut numbered = |file: Option<&PathBuf>| {
            let when = counts.entry((thread.to_owned(), name.to_owned(), file.cloned())).or_insert(0);
            *when += 1;
            Call { name: name.to_owned(), when: *when, file: file.cloned() }
        };
        let is_of = |file: &&PathBuf| {
            let file = file.display();
            arguments.contains(&format!("\"{file}\"")) || arguments.contains(&format!("<{file}>"))
        };
        let of_all = numbered(None);
        let of_files: Vec<Call> = files.iter().filter(is_of).map(|file| numbered(Some(file))).collect();
        let is_said = name == "write" && (arguments.starts_with("1<") || arguments.starts_with("2<"));
        if is_said || arguments.contains(folder) {
            lines.push((of_all, of_files));
        } else {
            ambiguous.insert(of_all);
        }
    }
    let chosen = lines.into_iter().flat_map(|(of_all, of_files)| match ambiguous.contains(&of_all) {
        false => vec![of_all],
        true => of_files.into_iter().take(1).collect(),
    });
    chosen.collect()
}
