//! The schema as it holds for one version: with the keys that it names, and no others. What JSON schemas can say and this one does not
//! is refused here, so that nothing goes unchecked.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// What says nothing about values, or what `minimum` says as well.
const SILENT: [&str; 5] = ["$schema", "$defs", "title", "description", "format"];

/// The one pattern: functions that a fix adds.
const ADDED: &str = r"^\+[0-9]+$";

pub struct Validator<'s> {
    schema: &'s Value,
}

impl<'s> Validator<'s> {
    pub fn of(schema: &'s Value) -> Self {
        Self { schema }
    }

    /// What keeps a report from being of a kind: a type's name, or that with `[]` for an array.
    pub fn fault(&self, kind: &str, report: &Value) -> Option<String> {
        let name = |of: &str| json!({ "$ref": format!("#/$defs/{of}") });
        let kind = match kind.strip_suffix("[]") {
            Some(of) => json!({ "type": "array", "items": name(of) }),
            None => name(kind),
        };
        let faults = self.faults(&kind, report, "");
        (!faults.is_empty()).then(|| faults.join("; "))
    }

    fn faults(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let rules = schema.as_object().unwrap_or_else(|| panic!("{schema} is no schema"));
        rules.iter().flat_map(|rule| self.against(rule, rules, value, at)).collect()
    }

    /// What a rule finds wrong.
    fn against(
        &self,
        (key, rule): (&String, &Value),
        rules: &Map<String, Value>,
        value: &Value,
        at: &str,
    ) -> Vec<String> {
        let holds = |holds: bool, what: &str| if holds { Vec::new() } else { vec![format!("{at}: {value} {what}")] };
        let list = || rule.as_array().expect("a list");
        match key.as_str() {
            key if SILENT.contains(&key) => Vec::new(),
            "$ref" => self.faults(self.named(rule), value, at),
            "const" => holds(value == rule, &format!("is not {rule}")),
            "enum" => holds(list().contains(value), "is no such word"),
            "type" => {
                let types = rule.as_array().map_or(std::slice::from_ref(rule), Vec::as_slice);
                holds(types.iter().any(|of| is_of(value, of)), &format!("is not of the type {rule}"))
            }
            "minimum" if *rule == 0 => holds(value.as_i64().is_none_or(|it| it >= 0), "is less than 0"),
            "pattern" if rule == ADDED => holds(value.as_str().is_none_or(is_added), "is no function that is added"),
            "anyOf" => holds(self.fitting(list(), value, at) > 0, "fits nothing that it may be"),
            "oneOf" => holds(self.fitting(list(), value, at) == 1, "does not fit one of what it may be"),
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items.flat_map(|(number, it)| self.faults(rule, it, &format!("{at}/{number}"))).collect()
            }
            "required" => {
                let missing = list().iter().filter_map(Value::as_str).filter(|key| value.get(key).is_none());
                missing.map(|key| format!("{at}: there is no `{key}`")).collect()
            }
            "properties" => self.keys(rule, value, at),
            key => panic!("{at}: nothing here knows the rule {key}, of {rules:?}"),
        }
    }

    /// The keys of an object, which are named, and what they have.
    fn keys(&self, properties: &Value, value: &Value, at: &str) -> Vec<String> {
        let keys = value.as_object().into_iter().flatten();
        keys.flat_map(|(key, it)| match properties.get(key) {
            Some(schema) => self.faults(schema, it, &format!("{at}/{key}")),
            None => vec![format!("{at}: `{key}` is no key")],
        })
        .collect()
    }

    fn fitting(&self, schemas: &[Value], value: &Value, at: &str) -> usize {
        schemas.iter().filter(|schema| self.faults(schema, value, at).is_empty()).count()
    }

    fn named(&self, reference: &Value) -> &Value {
        let path = reference.as_str().and_then(|it| it.strip_prefix('#'));
        path.and_then(|path| self.schema.pointer(path)).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}

fn is_of(value: &Value, of: &Value) -> bool {
    match of.as_str().unwrap_or_default() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        of => panic!("nothing here knows the type {of}"),
    }
}

fn is_added(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|number| !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()))
}

#[test]
fn each_rule_can_find_fault() {
    let schema = json!({ "$defs": { "A": { "description": "It.", "type": "object", "required": ["a"], "properties": {
        "a": { "type": ["integer", "null"], "format": "uint32", "minimum": 0 },
        "b": { "anyOf": [{ "type": "string", "pattern": ADDED }, { "type": "boolean" }] },
        "c": { "oneOf": [{ "const": "x" }, { "enum": ["x", "y"] }] },
        "d": { "type": "array", "items": { "$ref": "#/$defs/A" } },
    } } } });
    let found = |value: &Value| Validator::of(&schema).fault("A", value).unwrap_or_default();
    let right = [json!({ "a": 1 }), json!({ "a": null, "b": "+0", "c": "y", "d": [] }), json!({ "a": 0, "b": false })];
    right.iter().for_each(|right| assert_eq!(found(right), ""));
    assert_eq!(found(&json!([])), r#": [] is not of the type "object"; : there is no `a`"#);
    assert_eq!(found(&json!({ "a": -1, "e": 1 })), "/a: -1 is less than 0; : `e` is no key");
    assert_eq!(found(&json!({ "a": "1" })), r#"/a: "1" is not of the type ["integer","null"]"#);
    assert_eq!(found(&json!({ "a": 1, "b": "+x" })), r#"/b: "+x" fits nothing that it may be"#);
    assert_eq!(found(&json!({ "a": 1, "c": "x" })), r#"/c: "x" does not fit one of what it may be"#);
    assert_eq!(found(&json!({ "a": 1, "d": [{ "a": 1 }, {}] })), "/d/1: there is no `a`");
}
