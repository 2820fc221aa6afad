//! cargo's configuration, with what the command line adds to it (`--config KEY=VALUE` and `--config FILE`).
//!
//! cargo-config2 reads files and the environment. What `--config` says goes before both, so it is given to it as if the environment
//! said it.

use std::env;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;

use cargo_config2::Config;
use cargo_config2::ResolveOptions;
use cargo_config2::de;
use toml_edit::DocumentMut;
use toml_edit::Item;
use toml_edit::TableLike;

use super::condition::Conditions;
use crate::cli::io::explain;
use crate::cli::io::is_special;
use crate::cli::io::read_other;

/// What `--config` says, as far as it matters here.
#[derive(Default)]
struct FromLine {
    variables: Vec<(String, OsString)>,
    targets: Vec<String>,
    rustflags: Vec<AddedFlags>,
    /// Linkers for the targets that a `cfg(…)` is true of.
    linkers: Vec<(String, PathBuf)>,
}

/// Flags for rustc, and the target or `cfg(…)` that they are for, if they are for one.
struct AddedFlags {
    target: Option<String>,
    flags: Vec<String>,
}

/// The configuration of a build.
pub(super) struct Configuration {
    pub(super) config: Config,
    /// The targets of `build.target`, if `--config` gives a list.
    pub(super) targets: Vec<String>,
    rustflags: Vec<AddedFlags>,
    linkers: Vec<(String, PathBuf)>,
    conditions: Conditions,
    /// The names of the targets that have a linker of their own.
    named: Vec<String>,
}

impl Configuration {
    /// `added`: the values of `--config`. A later one goes before earlier ones.
    pub(super) fn load(added: &[OsString]) -> Result<Self, String> {
        let mut all = FromLine::default();
        for value in added {
            all.add(value)?;
        }
        let folder = env::current_dir().map_err(|error| format!("the current folder: {}", explain(&error)))?;
        let given: Vec<_> = all.variables.into_iter().map(|(name, value)| (OsString::from(name), value)).collect();
        let failed = |error: cargo_config2::Error| format!("cargo's configuration: {error}");
        let variables = || env::vars_os().chain(given.iter().cloned());
        let config = Config::load_with_options(&folder, ResolveOptions::default().env(variables())).map_err(failed)?;
        let in_files = de::Config::load_with_cwd(&folder).map_err(failed)?.target;
        let in_files = in_files.iter().filter(|(_, target)| target.linker.is_some()).map(|(name, _)| variable(name));
        let named = variables().filter_map(|(name, _)| name.into_string().ok()).chain(in_files).collect();
        Ok(Self {
            config,
            targets: all.targets,
            rustflags: all.rustflags,
            linkers: all.linkers,
            conditions: Conditions::default(),
            named,
        })
    }

    /// The linker of a target: one for it by its name, or else by a condition that is true of it. Of what `--config` says twice, the later
    /// counts, and before what files say.
    ///
    /// # Errors
    ///
    /// If several conditions are true: cargo refuses that, too.
    pub(super) fn linker(&self, target: &str) -> Result<Option<PathBuf>, String> {
        let mut found: Option<(&str, &PathBuf)> = None;
        if !self.named.contains(&variable(target)) {
            for (condition, linker) in self.linkers.iter().rev() {
                if !self.conditions.are_true(&self.config, condition, target)? {
                    continue;
                }
                match found {
                    Some((other, _)) if other != condition => {
                        return Err(format!(
                            "{target}: target.'{condition}'.linker and target.'{other}'.linker are both for this target, and cargo takes \
                             one alone; leave one out"
                        ));
                    }
                    Some(_) => {}
                    None => found = Some((condition, linker)),
                }
            }
        }
        match found {
            Some((_, linker)) => Ok(Some(linker.clone())),
            None => self.config.linker(target).map_err(|error| format!("{target}: {error}")),
        }
    }

    /// The flags for rustc that `--config` adds for a target.
    pub(super) fn added_rustflags(&self, target: &str) -> Result<Vec<String>, String> {
        let mut flags = Vec::new();
        for added in &self.rustflags {
            let is_for = match added.target.as_deref() {
                None => true,
                Some(name) if name.starts_with("cfg(") => self.conditions.are_true(&self.config, name, target)?,
                Some(name) => variable(name) == variable(target),
            };
            flags.extend(added.flags.iter().filter(|_| is_for).cloned());
        }
        Ok(flags)
    }

