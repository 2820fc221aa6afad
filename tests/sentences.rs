//! Every sentence is said where it is true, and not where it is nearly true: the table names for each a module that has it said, and
//! one that comes close and does not.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use wasm_initfix::Module;
use wasm_initfix::Outcome;
use wasm_initfix::cli::parse_options;
use wasm_initfix::decide;
use wasm_initfix::decide::Fit;
use wasm_initfix::decide::InitCall;
use wasm_initfix::decide::Misfit;
use wasm_initfix::decide::Missing;
use wasm_initfix::decide::Note;
use wasm_initfix::decide::Ready;
use wasm_initfix::decide::Reason;
use wasm_initfix::decide::Reasons;
use wasm_initfix::decide::Stays;
use wasm_initfix::decide::Verdict;
use wasm_initfix::decide::Warning;
use wasm_initfix::inspect;
use wasm_initfix::inspect::InspectOptions;
use wasm_initfix::report::text;
use wasm_initfix::shown::on_one_line;

const TABLE: &str = include_str!("sentences/table.txt");

/// Sentences of an error: there is no report then.
const IN_ERRORS: [Stays; 4] = [Stays::StartIsCalled, Stays::NoOtherExports, Stays::ProgramUnseen, Stays::ProgramSetsUp];

/// A line of the table.
struct Row {
    key: &'static str,
    says: &'static str,
    near_miss: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let row = |line: &'static str| {
        let (says, near_miss) = line.split_once('|').expect("a near miss behind `|`");
        let (key, says) = says.split_once(' ').expect("a module behind the key");
        Row { key, says: says.trim(), near_miss: near_miss.trim() }
    };
    lines.map(row).collect()
}

fn keys() -> Vec<&'static str> {
    let shared = [Ready::all_keys(), Missing::all_keys(), Warning::all_keys()].concat();
    Reason::all_keys().chain(Misfit::all_keys()).chain(Note::all_keys()).chain(shared).collect()
}

#[test]
fn every_sentence_is_said_and_nearly_not() {
    let mut faults = Vec::new();
    for row in rows() {
        let (said, near) = (said(row.says), said(row.near_miss));
        if !said.contains(row.key) {
            faults.push(format!("{}: {} does not say it, but {said:?}", row.key, row.says));
        }
        if near.contains(row.key) {
            faults.push(format!("{}: {} says it as well", row.key, row.near_miss));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_table_has_every_key_once() {
    let mut rows_of: BTreeMap<&str, usize> = BTreeMap::new();
    rows().iter().for_each(|row| *rows_of.entry(row.key).or_default() += 1);
    let keys = keys();
    let of_table: BTreeSet<&str> = rows_of.keys().copied().collect();
    let of_types: BTreeSet<&str> = keys.iter().copied().collect();
    assert_eq!(of_types.len(), keys.len(), "no two sentences have one key");
    assert_eq!(of_table, of_types);
    assert_eq!(rows_of.iter().find(|(_, count)| **count > 1), None);
}

/// The keys of all that is said of a module with options: of the fix, and of the host that is named.
fn said(subject: &str) -> BTreeSet<&'static str> {
    let mut words = subject.split(' ');
    let wasm = module(words.next().expect("a module"));
    let flags: Vec<&str> = words.filter(|word| !word.starts_with('(')).collect();
    let mut options = parse_options(flags).unwrap_or_else(|error| panic!("{subject}: {error}"));
    options.at_link = subject.contains("(linked)");
    if subject.contains("(shallow)") {
        return without_looking(&wasm, &options);
    }
    let mut keys = match wasm_initfix::fix(&wasm, &options) {
        Ok(outcome) => printed(subject, &outcome),
        Err(error) => {
            let message = error.to_string();
            IN_ERRORS.iter().filter(|stays| message.contains(&stays.to_string())).map(Into::into).collect()
        }
    };
    if let Some(host) = options.host {
        let module = Module::parse(&wasm).expect("a module");
        let facts = inspect::inspect(&module, &options.inspect_options()).expect("a valid module");
        keys.extend(match decide::fit(&facts, host).expect("nothing is asked for") {
            Fit::Ready(ready) => vec![ready.key()],
            Fit::Change(change) => change.why.keys(),
            Fit::Unfit { why, .. } => why.keys(),
            Fit::HostCalls { .. } | Fit::ProgramCalls { .. } => Vec::new(),
            other => panic!("{other:?} is not known here"),
        });
        keys.extend(decide::missing(&facts, host).iter().map(Missing::key));
    }
    keys
}

/// What a program that uses the library may do: it decides, and has not looked at what the initialiser calls.
fn without_looking(wasm: &[u8], options: &wasm_initfix::Options) -> BTreeSet<&'static str> {
    let module = Module::parse(wasm).expect("a module");
    let facts = inspect::inspect(&module, &InspectOptions::default()).expect("a valid module");
    let reasons: Reasons = match decide::decide(&facts, options).expect("nothing that is refused") {
        Verdict::Leave(reasons) => reasons,
        Verdict::Fix(fix) => fix.reasons,
    };
    let warnings = reasons.warnings.iter().flat_map(Warning::keys);
    reasons.reason.keys().into_iter().chain(warnings).collect()
}

/// The keys of an outcome, whose sentences are in the report.
fn printed(subject: &str, outcome: &Outcome) -> BTreeSet<&'static str> {
    let report = text::report("x.wasm", outcome, true, true);
    let Reasons { reason, notes, .. } = outcome.reasons();
    let sentences = notes.iter().map(Note::to_string).chain(outcome.warnings().map(|warning| warning.to_string()));
    let reason = match reason {
        // Who calls what stands by itself.
        Reason::Call(InitCall::AsBefore(why, _)) if matches!(outcome, Outcome::Unchanged { .. }) => why.to_string(),
        reason => reason.to_string(),
    };
    for sentence in sentences.chain([reason]) {
        assert!(report.contains(&on_one_line(&sentence)), "{subject}: {sentence:?} is not in\n{report}");
    }
    outcome.keys().into_iter().collect()
}

/// A module of `testdata/`, or of this test's own.
fn module(name: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match name.strip_prefix("own/") {
        Some(own) => {
            let path = root.join("tests/sentences").join(own).with_extension("wat");
            wat::parse_file(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        }
        None => {
            let path = root.join("testdata").join(name).with_extension("wasm");
            fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        }
    }
}
