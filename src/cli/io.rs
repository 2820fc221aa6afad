//! Files: input whole and first, output whole and last.

use std::fs;
use std::fs::Permissions;
use std::io;
use std::io::IsTerminal;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
#[cfg(feature = "aot")]
use std::sync::mpsc;
#[cfg(feature = "aot")]
use std::thread;
#[cfg(feature = "aot")]
use std::time::Duration;

use tempfile::NamedTempFile;

/// What was read.
pub(super) struct Input {
    /// A binary module, or whatever else it is.
    pub wasm: Vec<u8>,
    /// Whether it was translated from text.
    pub is_text: bool,
    /// The file's mode, which the output gets; standard input has none, and that of a pipe or a device means nothing.
    permissions: Option<Permissions>,
}

/// Reads a file, or standard input for `-`. Text is translated.
pub(super) fn read(path: &Path) -> Result<Input, String> {
    let (bytes, permissions) = if is_dash(path) {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map_err(|error| explain(&error))?;
        (bytes, None)
    } else {
        let metadata = fs::metadata(path).map_err(|error| explain(&error))?;
        if metadata.is_dir() {
            return Err("a folder; give a linked module".to_owned());
        }
        let permissions = metadata.is_file().then(|| metadata.permissions());
        (fs::read(path).map_err(|error| explain(&error))?, permissions)
    };
    let is_text = is_text(&bytes);
    let wasm = if is_text { translate(without_bom(&bytes))? } else { bytes };
    Ok(Input { wasm, is_text, permissions })
}

fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether this is WAT: every text module begins with a parenthesis, if not with a comment.
fn is_text(bytes: &[u8]) -> bool {
    let text = without_bom(bytes).trim_ascii_start();
    text.starts_with(b"(") || text.starts_with(b";;")
}

/// Some editors begin UTF-8 files with a byte order mark, which wat does not know.
fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn translate(bytes: &[u8]) -> Result<Vec<u8>, String> {
    match wat::parse_bytes(bytes) {
        Ok(wasm) => Ok(wasm.into_owned()),
        Err(error) => Err(on_one_line(&error.to_string())),
    }
}

/// wat shows the fault under its message, with ` --> FILE:LINE:COLUMN` between them.
fn on_one_line(shown: &str) -> String {
    let mut lines = shown.lines();
    let message = lines.next().unwrap_or_default();
    let place = lines.find_map(|line| line.trim().strip_prefix("--> "));
    let mut numbers = place.unwrap_or_default().rsplit(':');
    match (numbers.next(), numbers.next()) {
        (Some(column), Some(line)) => format!("invalid text module: line {line}, column {column}: {message}"),
        _ => format!("invalid text module: {message}"),
    }
}

/// Where the output goes.
pub(super) enum Output {
    Stdout,
    File(PathBuf),
}

impl Output {
    /// Checks what can be checked before any work is done.
    pub(super) fn open(path: &Path, json: bool) -> Result<Self, String> {
        if !is_dash(path) {
            return Ok(Self::File(path.to_owned()));
        }
        if json {
            return Err("-o - and --report=json both want standard output; give the module a file".to_owned());
        }
        if io::stdout().is_terminal() {
            return Err("-o -: a module is not for a terminal; give it a file or a pipe".to_owned());
        }
        Ok(Self::Stdout)
    }

    /// Whether this is the input file.
    pub(super) fn is(&self, input: &Path) -> bool {
        let Self::File(path) = self else {
            return false;
        };
        match (fs::canonicalize(path), fs::canonicalize(input)) {
            (Ok(output), Ok(input)) => output == input,
            _ => false,
        }
    }

    pub(super) fn write(&self, wasm: &[u8], input: &Input) -> Result<(), String> {
        let (written, name) = match self {
            Self::Stdout => (write_stdout(wasm), "standard output".into()),
            Self::File(path) => (write_file(path, wasm, input), path.display().to_string()),
        };
        written.map_err(|error| match error.kind() {
            // The file itself need not be there.
            io::ErrorKind::NotFound => format!("{name}: cannot write: no such folder"),
            _ => format!("{name}: cannot write: {}", explain(&error)),
        })
    }
}

fn write_stdout(wasm: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(wasm)?;
    stdout.flush()
}

/// The file appears by rename in its own folder, so that it is there whole or not at all, and may be the input. A link is
/// followed; what is no regular file (`/dev/null`, a pipe) is written to and never replaced.
fn write_file(path: &Path, wasm: &[u8], input: &Input) -> io::Result<()> {
    let target = fs::canonicalize(path).or_else(|_| new_target(path)).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return fs::OpenOptions::new().write(true).open(&target)?.write_all(wasm);
    }
    let mut file = temporary(folder(&target))?;
    file.write_all(wasm)?;
    if let Some(permissions) = &input.permissions {
        file.as_file().set_permissions(permissions.clone())?;
    }
    file.persist(&target)?;
    Ok(())
}

/// Where a link leads whose target is not there yet.
fn new_target(link: &Path) -> io::Result<PathBuf> {
    fs::read_link(link).map(|target| folder(link).join(target))
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wasm-initfix-");
    // What the umask leaves of it is the mode that any other tool's new file has; tempfile's own would be 0600.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// The operating system's message without its number.
fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "a folder".to_owned(),
        _ => {
            let shown = error.to_string();
            shown.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

/// Prints a result.
pub(super) fn print(text: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("standard output: cannot write: {error}"))
}

/// What messages call a file.
pub(super) fn shown(input: &Path) -> String {
    if input.as_os_str() == "-" { "standard input".to_owned() } else { input.display().to_string() }
}

/// Says on a terminal that something takes long, if it does, until it is dropped.
#[cfg(feature = "aot")]
pub(super) struct Progress {
    stop: Option<mpsc::Sender<()>>,
    speaker: Option<thread::JoinHandle<()>>,
}

/// Says what is going on, on standard error, once it has taken a second; only to a terminal.
#[cfg(feature = "aot")]
pub(super) fn progress(doing: &'static str) -> Progress {
    if !io::stderr().is_terminal() {
        return Progress { stop: None, speaker: None };
    }
    let (stop, stopped) = mpsc::channel();
    let speaker = thread::spawn(move || {
        let mut seconds = 0;
        while stopped.recv_timeout(Duration::from_secs(1)) == Err(mpsc::RecvTimeoutError::Timeout) {
            seconds += 1;
            let _ = write!(io::stderr(), "\r{doing}: {seconds} s ");
        }
        if seconds > 0 {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    });
    Progress { stop: Some(stop), speaker: Some(speaker) }
}

#[cfg(feature = "aot")]
impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(speaker) = self.speaker.take() {
            // What it could not say does not matter.
            let _ = speaker.join();
        }
    }
}
