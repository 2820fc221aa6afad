//! Response files: `@FILE` on a command line stands for what is in the file, as lld has it.
//!
//! The rules are those of LLVM's `llvm/lib/Support/CommandLine.cpp`, `TokenizeGNUCommandLine`, `TokenizeWindowsCommandLine`
//! and `ExpandResponseFiles`: files may name others, relative to the working folder, and what is not there stays as it is. A pipe, as shells
//! make one of `@<(command)`, can be read only once: other programs are given what it held.

use std::env;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use super::io::TemporaryFolder;
use super::io::explain;

/// How words are quoted in response files, as `--rsp-quoting` of lld tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    Posix,
    Windows,
}

impl Quoting {
    pub(super) const NATIVE: Self = if cfg!(windows) { Self::Windows } else { Self::Posix };
}

/// A command line without response files.
pub(super) struct Expanded {
    /// Its words.
    pub(super) arguments: Vec<OsString>,
    /// Whether some come from a file.
    pub(super) from_files: bool,
    /// Whether some come from what cannot be read again.
    pub(super) from_pipes: bool,
}

/// How deep files may name others.
const DEEPEST: usize = 20;

/// How many files there may be, if each counts as often as it is named.
const MOST_FILES: usize = 10_000;

/// How much they may hold, in MiB. The longest line of a large program's linker is a tenth of that.
const MOST_MEBIBYTES: u64 = 64;

/// How many words they may hold, if each counts as often as its file is named. A word takes more memory than the two bytes that it may have
/// in a file.
const MOST_WORDS: usize = 1_000_000;

/// What was read of files.
#[derive(Default)]
struct Taken {
    files: usize,
    bytes: u64,
    words: usize,
}

impl Taken {
    /// Reads one more.
    fn read(&mut self, path: &Path) -> Result<Vec<u8>, String> {
        let shown = path.display();
        if self.files == MOST_FILES {
            return Err(format!("{shown}: response files name more than {MOST_FILES} files"));
        }
        self.files += 1;
        let most = (MOST_MEBIBYTES << 20) - self.bytes;
        let mut text = Vec::new();
        let read = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut text));
        read.map_err(|error| format!("{shown}: {}", explain(&error)))?;
        let length = text.len() as u64;
        if length > most {
            return Err(format!("{shown}: response files hold more than {MOST_MEBIBYTES} MiB"));
        }
        self.bytes += length;
        from_utf16(text).ok_or_else(|| format!("{shown}: begins like UTF-16, and is none"))
    }

    /// Counts one more.
    fn word(&mut self, file: &Path) -> Result<(), String> {
        if self.words == MOST_WORDS {
            return Err(format!("{}: response files hold more than {MOST_WORDS} words", file.display()));
        }
        self.words += 1;
        Ok(())
    }
}

/// The same text as UTF-8, if it begins like UTF-16, as Windows writes it (LLVM's `hasUTF16ByteOrderMark`).
fn from_utf16(text: Vec<u8>) -> Option<Vec<u8>> {
    let unit = match text.get(..2) {
        Some(b"\xff\xfe") => u16::from_le_bytes,
        Some(b"\xfe\xff") => u16::from_be_bytes,
        _ => return Some(text),
    };
    let (pairs, []) = text[2..].as_chunks() else {
        return None;
    };
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).ok().map(String::into_bytes)
}

/// Puts what response files hold in their place.
pub(super) fn expand(arguments: impl IntoIterator<Item = OsString>, quoting: Quoting) -> Result<Expanded, String> {
    let mut expanded = Expanded { arguments: Vec::new(), from_files: false, from_pipes: false };
    let mut taken = Taken::default();
    for argument in arguments {
        put(&mut expanded, argument, quoting, 0, &mut taken)?;
    }
    Ok(expanded)
}

