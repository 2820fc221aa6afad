//! The functions of the package beside those of the library.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use wasm_initfix::Error;
use wasm_initfix::Module;
use wasm_initfix::Options;
use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::cli::parse_options;
use wasm_initfix::esm::EsmBytes;
use wasm_initfix::esm::EsmGlobals;
use wasm_initfix::esm::EsmImports;
use wasm_initfix::esm::EsmLoading;
use wasm_initfix::esm::EsmMake;
use wasm_initfix::esm::EsmOptions;
use wasm_initfix::esm::WasiSource;
use wasm_initfix::esm::esm;
use wasm_initfix::report::brief::brief;
use wasm_initfix::report::graph::Picture;
use wasm_initfix::report::inspected;
use wasm_initfix::report::inspected::Inspected;
use wasm_initfix::report::inspected::Look;
use wasm_initfix::report::json as fixed_json;
use wasm_initfix::report::text;

use super::jobs::Job;
use super::jobs::camel;
use super::jobs::compare;
use super::jobs::error;
use super::jobs::in_javascript;
use super::jobs::jobs;
use super::jobs::modules;
use super::jobs::sum;
use super::root;

fn options(job: &Job) -> Options {
    parse_options(job.options.iter().map(String::as_str)).expect("a case has options that are some")
}

fn read(job: &Job) -> Vec<u8> {
    fs::read(&job.module).expect("a case has a module")
}

pub fn fix_gives_the_same(package: &Path) -> Result<(), Failed> {
    let jobs = jobs()?;
    let found = in_javascript(package, "fix", &jobs)?;
    compare(&jobs, found, |job| {
        let wasm = read(job);
        match wasm_initfix::fix(&wasm, &options(job)) {
            Ok(outcome) => present(json!({
                "outcome": if matches!(outcome, Outcome::Fixed(_)) { "fixed" } else { "unchanged" },
                "wasm": sum(&outcome.wasm().map_or_else(|| wasm.clone(), Pieces::to_vec)),
                "brief": brief(&outcome),
                "text": text::report("in.wasm", &outcome, true, false),
                "report": fixed_json::report(&outcome),
            })),
            Err(failed) => error(&failed),
        }
    })
}

/// What JavaScript has in an object: nothing in the place of null.
fn present(mut object: Value) -> Value {
    if let Some(object) = object.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    object
}

/// A job for each module, with these options.
fn of_each_module(options: &[&str]) -> Result<Vec<Job>, Failed> {
    let options: Vec<String> = options.iter().map(|it| (*it).to_owned()).collect();
    Ok(modules()?.into_iter().map(|module| Job { module, options: options.clone() }).collect())
}

pub fn inspect_gives_the_same(package: &Path) -> Result<(), Failed> {
    let jobs = of_each_module(&[])?;
    let found = in_javascript(package, "inspect", &jobs)?;
    compare(&jobs, found, |job| match Inspected::of_bytes(&read(job), "in.wasm".to_owned(), &Options::default()) {
        Ok(it) => json!({ "text": inspected::text(&it, Look::default()), "report": inspected::json(&it) }),
        Err(failed) => error(&failed),
    })
}

pub fn pictures_are_the_same(package: &Path) -> Result<(), Failed> {
    let jobs = of_each_module(&["--graph"])?;
    let found = in_javascript(package, "inspect", &jobs)?;
    if found.iter().filter(|it| it["graph"]["svg"].is_string()).count() < 100 {
        return Err("many modules have an initialiser".into());
    }
    compare(&jobs, found, |job| match drawn(&read(job)) {
        Ok(it) => it,
        Err(failed) => error(&failed),
    })
}

fn drawn(wasm: &[u8]) -> Result<Value, Error> {
    let (module, options) = (Module::parse(wasm)?, Options::default());
    let it = Inspected::of(&module, "in.wasm".to_owned(), &options)?;
    let picture = Picture::of(&module, &it, &options)?
        .map(|it| json!({ "svg": it.svg(), "dot": it.dot(), "mermaid": it.mermaid(), "lines": it.told() }));
    let text = inspected::text(&it, Look::default());
    Ok(present(json!({ "text": text, "report": inspected::json(&it), "graph": picture })))
}

/// Sets options as the library has them.
type Shape = fn(&mut EsmOptions);

