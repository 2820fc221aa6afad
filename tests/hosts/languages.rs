//! The lines of code that a report gives the program that instantiates a module: those of Rust and Python run as they stand. Go's and C's
//! follow the documentation of wazero and WAMR, which are not here.

use std::fs;
use std::process::Command;

use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use serde_json::Value;
use tempfile::TempDir;

use super::run::without;
use super::runner::named;
use super::runner::starts;
use super::tool;

const LOGS: &str = r#"(module
  (import "env" "memory" (memory 1 4))
  (import "env" "log" (func $log))
  (global $answer (mut i32) (i32.const 0))
  (func (export "__wasm_call_ctors") (call $log) (global.set $answer (i32.const 42)))
  (func (export "answer") (result i32) (global.get $answer)))"#;
const WITH_ARGUMENTS: &str = "testdata/wat/command-main-with-arguments.wasm";

pub(super) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::ignorable_test("lines-of-javascript-run", lines_of_javascript_run),
        Trial::ignorable_test("lines-for-node-s-wasi-run", lines_for_nodes_wasi_run),
        Trial::test("lines-of-go-and-c", lines_of_go_and_c),
        Trial::test("lines-for-hosts-that-no-program-calls", lines_for_hosts_that_no_program_calls),
        Trial::ignorable_test("lines-of-python-run", lines_of_python_run),
    ];
    #[cfg(feature = "aot")]
    trials.push(Trial::test("lines-of-rust-run", lines_of_rust_run));
    trials
}

/// A module after a fix, and what the report says to its host.
struct Fixed {
    wasm: Vec<u8>,
    lines: Vec<String>,
}

fn fixed(module: impl AsRef<[u8]>, options: &[&str]) -> Result<Fixed, Failed> {
    let folder = TempDir::new()?;
    let (before, after) = (folder.path().join("in"), folder.path().join("out.wasm"));
    fs::write(&before, module)?;
    let output = tool().arg(before).args(options).arg("--report=json").arg("-o").arg(&after).output()?;
    let report: Value =
        serde_json::from_slice(&output.stdout).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let lines = report["host"].as_array().ok_or("a report says something to the host")?;
    Ok(Fixed { wasm: fs::read(after)?, lines: lines.iter().filter_map(Value::as_str).map(str::to_owned).collect() })
}

fn says(module: impl AsRef<[u8]>, options: &[&str], lines: &[&str]) -> Result<(), Failed> {
    let said = fixed(module, options)?.lines;
    if said == lines { Ok(()) } else { Err(format!("{options:?}: {said:#?}").into()) }
}

/// Without a host, too: a module that imports its memory, and whose export has a name that JavaScript has to quote.
fn lines_of_javascript_run() -> Result<Completion, Failed> {
    let options = ["--init=export", "--init-name=set up \u{202e}\"1", "--import-memory=host-1,heap"];
    for host in [&[][..], &["--host=js"], &["--host=bun"]] {
        let Fixed { wasm, lines } = fixed(LOGS, &[host, &options].concat())?;
        let [memory, call] = lines.as_slice() else {
            return Err(format!("expected two lines: {lines:?}").into());
        };
        let imports = memory.strip_prefix("give it the imports ").ok_or_else(|| format!("no imports in {memory}"))?;
        let call = call_of(call, "call ", " before any other export")?;
        let script = format!(
            "import {{ readFileSync }} from 'node:fs';\n\
             const imports = {imports};\n\
             imports.env = {{ log() {{}} }};\n\
             const {{ instance }} = await WebAssembly.instantiate(readFileSync('x.wasm'), imports);\n\
             {call};\n\
             console.log(instance.exports.answer(), instance.exports.answer());\n"
        );
        if let Completion::Ignored { reason } = printed_by_node(&wasm, &script, "42 42\n")? {
            return without(reason.unwrap_or_default());
        }
    }
    Ok(Completion::Completed)
}

