//! The command line as a user meets it: what it reads, writes, says, and with which status it ends.
//!
//! What happens to modules is for `cases.rs`. Here a failure is pinned to the letter, and must leave every file as it was.

#![cfg(feature = "cli")]

#[path = "cli/generate.rs"]
mod generate;
#[path = "cli/inspect.rs"]
mod inspect;
#[cfg(unix)]
#[path = "cli/interrupted.rs"]
mod interrupted;
#[path = "cli/source_map.rs"]
mod source_map;
#[path = "support/tool.rs"]
mod tool;

use std::process::Output;

use tool::Folder;
use tool::testdata;

/// A reactor with imported memory, which is fixed.
const REACTOR: &str = r#"(module
  (memory (import "env" "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func (export "_initialize")
    (global.set $count (i32.const 41)))
  (func (export "get") (result i32)
    (global.get $count)))
"#;

/// A module without constructors, which stays as it is.
const PLAIN: &str = r#"(module
  (memory (export "memory") 1)
  (func (export "get") (result i32)
    (i32.const 42)))
"#;

/// What is done to [`REACTOR`], and [`PLAIN`], in the plan's words.
const PLAN: &str = "\
start func 0
add func +0 `wasm_initfix.nothing`: nothing
let export `_initialize` be func +0
";
const NO_PLAN: &str = "nothing to do\n";

const CALLS_NO_IMPORT: &str = "the constructors call no import, so they need nothing from a host";

/// What is said about [`REACTOR`].
fn reactor_lines(name: &str, did: &str) -> String {
    format!(
        "wasm-initfix: {name}\n  \
           found:     reactor: exports `_initialize` : () -> (), func 0; memory imported\n  \
           {did:<10} the start section runs the constructors ({CALLS_NO_IMPORT})\n  \
           host:      nothing: instantiation runs the constructors\n"
    )
}

/// What is said about [`PLAIN`].
fn plain_lines(name: &str) -> String {
    format!(
        "wasm-initfix: {name}\n  \
           found:     none: has no start section, exports no initialiser, and its exports run none; memory exported\n  \
           unchanged: there is nothing to initialise\n"
    )
}

// ---- Checks ----

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the command writes UTF-8")
}

/// Status 0, and these words on standard error.
fn succeeds(output: &Output, stderr: &str) {
    assert_eq!((text(&output.stderr), output.status.code()), (stderr, Some(0)));
}

/// Status 2, and no file that is new, gone or different, whether or not there was an output before. Gives what was said.
fn failure(folder: &Folder, args: &[&str], stdin: &[u8]) -> String {
    let mut said = Vec::new();
    for old in [None, Some("what was there before")] {
        if let Some(old) = old {
            folder.write("out.wasm", old);
        }
        let before = folder.contents();
        let output = folder.run(args, stdin);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(text(&output.stdout), "", "{args:?}");
        assert_eq!(folder.contents(), before, "{args:?}: the files are not those that were there");
        said.push(text(&output.stderr).to_owned());
    }
    assert_eq!(said[0], said[1], "{args:?}: what is said depends on an old output");
    said.remove(0)
}

fn fails(folder: &Folder, args: &[&str], message: &str) {
    assert_eq!(failure(folder, args, b""), format!("wasm-initfix: error: {message}\n"), "{args:?}");
}

/// Bad input, named on the command line and through a pipe. Nor may it be harmed where it is the output as well.
fn fails_to_read(test: &str, name: &str, input: &[u8], message: &str) {
    let folder = Folder::new(test);
    folder.write(name, input);
    fails(&folder, &[name, "-o", "out.wasm"], &format!("{name}: {message}"));
    fails(&folder, &[name, "-o", name], &format!("{name}: {message}"));
    fails(&folder, &[name], &format!("{name}: {message}"));
    let piped = failure(&folder, &["-", "-o", "out.wasm"], input);
    assert_eq!(piped, format!("wasm-initfix: error: standard input: {message}\n"));
    let both = failure(&folder, &["-", "-o", "-"], input);
    assert_eq!(both, piped);
}

/// A command line that clap refuses. The rest of what it says is clap's affair.
fn is_no_command_line(test: &str, args: &[&str], first_line: &str) {
    let folder = Folder::new(test);
    folder.write("in.wat", REACTOR);
    let args = [&["in.wat", "-o", "out.wasm"], args].concat();
    assert_eq!(failure(&folder, &args, b"").lines().next(), Some(first_line));
}

// ---- Bad input ----

