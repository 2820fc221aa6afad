//! The command line for cargo. This program reads no more of it than it must.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::PathBuf;

use super::target::linker_in;

/// What to do.
pub(super) enum Verb {
    /// cargo does it.
    Cargo,
    Init,
    Help,
    Version,
}

/// What cargo takes before its subcommand, with a value that is the next word.
const WITH_VALUE: [&str; 4] = ["--config", "--color", "-Z", "-C"];

/// cargo's subcommands that link. They cannot be aliases, but for the short names.
const LINKS: [&str; 5] = ["build", "run", "test", "bench", "rustc"];
const SHORT: [&str; 3] = ["b", "r", "t"];

/// A command line.
pub(super) struct CargoLine {
    /// All that cargo is told.
    pub(super) words: Vec<OsString>,
    /// Where among these the subcommand is.
    place: Option<usize>,
    /// The targets that are named.
    pub(super) targets: Vec<String>,
    /// What is added to cargo's configuration.
    pub(super) configs: Vec<OsString>,
    pub(super) manifest: Option<PathBuf>,
    pub(super) target_dir: Option<PathBuf>,
    pub(super) is_quiet: bool,
    pub(super) is_verbose: bool,
    /// Of `init`: the target whose linker it sets.
    pub(super) linker: Option<String>,
}

impl CargoLine {
    pub(super) fn parse(mut words: Vec<OsString>) -> Self {
        // cargo names the subcommand first.
        if words.first().is_some_and(|word| word == "initfix") {
            words.remove(0);
        }
        let own = own(&words);
        let values = |name: &str| -> Vec<OsString> {
            let joined = format!("{name}=");
            let of = |(place, word): (usize, &OsString)| match word.to_str() {
                Some(word) if word == name => own.get(place + 1).cloned(),
                Some(word) => word.strip_prefix(&joined).map(OsString::from),
                None => None,
            };
            own.iter().enumerate().filter_map(of).collect()
        };
        let path = |name| values(name).pop().map(PathBuf::from);
        let texts = |name| values(name).into_iter().filter_map(|value| value.into_string().ok());
        Self {
            place: subcommand(own),
            targets: texts("--target").collect(),
            configs: values("--config"),
            manifest: path("--manifest-path"),
            target_dir: path("--target-dir"),
            is_quiet: own.iter().any(|word| word == "-q" || word == "--quiet"),
            is_verbose: own.iter().any(|word| word == "-v" || word == "-vv" || word == "--verbose"),
            linker: texts("--linker").next_back(),
            words,
        }
    }

    /// The subcommand; empty without one.
    fn name(&self) -> Cow<'_, str> {
        self.place.and_then(|place| self.words.get(place)).map(|word| word.to_string_lossy()).unwrap_or_default()
    }

    /// Whether the subcommand could be an alias of the user's.
    pub(super) fn may_be_alias(&self) -> bool {
        let name = self.name();
        let is_known = LINKS.contains(&&*name) || ["", "init", "help"].contains(&&*name);
        !is_known && !name.starts_with('+')
    }

    /// The line with aliases put in their places.
    pub(super) fn expanded(mut self, alias: impl Fn(&str) -> Option<Vec<OsString>>) -> Self {
        /// An alias may name another. cargo says that none may name itself.
        const DEEPEST: usize = 20;
        for _ in 0..DEEPEST {
            let Some((place, words)) = self.place.zip(alias(&self.name()).filter(|_| self.may_be_alias())) else {
                break;
            };
            self.words.splice(place..=place, words);
            self = Self::parse(self.words);
        }
        self
    }

    /// What cargo is told, with more `--config` behind those that are there, before which it goes then.
    pub(super) fn words_with(&self, configs: impl Iterator<Item = OsString>) -> Vec<OsString> {
        let is_config = |word: &OsString| word == "--config" || word.to_string_lossy().starts_with("--config=");
        let mut words = self.words.clone();
        let Some(last) = own(&words).iter().rposition(is_config) else { return words };
        let end = if words[last] == "--config" { last + 2 } else { last + 1 }.min(words.len());
        words.splice(end..end, configs.flat_map(|config| ["--config".into(), config]));
        words
    }

    /// The linker that `cargo rustc` tells rustc, behind `--`.
    pub(super) fn linker_of_rustc(&self) -> Option<PathBuf> {
        let flags = self.words.iter().skip_while(|word| *word != "--").map(|word| word.to_string_lossy().into_owned());
        linker_in(&flags.collect::<Vec<_>>()).filter(|_| self.name() == "rustc")
    }

    pub(super) fn verb(&self) -> Result<Verb, String> {
        let own = own(&self.words);
        let has = |names: [&str; 2]| own.iter().any(|word| names.iter().any(|name| word == name));
        Ok(match &*self.name() {
            "" if has(["--version", "-V"]) => Verb::Version,
            "" | "help" => Verb::Help,
            name if LINKS.contains(&name) || SHORT.contains(&name) => Verb::Cargo,
            "init" if has(["--help", "-h"]) => Verb::Help,
            "init" => Verb::Init,
            name if name.starts_with('+') => {
                return Err(format!("`{name}` goes before `initfix`: cargo {name} initfix …"));
            }
            other => {
                return Err(format!("unknown command `{other}`; there are build, run, test, bench, rustc and init"));
            }
        })
    }
}

