//! Command lines and inputs that are refused.

use super::REACTOR;
use super::fails;
use super::fails_to_read;
use super::failure;
use super::is_no_command_line;
use super::succeeds;
use super::tool::Folder;
use super::tool::testdata;

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

/// By default, the tool validates only the bodies that it changes.
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
    let message = "in.wasm: this module calls func 0 first in its only exported function; nothing shows \
                   what runs its constructors, if it has any; if that function does, say --assume-wrapped";
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
    let first =
        "wasm-initfix: error: the argument '--import-memory[=<MODULE,NAME>]' cannot be used with '--define-memory'";
    is_no_command_line("import_memory_and_define_memory", &["--import-memory", "--define-memory"], first);
}

#[test]
fn export_memory_and_no_export_memory() {
    let first = "wasm-initfix: error: the argument '--export-memory[=<NAME>]' cannot be used with '--no-export-memory'";
    is_no_command_line("export_memory_and_no_export_memory", &["--export-memory", "--no-export-memory"], first);
}

#[test]
fn import_table_and_define_table() {
    let first =
        "wasm-initfix: error: the argument '--import-table[=<MODULE,NAME>]' cannot be used with '--define-table'";
    is_no_command_line("import_table_and_define_table", &["--import-table", "--define-table"], first);
}

#[test]
fn export_table_and_no_export_table() {
    let first = "wasm-initfix: error: the argument '--export-table[=<NAME>]' cannot be used with '--no-export-table'";
    is_no_command_line("export_table_and_no_export_table", &["--export-table", "--no-export-table"], first);
}

#[test]
fn import_table_without_a_name() {
    let first = "wasm-initfix: error: invalid value 'foo' for '--import-table[=<MODULE,NAME>]': expected MODULE,NAME or \
                 MODULE.NAME, as in --import-table=env.table";
    is_no_command_line("import_table_without_a_name", &["--import-table=foo"], first);
}

#[test]
fn export_dtors_and_no_export_dtors() {
    let first = "wasm-initfix: error: the argument '--export-dtors <NAME>' cannot be used with '--no-export-dtors'";
    is_no_command_line("export_dtors_and_no_export_dtors", &["--export-dtors=done", "--no-export-dtors"], first);
}

#[test]
fn quiet_and_verbose() {
    let first = "wasm-initfix: error: the argument '--quiet' cannot be used with '--verbose'";
    is_no_command_line("quiet_and_verbose", &["-q", "-v"], first);
}

#[test]
fn import_memory_without_a_name() {
    let first = "wasm-initfix: error: invalid value 'foo' for '--import-memory[=<MODULE,NAME>]': expected MODULE,NAME or \
                 MODULE.NAME, as in --import-memory=env.memory";
    is_no_command_line("import_memory_without_a_name", &["--import-memory=foo"], first);
    // Which of the dots ends the module's name?
    let dots = first.replace("'foo'", "'a.b.c'");
    is_no_command_line("import_memory_without_a_name", &["--import-memory=a.b.c"], &dots);
}

#[test]
fn unknown_flag() {
    is_no_command_line("unknown_flag", &["--nope"], "wasm-initfix: error: unexpected argument '--nope' found");
}

#[test]
fn unknown_init() {
    is_no_command_line(
        "unknown_init",
        &["--init=never"],
        "wasm-initfix: error: invalid value 'never' for '--init <INIT>' [possible values: auto, start, export, lazy, keep]",
    );
}

#[test]
fn two_inputs() {
    is_no_command_line("two_inputs", &["b.wasm"], "wasm-initfix: error: -o is for one module; --out-dir takes many");
}

#[test]
fn no_input() {
    let folder = Folder::new("no_input");
    let said = failure(&folder, &["-o", "out.wasm"], b"");
    let message = "the following required arguments were not provided: <INPUT>...; usage: wasm-initfix --output <FILE> <INPUT>...";
    assert_eq!(said, format!("wasm-initfix: error: {message}\n"));
}

#[test]
fn module_and_report_on_standard_output() {
    let folder = Folder::new("module_and_report_on_standard_output");
    folder.write("in.wat", REACTOR);
    let message = "-o - and --report=json both want standard output; give the module a file";
    fails(&folder, &["in.wat", "-o", "-", "--report=json"], message);
}
