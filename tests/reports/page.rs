//! The tables of the page against the schema: the same keys, and of each key the same words.
//!
//! The first cell of a table is the name of a type of the schema, or of a key that has words. What a type's key holds is listed with
//! it, as `init.before`, unless it has a table of its own.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;

/// A table's rows: what it lists, and what is said of it.
type Rows = Vec<(String, String)>;

/// How the page differs from the schema.
pub fn against(page: &str, schema: &Value) -> Vec<String> {
    let tables = tables(page);
    let types = Types { schema, own: tables.keys().map(String::as_str).collect() };
    let mut covered = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, said) in &tables {
        let expected = match types.get(name) {
            Some(_) => types.rows(name, &mut covered),
            None => words(schema, name),
        };
        wrong.extend(differences(name, said, &expected));
    }
    let missing = types.with_keys().filter(|name| !covered.contains(*name));
    wrong.extend(missing.map(|name| format!("{name}: no table has its keys")));
    wrong
}

/// Tables by their first cell.
fn tables(page: &str) -> BTreeMap<String, Rows> {
    let mut tables: BTreeMap<String, Rows> = BTreeMap::new();
    let mut current = None;
    for line in page.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, first, middle @ .., last, _] = cells.as_slice() else {
            current = None;
            continue;
        };
        let first = first.trim_matches('`').to_owned();
        match &current {
            None => {
                tables.insert(first.clone(), Vec::new());
                current = Some(first);
            }
            Some(_) if first.starts_with("---") => {}
            Some(name) => {
                let said = middle.iter().filter(|cell| !cell.is_empty()).chain([last]).copied();
                tables.entry(name.clone()).or_default().push((first, said.collect::<Vec<_>>().join(": ")));
            }
        }
    }
    tables
}

fn differences(table: &str, said: &Rows, expected: &Rows) -> Vec<String> {
    let keys = |rows: &Rows| rows.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    if keys(said) != keys(expected) {
        return vec![format!("{table}: the page has {:?}, and the schema {:?}", keys(said), keys(expected))];
    }
    let pairs = said.iter().zip(expected).filter(|((_, said), (_, expected))| !expected.is_empty() && said != expected);
    pairs
        .map(|((key, said), (_, expected))| format!("{table}, {key}: the page says “{said}”, the schema “{expected}”"))
        .collect()
}

/// The words that a key may have. The schema says no more than that.
fn words(schema: &Value, key: &str) -> Rows {
    let types = schema["$defs"].as_object().into_iter().flat_map(|types| types.values());
    let words = types.filter_map(|it| it["properties"][key]["enum"].as_array()).flatten();
    words.filter_map(Value::as_str).map(|word| (word.to_owned(), String::new())).collect()
}

struct Types<'s> {
    schema: &'s Value,
    /// Those that have tables of their own.
    own: BTreeSet<&'s str>,
}

impl<'s> Types<'s> {
    fn get(&self, name: &str) -> Option<&'s Value> {
        self.schema["$defs"].get(name)
    }

    /// Those that have keys, and those whose kinds have some.
    fn with_keys(&self) -> impl Iterator<Item = &'s str> {
        let types = self.schema["$defs"].as_object().into_iter().flatten();
        types.filter(|(_, it)| it["properties"].is_object() || !variants(it).is_empty()).map(|(name, _)| name.as_str())
    }

    fn rows(&self, name: &str, covered: &mut BTreeSet<String>) -> Rows {
        let kinds = self.get(name).map(variants).unwrap_or_default();
        if kinds.is_empty() {
            return self.keys(name, "", covered);
        }
        covered.insert(name.to_owned());
        kinds.into_iter().map(variant).collect()
    }

    fn keys(&self, name: &str, before: &str, covered: &mut BTreeSet<String>) -> Rows {
        covered.insert(name.to_owned());
        let mut rows = Rows::new();
        let properties = self.get(name).and_then(|it| it["properties"].as_object());
        // What the version is, is said once for all.
        for (key, it) in properties.into_iter().flatten().filter(|(key, _)| *key != "schema") {
            let (of, is_array) = reference(it);
            let key = format!("{before}{key}{}", if is_array { "[]" } else { "" });
            match of.filter(|of| !self.own.contains(of) && self.get(of).is_some_and(|it| it["properties"].is_object()))
            {
                Some(of) => rows.extend(self.keys(of, &format!("{key}."), covered)),
                None => rows.push((key, sentence(it))),
            }
        }
        rows
    }
}

/// The type that a key refers to, if it does, and whether the key is an array of that.
fn reference(key: &Value) -> (Option<&str>, bool) {
    fn name(of: &Value) -> Option<&str> {
        of["$ref"].as_str()?.strip_prefix("#/$defs/")
    }
    let nullable = key["anyOf"].as_array().into_iter().flatten();
    match name(&key["items"]) {
        Some(of) => (Some(of), true),
        None => (name(key).or_else(|| nullable.filter_map(name).next()), false),
    }
}

/// The kinds of a type, as far as they have keys.
fn variants(of: &Value) -> Vec<&Value> {
    let kinds = of["oneOf"].as_array().or(of["anyOf"].as_array());
    kinds.into_iter().flatten().filter(|kind| kind["properties"].is_object()).collect()
}

/// A kind: the word that says which it is, or else its first key; and the other keys, with what it is.
fn variant(kind: &Value) -> (String, String) {
    let mut keys = kind["properties"].as_object().into_iter().flatten();
    let (first, it) = keys.next().expect("a kind has a key");
    let word = it["const"].as_str().unwrap_or(first);
    let keys: Vec<String> = keys.map(|(key, _)| format!("`{key}`")).collect();
    let keys = if keys.is_empty() { String::new() } else { format!("{}: ", keys.join(", ")) };
    (word.to_owned(), keys + &sentence(kind))
}

/// What is said of it, as a cell says it: without the large letter and the stop of a sentence.
fn sentence(of: &Value) -> String {
    let text = of["description"].as_str().unwrap_or_default().trim_end_matches('.');
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[test]
fn a_page_that_says_otherwise_is_found() {
    let schema = serde_json::json!({ "$defs": {
        "A": { "properties": {
            "schema": {},
            "b": { "description": "The B.", "items": { "$ref": "#/$defs/B" } },
            "word": { "description": "Which.", "enum": ["x", "y"] },
        } },
        "B": { "properties": { "c": { "description": "`C`." } } },
        "D": { "oneOf": [{ "description": "It is.", "properties": { "kind": { "const": "e" }, "f": {} } }] },
    } });
    let page = "| `A` | |\n|---|---|\n| `b[].c` | `C` |\n| `word` | which |\n\n| `word` | |\n|---|---|\n| `x` | first |\n| `y` | last |\n
| `D` | keys | |\n|---|---|---|\n| `e` | `f` | it is |\n";
    let found = |from: &str, to: &str| {
        assert!(page.contains(from), "{from}");
        against(&page.replace(from, to), &schema).join("; ").replace('`', "'")
    };
    assert_eq!(found("x", "x"), "");
    assert_eq!(found("`C`", "`D`"), "A, b[].c: the page says “'D'”, the schema “'C'”");
    assert_eq!(found("| `word` | which |\n", ""), r#"A: the page has ["b[].c"], and the schema ["b[].c", "word"]"#);
    assert_eq!(found("`y`", "`z`"), r#"word: the page has ["x", "z"], and the schema ["x", "y"]"#);
    assert_eq!(found("it is", "it was"), "D, e: the page says “'f': it was”, the schema “'f': it is”");
    assert_eq!(found("`D`", "`G`"), r#"G: the page has ["e"], and the schema []; D: no table has its keys"#);
}