/// What is cargo's: what follows `--` is for the program that runs.
fn own(words: &[OsString]) -> &[OsString] {
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    &words[..end]
}

/// Options may stand before it.
fn subcommand(words: &[OsString]) -> Option<usize> {
    let mut place = 0;
    while let Some(word) = words.get(place) {
        match word.to_str() {
            Some(option) if WITH_VALUE.contains(&option) => place += 2,
            Some(option) if option.starts_with('-') => place += 1,
            _ => return Some(place),
        }
    }
    None
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

    fn line(text: &str) -> CargoLine {
        CargoLine::parse(text.split(' ').map(OsString::from).collect())
    }

    #[test]
    fn the_subcommand_may_stand_behind_options() {
        for text in ["build", "-v build", "--config build.x=1 --color always -q build --config=a"] {
            let line = line(text);
            assert_eq!(line.name(), "build", "{text}");
            assert!(matches!(line.verb(), Ok(Verb::Cargo)), "{text}");
        }
        assert!(matches!(line("--version").verb(), Ok(Verb::Version)));
        let error = |text: &str| line(text).verb().err();
        assert_eq!(
            error("+nightly build").as_deref(),
            Some("`+nightly` goes before `initfix`: cargo +nightly initfix …")
        );
        let unknown = "unknown command `clean`; there are build, run, test, bench, rustc and init";
        assert_eq!(error("-v clean").as_deref(), Some(unknown));
    }

    #[test]
    fn aliases_are_put_in_their_places() {
        let alias = |name: &str| {
            let words = match name {
                "w" => "build --target a",
                "x" => "-q w --",
                "b" => "run",
                "build" | "init" => "shadowed",
                "loop" => "loop -v",
                _ => return None,
            };
            Some(words.split(' ').map(OsString::from).collect())
        };
        let expanded = |text: &str| line(text).expanded(alias);
        assert_eq!(expanded("-v x y").words, line("-v -q build --target a -- y").words);
        assert_eq!(expanded("-v x y").targets, ["a"]);
        for (text, words) in [("b", "run"), ("build w", "build w"), ("init", "init"), ("+w", "+w"), ("-- w", "-- w")] {
            assert_eq!(expanded(text).words, line(words).words);
        }
        assert_eq!(expanded("loop").name(), "loop");
    }

    #[test]
    fn more_configuration_goes_behind_what_is_there() {
        let with = |text: &str| line(text).words_with(["c".into()].into_iter());
        assert_eq!(with("build -v"), line("build -v").words);
        assert_eq!(with("--config a build --config=b -v"), line("--config a build --config=b --config c -v").words);
        assert_eq!(with("run --config a -- --config b"), line("run --config a --config c -- --config b").words);
    }
}
