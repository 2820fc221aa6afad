//! Debug information stays as it was, and still says it of the same code.

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use wasm_initfix::Outcome;
use wasmparser::Parser;
use wasmparser::Payload;

/// Modules that clang made with `-g`, and options with which each is fixed.
const MODULES: [(&str, &[&[&str]]); 3] = [
    ("clang19/reactor-debug", &[&["--import-memory"], &["--init=start"], &["--init=lazy"]]),
    ("clang19/wrapped-debug", &[&[], &["--import-memory"], &["--init=start"]]),
    ("clang22/ctors-debug", &[&[], &["--import-memory"], &["--init=start"]]),
];

const TOOL: &str = "llvm-dwarfdump";

fn main() -> ExitCode {
    let trials = MODULES.iter().flat_map(|(module, runs)| {
        runs.iter().map(move |options| {
            let name = format!("{module} {}", options.join(" "));
            Trial::ignorable_test(name.trim(), move || with_tool(|| unchanged(module, options)))
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn unchanged(module: &str, options: &[&str]) -> Result<(), Failed> {
    let before = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(module).with_extension("wasm");
    let input = fs::read(&before)?;
    let options = wasm_initfix::cli::parse_options(options.iter().copied())?;
    let Outcome::Fixed(fixed) = wasm_initfix::fix(&input, &options)? else {
        return Err("nothing was fixed".into());
    };
    let output = fixed.wasm.to_vec();
    let after = tempfile::Builder::new().suffix(".wasm").tempfile()?;
    fs::write(after.path(), &output)?;
    let dump = dump(&before)?;
    if dump != self::dump(after.path())? {
        return Err(format!("{TOOL} does not print the same").into());
    }
    let addresses: Vec<u64> = dump.lines().filter_map(low_pc).collect();
    // What a tool says of a module without debug information is the same, too.
    if addresses.len() < 3 {
        return Err(format!("{} addresses", addresses.len()).into());
    }
    for address in addresses {
        let (old, new) = (place(&input, address), place(&output, address));
        if old.is_none() || old != new {
            return Err(format!("{address:#x} was {old:?}, and is {new:?}").into());
        }
    }
    Ok(())
}

/// What the tool prints, but for the first line, which has the file's name.
fn dump(module: &Path) -> Result<String, Failed> {
    let output = Command::new(TOOL).arg("--all").arg(module).output()?;
    let dump = String::from_utf8(output.stdout)?;
    match dump.split_once('\n') {
        Some((_, dump)) if output.status.success() => Ok(dump.to_owned()),
        _ => Err(format!("{TOOL}: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// The address of a function, or of a part of one, in a line like `DW_AT_low_pc (0x0000012d)`; 0 is that of one that the linker dropped.
fn low_pc(line: &str) -> Option<u64> {
    let address = line.trim().strip_prefix("DW_AT_low_pc\t(0x")?.strip_suffix(')')?;
    u64::from_str_radix(address, 16).ok().filter(|address| *address != 0)
}

/// What an offset in what the code section holds means, as DWARF's addresses are.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// Counted without imports.
    function: usize,
    /// In its body, in bytes.
    offset: u64,
    /// How long that is.
    length: usize,
}

fn place(wasm: &[u8], address: u64) -> Option<Place> {
    let (mut code, mut function) = (0, 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.ok()? {
            Payload::CodeSectionStart { unchecked_range, .. } => code = unchecked_range.start,
            Payload::CodeSectionEntry(body) => {
                if body.range().contains(&(code + address)) {
                    let offset = code + address - body.range().start;
                    return Some(Place { function, offset, length: body.as_bytes().len() });
                }
                function += 1;
            }
            _ => {}
        }
    }
    None
}

fn with_tool(test: impl Fn() -> Result<(), Failed>) -> Result<Completion, Failed> {
    let missing = match Command::new(TOOL).arg("--version").output() {
        Ok(_) => return test().map(|()| Completion::Completed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => format!("needs {TOOL} in PATH"),
        Err(error) => format!("needs {TOOL}, which does not start: {error}"),
    };
    match env::var_os("CI").is_none_or(|ci| ci.is_empty()) {
        true => Ok(Completion::ignored_with(missing)),
        false => Err(format!("{missing}, and under CI this test may not be ignored").into()),
    }
}
