//! Relative URLs between files.

use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

/// The relative URL that leads from a folder to a file or folder; empty for the folder itself, nothing from drive to drive.
pub(super) fn way(from: &Path, to: &Path) -> Option<String> {
    let (from, to) = (normal(from)?, normal(to)?);
    let (from, to): (Vec<Component>, Vec<Component>) = (from.components().collect(), to.components().collect());
    let same = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    // No step back leaves a drive.
    if same == 0 {
        return None;
    }
    let back = from.iter().skip(same).map(|_| "..".to_owned());
    let forth = to.iter().skip(same).map(|part| encoded(part.as_os_str().as_encoded_bytes()));
    Some(back.chain(forth).collect::<Vec<_>>().join("/"))
}

/// The file that a relative URL means, from a folder; nothing for a URL that means no file.
pub(super) fn file(folder: &Path, url: &str) -> Option<PathBuf> {
    let is_other = url.is_empty() || url.starts_with('/') || url.contains([':', '?', '#', '\\']);
    (!is_other).then(|| decoded(url)).flatten().map(|path| folder.join(path))
}

/// An absolute path without steps back. A step back from behind a link leads to where the system has it, but a URL steps back by name: so
/// the folder's own name stands for it where the two differ.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    // An empty path is a folder for files that are named alone.
    for part in std::path::absolute(Path::new(".").join(path)).ok()?.components() {
        match part {
            Component::ParentDir => normal = above(&normal),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    Some(normal)
}

/// The folder that `..` means behind a path.
fn above(path: &Path) -> PathBuf {
    let by_name = path.parent().unwrap_or(path).to_owned();
    match (std::fs::canonicalize(path.join("..")), std::fs::canonicalize(&by_name)) {
        (Ok(there), Ok(named)) if there != named => there,
        _ => by_name,
    }
}

/// A name with what would mean something else in a URL, or nothing. Letters and spaces stay as compilers write them.
fn encoded(name: &[u8]) -> String {
    let mut url = String::new();
    for chunk in name.utf8_chunks() {
        for char in chunk.valid().chars() {
            if "%?#\\:".contains(char) || char.is_control() {
                char.to_string().bytes().for_each(|byte| url.push_str(&format!("%{byte:02X}")));
            } else {
                url.push(char);
            }
        }
        chunk.invalid().iter().for_each(|byte| url.push_str(&format!("%{byte:02X}")));
    }
    url
}

fn decoded(url: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let digits = after.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &after[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_relative_urls() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to)).expect("a way");
        assert_eq!(way("dist", "build"), "../build");
        assert_eq!(way("dist/a", "dist"), "..");
        assert_eq!(way("dist", "dist/a/b.map"), "a/b.map");
        assert_eq!(way("./dist/../build", "build"), "");
        assert_eq!(way("/a", "/b"), "../b");
        assert_eq!(way("", "a b/50%#ä?.map"), "a b/50%25#ä%3F.map".replace('#', "%23"));
    }

    #[test]
    fn urls_mean_files_if_they_are_relative() {
        let file = |url: &str| file(Path::new("dist"), url);
        assert_eq!(file("./a%20b.map"), Some(PathBuf::from("dist/./a b.map")));
        assert_eq!(file("../50%25.map"), Some(PathBuf::from("dist/../50%.map")));
        for url in
            ["", "/a.map", "http://localhost/a.map", "a.map?x", "a.map#x", "a%2", "a%zz", "a%+1", "data:a", "a%ff"]
        {
            assert_eq!(file(url), None, "{url}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_step_back_from_a_link_leads_where_the_system_has_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        std::fs::create_dir_all(root.join("a/b")).expect("folders");
        std::os::unix::fs::symlink("a/b", root.join("link")).expect("a link");
        assert_eq!(super::way(&root, &root.join("link/../x.map")), Some("a/x.map".to_owned()));
        // By name where that is the same folder.
        assert_eq!(super::way(&root, &root.join("a/b/../x.map")), Some("a/x.map".to_owned()));
        assert_eq!(super::way(&root.join("link"), &root.join("x.map")), Some("../x.map".to_owned()));
    }
}