#[test]
fn check_is_for_the_host_and_on_the_assumptions_of_the_fix() {
    let folder = Folder::new("check_is_for_the_host_and_on_the_assumptions_of_the_fix");
    let module = r#"(module
        (import "env" "log" (func $log (param i32)))
        (memory (export "memory") 1)
        (global $answer (mut i32) (i32.const 0))
        (func (export "__wasm_call_ctors") (call $log (i32.const 16)) (global.set $answer (i32.const 42)))
        (func (export "answer") (result i32) (global.get $answer)))"#;
    folder.write("x.wat", module);
    let at_start = "\
wasm-initfix: x.wat
  found:     ctors: exports `__wasm_call_ctors` : () -> (), func 1; memory exported
  fixed:     the start section runs the constructors";
    let status = |args: &[&str]| {
        let output = folder.run([&["x.wat", "-o", "out.wasm", "--check"], args].concat(), b"");
        assert!(text(&output.stderr).starts_with(at_start), "{args:?}: {}", text(&output.stderr));
        output.status.code()
    };
    assert_eq!(status(&["--host=wasmtime"]), Some(0));
    assert_eq!(status(&["--assume=env.log=pure"]), Some(0));
    let forced = folder.run(["x.wat", "-o", "forced.wasm", "--check", "--init=start"], b"");
    assert_eq!(forced.status.code(), Some(1), "{}", text(&forced.stderr));
    for host in ["js", "extism"] {
        let checked = folder.run(["check", "out.wasm", &format!("--host={host}")], b"");
        assert_eq!(checked.status.code(), Some(1), "{host}: {}", text(&checked.stdout));
    }
    let checked = folder.run(["check", "out.wasm", "--host=wasmtime-instantiate"], b"");
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
}

#[test]
fn missing_file() {
    let folder = Folder::new("missing_file");
    fails(&folder, &["in.wasm", "-o", "out.wasm"], "in.wasm: no such file");
}

#[test]
fn input_is_a_folder() {
    let folder = Folder::new("input_is_a_folder");
    std::fs::create_dir(folder.path("in.wasm")).expect("a folder");
    fails(&folder, &["in.wasm", "-o", "out.wasm"], "in.wasm: a folder; --recursive takes the modules in it");
}

#[test]
fn empty_file() {
    fails_to_read("empty_file", "in.wasm", b"", "an empty file, not a WebAssembly module");
}

#[test]
fn truncated_header() {
    let message = "a truncated WebAssembly file: 5 of 8 header bytes";
    fails_to_read("truncated_header", "in.wasm", b"\0asm\x01", message);
}

#[test]
fn truncated_module() {
    let message = "a truncated module: 300 bytes are not all of it (unexpected end-of-file at offset 0xcf); copy or link it \
                   again";
    fails_to_read("truncated_module", "in.wasm", &testdata("clang19/wrapped.wasm")[..300], message);
}

#[test]
fn text_that_is_no_module() {
    let message = "text, not a WebAssembly module; it starts with \"int main(void) { return 0; }\"";
    fails_to_read("text_that_is_no_module", "in.c", b"\nint main(void) { return 0; }\n", message);
}

#[test]
fn bytes_that_are_nothing_known() {
    let message = "not a WebAssembly module (it starts with 07 00 ff fe 01 02 03 04 …)";
    fails_to_read("bytes_that_are_nothing_known", "in.bin", b"\x07\0\xff\xfe\x01\x02\x03\x04\x05", message);
}

#[test]
fn bad_wat() {
    let wat = "(module\n  (func (export \"get\") (result i32)\n    i32.cnst 42))\n";
    let message = "invalid text module: line 3, column 5: unknown operator or unexpected token";
    fails_to_read("bad_wat", "in.wat", wat.as_bytes(), message);
}

#[test]
fn bad_wat_that_is_not_utf8() {
    let message = "invalid text module: input bytes aren't valid utf-8";
    fails_to_read("bad_wat_that_is_not_utf8", "in.wat", b"(module (func $\xff))", message);
}

#[test]
fn invalid_module() {
    // The start function is one that there is not.
    let module = b"\0asm\x01\0\0\0\x08\x01\x05";
    let message = "invalid module: unknown function 5: func index out of bounds at offset 0xa";
    fails_to_read("invalid_module", "in.wasm", module, message);
}

/// Only bodies that change are validated, unless somebody wants more.
#[test]
fn invalid_body() {
    let folder = Folder::new("invalid_body");
    // `f` has a result, and its body is empty.
    let module = b"\0asm\x01\0\0\0\x01\x05\x01\x60\0\x01\x7f\x03\x02\x01\0\x07\x05\x01\x01f\0\0\x0a\x04\x01\x02\0\x0b";
    folder.write("in.wasm", module);
    let message = "in.wasm: invalid module: type mismatch: expected i32 but nothing on stack at offset 0x1f";
    fails(&folder, &["in.wasm", "-o", "out.wasm", "--validate=full"], message);
    fails(&folder, &["in.wasm", "-o", "out.wasm", "--check"], message);
    let output = folder.run(["in.wasm", "-o", "out.wasm", "-q"], b"");
    succeeds(&output, "");
    assert_eq!(folder.read("out.wasm"), module);
}

