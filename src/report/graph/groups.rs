//! What functions have in common: their source file, else their namespace, else the beginning of their names.

use std::collections::BTreeMap;

use super::label;
use crate::inspect::Effect;

/// A prefix says something if that many functions have it.
const COMMON: usize = 3;

/// A function's place in a group, and that group's in a larger one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) fine: String,
    pub(super) coarse: String,
}

/// A group of functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) name: String,
    /// Places in the graph, in order.
    pub(super) members: Vec<usize>,
    coarse: String,
}

/// What is known of a function.
pub(super) struct NamedFunction {
    pub(super) at: usize,
    /// As in the `name` section, if it is there.
    pub(super) raw: Option<String>,
    /// Demangled.
    pub(super) name: String,
    pub(super) file: Option<String>,
    /// The worst that it certainly reaches.
    pub(super) reaches: Option<Effect>,
}

/// Puts functions together, into so many groups at most: by large groups where there are too many small ones, and the
/// smallest into one if there still are.
pub(super) fn groups(functions: &[NamedFunction], most: usize, others: &str) -> Vec<Group> {
    let prefixes = prefixes(functions);
    let mut groups: BTreeMap<(String, Option<Effect>), Group> = BTreeMap::new();
    for function in functions {
        let Key { fine, coarse } = key(function, &prefixes);
        // Without a name there is nothing else to tell functions apart by.
        let reaches = function.reaches.filter(|_| function.raw.is_none());
        let group =
            groups.entry((fine.clone(), reaches)).or_insert_with(|| Group { name: fine, members: Vec::new(), coarse });
        group.members.push(function.at);
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    while groups.len() > most && coarsen(&mut groups) {}
    if groups.len() > most {
        rest(&mut groups, most, others);
    }
    groups.iter_mut().for_each(|group| group.members.sort_unstable());
    groups.sort_by(|one, other| one.members.cmp(&other.members));
    groups
}

/// Makes one group of all those that the largest group of groups has.
fn coarsen(groups: &mut Vec<Group>) -> bool {
    let mut families: BTreeMap<&str, usize> = BTreeMap::new();
    groups.iter().for_each(|group| *families.entry(&group.coarse).or_default() += 1);
    let largest = families.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
    let Some((family, 2..)) = largest else {
        return false;
    };
    let family = family.to_owned();
    let (inside, outside): (Vec<Group>, Vec<Group>) = groups.drain(..).partition(|group| group.coarse == family);
    let members = inside.into_iter().flat_map(|group| group.members).collect();
    *groups = outside;
    groups.push(Group { name: family.clone(), members, coarse: family });
    true
}

/// Puts the smallest groups together.
fn rest(groups: &mut Vec<Group>, most: usize, name: &str) {
    groups.sort_by(|one, other| other.members.len().cmp(&one.members.len()).then_with(|| one.name.cmp(&other.name)));
    let members = groups.split_off(most.saturating_sub(1)).into_iter().flat_map(|group| group.members).collect();
    groups.push(Group { name: name.to_owned(), members, coarse: name.to_owned() });
}

fn key(function: &NamedFunction, prefixes: &BTreeMap<String, usize>) -> Key {
    let same = |name: &str| Key { fine: name.to_owned(), coarse: name.to_owned() };
    if let Some(file) = &function.file {
        return by_file(file);
    }
    if function.raw.is_none() {
        return same("functions without names");
    }
    if function.name.starts_with("initialisers ") {
        return same("initialisers");
    }
    let spaces = namespace(&label::plain(&function.name));
    match spaces.as_slice() {
        [] => {}
        // C++'s library is one thing, Rust's has parts.
        [first, ..] if first == "std" && is_cpp(function) => return same(first),
        [first, ..] => return Key { fine: spaces.join("::"), coarse: first.clone() },
    }
    let prefix = prefix(&function.name).filter(|prefix| prefixes.get(prefix).is_some_and(|count| *count >= COMMON));
    Key { fine: prefix.unwrap_or_else(|| "C functions".to_owned()), coarse: "C functions".to_owned() }
}

/// `fmt/num.rs`, and `fmt` for the folder.
fn by_file(file: &str) -> Key {
    let parts: Vec<&str> = file.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect();
    match parts.as_slice() {
        [] => Key { fine: "unknown file".to_owned(), coarse: "unknown file".to_owned() },
        [name] => Key { fine: (*name).to_owned(), coarse: "files".to_owned() },
        [folder, name] => Key { fine: format!("{folder}/{name}"), coarse: format!("{folder}/") },
        [.., above, folder, name] => Key { fine: format!("{folder}/{name}"), coarse: format!("{above}/{folder}/") },
    }
}

fn is_cpp(function: &NamedFunction) -> bool {
    let mangled = function.raw.as_ref().is_some_and(|raw| raw.starts_with("_Z") && !raw.contains("17h"));
    mangled || function.name.contains("std::__") || function.name.contains('(')
}

/// The namespaces that a function is in, two at most: what follows are types more often than not, and those begin with
/// an uppercase letter or have arguments.
fn namespace(plain: &str) -> Vec<String> {
    let mut segments = label::segments(plain);
    segments.pop();
    if let Some(path) = segments.first().and_then(|first| first.strip_prefix('<')) {
        return of_path(path);
    }
    let mut spaces: Vec<String> = Vec::new();
    for segment in segments.into_iter().take(2) {
        let is_plain = segment.chars().all(|char| char.is_alphanumeric() || char == '_') && !segment.is_empty();
        let is_name = is_plain || segment == "(anonymous namespace)";
        let is_type = segment.starts_with(char::is_uppercase);
        if !is_name || (is_type && !spaces.is_empty()) {
            break;
        }
        spaces.push(segment.to_owned());
    }
    spaces
}

/// Of `<alloc::vec::Vec<…> as Drop>::drop`, where the type is; if that is one of the language's own, the trait.
fn of_path(path: &str) -> Vec<String> {
    let mut sides = path.split(" as ").map(|side| side.trim_start_matches(['&', '*', '<', '[', '(']));
    sides.find_map(|side| Some(namespace(side)).filter(|spaces| !spaces.is_empty())).unwrap_or_default()
}

/// `sqlite3_*` for `sqlite3_open`.
fn prefix(name: &str) -> Option<String> {
    let start = name.len() - name.trim_start_matches('_').len();
    let end = start + name.get(start..)?.find('_')?;
    let beginning = name.get(..end)?;
    (end - start >= 2).then(|| format!("{beginning}_*"))
}

fn prefixes(functions: &[NamedFunction]) -> BTreeMap<String, usize> {
    let mut prefixes = BTreeMap::new();
    for prefix in functions.iter().filter_map(|function| prefix(&function.name)) {
        *prefixes.entry(prefix).or_default() += 1;
    }
    prefixes
}

#[cfg(test)]
mod tests {
    use super::Effect;
    use super::NamedFunction;
    use super::groups;

    fn known(names: &[&str]) -> Vec<NamedFunction> {
        let known = |(at, name): (usize, &&str)| NamedFunction {
            at,
            raw: Some((*name).to_owned()),
            name: (*name).to_owned(),
            file: name.strip_suffix("@f").map(|file| file.replace('.', "/")),
            reaches: None,
        };
        names.iter().enumerate().map(known).collect()
    }

    fn names(functions: &[&str], most: usize) -> Vec<(String, usize)> {
        let groups = groups(&known(functions), most, "others");
        groups.into_iter().map(|group| (group.name, group.members.len())).collect()
    }

    #[test]
    fn functions_are_grouped_by_namespace() {
        let functions = [
            "std::__2::basic_ostream<char>::put(char)",
            "core::fmt::write",
            "std::__2::vector<int>::size() const",
            "core::str::count",
            "<alloc::vec::Vec<T> as core::fmt::Debug>::fmt",
            "<i32 as core::fmt::Display>::fmt",
            "app::Thing::new",
            "std::io::stdio::print",
        ];
        let expected = [("std", 2), ("core::fmt", 2), ("core::str", 1), ("alloc::vec", 1), ("app", 1), ("std::io", 1)];
        assert_eq!(names(&functions, 9), expected.map(|(name, count)| (name.to_owned(), count)));
    }

    #[test]
    fn c_functions_are_grouped_by_prefix_if_several_have_it() {
        let functions = ["sqlite3_open", "sqlite3_close", "sqlite3_exec", "main", "mem_set", "_", "__", "a_b_"];
        let expected = [("sqlite3_*", 3), ("C functions", 5)];
        assert_eq!(names(&functions, 9), expected.map(|(name, count)| (name.to_owned(), count)));
    }

    #[test]
    fn files_come_first_and_folders_when_there_are_too_many() {
        let functions = ["src.a.c@f", "src.b.c@f", "src.b.c@f", "core::fmt::write"];
        assert_eq!(names(&functions, 3).len(), 3);
        let expected = [("src/b/", 3), ("core::fmt", 1)];
        let functions = ["src.b.c@f", "src.b.d@f", "src.b.c@f", "core::fmt::write"];
        assert_eq!(names(&functions, 2), expected.map(|(name, count)| (name.to_owned(), count)));
    }

    #[test]
    fn functions_without_names_are_grouped_by_what_they_reach() {
        let reaches = [None, Some(Effect::Pure), None, Some(Effect::Reenters)];
        let functions: Vec<NamedFunction> = known(&["a", "b", "c", "d"])
            .into_iter()
            .zip(reaches)
            .map(|(function, reaches)| NamedFunction { raw: None, reaches, ..function })
            .collect();
        let sizes = |most| groups(&functions, most, "others").iter().map(|it| it.members.len()).collect::<Vec<_>>();
        assert_eq!((sizes(3), sizes(2)), (vec![2, 1, 1], vec![4]));
    }

    #[test]
    fn the_smallest_groups_become_one() {
        let functions = ["a::x", "a::y", "b::x", "c::x", "d::x", "a::z"];
        assert_eq!(names(&functions, 2), [("a".to_owned(), 3), ("others".to_owned(), 3)]);
    }
}