/// A program whose constructors the start section runs, with its `main` and without.
fn lines_for_nodes_wasi_run() -> Result<Completion, Failed> {
    let program = fs::read("testdata/clang19/command.wasm")?;
    for options in
        [&["--host=node-wasi-start", "--init=start"][..], &["--host=node-wasi-start", "--init=start", "--export-main"]]
    {
        let Fixed { wasm, lines } = fixed(&program, options)?;
        let [line] = lines.as_slice() else { return Err(format!("expected one line: {lines:?}").into()) };
        let call = match options.contains(&"--export-main") {
            false => call_of(line, "call ", " once, as before; instantiation runs the constructors")?,
            true => call_of(
                line,
                "call ",
                ", as often as you like, or wasi.start(instance) once, as before; instantiation runs the constructors",
            )?,
        };
        let script = format!(
            "import {{ readFileSync }} from 'node:fs';\n\
             import {{ WASI }} from 'node:wasi';\n\
             const wasi = new WASI({{ version: 'preview1', returnOnExit: true }});\n\
             let instance;\n\
             const env = new Proxy({{}}, {{ get: () => () => 0 }});\n\
             const imports = {{ ...wasi.getImportObject(), env }};\n\
             ({{ instance }} = await WebAssembly.instantiate(readFileSync('x.wasm'), imports));\n\
             {};\n\
             console.log('end');\n",
            call.replace(", then ", ";\n")
        );
        if let Completion::Ignored { reason } = printed_by_node(&wasm, &script, "end\n")? {
            return without(reason.unwrap_or_default());
        }
    }
    Ok(Completion::Completed)
}

fn call_of<'l>(line: &'l str, before: &str, after: &str) -> Result<&'l str, Failed> {
    let call = line.strip_prefix(before).and_then(|line| line.strip_suffix(after));
    call.ok_or_else(|| format!("no call in {line}").into())
}