/// The same line, if no word that stayed as it is names a folder like a response file. A linker says so itself.
pub(super) fn without_folders(line: Expanded) -> Result<Expanded, String> {
    let named = |word: &OsString| Some(PathBuf::from(os_string(word.as_encoded_bytes().strip_prefix(b"@")?)?));
    let is_meant = |word: &&OsString| named(word).is_some_and(|path| path.is_dir()) && !Path::new(word).exists();
    match line.arguments.iter().find(is_meant) {
        Some(word) => Err(format!("{}: a folder; @FILE stands for the words in a file", word.display())),
        None => Ok(line),
    }
}

fn put(
    expanded: &mut Expanded,
    argument: OsString,
    quoting: Quoting,
    depth: usize,
    taken: &mut Taken,
) -> Result<(), String> {
    let file = argument.as_encoded_bytes().strip_prefix(b"@").and_then(os_string);
    // The program that is called says what is wrong with a folder.
    let there = file.and_then(|file| Some((fs::metadata(&file).ok().filter(|it| !it.is_dir())?, file)));
    let Some((metadata, file)) = there else {
        expanded.arguments.push(argument);
        return Ok(());
    };
    let shown = file.display();
    if depth == DEEPEST {
        return Err(format!("{shown}: response files name each other more than {DEEPEST} deep"));
    }
    let text = taken.read(Path::new(&file))?;
    expanded.from_files = true;
    expanded.from_pipes |= !metadata.is_file();
    for word in words(&text, quoting) {
        taken.word(Path::new(&file))?;
        let word = os_string(&word).ok_or_else(|| format!("{shown}: not UTF-8"))?;
        put(expanded, word, quoting, depth + 1, taken)?;
    }
    Ok(())
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStrExt;
    Some(OsStr::from_bytes(bytes).to_owned())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    std::str::from_utf8(bytes).ok().map(OsString::from)
}

/// Options that lie in a file beside the path by which we are called, with `.rsp` added to its name: so cargo, which takes
/// a linker and no arguments for it, can be given both.
pub(super) fn beside(called: &Path) -> Result<Vec<OsString>, String> {
    let mut path = called.as_os_str().to_owned();
    path.push(".rsp");
    let path = PathBuf::from(path);
    if called.parent() == Some(Path::new("")) || !path.is_file() {
        return Ok(Vec::new());
    }
    let mut file = OsString::from("@");
    file.push(path);
    Ok(expand([file], Quoting::Posix)?.arguments)
}

/// The first word of a line, by POSIX rules.
pub(super) fn first_word(line: &[u8]) -> Option<OsString> {
    os_string(&words(line, Quoting::Posix).next()?)
}

/// Words as one text, by POSIX rules.
pub(super) fn joined(words: &[OsString]) -> OsString {
    let text: Vec<u8> = words.iter().flat_map(|word| quoted(word)).collect();
    os_string(&text).unwrap_or_default()
}

/// The words of such a text.
pub(super) fn split(text: &OsStr) -> Vec<OsString> {
    words(text.as_encoded_bytes(), Quoting::Posix).filter_map(|word| os_string(&word)).collect()
}

/// What a response file says for a word, by POSIX rules, or nothing where a word cannot be written.
pub(super) fn quoted(word: &OsStr) -> Vec<u8> {
    let mut line = vec![b'"'];
    for byte in word.as_encoded_bytes() {
        if matches!(byte, b'"' | b'\\') {
            line.push(b'\\');
        }
        line.push(*byte);
    }
    line.extend(b"\"\n");
    line
}

/// Writes a response file by POSIX rules, in a folder that goes when it is dropped.
pub(super) fn write(words: &[OsString]) -> std::io::Result<(TemporaryFolder, PathBuf)> {
    let folder = TemporaryFolder::create(&env::temp_dir())?;
    let file = folder.path().join("linker.rsp");
    let text: Vec<u8> = words.iter().flat_map(|word| quoted(word)).collect();
    fs::write(&file, text)?;
    Ok((folder, file))
}

/// The words of a text, one after the other.
fn words(text: &[u8], quoting: Quoting) -> impl Iterator<Item = Vec<u8>> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let next = match quoting {
        Quoting::Posix => posix,
        Quoting::Windows => windows,
    };
    let mut at = 0;
    std::iter::from_fn(move || next(text, &mut at))
}

