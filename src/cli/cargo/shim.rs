//! What cargo takes for its linker.
//!
//! ```text
//! target/initfix/HASH/wasm32-wasip1/initfix-wasm-ld        a link to the program
//! target/initfix/HASH/wasm32-wasip1/initfix-wasm-ld.rsp    --initfix-linker=…, the linker that was configured
//! ```
//!
//! If that is clang, `initfix-clang` and its options lie there as well: rustc takes it from a linker's name how to call it.
//!
//! cargo links again if the linker's path changes, and asks no more. So it has all that decides what the linker does in it:
//! the hash is of the settings, the linkers, and this program's version.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::hash::Hash;
use std::hash::Hasher;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use cargo_metadata::Metadata;

use super::config::Configuration;
use super::config::variable;
use super::say::note;
use super::target::Calling;
use super::target::WasmTarget;
use crate::cli::io::TemporaryFolder;
use crate::cli::io::Written;
use crate::cli::io::cannot_write;
use crate::cli::io::persist;
use crate::cli::io::shown;
use crate::cli::linker::COMPONENT;
use crate::cli::linker::DRIVER;
use crate::cli::linker::OWN;
use crate::cli::linker::PROGRAM;
use crate::cli::linker::in_path;
use crate::cli::response;
use crate::cli::settings;
use crate::cli::words::NAME;

/// One linker for each target.
pub(super) struct Shims {
    /// Where they are.
    pub(super) folder: PathBuf,
    linkers: Vec<Shim>,
}

/// A target's linker.
struct Shim {
    target: WasmTarget,
    path: PathBuf,
}

impl Shims {
    pub(super) fn make(
        target_dir: &Path,
        configuration: &Configuration,
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
            let Some(target) = WasmTarget::find(configuration, name)? else { continue };
            (&target.name, &target.linker).hash(&mut hasher);
            targets.push(target);
        }
        let folder = target_dir.join("initfix").join(format!("{:016x}", hasher.finish()));
        let linkers = targets.into_iter().map(|target| Ok(Shim { path: make(&folder, &target)?, target }));
        Ok(Self { linkers: linkers.collect::<Result<_, String>>()?, folder: absolute(&folder) })
    }

    /// The same for cargo's `--config`, which goes before the environment.
    pub(super) fn configs(&self) -> impl Iterator<Item = OsString> {
        self.linkers.iter().filter_map(|shim| {
            let name = Path::new(&shim.target.name).file_stem()?.to_str()?;
            let (key, path) = (toml_edit::Key::new(name), toml_edit::value(shim.path.to_str()?));
            Some(format!("target.{}.linker={}", key.display_repr(), path.to_string().trim()).into())
        })
    }

    /// What tells cargo of them.
    pub(super) fn variables(&self) -> Result<Vec<(String, OsString)>, String> {
        let linker = |shim: &Shim| (variable(&shim.target.name), shim.path.clone().into_os_string());
        let mut variables: Vec<_> = self.linkers.iter().map(linker).collect();
        for Shim { target: WasmTarget { name, flags, .. }, path } in &self.linkers {
            let (Some(mut flags), Some(path)) = (flags.clone(), path.to_str()) else { continue };
            // cargo has one such variable, for all targets.
            if self.linkers.len() > 1 {
                note(&format!("{name}: rustflags name a linker, so nothing is fixed; build for one target at a time"));
                continue;
            }
            flags.push(format!("-Clinker={path}"));
            let flags = flags.encode().map_err(|error| format!("{name}: {error}"))?;
            variables.push(("CARGO_ENCODED_RUSTFLAGS".to_owned(), flags.into()));
        }
        Ok(variables)
    }
}

fn make(folder: &Path, target: &WasmTarget) -> Result<PathBuf, String> {
    let name = Path::new(&target.name).file_stem().unwrap_or_default();
    let folder = absolute(&folder.join(name));
    let failed = |error| cannot_write(&shown(&folder), &error);
    fs::create_dir_all(&folder).map_err(failed)?;
    let program = program()?;
    // A program starts the one that it finds beside itself. A link has it beside what it leads to.
    if cfg!(not(unix)) {
        let main = env::current_exe().map_err(failed)?;
        link(&main, &folder.join(NAME).with_extension(env::consts::EXE_EXTENSION)).map_err(failed)?;
    }
    // Each of these calls those before it, by their place beside it. rustc goes by the name to know how to call the last.
    let names: &[&str] = match target.kind() {
        Calling::Linker => &[PROGRAM],
        Calling::Component => &[PROGRAM, COMPONENT],
        Calling::Driver => &[PROGRAM, COMPONENT, DRIVER],
    };
    let mut last = PathBuf::new();
    for name in names {
        last = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
        link(&program, &last).map_err(failed)?;
        options(&last, target.linker.as_deref().filter(|_| Some(name) == names.last()))?;
    }
    Ok(last)
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
    let path = Path::new(&path);
    // A linker that another cargo started may be reading it.
    if fs::read(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let written = Written::at(path, None, |mut file| file.write_all(&text));
    persist([written.map_err(|error| cannot_write(&shown(path), &error))?])
}

/// `initfix-wasm-ld`, which is installed with `wasm-initfix`.
fn program() -> Result<PathBuf, String> {
    let beside =
        env::current_exe().ok().map(|own| own.with_file_name(PROGRAM).with_extension(env::consts::EXE_EXTENSION));
    let found = beside.filter(|path| path.is_file()).or_else(|| in_path(Path::new(PROGRAM)));
    found.ok_or_else(|| format!("{PROGRAM} is neither beside {NAME} nor in PATH; `cargo install` brings both"))
}

/// A link is as good as the program, and new when the program is; where there are none, a copy. It appears by a rename: another cargo
/// finds the old one or the new one.
fn link(program: &Path, place: &Path) -> std::io::Result<()> {
    if fs::read_link(place).is_ok_and(|there| there == program) {
        return Ok(());
    }
    let folder = TemporaryFolder::create(place.parent().unwrap_or(Path::new(".")))?;
    let new = folder.path().join(PROGRAM);
    #[cfg(unix)]
    std::os::unix::fs::symlink(program, &new)?;
    #[cfg(not(unix))]
    fs::hard_link(program, &new).or_else(|_| fs::copy(program, &new).map(drop))?;
    match fs::rename(new, place) {
        // A program that runs cannot be replaced there.
        Err(_) if cfg!(windows) && place.exists() => Ok(()),
        renamed => renamed,
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering;
    use std::thread;

    use super::*;

    /// As two builds do it that run at once, one with another version of the program.
    #[test]
    fn what_is_replaced_is_always_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let linker = folder.path().join(PROGRAM);
        let rsp = folder.path().join(format!("{PROGRAM}.rsp"));
        let [one, two] = ["one", "two"].map(|name| PathBuf::from(name.repeat(100)));
        let set = |program: &Path| {
            link(program, &linker).expect("a link");
            options(&linker, Some(program)).expect("options");
            fs::read(&rsp).expect("options")
        };
        let texts = [set(&one), set(&two)];
        let is_done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    let program = fs::read_link(&linker).expect("a link");
                    assert!(program == one || program == two, "{}", program.display());
                    assert!(texts.contains(&fs::read(&rsp).expect("options")));
                }
            });
            for _ in 0..200 {
                set(&one);
                set(&two);
            }
            is_done.store(true, Ordering::Relaxed);
        });
        let left = fs::read_dir(folder.path()).expect("the folder").count();
        assert_eq!(left, 2, "only the link and its options stay");
    }
}