#[test]
fn elf_executable() {
    // ELF64, little endian, ET_EXEC, EM_X86_64, and a header size; no segments.
    let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0".to_vec();
    elf.resize(64, 0);
    elf[52] = 64;
    let message = "an ELF executable for x86-64, not a WebAssembly module; give the linked .wasm file";
    fails_to_read("elf_executable", "a.out", &elf, message);
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn elf_executable_made_by_a_linker() {
    let tool = std::fs::read(env!("CARGO_BIN_EXE_wasm-initfix")).expect("the command itself");
    let folder = Folder::new("elf_executable_made_by_a_linker");
    folder.write("a.out", tool);
    let message = "a.out: an ELF executable for x86-64, not a WebAssembly module; give the linked .wasm file";
    fails(&folder, &["a.out", "-o", "out.wasm"], message);
}

#[test]
fn mach_o_executable() {
    let words: [u32; 8] = [0xfeed_facf, 0x0100_000c, 0, 2, 0, 0, 0, 0];
    let mach_o: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
    let message = "a Mach-O executable for arm64, not a WebAssembly module; give the linked .wasm file";
    fails_to_read("mach_o_executable", "a.out", &mach_o, message);
}

#[test]
fn pe_executable() {
    // The DOS header says where PE's is: right behind it, with machine, and characteristics at its end.
    let mut pe = b"MZ".to_vec();
    pe.resize(60, 0);
    pe.extend(64_u32.to_le_bytes());
    pe.extend(b"PE\0\0\x64\x86\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0");
    let message = "a PE executable for x86-64, not a WebAssembly module; give the linked .wasm file";
    fails_to_read("pe_executable", "a.exe", &pe, message);
}

#[test]
fn archive() {
    let object = testdata("clang19/object.wasm");
    let header = format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "object.o/", 0, 0, 0, 644, object.len());
    let archive = [b"!<arch>\n", header.as_bytes(), &object].concat();
    fails_to_read("archive", "lib.a", &archive, "an archive of 1 WebAssembly object; link it first");
}

#[test]
fn relocatable_object() {
    let message = "a relocatable WebAssembly object; link it first, wasm-initfix runs after linking";
    fails_to_read("relocatable_object", "in.o", &testdata("clang19/object.wasm"), message);
}

#[test]
fn linked_with_r() {
    let message = "a relocatable WebAssembly object; link it first, wasm-initfix runs after linking";
    fails_to_read("linked_with_r", "in.o", &testdata("clang19/relocatable.wasm"), message);
}

#[test]
fn component() {
    let message = "a component; give its core modules (`wasm-tools component unbundle` takes them out)";
    fails_to_read("component", "in.wasm", &testdata("component/whole.wasm"), message);
}

#[test]
fn forced_choice_that_cannot_be_made() {
    let folder = Folder::new("forced_choice_that_cannot_be_made");
    folder.write("in.wasm", testdata("wat/trap-single-run.wasm"));
    let message = "in.wasm: this module has a function (func 0) that is called first by the only exported function; what \
                   runs constructors here, if anything, cannot be known; if an export does, name it with \
                   --init-export=NAME";
    fails(&folder, &["in.wasm", "-o", "out.wasm", "--init=start"], message);
}

#[test]
fn initialiser_that_there_is_not() {
    let folder = Folder::new("initialiser_that_there_is_not");
    folder.write("in.wat", REACTOR);
    let message = "in.wat: --init-export=setup: no function is exported under that name";
    fails(&folder, &["in.wat", "-o", "out.wasm", "--init-export=setup"], message);
}

// ---- Contradictions ----

#[test]
fn import_memory_and_define_memory() {
    let first = "error: the argument '--import-memory[=<MODULE,NAME>]' cannot be used with '--define-memory'";
    is_no_command_line("import_memory_and_define_memory", &["--import-memory", "--define-memory"], first);
}

#[test]
fn export_memory_and_no_export_memory() {
    let first = "error: the argument '--export-memory[=<NAME>]' cannot be used with '--no-export-memory'";
    is_no_command_line("export_memory_and_no_export_memory", &["--export-memory", "--no-export-memory"], first);
}

#[test]
fn export_dtors_and_no_export_dtors() {
    let first = "error: the argument '--export-dtors <NAME>' cannot be used with '--no-export-dtors'";
    is_no_command_line("export_dtors_and_no_export_dtors", &["--export-dtors=done", "--no-export-dtors"], first);
}

#[test]
fn quiet_and_verbose() {
    let first = "error: the argument '--quiet' cannot be used with '--verbose'";
    is_no_command_line("quiet_and_verbose", &["-q", "-v"], first);
}

