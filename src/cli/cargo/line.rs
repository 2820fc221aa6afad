//! The command line for cargo. This program reads no more of it than it must.

use std::ffi::OsString;
use std::path::PathBuf;

/// What to do.
pub(super) enum Verb {
    /// cargo does it.
    Cargo,
    Init,
    Help,
    Version,
}

/// A command line.
pub(super) struct CargoLine {
    /// All that cargo is told.
    pub(super) words: Vec<OsString>,
    /// The targets that are named.
    pub(super) targets: Vec<String>,
    pub(super) manifest: Option<PathBuf>,
    pub(super) target_dir: Option<PathBuf>,
    pub(super) is_quiet: bool,
    /// Of `init`: the target whose linker it sets.
    pub(super) linker: Option<String>,
}

impl CargoLine {
    pub(super) fn parse(mut words: Vec<OsString>) -> Self {
        // cargo names the subcommand first.
        if words.first().is_some_and(|word| word == "initfix") {
            words.remove(0);
        }
        // What follows `--` is for the program that runs.
        let own: Vec<&OsString> = words.iter().take_while(|word| *word != "--").collect();
        let values = |name: &str| -> Vec<OsString> {
            let joined = format!("{name}=");
            let of = |(place, word): (usize, &&OsString)| match word.to_str() {
                Some(word) if word == name => own.get(place + 1).map(|value| (*value).clone()),
                Some(word) => word.strip_prefix(&joined).map(OsString::from),
                None => None,
            };
            own.iter().enumerate().filter_map(of).collect()
        };
        let path = |name| values(name).pop().map(PathBuf::from);
        let texts = |name| values(name).into_iter().filter_map(|value| value.into_string().ok());
        Self {
            targets: texts("--target").collect(),
            manifest: path("--manifest-path"),
            target_dir: path("--target-dir"),
            is_quiet: own.iter().any(|word| *word == "-q" || *word == "--quiet"),
            linker: texts("--linker").next_back(),
            words,
        }
    }

    pub(super) fn verb(&self) -> Result<Verb, String> {
        let Some(first) = self.words.first() else {
            return Ok(Verb::Help);
        };
        Ok(match first.to_string_lossy().as_ref() {
            "build" | "b" | "run" | "r" | "test" | "t" | "bench" | "rustc" => Verb::Cargo,
            "init" if self.words.iter().any(|word| word == "--help" || word == "-h") => Verb::Help,
            "init" => Verb::Init,
            "--help" | "-h" | "help" => Verb::Help,
            "--version" | "-V" => Verb::Version,
            other => {
                return Err(format!("unknown command `{other}`; there are build, run, test, bench, rustc and init"));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_cargos_own_is_looked_at() {
        let words = [
            "initfix",
            "run",
            "-q",
            "--target=a",
            "--target",
            "b",
            "--manifest-path",
            "x/Cargo.toml",
            "--",
            "--target=c",
        ];
        let line = CargoLine::parse(words.map(OsString::from).to_vec());
        assert_eq!(line.words, words[1..]);
        assert_eq!(line.targets, ["a", "b"]);
        assert_eq!(line.manifest, Some(PathBuf::from("x/Cargo.toml")));
        assert_eq!(line.target_dir, None);
        assert!(line.is_quiet);
    }
}
