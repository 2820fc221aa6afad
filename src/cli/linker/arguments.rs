//! The linker's command line. This program reads no more of it than it must.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::cli::io::TemporaryFolder;
use crate::cli::io::explain;
use crate::cli::response;
use crate::cli::response::Quoting;
use crate::cli::strip::BY_STRIP_ALL;

/// The prefix of our own options.
pub(in crate::cli) const OWN: &str = "--initfix-";

/// What the linker is told instead of `--strip-all`.
pub(super) const KEEPS_NAMES: &str = "--strip-debug";

/// A command line, taken apart.
#[derive(Clone)]
pub(super) struct LinkerLine {
    /// Our own options, by the names that the main command gives them.
    pub(super) own: Vec<OsString>,
    /// What the linker is told, but for its output.
    told: Vec<OsString>,
    /// Where among these the output is.
    place: usize,
    /// Whether an output is named.
    is_named: bool,
    /// Where the output goes.
    pub(super) output: PathBuf,
    /// Whether it is no module that a host runs: an object file (`-r`), or a library for a dynamic linker (`-shared`).
    pub(super) is_to_be_left: bool,
    /// Where the linker is told to leave out names.
    strips: Vec<usize>,
    /// The custom sections that it keeps all the same.
    keeps: Vec<String>,
    /// Whether response files were used, so that the whole may be longer than a command line can be.
    from_files: bool,
}

impl LinkerLine {
    /// Takes a line apart as lld's `lld/wasm/Options.td` says: `-o` is joined or separate, and has no other name.
    pub(super) fn parse(words: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let words: Vec<OsString> = words.collect();
        let expanded = response::expand(words.clone(), quoting(&words))?;
        let mut line = Self {
            own: Vec::new(),
            told: Vec::new(),
            place: 0,
            is_named: false,
            output: PathBuf::from("a.out"),
            is_to_be_left: false,
            strips: Vec::new(),
            keeps: Vec::new(),
            from_files: expanded.from_files,
        };
        let mut words = expanded.arguments.into_iter();
        while let Some(word) = words.next() {
            line.take(word, &mut words);
        }
        if !line.is_named {
            line.place = line.told.len();
        }
        Ok(line)
    }

    fn take(&mut self, word: OsString, rest: &mut impl Iterator<Item = OsString>) {
        let bytes = word.as_encoded_bytes();
        if let Some(own) = bytes.strip_prefix(OWN.as_bytes()) {
            let mut named = OsString::from("--");
            named.push(unchecked(own));
            self.own.push(named);
            return;
        }
        match bytes {
            b"-o" => match rest.next() {
                Some(path) => self.set_output(path.into()),
                // The linker says what is wrong with that.
                None => self.told.push(word),
            },
            [b'-', b'o', path @ ..] => self.set_output(unchecked(path).into()),
            // What follows is a value, whatever it looks like.
            _ if takes_value(bytes) => {
                let value = rest.next();
                match long(bytes) {
                    Some(b"keep-section") => {
                        self.keeps.extend(value.as_ref().map(|name| name.to_string_lossy().into()))
                    }
                    // All that came from files is quoted anew.
                    Some(b"rsp-quoting") if self.from_files => return,
                    _ => {}
                }
                self.told.push(word);
                self.told.extend(value);
            }
            b"-s" | b"-strip-all" | b"--strip-all" => {
                self.strips.push(self.told.len());
                self.told.push(word);
            }
            _ => {
                let kept = long(bytes).and_then(|option| option.strip_prefix(b"keep-section="));
                self.keeps.extend(kept.map(|name| String::from_utf8_lossy(name).into_owned()));
                self.is_to_be_left |=
                    matches!(bytes, b"-r" | b"-relocatable" | b"--relocatable" | b"-shared" | b"--shared");
                let is_done = self.from_files && long(bytes).is_some_and(|option| option.starts_with(b"rsp-quoting="));
                self.told.extend((!is_done).then_some(word));
            }
        }
    }

    /// The last one counts.
    fn set_output(&mut self, path: PathBuf) {
        if !self.is_named {
            self.place = self.told.len();
            self.is_named = true;
        }
        self.output = path;
    }

    /// Whether rustc calls: it first says which linker lld should be.
    pub(super) fn is_from_rustc(&self) -> bool {
        self.told.first().is_some_and(|first| first == "-flavor")
    }

    /// Whether clang runs wasm-opt next, if it is clang that calls and optimises: then it tells the linker last to keep what wasm-opt goes by
    /// (`clang/lib/Driver/ToolChains/WebAssembly.cpp`).
    pub(super) fn is_for_wasm_opt(&self) -> bool {
        self.told.last().is_some_and(|last| last == "--keep-section=target_features")
    }