#[test]
fn import_memory_without_a_name() {
    let first = "error: invalid value 'foo' for '--import-memory[=<MODULE,NAME>]': expected MODULE,NAME, as in \
                 --import-memory=env,memory";
    is_no_command_line("import_memory_without_a_name", &["--import-memory=foo"], first);
}

#[test]
fn unknown_flag() {
    is_no_command_line("unknown_flag", &["--nope"], "error: unexpected argument '--nope' found");
}

#[test]
fn unknown_init() {
    is_no_command_line("unknown_init", &["--init=never"], "error: invalid value 'never' for '--init <INIT>'");
}

#[test]
fn two_inputs() {
    is_no_command_line("two_inputs", &["b.wasm"], "wasm-initfix: error: -o is for one module; --out-dir takes many");
}

#[test]
fn no_input() {
    let folder = Folder::new("no_input");
    let said = failure(&folder, &["-o", "out.wasm"], b"");
    assert_eq!(said.lines().next(), Some("error: the following required arguments were not provided:"));
}

#[test]
fn module_and_report_on_standard_output() {
    let folder = Folder::new("module_and_report_on_standard_output");
    folder.write("in.wat", REACTOR);
    let message = "-o - and --report=json both want standard output; give the module a file";
    fails(&folder, &["in.wat", "-o", "-", "--report=json"], message);
}

// ---- What is read ----

#[test]
fn text_and_binary_are_read_from_files_and_pipes() {
    let folder = Folder::new("text_and_binary_are_read_from_files_and_pipes");
    let binary = wat_to_wasm(PLAIN);
    let marked = format!("\u{feff}{PLAIN}");
    for (name, input) in [("in.wasm", &*binary), ("in.wat", PLAIN.as_bytes()), ("marked.wat", marked.as_bytes())] {
        folder.write(name, input);
        succeeds(&folder.run([name, "-o", "out.wasm"], b""), &plain_lines(name));
        assert_eq!(folder.read("out.wasm"), binary, "{name}");

        succeeds(&folder.run(["-", "-o", "piped.wasm"], input), &plain_lines("standard input"));
        assert_eq!(folder.read("piped.wasm"), binary, "{name}");
    }
}

/// What an unchanged text module comes to.
fn wat_to_wasm(wat: &str) -> Vec<u8> {
    let output = Folder::new("wat_to_wasm").run(["-", "-o", "-", "-q"], wat.as_bytes());
    succeeds(&output, "");
    output.stdout
}

#[test]
#[cfg(target_os = "linux")]
fn paths_need_not_be_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new("paths_need_not_be_utf8");
    let (input, output) = (OsStr::from_bytes(b"caf\xe9.wat"), OsStr::from_bytes(b"caf\xe9.wasm"));
    folder.write(input, PLAIN);
    succeeds(&folder.run([input, OsStr::new("-o"), output], b""), &plain_lines("caf\u{fffd}.wat"));
    assert_eq!(folder.read(output), wat_to_wasm(PLAIN));
}

// ---- What is written ----

#[test]
fn output_to_a_file_and_to_a_pipe_is_the_same() {
    let folder = Folder::new("output_to_a_file_and_to_a_pipe_is_the_same");
    folder.write("in.wat", REACTOR);
    let to_file = folder.run(["in.wat", "-o", "out.wasm"], b"");
    succeeds(&to_file, &reactor_lines("in.wat", "fixed:"));
    assert_eq!(text(&to_file.stdout), "");

    let to_pipe = folder.run(["in.wat", "-o", "-"], b"");
    succeeds(&to_pipe, &reactor_lines("in.wat", "fixed:"));
    assert_eq!(to_pipe.stdout, folder.read("out.wasm"));

    let through = folder.run(["-", "-o", "-", "-q"], REACTOR.as_bytes());
    succeeds(&through, "");
    assert_eq!(through.stdout, to_pipe.stdout);
    assert_eq!(folder.names(), ["in.wat", "out.wasm"]);
}

#[test]
fn without_an_output_the_plan_is_printed_and_nothing_written() {
    let folder = Folder::new("without_an_output_the_plan_is_printed_and_nothing_written");
    folder.write("in.wat", REACTOR);
    let output = folder.run(["in.wat"], b"");
    succeeds(&output, &reactor_lines("in.wat", "would fix:"));
    assert_eq!(text(&output.stdout), PLAN);

    folder.write("plain.wat", PLAIN);
    let output = folder.run(["plain.wat"], b"");
    succeeds(&output, &plain_lines("plain.wat"));
    assert_eq!(text(&output.stdout), NO_PLAN);
    assert_eq!(folder.names(), ["in.wat", "plain.wat"]);
}

