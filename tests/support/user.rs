//! The command as a user runs it who may not do everything.

use std::fs;
use std::fs::Permissions;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

pub fn set_mode(path: impl AsRef<Path>, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("the mode of a file of ours");
}

/// Runs it so: root becomes another, in a folder that is for all.
pub fn unprivileged(folder: &Path, args: &[&str]) -> Output {
    let tool = folder.join("tool");
    // By a process of its own: a child that another test starts while the copy is open for writing would keep it open, and
    // what is open for writing cannot be run.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_wasm-initfix")).arg(&tool).status();
    assert!(copied.expect("cp").success());
    let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&tool);
        command
    } else {
        Command::new(&tool)
    };
    command.args(args).current_dir(folder).output().expect("the tool starts; `setpriv` starts it as another user")
}

/// A folder that every user can get to.
pub fn public(test: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("wasm-initfix-{test}-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    set_mode(&folder, 0o755);
    folder
}
