//! What cargo takes for its linker.
//!
//! ```text
//! target/initfix/HASH/wasm32-wasip1/initfix-wasm-ld        a link to the program
//! target/initfix/HASH/wasm32-wasip1/initfix-wasm-ld.rsp    --initfix-linker=…, the linker that was configured
//! ```
//!
//! cargo links again if the linker's path changes, and asks no more. So it has all that decides what the linker does in it:
//! the hash is of the settings, the linkers, and this program's version.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::hash::Hash;
use std::hash::Hasher;
use std::path::Path;
use std::path::PathBuf;

use cargo_config2::Config;
use cargo_metadata::Metadata;

use super::say::note;
use crate::cli::io::cannot_write;
use crate::cli::io::shown;
use crate::cli::linker::OWN;
use crate::cli::linker::in_path;
use crate::cli::response;
use crate::cli::settings;

/// The linker's name. rustc takes it from the end of this that it is like wasm-ld.
const LINKER: &str = "initfix-wasm-ld";

/// That for components, by the end of whose name it knows what it stands for.
const COMPONENT_LINKER: &str = "initfix-wasm-component-ld";

/// One linker for each target.
pub(super) struct Shims {
    /// Where they are.
    pub(super) folder: PathBuf,
    linkers: Vec<(String, PathBuf)>,
}

/// A target, and the linker that it had.
struct WasmTarget {
    name: String,
    linker: Option<PathBuf>,
}

impl WasmTarget {
    /// Whether what links for it makes components, and calls wasm-ld for what is in them.
    fn is_component(&self) -> bool {
        let is_linker = |linker: &PathBuf| linker.file_stem().is_some_and(|name| name == "wasm-component-ld");
        match &self.linker {
            Some(linker) => is_linker(linker),
            None => self.name.starts_with("wasm32-wasip2") || self.name.starts_with("wasm32-wasip3"),
        }
    }
}

impl Shims {
    pub(super) fn make(
        target_dir: &Path,
        config: &Config,
        names: &[String],
        metadata: &Metadata,
    ) -> Result<Self, String> {
        let mut hasher = DefaultHasher::new();
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        settings::of_workspace(metadata)?.hash(&mut hasher);
        for package in &metadata.packages {
            package.name.hash(&mut hasher);
            settings::of_package(package)?.hash(&mut hasher);
        }
        let mut targets = Vec::new();
        for name in names {
            if name.ends_with("-emscripten") {
                note(&format!("{name}: emcc links it, and its JS calls the constructors, so nothing is fixed"));
                continue;
            }
            let target = WasmTarget { linker: configured(config, name)?, name: name.clone() };
            (&target.name, &target.linker).hash(&mut hasher);
            targets.push(target);
        }
        let folder = target_dir.join("initfix").join(format!("{:016x}", hasher.finish()));
        let linkers = targets.iter().map(|target| Ok((target.name.clone(), make(&folder, target)?)));
        Ok(Self { linkers: linkers.collect::<Result<_, String>>()?, folder: absolute(&folder) })
    }

    /// What tells cargo of them.
    pub(super) fn variables(&self) -> impl Iterator<Item = (String, &Path)> {
        self.linkers.iter().map(|(target, path)| (variable(target), path.as_path()))
    }
}

/// cargo's name for a target's linker in the environment.
fn variable(target: &str) -> String {
    let name = Path::new(target).file_stem().unwrap_or_default().to_string_lossy();
    format!("CARGO_TARGET_{}_LINKER", name.replace(['-', '.'], "_").to_uppercase())
}

/// The linker that cargo would take, unless that is this one.
fn configured(config: &Config, target: &str) -> Result<Option<PathBuf>, String> {
    let linker = config.linker(target).map_err(|error| format!("{target}: {error}"))?;
    let flags = config.rustflags(target).map_err(|error| format!("{target}: {error}"))?;
    let flags = flags.map(|flags| flags.flags.join(" ")).unwrap_or_default();
    if flags.contains("linker=") {
        note(&format!("{target}: rustflags name a linker, which rustc prefers, so nothing is fixed"));
    }
    let is_own = |linker: &PathBuf| linker.file_stem().is_some_and(|name| name == LINKER || name == COMPONENT_LINKER);
    Ok(linker.filter(|linker| !is_own(linker)))
}

fn make(folder: &Path, target: &WasmTarget) -> Result<PathBuf, String> {
    let name = Path::new(&target.name).file_stem().unwrap_or_default();
    let folder = absolute(&folder.join(name));
    let failed = |error| cannot_write(&shown(&folder), &error);
    fs::create_dir_all(&folder).map_err(failed)?;
    let program = program()?;
    let linker = folder.join(LINKER).with_extension(env::consts::EXE_EXTENSION);
    link(&program, &linker).map_err(failed)?;
    if !target.is_component() {
        options(&linker, target.linker.as_deref())?;
        return Ok(linker);
    }
    options(&linker, None)?;
    let outer = folder.join(COMPONENT_LINKER).with_extension(env::consts::EXE_EXTENSION);
    link(&program, &outer).map_err(failed)?;
    options(&outer, target.linker.as_deref())?;
    Ok(outer)
}

/// The options that lie beside a linker.
fn options(linker: &Path, real: Option<&Path>) -> Result<(), String> {
    let mut path = linker.as_os_str().to_owned();
    path.push(".rsp");
    let mut text = Vec::new();
    if let Some(real) = real {
        let mut option = OsString::from(format!("{OWN}linker="));
        option.push(real);
        text = response::quoted(&option);
    }
    fs::write(&path, text).map_err(|error| cannot_write(&shown(Path::new(&path)), &error))
}

/// `initfix-wasm-ld`, which is installed with this program.
fn program() -> Result<PathBuf, String> {
    let beside =
        env::current_exe().ok().map(|own| own.with_file_name(LINKER).with_extension(env::consts::EXE_EXTENSION));
    let found = beside.filter(|path| path.is_file()).or_else(|| in_path(Path::new(LINKER)));
    found.ok_or_else(|| format!("{LINKER} is neither beside cargo-initfix nor in PATH; `cargo install` brings both"))
}

/// A link is as good as the program, and new when the program is; where there are none, a copy.
fn link(program: &Path, place: &Path) -> std::io::Result<()> {
    if fs::read_link(place).is_ok_and(|there| there == program) {
        return Ok(());
    }
    let _ = fs::remove_file(place);
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(program, place);
    #[cfg(not(unix))]
    let made = fs::hard_link(program, place).or_else(|_| fs::copy(program, place).map(drop));
    match made {
        // Another cargo was as quick.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_cargos() {
        assert_eq!(variable("wasm32-wasip1"), "CARGO_TARGET_WASM32_WASIP1_LINKER");
        assert_eq!(variable("targets/wasm32-my.v1.json"), "CARGO_TARGET_WASM32_MY_V1_LINKER");
    }
}
