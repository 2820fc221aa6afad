//! Every case in `testdata/` as a test of its own: what is seen, decided, planned and written, and what the result does.
//!
//! `testdata/wat/directives.wat` is a case and describes the directives.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use support::directives;
use support::directives::Case;
use support::directives::Run;
use wasm_initfix::Pieces;

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let cases = match directives::read_all(&root().join("testdata")) {
        Ok(cases) => cases,
        Err(message) => {
            eprintln!("testdata: {message}");
            return ExitCode::FAILURE;
        }
    };
    let mut trials = vec![
        Trial::test("there-are-at-least-60-cases", {
            let count = cases.len();
            move || enough(count)
        }),
        Trial::test("no-orphan-snapshots", {
            let names = cases.iter().flat_map(Case::snapshots).collect();
            move || no_orphans(&names)
        }),
        Trial::test("modules-are-small-and-name-no-machine", {
            let modules: Vec<_> = cases.iter().map(|case| case.module.clone()).collect();
            move || clean(&modules)
        }),
    ];
    for case in cases {
        for run in case.runs {
            let (module, name) = (case.module.clone(), run.name.clone());
            trials.push(Trial::test(name, move || check(&module, &run)));
        }
    }
    libtest_mimic::run(&args, trials).exit_code()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn enough(count: usize) -> Result<(), Failed> {
    if count < 60 {
        return Err(format!("only {count} cases").into());
    }
    Ok(())
}

fn no_orphans(names: &BTreeSet<String>) -> Result<(), Failed> {
    for entry in fs::read_dir(root().join("snapshots"))? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        // What insta writes beside a snapshot that failed.
        if file.ends_with(".snap.new") {
            continue;
        }
        let name = file.strip_suffix(".snap").ok_or_else(|| format!("snapshots/{file} is no snapshot"))?;
        if !names.contains(name) {
            return Err(format!("snapshots/{file} belongs to no case").into());
        }
    }
    Ok(())
}

fn clean(modules: &[PathBuf]) -> Result<(), Failed> {
    let mut total = 0;
    for module in modules {
        let bytes = fs::read(module)?;
        total += bytes.len();
        for path in ["/root/", "/home/", "/work/", "/tmp/", "/Users/"] {
            if bytes.windows(path.len()).any(|window| window == path.as_bytes()) {
                return Err(format!("{} names a path in {path}", module.display()).into());
            }
        }
    }
    if total > 4 << 20 {
        return Err(format!("the modules have {total} bytes together, more than 4 MB").into());
    }
    Ok(())
}

/// One run of a case: the verdict is the one expected, the result is sound, and does what the script says.
fn check(module: &Path, run: &Run) -> Result<(), Failed> {
    let input = fs::read(module)?;
    for script in &run.calls_before {
        support::run::script(&input, script).map_err(|error| format!("before: {error}"))?;
    }
    let options = wasm_initfix::cli::parse_options(run.options.iter().map(String::as_str))?;
    let outcome = wasm_initfix::fix(&input, &options);
    support::expect::verdict(&run.expect, &outcome)?;
    let file = module.file_name().unwrap_or_default().to_string_lossy();
    let checked = outcome.as_ref().ok().map(|outcome| support::check::check(run, &input, outcome)).transpose()?;
    support::snapshot::assert(run, &file, &input, &outcome, checked.as_deref());
    let Ok(outcome) = outcome else {
        return Ok(());
    };
    support::expect::sound(&input, &options, &outcome)?;
    let result = outcome.wasm().map_or_else(|| input.clone(), Pieces::to_vec);
    for script in &run.calls {
        support::run::script(&result, script)?;
    }
    if outcome.wasm().is_some() {
        support::rewriters::check(run, &input, &options, &outcome)?;
    }
    Ok(())
}
