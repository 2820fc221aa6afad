//! Results that would come to lie in one file, or in that of another module.

use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::io;

/// Where a path leads: to a name behind all links, and to a file, which may have several names.
struct Lead {
    target: PathBuf,
    file: Option<(u64, u64)>,
}

impl Lead {
    fn of(path: &Path) -> Self {
        Self { target: io::target(path), file: io::file(path) }
    }

    /// Whether both lead to one file. Without a number for files, names have to tell.
    fn is(&self, other: &Self) -> bool {
        self.target == other.target || (self.file.is_some() && self.file == other.file)
    }
}

/// No two results may be one file, and none may be the file of another module. `pairs` are the modules and where each goes.
///
/// Two names of one file may both be fixed in their places. A link leads to what is fixed already, which stays. Of two hard links, as
/// cargo's `deps` has one to what it links, each becomes a file of its own.
pub(super) fn clash(pairs: &[(&Path, &Path)], ignores_case: impl Fn(&Path) -> bool) -> Result<(), String> {
    let leads: Vec<(Lead, Lead)> = pairs.iter().map(|(input, output)| (Lead::of(input), Lead::of(output))).collect();
    let mut by_name: HashMap<PathBuf, usize> = HashMap::new();
    let mut by_file: HashMap<(u64, u64), usize> = HashMap::new();
    let mut inputs: HashMap<&Path, usize> = HashMap::new();
    let mut input_files: HashMap<(u64, u64), usize> = HashMap::new();
    for (place, (input, _)) in leads.iter().enumerate() {
        inputs.entry(&input.target).or_insert(place);
        input.file.map(|file| input_files.entry(file).or_insert(place));
    }
    for (place, (input, output)) in leads.iter().enumerate().filter(|(place, _)| !io::is_special(pairs[*place].1)) {
        let other = by_name.insert(output.target.clone(), place);
        let other = other.filter(|other| !(leads[*other].0.is(input) && output.is(input)));
        let same_file = output.file.and_then(|file| by_file.insert(file, place));
        let same_file = same_file.filter(|other| !leads[*other].0.is(input));
        if let Some(other) = other.or(same_file) {
            return Err(both(pairs[other], pairs[place]));
        }
        let of_another = inputs.get(output.target.as_path()).or(output.file.and_then(|file| input_files.get(&file)));
        if let Some(other) = of_another.filter(|_| !output.is(input)) {
            return Err(replaced(pairs[place], pairs[*other].0));
        }
    }
    let mut folded: HashMap<String, usize> = HashMap::new();
    for (place, (_, output)) in leads.iter().enumerate().filter(|(place, _)| !io::is_special(pairs[*place].1)) {
        let other = folded.insert(output.target.to_string_lossy().to_lowercase(), place);
        let other = other.filter(|other| leads[*other].1.target != output.target);
        if let Some(other) = other.filter(|_| ignores_case(&output.target)) {
            return Err(both(pairs[other], pairs[place]));
        }
    }
    Ok(())
}

fn both(one: (&Path, &Path), two: (&Path, &Path)) -> String {
    let [(one, first), (two, second)] = [one, two].map(|(input, output)| (input.display(), output));
    if first == second {
        return format!("{one} and {two} would both become {}", first.display());
    }
    format!(
        "{one} would become {}, and {two} would become {}, which is the same file",
        first.display(),
        second.display()
    )
}

fn replaced((input, output): (&Path, &Path), other: &Path) -> String {
    let [input, output, other] = [input, output, other].map(Path::display);
    format!("{input} would become {output}, which is the input {other}; give --out-dir another folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only such a file system can show it, so this one is told to be one.
    #[test]
    fn names_that_differ_by_case_are_one_where_case_does_not_count() {
        let pairs = [("a/x.wasm", "no/X.wasm"), ("b/x.wasm", "no/x.wasm")];
        let pairs = pairs.map(|(input, output)| (Path::new(input), Path::new(output)));
        assert_eq!(clash(&pairs, |_| false), Ok(()));
        let message = "a/x.wasm would become no/X.wasm, and b/x.wasm would become no/x.wasm, which is the same file";
        assert_eq!(clash(&pairs, |_| true), Err(message.to_owned()));
        assert_eq!(clash(&pairs[..1], |_| true), Ok(()));
    }
}
