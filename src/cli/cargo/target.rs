//! The targets that a build is for, and the linker that each would have without us.

use std::path::Path;
use std::path::PathBuf;

use cargo_config2::Flags;

use super::config::Configuration;
use super::say::note;
use crate::cli::linker::COMPONENT;
use crate::cli::linker::DRIVER;
use crate::cli::linker::OWN;
use crate::cli::linker::PROGRAM;
use crate::cli::response;

/// A target, and the linker that is configured for it.
pub(super) struct WasmTarget {
    pub(super) name: String,
    pub(super) linker: Option<PathBuf>,
    /// rustc's flags, if it is these that name the linker.
    pub(super) flags: Option<Flags>,
}

/// How rustc calls what links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calling {
    /// As wasm-ld.
    Linker,
    /// As wasm-ld; it makes components, and calls wasm-ld for the module in one.
    Component,
    /// As clang, which calls a linker.
    Driver,
}

impl WasmTarget {
    /// Nothing, with a note, if the target is linked in a way that leaves nothing to fix.
    pub(super) fn find(configuration: &Configuration, name: &str) -> Result<Option<Self>, String> {
        let config = &configuration.config;
        let failed = |error: cargo_config2::Error| format!("{name}: {error}");
        let flags = config.rustflags(name).map_err(failed)?;
        // rustc takes the last linker that it is told, and cargo tells it these flags last.
        let in_flags = flags.as_ref().and_then(|flags| linker_in(&flags.flags));
        let flags = flags.filter(|_| in_flags.is_some());
        let more = configuration.added_rustflags(name)?;
        let added = linker_in(&more);
        if added.is_some() || flags.is_some() && !more.is_empty() {
            note(&format!("{name}: rustflags name a linker, so nothing is fixed; give them without --config"));
            return Ok(None);
        }
        let linker = match in_flags.map_or_else(|| configuration.linker(name), |linker| Ok(Some(linker)))? {
            // An outer `cargo initfix` may have put it around another.
            Some(linker) if is_own(&linker) => inner(&linker)?,
            linker => linker,
        };
        let is_emcc = linker.as_deref().and_then(Path::file_stem).is_some_and(|name| name == "emcc");
        if name.ends_with("-emscripten") || is_emcc {
            note(&format!("{name}: emcc links it, and its JS calls the constructors, so nothing is fixed"));
            return Ok(None);
        }
        Ok(Some(Self { name: name.to_owned(), linker, flags }))
    }

    /// By the linker's name, as rustc has it.
    pub(super) fn kind(&self) -> Calling {
        let stem = self.linker.as_deref().and_then(Path::file_stem).map(|stem| stem.to_string_lossy());
        match stem.as_deref() {
            Some("wasm-component-ld") => Calling::Component,
            Some(stem) if is_driver(stem) => Calling::Driver,
            None if makes_components(&self.name) => Calling::Component,
            _ => Calling::Linker,
        }
    }
}

/// `LinkerFlavor::infer_linker_hints` in rustc's `compiler/rustc_target/src/spec/mod.rs`: a version does not count, and a prefix may name
/// the target.
fn is_driver(stem: &str) -> bool {
    let is_version = |text: &str| text.chars().all(char::is_numeric);
    let name = stem.rsplit_once('-').filter(|(_, version)| is_version(version)).map_or(stem, |(name, _)| name);
    let last = name.rsplit_once('-').map_or(name, |(_, last)| last);
    ["clang", "clang++", "gcc", "g++"].contains(&last)
}

/// The last linker that flags for rustc name.
pub(super) fn linker_in(flags: &[String]) -> Option<PathBuf> {
    let of = |(place, flag): (usize, &String)| {
        let value = match flag.as_str() {
            "-C" | "--codegen" => flags.get(place + 1)?,
            flag => flag.strip_prefix("-C").or_else(|| flag.strip_prefix("--codegen="))?,
        };
        value.strip_prefix("linker=").map(PathBuf::from)
    };
    flags.iter().enumerate().filter_map(of).next_back()
}

fn is_own(linker: &Path) -> bool {
    linker.file_stem().is_some_and(|name| name == PROGRAM || name == COMPONENT || name == DRIVER)
}

/// The linker that one of ours is around.
fn inner(own: &Path) -> Result<Option<PathBuf>, String> {
    let options = response::beside(own)?;
    let option = format!("{OWN}linker=");
    Ok(options.iter().find_map(|word| Some(PathBuf::from(word.to_str()?.strip_prefix(&option)?))))
}

/// Whether a target's linker is wasm-component-ld, unless another one is configured.
pub(super) fn makes_components(target: &str) -> bool {
    ["wasm32-wasip2", "wasm32-wasip3"].iter().any(|name| target.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_how_rustc_calls_a_linker() {
        let kind = |name: &str, linker: Option<&str>| {
            WasmTarget { name: name.to_owned(), linker: linker.map(PathBuf::from), flags: None }.kind()
        };
        for name in ["clang", "clang-19", "/opt/wasi-sdk/bin/clang++", "wasm32-wasi-clang", "my-clang++-18"] {
            assert_eq!(kind("wasm32-wasip1", Some(name)), Calling::Driver, "{name}");
            assert_eq!(kind("wasm32-wasip2", Some(name)), Calling::Driver, "{name}");
        }
        for name in ["wasm-ld", "wasm-ld-19", "rust-lld", "clang.sh/ld", "clang-wrapper", "cc"] {
            assert_eq!(kind("wasm32-wasip1", Some(name)), Calling::Linker, "{name}");
        }
        assert_eq!(kind("wasm32-wasip1", None), Calling::Linker);
        assert_eq!(kind("wasm32-wasip2", None), Calling::Component);
        assert_eq!(kind("wasm32-wasip1", Some("bin/wasm-component-ld")), Calling::Component);
    }

    #[test]
    fn the_last_linker_in_flags_counts() {
        let linker = |flags: &str| linker_in(&flags.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(linker("-C linker=a --codegen linker=b"), Some("b".into()));
        assert_eq!(linker("-Clinker=a -O"), Some("a".into()));
        assert_eq!(linker("--codegen=linker=a -C opt-level=1"), Some("a".into()));
        assert_eq!(linker("-Clinker-flavor=wasm-ld -Clink-arg=linker=a linker=b -C"), None);
    }
}
