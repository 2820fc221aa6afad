//! `cargo initfix init`: writes the settings.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use toml_edit::DocumentMut;
use toml_edit::Item;
use toml_edit::Table;
use toml_edit::value;

use super::config::read_settings;
use super::line::CargoLine;
use super::program::metadata;
use super::say::status;
use super::target::makes_components;
use crate::cli::io::Written;
use crate::cli::io::cannot_write;
use crate::cli::io::explain;
use crate::cli::io::persist;
use crate::cli::io::shown;
use anstyle::AnsiColor;

/// Adds what is not there yet, and leaves what is.
pub(super) fn run(line: &CargoLine) -> Result<ExitCode, String> {
    line.linker.as_deref().map_or(Ok(()), is_linked_by_wasm_ld)?;
    let metadata = metadata(line)?;
    let workspace = metadata.workspace_root.join("Cargo.toml");
    let package = match &line.manifest {
        Some(manifest) => fs::canonicalize(manifest).ok(),
        None => std::env::current_dir().ok().map(|folder| folder.join("Cargo.toml")),
    };
    let package = metadata.packages.iter().find(|it| Some(it.manifest_path.as_std_path()) == package.as_deref());
    let (manifest, kind) = match package {
        Some(package) => (package.manifest_path.as_std_path(), "package"),
        None => (workspace.as_std_path(), "workspace"),
    };
    edit(manifest, &[kind, "metadata", "initfix"], "init", "auto")?;
    if let Some(target) = &line.linker {
        let config = metadata.workspace_root.join(".cargo/config.toml");
        edit(config.as_std_path(), &["target", target], "linker", "initfix-wasm-ld")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether wasm-ld is what rustc calls for a target: in the place of what makes components, it would leave a core module.
fn is_linked_by_wasm_ld(target: &str) -> Result<(), String> {
    if makes_components(target) {
        return Err(format!(
            "{target} is linked by wasm-component-ld, which makes the component; leave out --linker, and build with `cargo initfix build`"
        ));
    }
    Ok(())
}

/// Adds a table with one key.
fn edit(path: &Path, tables: &[&str], key: &str, text: &str) -> Result<(), String> {
    let name = shown(path);
    let is_there = path.try_exists().map_err(|error| format!("{name}: {}", explain(&error)))?;
    let old = is_there.then(|| read_settings(path)).transpose().map_err(|error| format!("{name}: {error}"))?;
    let old = old.unwrap_or_default();
    let mut document: DocumentMut = old.parse().map_err(|error| format!("{name}: {error}"))?;
    let header = format!("[{}]", tables.join("."));
    let table = table(&mut document, tables).ok_or_else(|| format!("{name}: {header}: not a table"))?;
    if let Some(there) = table.get(key) {
        status(
            AnsiColor::Cyan,
            "Found",
            &format!("{header} {key} = {} in {name}, which stays", there.to_string().trim()),
        );
        return Ok(());
    }
    table.insert(key, value(text));
    write(path, &document.to_string(), &name)?;
    status(AnsiColor::Green, "Added", &format!("{header} {key} = \"{text}\" to {name}"));
    Ok(())
}

fn table<'a>(document: &'a mut DocumentMut, tables: &[&str]) -> Option<&'a mut Table> {
    let mut table = document.as_table_mut();
    for name in tables {
        let implicit = || {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        };
        table = table.entry(name).or_insert_with(implicit).as_table_mut()?;
    }
    table.set_implicit(false);
    Some(table)
}

fn write(path: &Path, text: &str, name: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| cannot_write(name, &error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let written = Written::at(path, None, |mut file| file.write_all(text.as_bytes()));
    persist([written.map_err(failed)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_components_is_no_wasm_ld() {
        assert_eq!(is_linked_by_wasm_ld("wasm32-wasip1"), Ok(()));
        assert_eq!(is_linked_by_wasm_ld("wasm32-unknown-unknown"), Ok(()));
        let refused = "wasm32-wasip2 is linked by wasm-component-ld, which makes the component; leave out --linker, and build with \
                       `cargo initfix build`";
        assert_eq!(is_linked_by_wasm_ld("wasm32-wasip2"), Err(refused.to_owned()));
    }
}