    /// What an alias stands for.
    pub(super) fn alias(&self, name: &str) -> Option<Vec<OsString>> {
        let words = &self.config.alias.get(name)?.list;
        Some(words.iter().map(|word| word.into()).collect())
    }
}

/// Reads a file of cargo's.
pub(super) fn read_settings(path: &Path) -> Result<String, String> {
    /// Far more than settings are.
    const MEBIBYTES: u64 = 16;
    String::from_utf8(read_other(path, MEBIBYTES)?).map_err(|_| "not UTF-8".to_owned())
}

impl FromLine {
    /// As cargo has it: what is no file is TOML.
    fn add(&mut self, value: &OsStr) -> Result<(), String> {
        let path = Path::new(value);
        let shown = path.display();
        let is_file = path.exists();
        let text = match is_file {
            true if is_special(path) => {
                return Err(format!(
                    "--config {shown}: cargo has to read it as well, and a pipe can be read only once; give a file"
                ));
            }
            true => read_settings(path).map_err(|error| format!("--config {shown}: {error}"))?,
            false => value.to_string_lossy().into_owned(),
        };
        // cargo says what is wrong with it.
        let Ok(document) = text.parse::<DocumentMut>() else { return Ok(()) };
        let folder = std::path::absolute(path).ok().filter(|_| is_file);
        // Paths in a file are relative to the folder that holds the folder of the file.
        let folder = folder.as_deref().and_then(Path::parent).and_then(Path::parent);
        self.add_document(&document, folder);
        Ok(())
    }

    fn add_document(&mut self, document: &DocumentMut, folder: Option<&Path>) {
        for (name, item) in entries(document.get("alias")) {
            self.variables.push((format!("CARGO_ALIAS_{name}"), strings(item).join(" ").into()));
        }
        let build = document.get("build");
        match build.and_then(|build| build.get("target")) {
            Some(item) if item.is_str() => {
                self.targets.clear();
                self.variables.push(("CARGO_BUILD_TARGET".to_owned(), strings(item).concat().into()));
            }
            Some(item) => self.targets = strings(item),
            None => {}
        }
        self.add_flags(None, build.and_then(|build| build.get("rustflags")));
        for (name, target) in entries(document.get("target")) {
            self.add_flags(Some(name), target.get("rustflags"));
            let Some(linker) = target.get("linker").and_then(Item::as_str) else { continue };
            let is_path = Path::new(linker).components().count() > 1;
            let linker = folder.filter(|_| is_path).map_or_else(|| PathBuf::from(linker), |it| it.join(linker));
            if name.starts_with("cfg(") {
                self.linkers.push((name.to_owned(), linker));
            } else {
                self.variables.push((variable(name), linker.into()));
            }
        }
    }

    fn add_flags(&mut self, target: Option<&str>, flags: Option<&Item>) {
        let flags = flags.map(|flags| AddedFlags { target: target.map(str::to_owned), flags: strings(flags) });
        self.rustflags.extend(flags.filter(|added| !added.flags.is_empty()));
    }
}

/// cargo's name for a target's linker in the environment.
pub(super) fn variable(target: &str) -> String {
    let name = Path::new(target).file_stem().unwrap_or_default().to_string_lossy();
    format!("CARGO_TARGET_{}_LINKER", name.replace(['-', '.'], "_").to_uppercase())
}

fn entries(item: Option<&Item>) -> impl Iterator<Item = (&str, &Item)> {
    item.and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter)
}