#[test]
fn the_output_may_be_the_input() {
    let folder = Folder::new("the_output_may_be_the_input");
    let input = testdata("clang19/wrapped.wasm");
    folder.write("module.wasm", &input);
    succeeds(&folder.run(["module.wasm", "-o", "elsewhere.wasm", "-q"], b""), "");
    succeeds(&folder.run(["module.wasm", "-o", "module.wasm", "-q"], b""), "");
    let fixed = folder.read("module.wasm");
    assert_ne!(fixed, input);
    assert_eq!(fixed, folder.read("elsewhere.wasm"));
    // Once fixed, it stays.
    succeeds(&folder.run(["module.wasm", "-o", "module.wasm", "-q"], b""), "");
    assert_eq!(folder.read("module.wasm"), fixed);
    assert_eq!(folder.names(), ["elsewhere.wasm", "module.wasm"]);
}

#[test]
fn an_unchanged_module_is_copied_byte_for_byte() {
    let folder = Folder::new("an_unchanged_module_is_copied_byte_for_byte");
    let input = testdata("clang19/reactor-log.wasm");
    folder.write("in.wasm", &input);
    folder.write("out.wasm", "what was there before");
    let output = folder.run(["in.wasm", "-o", "out.wasm"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("\n  unchanged: "), "{}", text(&output.stderr));
    assert_eq!(folder.read("out.wasm"), input);
    assert_eq!(folder.run(["-", "-o", "-", "-q"], &input).stdout, input);
}

#[test]
fn output_into_a_missing_folder() {
    let folder = Folder::new("output_into_a_missing_folder");
    folder.write("in.wat", REACTOR);
    fails(&folder, &["in.wat", "-o", "no/where.wasm"], "no/where.wasm: cannot write: no such folder");
}

#[test]
fn output_onto_a_folder() {
    let folder = Folder::new("output_onto_a_folder");
    folder.write("in.wat", REACTOR);
    std::fs::create_dir(folder.path("dist")).expect("a folder");
    fails(&folder, &["in.wat", "-o", "dist"], "dist: cannot write: a folder");
    assert_eq!(std::fs::read_dir(folder.path("dist")).expect("a folder").count(), 0);
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::fs::Permissions;
    use std::os::unix::fs::FileTypeExt;
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::fs::symlink;
    use std::path::Path;
    use std::path::PathBuf;
    use std::process::Command;

    use super::*;

    fn mode(path: impl AsRef<Path>) -> u32 {
        fs::metadata(path).expect("a file").permissions().mode() & 0o7777
    }

    fn set_mode(path: impl AsRef<Path>, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("the mode of a file of ours");
    }

    /// The mode that any program's new file gets under this umask.
    fn usual_mode(folder: &Folder) -> u32 {
        folder.write("usual", "");
        mode(folder.path("usual"))
    }

    #[test]
    fn a_link_stays_and_its_target_is_replaced() {
        let folder = Folder::new("a_link_stays_and_its_target_is_replaced");
        folder.write("in.wat", REACTOR);
        fs::create_dir(folder.path("dist")).expect("a folder");
        folder.write("dist/old.wasm", "what was there before");
        for (link, target) in [("old.wasm", "dist/old.wasm"), ("new.wasm", "dist/new.wasm")] {
            symlink(target, folder.path(link)).expect("a link");
            succeeds(&folder.run(["in.wat", "-o", link, "-q"], b""), "");
            assert_eq!(fs::read_link(folder.path(link)).expect("a link still"), Path::new(target));
            assert!(folder.read(target).starts_with(b"\0asm"), "{target}");
        }
        assert_eq!(folder.names(), ["dist", "in.wat", "new.wasm", "old.wasm"]);
    }

    #[test]
    fn the_output_has_the_mode_of_the_input() {
        let folder = Folder::new("the_output_has_the_mode_of_the_input");
        folder.write("old.wasm", "what was there before");
        for (name, wat) in [("fixed.wat", REACTOR), ("unchanged.wat", PLAIN)] {
            folder.write(name, wat);
            set_mode(folder.path(name), 0o750);
            for output in [&*format!("{name}.wasm"), "old.wasm"] {
                succeeds(&folder.run([name, "-o", output, "-q"], b""), "");
                assert_eq!(mode(folder.path(output)), 0o750, "{output}");
            }
        }
    }

    #[test]
    fn text_is_not_replaced_by_a_binary() {
        let folder = Folder::new("text_is_not_replaced_by_a_binary");
        folder.write("in.wat", REACTOR);
        let output = folder.run(["in.wat", "-o", "in.wat"], b"");
        let message =
            "wasm-initfix: error: in.wat: -o would replace the text by a binary; give the module a file of its own\n";
        assert_eq!(String::from_utf8_lossy(&output.stderr), message);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(folder.read("in.wat"), REACTOR.as_bytes());
    }

    #[test]
    fn what_comes_through_a_pipe_has_the_usual_mode() {
        let folder = Folder::new("what_comes_through_a_pipe_has_the_usual_mode");
        // The second is what a shell's `<(command)` gives: a pipe with a name, whose mode is 0600.
        for (input, output) in [("-", "dash.wasm"), ("/dev/stdin", "named.wasm")] {
            assert_eq!(folder.run([input, "-o", output, "-q"], REACTOR.as_bytes()).status.code(), Some(0));
            assert_eq!(mode(folder.path(output)), usual_mode(&folder), "{input}");
        }
    }

    #[test]
    fn a_device_stays_a_device() {
        let folder = Folder::new("a_device_stays_a_device");
        folder.write("in.wat", REACTOR);
        let lines = reactor_lines("in.wat", "fixed:");
        succeeds(&folder.run(["in.wat", "-o", "/dev/null"], b""), &lines);
        assert!(fs::metadata("/dev/null").expect("a device").file_type().is_char_device());
        symlink("/dev/null", folder.path("null")).expect("a link");
        succeeds(&folder.run(["in.wat", "-o", "null"], b""), &lines);
        assert!(fs::metadata("/dev/null").expect("a device").file_type().is_char_device());
    }

    /// What a user says who may not do everything: root becomes another, in a folder that is for all.
    fn unprivileged(folder: &Path, args: &[&str]) -> Output {
        let tool = folder.join("tool");
        // By a process of its own: a child that another test starts while the copy is open for writing would keep it open, and
        // what is open for writing cannot be run.
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_wasm-initfix")).arg(&tool).status();
        assert!(copied.expect("cp").success());
        let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&tool);
            command
        } else {
            Command::new(&tool)
        };
        command.args(args).current_dir(folder).output().expect("the tool starts, as somebody else with `setpriv`")
    }

    /// A folder that every user can get to.
    fn public(test: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("wasm-initfix-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for temporary files");
        set_mode(&folder, 0o755);
        folder
    }

    /// As shells have it for `>(command)`: a link to a pipe.
    #[test]
    fn output_into_a_pipe_by_its_path() {
        let folder = Folder::new("output_into_a_pipe_by_its_path");
        folder.write("in.wat", REACTOR);
        let line = "\"$TOOL\" in.wat -q -o file.wasm && \"$TOOL\" in.wat -q -o /dev/fd/3 3>&1 | cmp - file.wasm";
        let status = Command::new("sh")
            .args(["-c", line])
            .env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix"))
            .current_dir(folder.path("."))
            .status();
        assert!(status.expect("a shell").success());
    }

    #[test]
    fn a_chain_of_links_is_followed() {
        let folder = Folder::new("a_chain_of_links_is_followed");
        folder.write("in.wat", REACTOR);
        symlink("second", folder.path("first")).expect("a link");
        symlink("out.wasm", folder.path("second")).expect("a link");
        succeeds(&folder.run(["in.wat", "-o", "first", "-q"], b""), "");
        assert!(folder.path("second").is_symlink());
        assert_eq!(folder.names(), ["first", "in.wat", "out.wasm", "second"]);
    }

    #[test]
    fn output_into_a_read_only_folder() {
        let folder = public("read-only");
        fs::write(folder.join("in.wat"), REACTOR).expect("a file");
        fs::create_dir_all(folder.join("dist")).expect("a folder");
        set_mode(folder.join("dist"), 0o555);
        let output = unprivileged(&folder, &["in.wat", "-o", "dist/out.wasm"]);
        let message = "wasm-initfix: error: dist/out.wasm: cannot write: permission denied\n";
        assert_eq!((text(&output.stderr), output.status.code()), (message, Some(2)));
        assert_eq!(fs::read_dir(folder.join("dist")).expect("a folder").count(), 0);
        fs::remove_dir_all(folder).expect("the folder is ours");
    }

    #[test]
    fn input_that_may_not_be_read() {
        let folder = public("secret");
        fs::write(folder.join("secret.wasm"), "").expect("a file");
        set_mode(folder.join("secret.wasm"), 0o000);
        let output = unprivileged(&folder, &["secret.wasm", "-o", "out.wasm"]);
        let message = "wasm-initfix: error: secret.wasm: permission denied\n";
        assert_eq!((text(&output.stderr), output.status.code()), (message, Some(2)));
        assert!(!folder.join("out.wasm").exists());
        fs::remove_dir_all(folder).expect("the folder is ours");
    }

    /// `script` runs a command on a terminal; that of util-linux also passes its status on.
    #[test]
    fn a_module_is_not_for_a_terminal() {
        let version = Command::new("script").arg("--version").output();
        if !version.is_ok_and(|version| version.stdout.windows(10).any(|part| part == b"util-linux")) {
            println!("skipped: there is no `script` of util-linux to make a terminal with");
            return;
        }
        let folder = Folder::new("a_module_is_not_for_a_terminal");
        folder.write("in.wat", REACTOR);
        let output = Command::new("script")
            .args(["-qec", "\"$TOOL\" in.wat -o -", "/dev/null"])
            .env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix"))
            .current_dir(folder.path("."))
            .stdin(std::process::Stdio::null())
            .output()
            .expect("`script` starts");
        let message = "wasm-initfix: error: -o -: a module is not for a terminal; give it a file or a pipe\r\n";
        assert_eq!((text(&output.stdout), output.status.code()), (message, Some(2)));
        assert_eq!(folder.names(), ["in.wat"]);
    }

    /// A full disk, as far as Linux can play one.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_an_error() {
        let folder = Folder::new("a_full_disk_is_an_error");
        folder.write("in.wat", REACTOR);
        let message = "/dev/full: cannot write: no space left on device";
        fails(&folder, &["in.wat", "-o", "/dev/full"], message);
    }
}

