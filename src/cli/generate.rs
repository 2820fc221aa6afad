//! What is installed with the programs: completions, manual pages, the CMake package, and the schema of reports.

use std::env;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::cargo;
use super::io;
use super::io::Written;
use super::linker::LinkerArgs;
use crate::report::schema;
use crate::shown::on_one_line;

#[derive(Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Args)]
pub(super) struct ManArgs {
    /// Where to write the pages of all commands [default: print that of wasm-initfix]
    folder: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct CmakeArgs {
    /// Where programs and packages are installed: the package goes into lib/cmake/WasmInitfix there [default: the folder of
    /// this program's folder, so that CMake finds the package wherever PATH has the program]
    prefix: Option<PathBuf>,
}

/// Prints a shell's completions.
pub(super) fn completions(args: &CompletionsArgs, mut main: clap::Command) -> Result<ExitCode, String> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut main, "wasm-initfix", &mut text);
    io::print(&String::from_utf8_lossy(&text)).map(|()| ExitCode::SUCCESS)
}

/// Prints a manual page, or writes them all.
pub(super) fn man(args: &ManArgs, main: clap::Command) -> Result<ExitCode, String> {
    let Some(folder) = &args.folder else {
        return io::print(&page(main)?).map(|()| ExitCode::SUCCESS);
    };
    let failed = |error: std::io::Error| io::cannot_write(&io::shown(folder), &error);
    fs::create_dir_all(folder).map_err(failed)?;
    for command in [main, cargo::command(), LinkerArgs::command()] {
        clap_mangen::generate_to(command, folder).map_err(failed)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn page(command: clap::Command) -> Result<String, String> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text).map_err(|error| format!("manual page: {error}"))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Prints the JSON schema of what `--report=json` prints.
pub(super) fn json_schema() -> Result<ExitCode, String> {
    io::print_json(&schema()).map(|()| ExitCode::SUCCESS)
}

/// Installs the package, and says where.
pub(super) fn cmake(args: &CmakeArgs) -> Result<ExitCode, String> {
    let prefix = args.prefix.clone().or_else(|| {
        let program = env::current_exe().ok()?;
        Some(program.parent()?.parent()?.to_owned())
    });
    let folder = prefix.ok_or("where this program is, is not known: name the prefix")?.join("lib/cmake/WasmInitfix");
    let version = include_str!("../../cmake/WasmInitfixConfigVersion.cmake.in");
    write(&folder.join("WasmInitfix.cmake"), include_str!("../../cmake/WasmInitfix.cmake"))?;
    write(&folder.join("WasmInitfixConfig.cmake"), include_str!("../../cmake/WasmInitfixConfig.cmake"))?;
    write(&folder.join("WasmInitfixConfigVersion.cmake"), &version.replace("@VERSION@", env!("CARGO_PKG_VERSION")))?;
    io::print(&format!("{}\n", on_one_line(&folder.display().to_string()))).map(|()| ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .map_err(|error| format!("{}: cannot make the folder: {}", folder.display(), io::explain(&error)))?;
    let written = Written::at(path, None, |mut file| file.write_all(text.as_bytes()));
    io::persist([written.map_err(|error| io::cannot_write(&io::shown(path), &error))?])
}