/// A string's words, or an array's strings.
fn strings(item: &Item) -> Vec<String> {
    match (item.as_str(), item.as_array()) {
        (Some(text), _) => text.split_whitespace().map(str::to_owned).collect(),
        (None, Some(array)) => array.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect(),
        (None, None) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_as_the_environment_has_it() {
        let mut added = FromLine::default();
        for value in [
            "alias.w = 'build --lib'",
            "alias.x = ['a', 'b']",
            "build.target='wasm32-wasip1'",
            "target.wasm32-wasip1.linker='bin/my-ld'",
            "target.wasm32-wasip1.rustflags = ['-O', '-Clinker=x']",
            "no TOML",
        ] {
            added.add(OsStr::new(value)).expect("it can be read");
        }
        let expected = [
            ("CARGO_ALIAS_w", "build --lib"),
            ("CARGO_ALIAS_x", "a b"),
            ("CARGO_BUILD_TARGET", "wasm32-wasip1"),
            ("CARGO_TARGET_WASM32_WASIP1_LINKER", "bin/my-ld"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), OsString::from(value)));
        assert_eq!(added.variables, expected);
        let [flags] = added.rustflags.as_slice() else { panic!("one list of flags") };
        assert_eq!(flags.flags, ["-O", "-Clinker=x"]);
        assert_eq!(flags.target.as_deref(), Some("wasm32-wasip1"));
        added.add(OsStr::new("build.target = ['a', 'b']")).expect("it can be read");
        assert_eq!(added.targets, ["a", "b"]);
    }

    #[test]
    fn conditions_are_asked_of_rustc() {
        let values = [
            "target.x86_64-unknown-linux-gnu.rustflags = ['-Clinker=x']",
            "target.'cfg(unix)'.rustflags = ['-O']",
            "target.'cfg(unix)'.linker = 'unix-ld'",
            "target.'cfg(all(target_family = \"wasm\", not(target_os = \"linux\")))'.linker = 'bin/wasm-ld'",
            "target.'cfg(target_feature = \"no-such\")'.linker = 'no-ld'",
            "target.'cfg(any())'.linker = 'any-ld'",
            "build.rustflags = ['-g']",
        ]
        .map(OsString::from);
        let configuration = |more: &[&str]| {
            let more = more.iter().map(OsString::from);
            Configuration::load(&values.iter().cloned().chain(more).collect::<Vec<_>>()).expect("cargo's configuration")
        };
        let added = |target: &str| configuration(&[]).added_rustflags(target).expect("rustc knows it");
        assert_eq!(added("wasm32-unknown-unknown"), ["-g"]);
        assert_eq!(added("x86_64-unknown-linux-gnu"), ["-Clinker=x", "-O", "-g"]);
        let linker = |target: &str, more: &[&str]| configuration(more).linker(target).expect("rustc knows it");
        assert_eq!(linker("wasm32-unknown-unknown", &[]), Some("bin/wasm-ld".into()));
        assert_eq!(linker("x86_64-unknown-linux-gnu", &[]), Some("unix-ld".into()));
        // A name goes before conditions, and of one condition, what is said last.
        let named = "target.wasm32-unknown-unknown.linker = 'own-ld'";
        assert_eq!(linker("wasm32-unknown-unknown", &[named]), Some("own-ld".into()));
        assert_eq!(linker("x86_64-unknown-linux-gnu", &[named]), Some("unix-ld".into()));
        let last = "target.'cfg(unix)'.linker = 'last-ld'";
        assert_eq!(linker("x86_64-unknown-linux-gnu", &[last]), Some("last-ld".into()));
        let two = configuration(&["target.'cfg(all())'.linker = 'all-ld'"]).linker("x86_64-unknown-linux-gnu");
        assert_eq!(
            two,
            Err("x86_64-unknown-linux-gnu: target.'cfg(unix)'.linker and target.'cfg(all())'.linker are both for this target, and \
                 cargo takes one alone; leave one out"
                .to_owned())
        );
    }

    #[test]
    fn paths_in_a_file_are_relative_to_the_folder_of_its_folder() {
        let mut added = FromLine::default();
        let text = "[target.t]\nlinker = 'bin/ld'\n[target.u]\nlinker = 'ld'\n";
        added.add_document(&text.parse().expect("TOML"), Some(Path::new("/a")));
        let linkers: Vec<_> = added.variables.into_iter().map(|(_, linker)| linker).collect();
        assert_eq!(linkers, ["/a/bin/ld", "ld"]);
    }

    #[test]
    fn variables_are_cargos() {
        assert_eq!(variable("wasm32-wasip1"), "CARGO_TARGET_WASM32_WASIP1_LINKER");
        assert_eq!(variable("targets/wasm32-my.v1.json"), "CARGO_TARGET_WASM32_MY_V1_LINKER");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_pipe_is_for_one_reader() {
        let error = FromLine::default().add(OsStr::new("/dev/zero")).expect_err("it is no file");
        assert_eq!(
            error,
            "--config /dev/zero: cargo has to read it as well, and a pipe can be read only once; give a file"
        );
    }
}