/// What a script prints that finds the module as `x.wasm` has to end like this.
fn printed_by_node(wasm: &[u8], script: &str, expected: &str) -> Result<Completion, Failed> {
    if !starts(Command::new("node").arg("--version")) {
        return Ok(Completion::ignored_with("needs node in PATH"));
    }
    let folder = TempDir::new()?;
    fs::write(folder.path().join("x.wasm"), wasm)?;
    fs::write(folder.path().join("x.mjs"), script)?;
    let output = Command::new("node").args(["--no-warnings", "x.mjs"]).current_dir(folder.path()).output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let is_right = printed.ends_with(expected) && output.status.success();
    if is_right {
        Ok(Completion::Completed)
    } else {
        Err(format!("{script}{printed}{}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn lines_of_go_and_c() -> Result<(), Failed> {
    let without_memory = without_memory();
    says(
        &without_memory,
        &["--host=wazero", "--init=export"],
        &[r#"call module.ExportedFunction("_initialize").Call(ctx) before any other export"#],
    )?;
    says(
        &without_memory,
        &["--host=wamr-plain", "--init=export"],
        &[
            r#"call wasm_runtime_call_wasm(exec_env, wasm_runtime_lookup_function(module_inst, "_initialize"), 0, NULL) before any other export"#,
        ],
    )
}

/// Words say what happens, and what a host does on its own.
fn lines_for_hosts_that_no_program_calls() -> Result<(), Failed> {
    let printf = fs::read("testdata/clang19/wrapped-printf.wasm")?;
    for (module, options, lines) in [
        (
            LOGS.as_bytes(),
            &["--host=wasm4", "--init=export", "--init-name=setup"][..],
            &["something has to call `setup` before any other export"][..],
        ),
        (LOGS.as_bytes(), &["--host=wasmtime", "--init=export"], &["nothing: wasmtime calls `_initialize`"]),
        (LOGS.as_bytes(), &["--host=wamr", "--init=export"], &["nothing: wamr calls `_initialize`"]),
        (
            LOGS.as_bytes(),
            &["--host=wazero", "--init=export", "--import-memory=a,b"],
            &[
                "it needs, as `a.b`, a memory of 1 page, 4 at most",
                r#"call module.ExportedFunction("_initialize").Call(ctx) before any other export"#,
            ],
        ),
        (
            &printf,
            &["--host=wasmtime", "--init=start"],
            &["instantiation runs the constructors", "destructors run when something calls `__wasm_call_dtors`"],
        ),
        (
            &printf,
            &["--host=tic80", "--init=start"],
            &[
                "tic80 gives it the memory `env.memory`",
                "instantiation runs the constructors",
                "destructors run when something calls `__wasm_call_dtors`",
            ],
        ),
    ] {
        says(module, options, lines)?;
    }
    Ok(())
}

fn without_memory() -> String {
    LOGS.replace(r#"(import "env" "memory" (memory 1 4))"#, "")
}

/// pywasm3 of the Python that `WASM_INITFIX_PYTHON` names.
fn lines_of_python_run() -> Result<Completion, Failed> {
    let Fixed { wasm, lines } = fixed(without_memory(), &["--host=wasm3", "--init=export"])?;
    let [line] = lines.as_slice() else { return Err(format!("expected one line: {lines:?}").into()) };
    let line = call_of(line, "call ", " before any other export")?;
    let python = match named("WASM_INITFIX_PYTHON") {
        Ok(python) => python,
        Err(reason) => return without(reason),
    };
    let folder = TempDir::new()?;
    fs::write(folder.path().join("x.wasm"), wasm)?;
    let script = format!(
        "import wasm3\n\
         environment = wasm3.Environment()\n\
         runtime = environment.new_runtime(65536)\n\
         module = environment.parse_module(open('x.wasm', 'rb').read())\n\
         runtime.load(module)\n\
         module.link_function('env', 'log', 'v()', lambda: None)\n\
         {line}\n\
         print(runtime.find_function('answer')())\n"
    );
    let output = Command::new(python).args(["-c", &script]).current_dir(folder.path()).output()?;
    match String::from_utf8_lossy(&output.stdout).as_ref() {
        "42\n" => Ok(Completion::Completed),
        other => Err(format!("{line}: {other}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// Runs code that the report gives.
#[cfg(feature = "aot")]
macro_rules! said {
    ($lines:expr, $($code:tt)*) => {
        let code = stringify!($($code)*).replace(char::is_whitespace, "");
        let lines = $lines.concat().replace(char::is_whitespace, "");
        if !lines.contains(&code) {
            return Err(format!("{code} is not in {lines}").into());
        }
        $($code)*
    };
}

#[cfg(feature = "aot")]
fn lines_of_rust_run() -> Result<(), Failed> {
    use wasmtime::*;

    let options = ["--host=wasmtime-instantiate", "--init=export", "--import-memory=host,heap"];
    let Fixed { wasm, lines } = fixed(LOGS, &options)?;
    let engine = Engine::default();
    let (mut store, mut linker) = (Store::new(&engine, ()), Linker::new(&engine));
    said!(
        lines,
        let memory = Memory::new(&mut store, MemoryType::new(1, Some(4)))?;
        linker.define(&store, "host", "heap", memory)?;
    );
    linker.func_wrap("env", "log", || ())?;
    let instance = linker.instantiate(&mut store, &Module::new(&engine, wasm)?)?;
    said!(lines, instance.get_typed_func::<(), ()>(&mut store, "_initialize")?.call(&mut store, ())?);
    let answer = instance.get_typed_func::<(), i32>(&mut store, "answer")?.call(&mut store, ())?;
    if answer != 42 {
        return Err(format!("answer is {answer}").into());
    }
    // What `main` is given is the program's business; its types are not.
    let options = ["--host=wasmtime-instantiate", "--init=start", "--export-main"];
    let main = r#"instance.get_typed_func::<(i32, i32), i32>(&mut store, "main")?.call(&mut store, (…, …))?"#;
    let lines = fixed(fs::read(WITH_ARGUMENTS)?, &options)?.lines.concat();
    if lines.contains(main) { Ok(()) } else { Err(lines.into()) }
}
