//! Running the input and the result side by side.

use wasm_initfix::Outcome;
use wasm_initfix::aot;
use wasm_initfix::aot::CheckVerdict;
use wasm_initfix::aot::Checked;
use wasm_initfix::aot::Invocation;
use wasm_initfix::aot::RunOptions;
use wasm_initfix::report;

use super::directives::Run;

/// Checks the result against the input; without a result, the input on its own. Gives what `wasm-initfix check` prints.
pub fn check(run: &Run, input: &[u8], outcome: &Outcome) -> Result<String, String> {
    let checked = match (checked(run, input, outcome, &[]), &run.check_error) {
        (Ok(checked), None) => checked,
        (Ok(_), Some(_)) => return Err("check: the runner can run this now".to_owned()),
        (Err(error), Some(expected)) if error == *expected => return Ok(format!("error: {error}\n")),
        (Err(error), _) => return Err(format!("check: {error}")),
    };
    // Whatever a module does, it does the same as itself.
    itself(&checked_of(run, input, input, &[])?)?;
    for script in &run.checks {
        checked_same(&checked_with(run, input, outcome, script)?)?;
    }
    Ok(report::check::table("the input and the result", &checked, false, None))
}

fn checked_with(run: &Run, input: &[u8], outcome: &Outcome, script: &str) -> Result<Checked, String> {
    let calls = script.split(';').map(str::trim).filter(|call| !call.is_empty());
    let invoke: Option<Vec<Invocation>> = calls.map(invocation).collect();
    checked(run, input, outcome, &invoke.ok_or_else(|| format!("`{script}` is no list of calls"))?)
}

/// `NAME(ARGUMENTS)`.
fn invocation(call: &str) -> Option<Invocation> {
    let (name, arguments) = call.strip_suffix(')')?.split_once('(')?;
    let arguments = arguments.split(',').map(str::trim).filter(|argument| !argument.is_empty());
    Some(Invocation::new(name, arguments))
}

fn checked(run: &Run, input: &[u8], outcome: &Outcome, invoke: &[Invocation]) -> Result<Checked, String> {
    let checked = match outcome.wasm() {
        Some(output) => {
            let fixed = wasm_initfix::cli::parse_options(run.options.iter().map(String::as_str))?;
            let output = wasm_initfix::with_old_names(input, &output.to_vec(), &fixed);
            checked_of(run, input, &output.map_err(|error| error.to_string())?, invoke)?
        }
        None => aot::check(input, &options(run, invoke)?).map_err(|error| error.to_string())?,
    };
    if outcome.wasm().is_some() {
        checked_same(&checked)?;
    }
    Ok(checked)
}

fn checked_same(checked: &Checked) -> Result<(), String> {
    match checked.verdict() {
        CheckVerdict::Same => Ok(()),
        _ => Err(report::check::table("the input and the result", checked, true, None)),
    }
}

fn checked_of(run: &Run, before: &[u8], after: &[u8], invoke: &[Invocation]) -> Result<Checked, String> {
    aot::compare(before, after, &options(run, invoke)?).map_err(|error| error.to_string())
}

fn options(run: &Run, invoke: &[Invocation]) -> Result<RunOptions, String> {
    let options = wasm_initfix::cli::parse_options(run.options.iter().map(String::as_str))?;
    let mut run = RunOptions::new()
        .other_limits(options.asks_for_limits())
        .after_call(options.after_call)
        .assume_wrapped(options.assume_wrapped);
    run.assume = options.assume;
    run.init_export = options.init_export;
    run.invoke = invoke.to_vec();
    Ok(run)
}

/// A module that does not come to its end under this host does not come to another one.
fn itself(checked: &Checked) -> Result<(), String> {
    match checked.verdict() {
        CheckVerdict::Same | CheckVerdict::Unknown => Ok(()),
        _ => Err(format!("is not the same as itself\n{}", report::check::table("twice", checked, true, None))),
    }
}

/// Checks that two modules do the same.
pub fn same(run: &Run, before: &[u8], after: &[u8]) -> Result<(), String> {
    if run.check_error.is_some() {
        return Ok(());
    }
    let checked = aot::compare(before, after, &RunOptions::default()).map_err(|error| error.to_string())?;
    checked_same(&checked)
}
