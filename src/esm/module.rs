//! `NAME.mjs`: instantiates the module, initialises it, and exports what it exports.

use super::compile::compile;
use super::compile::instance;
use super::compile::wait;
use super::fixed::FixedModule;
use super::fixed::InitialCall;
use super::item::JsItem;
use super::js;
use super::options::EsmGlobals;
use super::options::EsmOptions;
use super::options::WasiSource;
use super::surface::Surface;
use super::surface::is_wasi;

const TEMPLATE: &str = include_str!("module.mjs");

pub(super) fn module(surface: &Surface, fixed: &FixedModule, options: &EsmOptions) -> String {
    let has_host = !surface.imports.is_empty();
    let imports = match has_host {
        true => format!("import {{ imports, ready }} from './{}.host.mjs';", options.name),
        false => "\nconst imports = {};".to_owned(),
    };
    let mut initialise = Vec::new();
    initialise.extend(has_host.then(|| "ready(exports);".to_owned()));
    let may_exit = may_exit(surface, fixed, options);
    initialise.extend(fixed.calls.iter().map(|call| initial_call(call, may_exit)));
    let imports = match may_exit {
        true => format!("{imports}\nimport {{ Exit }} from './{}.wasi.mjs';", options.name),
        false => imports,
    };
    // First, since exports may have any name.
    let text = TEMPLATE.replace("NAME", &options.name).replace("//# imports", &imports);
    let compiled = format!("{}compile()", wait(options.loading));
    let instance = instance(options.loading, &format!("{compiled}, imports"));
    let text = text.replace("//# instance", &format!("const instance = {instance};"));
    let text = text.replace("//# initialise\n", &lines(&initialise));
    let text = text.replace("//# compile\n", &compile(&fixed.wasm, surface, options));
    text.replace("//# exports\n", &exports(surface, options.globals))
}

/// Whether it is a program that may end itself, by the WASI beside it.
pub(super) fn may_exit(surface: &Surface, fixed: &FixedModule, options: &EsmOptions) -> bool {
    let has_wasi = options.wasi != WasiSource::Given && surface.imports.iter().any(|import| is_wasi(import.module));
    has_wasi && fixed.calls.iter().any(|call| call.is_program)
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A program may end itself: its code is that of the process, if there is one.
const PROGRAM: &str = "\
try {
  exports._start();
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  if (error.code && !globalThis.process) throw error;
  if (error.code) globalThis.process.exitCode = error.code;
}
";

/// `may_exit`: whether it imports what ends it.
pub(super) fn initial_call(call: &InitialCall, may_exit: bool) -> String {
    let arguments: Vec<String> = call.arguments.iter().map(i32::to_string).collect();
    let called = format!("{}({});", js::member("exports", &call.name), arguments.join(", "));
    match call.is_program {
        true if may_exit => PROGRAM.trim_end().replace("exports._start();", &called),
        _ => called,
    }
}

/// Exports under their own names: what can be taken apart at once, then the rest, one by one.
fn exports(surface: &Surface, globals: EsmGlobals) -> String {
    let is_plain = |export: &&JsItem| js::BY_MODULE.leaves(export.name) && !export.kind.is_value(globals);
    let (plain, others): (Vec<_>, Vec<_>) = surface.exports.iter().partition(is_plain);
    let mut text = String::new();
    if !plain.is_empty() {
        let names: Vec<&str> = plain.iter().map(|export| export.name).collect();
        text.push_str(&wrapped("export const {", &names, "} = exports;"));
    }
    for (number, export) in others.iter().enumerate() {
        text.push_str(&one(number, export, globals));
    }
    text
}

fn one(number: usize, export: &JsItem, globals: EsmGlobals) -> String {
    let value = js::member("exports", export.name);
    let value = if export.kind.is_value(globals) { format!("{value}.value") } else { value };
    match js::BY_MODULE.leaves(export.name) {
        true => format!("export const {} = {value};\n", export.name),
        false => format!("const export{number} = {value};\nexport {{ export{number} as {} }};\n", js::key(export.name)),
    }
}

/// Names between brackets, in as few lines of 100 characters as they take.
fn wrapped(open: &str, names: &[&str], close: &str) -> String {
    const WIDTH: usize = 100;
    let all = format!("{open} {} {close}\n", names.join(", "));
    if all.len() <= WIDTH {
        return all;
    }
    let mut text = format!("{open}\n ");
    let mut width = 1;
    for name in names {
        if width + name.len() + 2 > WIDTH {
            text.push_str("\n ");
            width = 1;
        }
        text.push_str(&format!(" {name},"));
        width += name.len() + 2;
    }
    format!("{text}\n{close}\n")
}