/// The next word. A backslash stands for what follows it, within either kind of quotes as well.
fn posix(text: &[u8], at: &mut usize) -> Option<Vec<u8>> {
    let mut word: Option<Vec<u8>> = None;
    let mut quote = None;
    while let Some(&byte) = text.get(*at) {
        *at += 1;
        match byte {
            b'\\' if *at < text.len() => {
                word.get_or_insert_default().push(text[*at]);
                *at += 1;
            }
            _ if quote == Some(byte) => quote = None,
            b'"' | b'\'' if quote.is_none() => {
                quote = Some(byte);
                word.get_or_insert_default();
            }
            _ if quote.is_some() || !is_space(byte) => word.get_or_insert_default().push(byte),
            _ if word.is_some() => break,
            _ => {}
        }
    }
    word
}

/// The next word. Backslashes stand for themselves unless a quote follows, before which two are one, and an odd one makes the quote a letter.
fn windows(text: &[u8], at: &mut usize) -> Option<Vec<u8>> {
    let mut word: Option<Vec<u8>> = None;
    let mut quoted = false;
    while let Some(&byte) = text.get(*at) {
        *at += 1;
        match byte {
            b'\\' => {
                let more = text[*at..].iter().take_while(|next| **next == b'\\').count();
                *at += more;
                let before_quote = text.get(*at) == Some(&b'"');
                let count = if before_quote { more.div_ceil(2) } else { more + 1 };
                let word = word.get_or_insert_default();
                word.resize(word.len() + count, b'\\');
                if before_quote && more % 2 == 0 {
                    word.push(b'"');
                    *at += 1;
                }
            }
            b'"' if quoted && text.get(*at) == Some(&b'"') => {
                word.get_or_insert_default().push(b'"');
                *at += 1;
            }
            b'"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            _ if quoted || !is_space(byte) => word.get_or_insert_default().push(byte),
            _ if word.is_some() => break,
            _ => {}
        }
    }
    word
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, quoting: Quoting) -> Vec<String> {
        words(text.as_bytes(), quoting).map(|word| String::from_utf8(word).expect("the text is UTF-8")).collect()
    }

    #[test]
    fn posix_words() {
        let split = |text| split(text, Quoting::Posix);
        assert_eq!(split("a  b\r\n\tc\n"), ["a", "b", "c"]);
        assert_eq!(split(r#""a b" 'c "d"' e\ f"#), ["a b", r#"c "d""#, "e f"]);
        assert_eq!(split(r#"a"b c"d '' """#), ["ab cd", "", ""]);
        assert_eq!(split(r#""a\"b\\c" 'd\'e' \\"#), [r#"a"b\c"#, "d'e", r"\"]);
        assert_eq!(split("a\\\nb \"c\nd\" \"open"), ["a\nb", "c\nd", "open"]);
        assert_eq!(split("\u{feff}a"), ["a"]);
        assert_eq!(split(" \n"), [""; 0]);
    }

    #[test]
    fn windows_words() {
        let split = |text| split(text, Quoting::Windows);
        assert_eq!(split(r#"C:\a\b "C:\Program Files\c" d\\e"#), [r"C:\a\b", r"C:\Program Files\c", r"d\\e"]);
        assert_eq!(split(r#"a\"b "c\\" "d\\\"e" "f""g""#), [r#"a"b"#, r"c\", r#"d\"e"#, r#"f"g"#]);
        assert_eq!(split(r#"'a b' "" \"#), ["'a", "b'", "", r"\"]);
    }

    #[test]
    fn what_is_quoted_is_read_as_it_was() {
        for word in ["a", "", "a b", r#"a"b"#, r"a\b", "a'b", "a\nb\tc", r#"\""#] {
            let text = quoted(OsStr::new(word));
            assert_eq!(words(&text, Quoting::Posix).collect::<Vec<_>>(), [word.as_bytes()], "{word:?}");
        }
    }
}
