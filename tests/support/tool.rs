//! The command as a user runs it, in a folder of the test's own.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

/// An empty folder, whose files are named to the command without their folder, so that messages can be pinned.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME")).join(test);
        if path.exists() {
            fs::remove_dir_all(&path).expect("the folder of the last run goes");
        }
        fs::create_dir_all(&path).expect("the target folder can be written to");
        Self(path)
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("a file in the test's folder can be written");
    }

    pub fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        let path = self.path(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The names of all files, hidden ones as well: a temporary file that stays is seen here.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the test's folder can be read");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// All files with what is in them. Folders have no content, and what cannot be read is as if empty.
    pub fn contents(&self) -> Vec<(String, Vec<u8>)> {
        let content = |name: String| {
            let bytes = fs::read(self.path(&name)).unwrap_or_default();
            (name, bytes)
        };
        self.names().into_iter().map(content).collect()
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, stdin: &[u8]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"))
            .args(args)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        // A command that fails before it reads closes the pipe, which is no fault.
        let _ = child.stdin.take().expect("a pipe").write_all(stdin);
        child.wait_with_output().expect("the command ends")
    }
}

/// A module of `testdata/`.
pub fn testdata(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
