//! What the tool prints for programs, its JSON schema, and the page about it say the same.

#[allow(dead_code, reason = "snapshots are for the cases themselves")]
#[path = "support/directives.rs"]
mod directives;
#[path = "reports/page.rs"]
mod page;
#[path = "reports/printed.rs"]
mod printed;
#[path = "reports/validator.rs"]
mod validator;

use std::fs;
use std::path::Path;

use serde_json::Value;
use serde_json::json;
use validator::Validator;

/// The schema, as it is committed.
const SCHEMA: &str = "docs/report.schema.json";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> Value {
    wasm_initfix::report::schema().to_value()
}

#[test]
fn the_schema_in_the_book_is_what_the_types_give() {
    let committed = fs::read_to_string(root().join(SCHEMA)).expect("the schema is there");
    let given = serde_json::to_string_pretty(&wasm_initfix::report::schema()).expect("the schema is JSON") + "\n";
    let differs = committed.lines().zip(given.lines()).find(|(committed, given)| committed != given);
    assert!(committed == given, "{differs:?}: make it anew: wasm-initfix json-schema >{SCHEMA}");
}

/// Each report of each case, as the command prints it.
#[test]
fn what_is_printed_conforms() {
    let schema = schema();
    let faults = printed::all(|kind, report| Validator::of(&schema).fault(kind, report));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn fault(kind: &str, report: &Value) -> String {
    Validator::of(&schema()).fault(kind, report).unwrap_or_default()
}

fn hosts() -> Value {
    let host = wasm_initfix::hosts::find("js").expect("a host");
    json!([wasm_initfix::report::rules::report(host)])
}

#[test]
fn a_wrong_report_does_not() {
    assert_eq!(fault("HostReport[]", &hosts()), "");
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut hosts = hosts();
        change(&mut hosts[0]);
        fault("HostReport[]", &hosts)
    };
    let missing = wrong(&|host| drop(host.as_object_mut().map(|host| host.remove("wasi"))));
    assert_eq!(missing, "/0: there is no `wasi`");
    let more = wrong(&|host| host["more"] = json!(1));
    assert_eq!(more, "/0: `more` is no key");
    let other = wrong(&|host| host["seen"] = json!("yes"));
    assert_eq!(other, r#"/0/seen: "yes" is not of the type "boolean""#);
    let later = wrong(&|host| host["schema"] = json!(2));
    assert_eq!(later, "/0/schema: 2 is not 1");
}

#[test]
fn a_word_that_is_none_does_not() {
    let fixed = wasm_initfix::fix(b"\0asm\x01\0\0\0", &wasm_initfix::Options::default()).expect("a module");
    let mut report = json!(wasm_initfix::report::json::report(&fixed));
    assert_eq!(fault("FixReport", &report), "");
    report["init"]["before"] = json!("main");
    assert_eq!(fault("FixReport", &report), r#"/init/before: "main" is no such word"#);
}

#[test]
fn the_page_says_what_the_schema_says() {
    let text = fs::read_to_string(root().join("docs/json.md")).expect("the page is there");
    assert_eq!(page::against(&text, &schema()).join("\n"), "");
}