/// Options of `esm` by their names, and as the library has them.
const SHAPES: &[(&[&str], Shape)] = &[
    (&[], |_| {}),
    (&["--factory"], |it| it.make = EsmMake::Factory),
    (&["--direct"], |it| it.make = EsmMake::Direct),
    (&["--inline", "--sync"], |it| {
        it.bytes = EsmBytes::Inline;
        it.loading = EsmLoading::Sync;
    }),
    (&["--factory", "--wasi=given"], |it| {
        it.make = EsmMake::Factory;
        it.wasi = WasiSource::Given;
    }),
    (&["--imports=../given.mjs", "--folder=./dist", "--wasi=shim", "--globals=value"], |it| {
        it.imports = Some(EsmImports { specifier: "../given.mjs".to_owned(), folder: "./dist".to_owned() });
        it.wasi = WasiSource::Shim;
        it.globals = EsmGlobals::Value;
    }),
    (&["--imports=../given.mjs", "--init=start", "--import-memory"], |it| {
        it.imports = Some(EsmImports { specifier: "../given.mjs".to_owned(), folder: ".".to_owned() });
        it.fix = parse_options(["--init=start", "--import-memory"]).expect("options that are some");
    }),
];

/// Of all modules of `testdata/`, and of those that the tests of `esm` have beside.
pub fn esm_gives_the_same(package: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let mut all = modules()?;
    for (number, text) in
        ["ten/ten", "types/types", "types/kinds", "values/values", "wasi-threads/program"].iter().enumerate()
    {
        let path: PathBuf = folder.path().join(format!("{number}.wasm"));
        fs::write(&path, wat::parse_file(root().join("tests/esm").join(text).with_extension("wat"))?)?;
        all.push(path);
    }
    for (words, shape) in SHAPES {
        let options: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
        let jobs: Vec<Job> =
            all.iter().map(|module| Job { module: module.clone(), options: options.clone() }).collect();
        let found = in_javascript(package, "esm", &jobs)?;
        if found.iter().filter(|it| it["files"].is_object()).count() < 10 {
            return Err(format!("{words:?}: all are refused").into());
        }
        compare(&jobs, found, |job| {
            let mut options = plain();
            shape(&mut options);
            written(&read(job), &options).unwrap_or_else(|failed| error(&failed))
        })?;
    }
    Ok(())
}

fn plain() -> EsmOptions {
    EsmOptions {
        name: "in.wasm".to_owned(),
        imports: None,
        wasi: WasiSource::Own,
        make: EsmMake::Instance,
        bytes: EsmBytes::File,
        loading: EsmLoading::Promised,
        globals: EsmGlobals::Global,
        fix: Options::default(),
    }
}

fn written(wasm: &[u8], options: &EsmOptions) -> Result<Value, Error> {
    let written = esm(wasm, options)?;
    let content = |name: &str, content: &[u8]| match name.ends_with(".wasm") {
        true => json!(sum(content)),
        false => json!(String::from_utf8_lossy(content)),
    };
    let files: Map<String, Value> =
        written.files.iter().map(|file| (file.name.clone(), content(&file.name, &file.content))).collect();
    Ok(present(json!({
        "files": files,
        "skeleton": written.skeleton,
        "report": {
            "found": written.facts.evidence.to_string(),
            "convention": written.facts.convention.keyword(),
            "files": written.files.iter().map(|file| &file.name).collect::<Vec<_>>(),
            "then": written.told,
            "warnings": written.said.warnings,
            "notes": written.said.notes,
        },
    })))
}

pub fn hosts_are_the_same(package: &Path) -> Result<(), Failed> {
    let script = "import { hosts } from 'wasm-initfix'; console.log(JSON.stringify(await hosts()));";
    let mut node = Command::new("node");
    let asked = node.current_dir(package).args(["--input-type=module", "-e", script]).output()?;
    let native = Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).args(["hosts", "--report=json"]).output()?;
    let [asked, native]: [Value; 2] = [serde_json::from_slice(&asked.stdout)?, serde_json::from_slice(&native.stdout)?];
    if asked == native && native.as_array().is_some_and(|it| it.len() > 10) {
        Ok(())
    } else {
        Err(asked.to_string().into())
    }
}

/// With the compiler of the folder that `WASM_INITFIX_NPM` names.
pub fn typescript_knows_it(package: &Path) -> Result<(), Failed> {
    let packages = env::var_os("WASM_INITFIX_NPM").map(PathBuf::from).ok_or("needs WASM_INITFIX_NPM")?;
    let typed = package.join("wasm-initfix-typed.mts");
    fs::copy(root().join("tests/npm/typed.mts"), &typed)?;
    let tsc = packages.join("node_modules/.bin/tsc");
    let options =
        ["--noEmit", "--strict", "--module", "nodenext", "--target", "esnext", "--lib", "esnext,dom", "--types", ""];
    let output = Command::new(tsc).current_dir(package).args(options).arg(typed).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stdout).into_owned().into()) }
}

/// TypeScript is not asked here: that every name is there is what a list can miss.
pub fn options_are_typed(package: &Path) -> Result<(), Failed> {
    let types = fs::read_to_string(package.join("node_modules/wasm-initfix/index.d.ts"))?;
    let missing: Vec<&str> =
        Options::names().filter(|name| !types.contains(&format!("\n  {}?: ", camel(name)))).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("{missing:?}").into()) }
}