    /// The same line, but for names: the fix goes by them, and they are left out after it.
    fn with_names(&self) -> Cow<'_, Self> {
        if self.strips.is_empty() || self.is_to_be_left {
            return Cow::Borrowed(self);
        }
        let mut line = self.clone();
        for place in &self.strips {
            if let Some(word) = line.told.get_mut(*place) {
                *word = KEEPS_NAMES.into();
            }
        }
        Cow::Owned(line)
    }

    /// The words that the linker is told as [`KEEPS_NAMES`], in their order, as they were written.
    pub(super) fn told_otherwise(&self) -> impl Iterator<Item = &OsStr> {
        let is_told = |(place, word): &(usize, &OsString)| *word == KEEPS_NAMES || self.strips.contains(place);
        self.told.iter().enumerate().filter(is_told).map(|(_, word)| word.as_os_str())
    }

    /// The custom sections that are left out after the fix.
    pub(super) fn stripped(&self) -> Vec<String> {
        if self.strips.is_empty() {
            return Vec::new();
        }
        BY_STRIP_ALL.into_iter().map(str::to_owned).filter(|name| !self.keeps.contains(name)).collect()
    }

    /// All that it is told but for options, and values of options among it.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &OsStr> {
        self.told.iter().map(OsString::as_os_str).filter(|word| !word.as_encoded_bytes().starts_with(b"-"))
    }

    /// Our own options as they were written.
    pub(super) fn own_as_written(&self) -> impl Iterator<Item = OsString> {
        self.own.iter().map(|word| {
            let mut written = OsString::from(OWN);
            written.push(word.as_encoded_bytes().strip_prefix(b"--").map_or(word.as_os_str(), unchecked));
            written
        })
    }

    /// The last value of an option that this program gives itself; the linker is not told it any more.
    pub(super) fn take_value(&mut self, option: &str) -> Option<OsString> {
        let joined = format!("{option}=");
        let mut value = None;
        let mut at = 0;
        while let Some(word) = self.told.get(at) {
            let count = match word.as_encoded_bytes().strip_prefix(joined.as_bytes()) {
                Some(after) => {
                    value = Some(unchecked(after).to_owned());
                    1
                }
                None if word == option => {
                    value = self.told.get(at + 1).cloned();
                    2
                }
                None => {
                    at += 1;
                    continue;
                }
            };
            let end = (at + count).min(self.told.len());
            self.told.drain(at..end);
            self.place -= end.min(self.place).saturating_sub(at);
        }
        value
    }

    /// All words for the linker.
    pub(super) fn words(&self, output: Option<&Path>, more: &[OsString]) -> Vec<OsString> {
        let output = output.or_else(|| self.is_named.then_some(self.output.as_path()));
        let named = output.into_iter().flat_map(|output| ["-o".into(), output.as_os_str().to_owned()]);
        let (before, after) = self.told.split_at(self.place);
        before.iter().cloned().chain(named).chain(after.iter().cloned()).chain(more.iter().cloned()).collect()
    }

    /// Gives them to a command: in a response file if they came from one. The caller keeps its folder while the command runs.
    pub(super) fn put(
        &self,
        command: &mut Command,
        output: Option<&Path>,
        more: &[OsString],
    ) -> Result<Option<TemporaryFolder>, String> {
        let words = match output {
            Some(_) => self.with_names().words(output, more),
            // What another program links is not stripped here.
            None => self.words(output, more),
        };
        if !self.from_files {
            command.args(words);
            return Ok(None);
        }
        // lld looks for its flavor before it looks into files.
        let (first, words) = words.split_at(if self.is_from_rustc() { 2.min(words.len()) } else { 0 });
        let (folder, file) =
            response::write(words).map_err(|error| format!("cannot write a response file: {}", explain(&error)))?;
        let mut named = OsString::from("@");
        named.push(file);
        command.args(first).arg("--rsp-quoting=posix").arg(named);
        Ok(Some(folder))
    }
}

/// Whether an option's value is the next word: all options that lld declares as `Separate` or `JoinedOrSeparate`, `Eq` and `EEq`
/// included (`lld/wasm/Options.td`, LLVM 14 to 22). `tests/toolchains.rs` asks wasm-ld for them.
fn takes_value(option: &[u8]) -> bool {
    const SHORT: [&[u8]; 8] = [b"-L", b"-O", b"-e", b"-l", b"-m", b"-u", b"-y", b"-z"];
    const LONG: [&[u8]; 20] = [
        b"Map",
        b"allow-undefined-file",
        b"entry",
        b"error-limit",
        b"export",
        b"export-if-defined",
        b"keep-section",
        b"library",
        b"library-path",
        b"mllvm",
        b"reproduce",
        b"rpath",
        b"rsp-quoting",
        b"soname",
        b"thinlto-cache-policy",
        b"threads",
        b"trace-symbol",
        b"undefined",
        b"unresolved-symbols",
        b"wrap",
    ];
    // With two dashes, lld takes a value for the file behind `=` only.
    if option == b"--allow-undefined-file" {
        return false;
    }
    SHORT.contains(&option) || long(option).is_some_and(|option| LONG.contains(&option))
}

/// The name of an option with one dash or two.
fn long(option: &[u8]) -> Option<&[u8]> {
    option.strip_prefix(b"--").or_else(|| option.strip_prefix(b"-"))
}

/// How response files are quoted: as the line says, or else as the system has it.
fn quoting(words: &[OsString]) -> Quoting {
    let of = |(place, word): (usize, &OsString)| match long(word.as_encoded_bytes())?.strip_prefix(b"rsp-quoting")? {
        b"" => words.get(place + 1).map(|value| value.as_encoded_bytes().to_vec()),
        value => value.strip_prefix(b"=").map(<[u8]>::to_vec),
    };
    match words.iter().enumerate().filter_map(of).next_back().as_deref() {
        Some(b"posix") => Quoting::Posix,
        Some(b"windows") => Quoting::Windows,
        _ => Quoting::NATIVE,
    }
}

/// What comes after something in ASCII.
fn unchecked(bytes: &[u8]) -> &OsStr {
    // SAFETY: the bytes are those of an `OsStr`, split after a non-empty UTF-8 substring, as `from_encoded_bytes_unchecked` allows.
    unsafe { OsStr::from_encoded_bytes_unchecked(bytes) }
}
