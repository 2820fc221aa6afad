//! What `wasm-initfix` is started as: itself, or in the place of a program that is installed with it.
//!
//! ```text
//! wasm-initfix WORDS…
//! wasm-initfix --as-initfix-wasm-ld=VERSION PROGRAM CALLED WORDS…
//! ```

use std::ffi::OsString;
use std::path::PathBuf;

use super::words::NAME;

pub(super) const AS_CARGO: &str = "--as-cargo-initfix";

pub(super) const AS_LINKER: &str = "--as-initfix-wasm-ld";

pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) enum Started {
    Itself(Vec<OsString>),
    Cargo(Handover),
    Linker(Handover),
}

/// What the other program was started with.
pub(super) struct Handover {
    version: String,
    /// Where it is, without links.
    pub(super) program: PathBuf,
    /// The path that was called: what lies beside it, and how it ends, decide what a linker does.
    pub(super) called: PathBuf,
    pub(super) words: Vec<OsString>,
}

impl Started {
    pub(super) fn of(line: impl IntoIterator<Item = OsString>) -> Self {
        let line: Vec<OsString> = line.into_iter().collect();
        let role = line.get(1).and_then(|word| word.to_str()).and_then(|word| word.split_once('='));
        let start = |version: &str| {
            let mut words = line.iter().skip(2).cloned();
            let mut path = || words.next().map(PathBuf::from).unwrap_or_default();
            let (program, called) = (path(), path());
            Handover { version: version.to_owned(), program, called, words: words.collect() }
        };
        match role {
            Some((AS_CARGO, version)) => Self::Cargo(start(version)),
            Some((AS_LINKER, version)) => Self::Linker(start(version)),
            _ => Self::Itself(line),
        }
    }
}

impl Handover {
    /// The two talk to each other only if they are of one version.
    pub(super) fn check(&self, name: &str) -> Result<(), String> {
        if self.version == VERSION {
            return Ok(());
        }
        Err(format!("{name} is version {}, and {NAME} beside it {VERSION}; install both again", self.version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(line: &[&str]) -> Handover {
        match Started::of(line.iter().map(OsString::from)) {
            Started::Linker(start) => start,
            Started::Cargo(_) | Started::Itself(_) => panic!("it is the linker"),
        }
    }

    #[test]
    fn versions_are_compared() {
        let line = ["wasm-initfix", "--as-initfix-wasm-ld=0.0.9", "/bin/initfix-wasm-ld", "my-wasm-ld", "a.o", "-o"];
        let start = start(&line);
        assert_eq!((start.program, start.called), ("/bin/initfix-wasm-ld".into(), "my-wasm-ld".into()));
        assert_eq!(start.words, ["a.o", "-o"]);
        let started = self::start(&line).check("initfix-wasm-ld");
        let said =
            format!("initfix-wasm-ld is version 0.0.9, and wasm-initfix beside it {VERSION}; install both again");
        assert_eq!(started, Err(said));
    }

    #[test]
    fn what_is_short_is_no_panic() {
        assert_eq!(start(&["wasm-initfix", "--as-initfix-wasm-ld="]).called, PathBuf::new());
        assert!(matches!(Started::of(["wasm-initfix".into()]), Started::Itself(_)));
    }
}