// ---- What is said ----

#[test]
fn report_of_a_fixed_module() {
    let folder = Folder::new("report_of_a_fixed_module");
    folder.write("in.wat", REACTOR);
    let expected = r#"{
  "outcome": "fixed",
  "reason": "the constructors call no import, so they need nothing from a host",
  "notes": [],
  "warnings": [],
  "init": {
    "before": "reactor",
    "after": "start",
    "evidence": "exports `_initialize` : () -> (), func 0"
  },
  "memory": {
    "before": "imported",
    "after": "imported"
  },
  "edits": [
    {
      "edit": "set-start",
      "to": 0
    },
    {
      "edit": "add-function",
      "name": "wasm_initfix.nothing",
      "body": {
        "kind": "empty"
      }
    },
    {
      "edit": "retarget-export",
      "name": "_initialize",
      "to": "+0"
    }
  ],
  "lost": [],
  "host": [
    "nothing: instantiation runs the constructors"
  ],
  "rewriter": "splice"
}
"#;
    let output = folder.run(["in.wat", "-o", "out.wasm", "--report=json"], b"");
    succeeds(&output, &reactor_lines("in.wat", "fixed:"));
    assert_eq!(text(&output.stdout), expected);
    // Without an output it takes the place of the plan.
    let output = folder.run(["in.wat", "--report=json"], b"");
    succeeds(&output, &reactor_lines("in.wat", "would fix:"));
    assert_eq!(text(&output.stdout), expected);
    // And it is not what `-q` silences.
    let output = folder.run(["in.wat", "-o", "out.wasm", "--report=json", "-q"], b"");
    succeeds(&output, "");
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn report_of_an_unchanged_module() {
    let folder = Folder::new("report_of_an_unchanged_module");
    folder.write("in.wat", PLAIN);
    let output = folder.run(["in.wat", "-o", "out.wasm", "--report=json"], b"");
    succeeds(&output, &plain_lines("in.wat"));
    let expected = r#"{
  "outcome": "unchanged",
  "reason": "there is nothing to initialise",
  "notes": [],
  "warnings": [],
  "init": {
    "before": "none",
    "after": "none",
    "evidence": "has no start section, exports no initialiser, and its exports run none"
  },
  "memory": {
    "before": "exported",
    "after": "exported"
  },
  "edits": [],
  "lost": [],
  "host": [],
  "rewriter": null
}
"#;
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn a_failure_has_no_report() {
    let folder = Folder::new("a_failure_has_no_report");
    fails(&folder, &["in.wasm", "--report=json"], "in.wasm: no such file");
}

