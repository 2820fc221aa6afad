//! What parameters are called: as in the module, if JavaScript and TypeScript can have these names.

use std::collections::HashSet;

use super::js;

/// Words that no parameter may hide: what is begun throws an `Error`.
const USED: &str = "Error";

/// A name for each of so many parameters. `known`: what the module calls its locals, by index.
pub(super) fn names(count: usize, known: &[(u32, &str)]) -> Vec<String> {
    let mut names = vec![None; count];
    let mut taken = HashSet::new();
    for (local, name) in known {
        let place = usize::try_from(*local).ok().and_then(|at| names.get_mut(at));
        if let Some(place) = place.filter(|_| is_name(name) && taken.insert(*name)) {
            *place = Some((*name).to_owned());
        }
    }
    names.into_iter().enumerate().map(|(at, name)| name.unwrap_or_else(|| format!("a{at}"))).collect()
}

/// Names such as `a0` are for parameters that have none.
fn is_name(name: &str) -> bool {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_ours = name.strip_prefix('a').is_some_and(is_number);
    js::is_identifier(name) && !js::is_reserved(name) && !is_ours && name != USED
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_those_of_the_module_where_they_can_be() {
        assert_eq!(names(3, &[(0, "at"), (2, "length")]), ["at", "a1", "length"]);
        assert_eq!(names(2, &[(0, "a1"), (1, "a0")]), ["a0", "a1"]);
        assert_eq!(names(2, &[(0, "same"), (1, "same")]), ["same", "a1"]);
        assert_eq!(
            names(6, &[(0, "class"), (1, "a b"), (2, "0"), (3, "Error"), (4, "this"), (5, "")]),
            ["a0", "a1", "a2", "a3", "a4", "a5"]
        );
        assert_eq!(names(1, &[(1, "local"), (9, "other")]), ["a0"]);
    }
}
