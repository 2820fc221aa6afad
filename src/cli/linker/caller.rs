//! The clang that calls, as far as that is known: an object file is best linked by the LLVM that made it.

use std::ffi::OsStr;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use super::arguments::LinkerLine;
use super::find::in_path;
use super::find::is_self;

/// Where its programs are, and its version where a name tells it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Clang {
    folder: PathBuf,
    version: Option<u32>,
    /// Whether it is certain that it wrote the command line.
    pub(super) is_parent: bool,
}

impl Clang {
    /// The process that started this one; else the one whose libraries are linked, unless rustc links them.
    pub(super) fn that_calls(line: &LinkerLine) -> Option<Self> {
        let by_library = || line.inputs().find_map(Self::of_library).filter(|_| !line.is_from_rustc());
        parent().as_deref().and_then(Self::at).or_else(by_library)
    }

    /// By a program: `…/bin/clang-19`.
    fn at(program: &Path) -> Option<Self> {
        let rest = program.file_stem()?.to_str()?.strip_prefix("clang")?;
        let rest = rest.strip_prefix("++").unwrap_or(rest);
        let version = rest.strip_prefix('-').and_then(|version| version.parse().ok());
        let is_clang = rest.is_empty() || version.is_some();
        is_clang.then_some(Self { folder: program.parent()?.to_owned(), version, is_parent: true })
    }

    /// By a library in clang's resource folder: `…/lib/clang/19/lib/wasip1/libclang_rt.builtins-wasm32.a`.
    fn of_library(path: &OsStr) -> Option<Self> {
        let path = Path::new(path);
        path.file_name()?.to_str()?.strip_prefix("libclang_rt.")?;
        let parts: Vec<Component> = path.components().collect();
        let place = parts.windows(2).position(|pair| is_lib(pair[0]) && pair[1].as_os_str() == "clang")?;
        let version = parts.get(place + 2)?.as_os_str().to_str()?.split('.').next()?.parse().ok()?;
        let above: PathBuf = parts.iter().take(place).collect();
        Some(Self { folder: above.join("bin"), version: Some(version), is_parent: false })
    }

    /// Its linker: one of its version, or the one beside it.
    pub(super) fn linker(&self, own: &Path) -> Option<PathBuf> {
        let versioned = self.version.map(|version| PathBuf::from(format!("wasm-ld-{version}")));
        let beside = versioned.iter().map(|name| self.folder.join(name)).chain([self.folder.join("wasm-ld")]);
        let mut all = beside.chain(versioned.clone()).filter_map(|path| in_path(&path));
        all.find(|path| !is_self(path, own))
    }
}

fn is_lib(part: Component) -> bool {
    part.as_os_str() == "lib" || part.as_os_str() == "lib64"
}

/// The program of the process that started this one.
#[cfg(target_os = "linux")]
fn parent() -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{}/exe", std::os::unix::process::parent_id())).ok()
}

/// No other system shows it without asking for more than a file.
#[cfg(not(target_os = "linux"))]
fn parent() -> Option<PathBuf> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clang(folder: &str, version: Option<u32>, is_parent: bool) -> Option<Clang> {
        Some(Clang { folder: folder.into(), version, is_parent })
    }

    #[test]
    fn programs_are_known_by_their_names() {
        let at = |program: &str| Clang::at(Path::new(program));
        assert_eq!(at("/usr/lib/llvm-19/bin/clang"), clang("/usr/lib/llvm-19/bin", None, true));
        assert_eq!(at("/usr/bin/clang-19"), clang("/usr/bin", Some(19), true));
        assert_eq!(at("/opt/bin/clang++"), clang("/opt/bin", None, true));
        for program in
            ["/usr/bin/dash", "/usr/bin/clang-tidy", "/usr/bin/clangd", "/usr/bin/rustc", "/usr/bin/clang-19x"]
        {
            assert_eq!(at(program), None, "{program}");
        }
    }

    #[test]
    fn libraries_are_known_by_their_folders() {
        let of = |path: &str| Clang::of_library(OsStr::new(path));
        let builtins = "lib/wasip1/libclang_rt.builtins-wasm32.a";
        let expected = clang("/usr/lib/llvm-19/bin", Some(19), false);
        assert_eq!(of(&format!("/usr/lib/llvm-19/lib/clang/19/{builtins}")), expected);
        assert_eq!(of(&format!("/usr/lib64/clang/15.0.7/{builtins}")), clang("/usr/bin", Some(15), false));
        for path in ["/usr/lib/clang/19/lib/libc.a", "/usr/lib/libclang_rt.builtins-wasm32.a", "-L/usr/lib/clang/19"] {
            assert_eq!(of(path), None, "{path}");
        }
    }
}