#[test]
fn quiet_says_nothing_but_errors() {
    let folder = Folder::new("quiet_says_nothing_but_errors");
    folder.write("in.wat", REACTOR);
    let output = folder.run(["-q", "in.wat", "-o", "out.wasm"], b"");
    succeeds(&output, "");
    assert_eq!(text(&output.stdout), "");
    fails(&folder, &["-q", "missing.wasm", "-o", "out.wasm"], "missing.wasm: no such file");
}

#[test]
fn verbose_shows_the_edits() {
    let folder = Folder::new("verbose_shows_the_edits");
    folder.write("in.wat", REACTOR);
    let edits: String = PLAN.lines().map(|line| format!("  edit:      {line}\n")).collect();
    let lines = reactor_lines("in.wat", "fixed:") + &edits + "  rewriter:  splice\n";
    succeeds(&folder.run(["in.wat", "-o", "out.wasm", "-v"], b""), &lines);
}

#[test]
fn version() {
    for flag in ["--version", "-V"] {
        let output = Folder::new("version").run([flag], b"");
        succeeds(&output, "");
        assert_eq!(text(&output.stdout), format!("wasm-initfix {}\n", env!("CARGO_PKG_VERSION")));
    }
}

/// With the 128th function the number of functions takes another byte; source maps count from the beginning of the file.
#[test]
fn code_that_moves_is_said() {
    let module = |functions: usize| {
        let functions = "(func)".repeat(functions);
        format!(
            r#"(module
              (memory (import "env" "memory") 1)
              (global $count (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $count (i32.const 1)))
              {functions}
              (@custom "sourceMappingURL" (after data) "\07map.map")
              (@custom ".debug_info" (after data) ""))"#
        )
    };
    let folder = Folder::new("code_that_moves_is_said");
    let warnings = |functions: usize| {
        folder.write("in.wat", module(functions));
        let output = folder.run(["in.wat", "-o", "out.wasm"], b"");
        let warnings = text(&output.stderr).lines().filter_map(|line| line.trim().strip_prefix("warning:"));
        warnings.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    // A type index for the new function, and the start section.
    let source_map = |bytes| {
        format!(
            "code moved by {bytes} bytes in the file: columns in the source map are off by that (--source-map=FILE rewrites it)"
        )
    };
    assert_eq!(warnings(1), [source_map(4)]);
    let debug_info = "code moved by 1 byte within its section, since the number of functions takes more bytes now: \
                      addresses in debug information are off by that";
    assert_eq!(warnings(126), [debug_info.to_owned(), source_map(6)]);
}

