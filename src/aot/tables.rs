//! The tables of two modules: what a fix may change of them, and what not. Each keeps its number.

use std::collections::BTreeSet;

use crate::inspect::TableFacts;

/// What differs between the tables of two modules.
#[derive(Default)]
pub(super) struct TableChanges {
    pub excused: Vec<String>,
    pub differences: Vec<String>,
    /// Those that changed hands: the owner of such a table may have to give more elements.
    pub larger: BTreeSet<u32>,
}

/// Holds them side by side. `is_alike`: whether two of one number hold things of the same type, and are of one kind.
pub(super) fn compare(old: &[TableFacts], new: &[TableFacts], is_alike: impl Fn(u32) -> bool) -> TableChanges {
    let mut changes = TableChanges::default();
    if old.len() != new.len() {
        changes.differences.push(format!("{} → {}", old.len(), new.len()));
    }
    for (table, (old, new)) in (0..).zip(old.iter().zip(new)) {
        let (before, after) = (old.direction().keyword(), new.direction().keyword());
        if before != after {
            changes.excused.push(format!("table {table}: {before} → {after}"));
        }
        if let (Some((module, name)), Some(now)) = (&old.import, &new.import)
            && (module, name) != (&now.0, &now.1)
        {
            changes.excused.push(format!("table {table}: imported as {module}.{name} → {}.{}", now.0, now.1));
        }
        let changed_hands = old.import.is_some() != new.import.is_some();
        if !is_alike(table) || old.maximum != new.maximum {
            changes.differences.push(format!("table {table}: other limits, or of another type"));
        } else if changed_hands && old.minimum <= new.minimum {
            changes.larger.insert(table);
        } else if old.minimum != new.minimum {
            changes.differences.push(format!("table {table}: {} elements → {}", old.minimum, new.minimum));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::InspectOptions;
    use crate::inspect::inspect;
    use crate::module::Module;

    fn compared(old: &str, new: &str) -> (Vec<String>, Vec<String>, Vec<u32>) {
        let [old, new] = [old, new].map(|fields| {
            let wasm = wat::parse_str(format!("(module {fields})")).expect("it is valid");
            let module = Module::parse(&wasm).expect("it is valid");
            inspect(&module, &InspectOptions::default()).expect("it is seen").tables
        });
        let changes = compare(&old, &new, |table| old[table as usize].element == new[table as usize].element);
        (changes.excused, changes.differences, changes.larger.into_iter().collect())
    }

    #[test]
    fn what_changes_hands_may_be_larger() {
        let (own, given) = ("(table 2 4 funcref)", r#"(import "a" "t" (table 2 4 funcref))"#);
        let larger = "(table 3 4 funcref)";
        let nothing = || (Vec::new(), Vec::new(), Vec::new());
        assert_eq!(compared(own, own), nothing());
        assert_eq!(compared(own, given), (vec!["table 0: private → imported".to_owned()], Vec::new(), vec![0]));
        assert_eq!(compared(given, larger), (vec!["table 0: imported → private".to_owned()], Vec::new(), vec![0]));
        assert_eq!(compared(own, larger).1, ["table 0: 2 elements → 3"]);
        assert_eq!(compared(larger, given).1, ["table 0: 3 elements → 2"]);
    }

    #[test]
    fn names_are_excused_and_types_are_not() {
        let given = |name: &str, ty: &str| format!(r#"(import "a" "{name}" (table {ty}))"#);
        let renamed = compared(&given("t", "1 funcref"), &given("u", "1 funcref"));
        assert_eq!(renamed, (vec!["table 0: imported as a.t → a.u".to_owned()], Vec::new(), Vec::new()));
        let other = "table 0: other limits, or of another type";
        for ty in ["1 externref", "1 5 funcref"] {
            assert_eq!(compared(&given("t", "1 funcref"), &given("t", ty)).1, [other], "{ty}");
        }
        assert_eq!(compared("(table 1 funcref)", "").1, ["1 → 0"]);
    }
}