/// What walrus does not know is no reason to refuse a module.
#[test]
fn what_walrus_cannot_read_is_spliced() {
    let folder = Folder::new("what_walrus_cannot_read_is_spliced");
    let stack_switching = r#"(module
  (type $function (func))
  (type $continuation (cont $function))
  (memory (export "memory") 1)
  (func $suspended)
  (elem declare func $suspended)
  (func (export "run") (result i32)
    (drop (cont.new $continuation (ref.func $suspended)))
    (i32.const 7)))
"#;
    folder.write("in.wat", stack_switching);
    let message = "in.wat: walrus, which rewrites the module, cannot read it: failed to parse type section: \
                   cannot define continuation types when stack switching is disabled (at offset 0xe)";
    fails(&folder, &["in.wat", "--import-memory", "-o", "out.wasm", "--rewriter=walrus"], message);
    let output = folder.run(["in.wat", "--import-memory", "-o", "out.wasm", "-q", "--report=json"], b"");
    succeeds(&output, "");
    assert!(text(&output.stdout).contains("\"rewriter\": \"splice\""), "{}", text(&output.stdout));
    let spliced = folder.read("out.wasm");
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(&spliced)
        .expect("the result is valid");
}

/// All options, and no others.
#[test]
fn help_lists_the_options() {
    let output = Folder::new("help_lists_the_options").run(["--help"], b"");
    succeeds(&output, "");
    // A line for each, and below it what it is about; values begin with a dash and a space.
    let options: Vec<&str> = text(&output.stdout)
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with('-') && !line.starts_with("- "))
        .collect();
    let expected = [
        "-o, --output <FILE>",
        "--out-dir <FOLDER>",
        "--recursive",
        "--threads <N>",
        "--error-limit <N>",
        "--init <INIT>",
        "--host <NAME>",
        "--init-name <NAME>",
        "--init-export <NAME>",
        "--policy <POLICY>",
        "--prove <PROVE>",
        "--assume <MODULE.NAME=EFFECT>",
        "--drop-init-export",
        "--export-dtors <NAME>",
        "--no-export-dtors",
        "--import-memory[=<MODULE,NAME>]",
        "--define-memory",
        "--export-memory[=<NAME>]",
        "--no-export-memory",
        "--rewriter <REWRITER>",
        "--gc",
        "--validate <VALIDATE>",
        "--check",
        "--source-map <FILE>",
        "--output-source-map <FILE>",
        "--report <FORMAT>",
        "-q, --quiet",
        "-v, --verbose",
        "-h, --help",
        "-V, --version",
    ];
    assert_eq!(options, expected);
}

#[test]
fn help_ends_with_examples_and_exit_status() {
    let output = Folder::new("help_ends_with_examples_and_exit_status").run(["--help"], b"");
    let help = text(&output.stdout);
    let (_, end) = help.split_once("\nExamples:\n").expect("examples");
    assert!(end.lines().filter(|line| line.contains("wasm-initfix ")).count() >= 3, "{end}");
    let (_, end) = end.split_once("\nExit status:\n").expect("exit status");
    let expected = [
        "  0  fixed, or unchanged (then the output is a copy of the input)",
        "  1  --check found a difference: nothing was written",
        "  2  error: nothing was written",
    ];
    assert_eq!(end.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn help_says_what_the_host_must_give() {
    let output = Folder::new("help_says_what_the_host_must_give").run(["--help"], b"");
    let help = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        help.contains("A host that owns the memory must give it zeroed, and with limits that fit the import."),
        "{help}"
    );
}
