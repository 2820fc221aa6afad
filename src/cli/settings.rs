//! Options from elsewhere than the command line: `[package.metadata.initfix]` and `[workspace.metadata.initfix]` of a
//! `Cargo.toml`, and the linker's own.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use cargo_metadata::Metadata;
use cargo_metadata::MetadataCommand;
use cargo_metadata::Package;
use clap::Parser;
use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::Error;
use clap::error::ErrorKind;
use serde_json::Value;

use super::options::FixArgs;
use super::refused::one_line;

/// The table that has the settings.
const TABLE: &str = "initfix";

/// What settings may say: what a fix is to do.
#[derive(Parser)]
#[command(no_binary_name = true, args_override_self = true, disable_help_flag = true)]
struct Settings {
    #[command(flatten)]
    _fix: FixArgs,
}

/// Parses options that are not written with two dashes but with `prefix` in front, which is what messages call them by.
pub(super) fn parse<T: Parser>(words: impl IntoIterator<Item = OsString>, prefix: &str) -> Result<T, String> {
    T::try_parse_from(words).map_err(|error| explain(&error, prefix))
}

fn explain(error: &Error, prefix: &str) -> String {
    let shown = |name: &str| format!("`{}{}`", prefix, name.trim_start_matches('-'));
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(shown(text)),
        Some(ContextValue::Strings(texts)) => texts.first().map(|text| shown(text)),
        _ => None,
    };
    match (error.kind(), text(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(unknown)) => {
            let nearest = text(ContextKind::SuggestedArg).map(|near| format!("; did you mean {near}?"));
            format!("unknown option {unknown}{}", nearest.unwrap_or_default())
        }
        _ => {
            let mut text = one_line(error);
            // The next word is for the linker.
            if text.ends_with("but none was supplied") && !prefix.is_empty() {
                text.push_str("; it stands in the same word, behind `=`");
            }
            ["'", " "]
                .iter()
                .fold(text, |text, before| text.replace(&format!("{before}--"), &format!("{before}{prefix}")))
        }
    }
}

/// What a `Cargo.toml` says for one crate.
#[derive(Default)]
pub(super) struct OfCrate {
    pub(super) options: Vec<OsString>,
    /// Tables that were most likely meant for this program.
    pub(super) misspelt: Vec<String>,
}

/// The options for the crate that cargo has us link, if it is cargo that calls.
pub(super) fn of_this_crate() -> Result<OfCrate, String> {
    // The last one is set for rustc, and not for what build scripts and tests call.
    let variables = ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_CRATE_NAME"].map(env::var_os);
    let [Some(cargo), Some(folder), Some(_)] = variables else {
        return Ok(OfCrate::default());
    };
    let manifest = Path::new(&folder).join("Cargo.toml");
    let mut command = MetadataCommand::new();
    let found =
        command.cargo_path(cargo).manifest_path(&manifest).no_deps().other_options(["--offline".to_owned()]).exec();
    let metadata = found.map_err(|error| format!("{}: cargo metadata: {error}", manifest.display()))?;
    let package = metadata.packages.iter().find(|package| package.manifest_path == manifest);
    let mut options = of_workspace(&metadata)?;
    if let Some(package) = package {
        options.extend(of_package(package)?);
    }
    Ok(OfCrate { options, misspelt: misspelt(&metadata, package) })
}

/// The tables of a workspace, and of packages in it, whose names are almost this program's. cargo says of its own keys that they are
/// unused, and of metadata it cannot know.
pub(super) fn misspelt<'a>(metadata: &Metadata, packages: impl IntoIterator<Item = &'a Package>) -> Vec<String> {
    let workspace = metadata.workspace_root.join("Cargo.toml");
    let workspace = unused(&metadata.workspace_metadata, workspace.as_str(), "workspace");
    let of_package = |package: &Package| unused(&package.metadata, package.manifest_path.as_str(), "package");
    workspace.into_iter().chain(packages.into_iter().flat_map(of_package)).collect()
}

fn unused(metadata: &Value, manifest: &str, kind: &str) -> Vec<String> {
    let names = metadata.as_object().into_iter().flat_map(|tables| tables.keys());
    let unused = names.filter(|name| *name != TABLE && is_almost_ours(name)).map(|name| {
        format!("{manifest}: unused manifest key: {kind}.metadata.{name}; did you mean {kind}.metadata.{TABLE}?")
    });
    unused.collect()
}

/// Whether a table is called after one of this program's names, or by its own name with a typing error or two.
fn is_almost_ours(name: &str) -> bool {
    const NAMES: [&str; 4] = [TABLE, "wasminitfix", "cargoinitfix", "initfixwasmld"];
    const MOST_ERRORS: usize = 2;
    let letters: String = name.chars().filter(|char| char.is_alphanumeric()).collect::<String>().to_lowercase();
    NAMES.iter().any(|ours| strsim::osa_distance(&letters, ours) <= MOST_ERRORS)
}

/// What a workspace says for all of its packages.
pub(super) fn of_workspace(metadata: &Metadata) -> Result<Vec<OsString>, String> {
    let manifest = metadata.workspace_root.join("Cargo.toml");
    options(&metadata.workspace_metadata, &format!("{manifest}: [workspace.metadata.initfix]"))
}

/// What a package says for itself.
pub(super) fn of_package(package: &Package) -> Result<Vec<OsString>, String> {
    options(&package.metadata, &format!("{}: [package.metadata.initfix]", package.manifest_path))
}

fn options(metadata: &Value, place: &str) -> Result<Vec<OsString>, String> {
    let mut words = Vec::new();
    match metadata.get(TABLE) {
        None => {}
        Some(Value::Object(settings)) => {
            for (key, value) in settings {
                put(&mut words, key, value).map_err(|error| format!("{place}: {error}"))?;
            }
        }
        Some(_) => return Err(format!("{place}: not a table")),
    }
    // Here is the place to name.
    parse::<Settings>(words.iter().map(OsString::from), "").map_err(|error| format!("{place}: {error}"))?;
    Ok(words.into_iter().map(OsString::from).collect())
}

fn put(words: &mut Vec<String>, key: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Bool(true) => words.push(format!("--{key}")),
        // An option that is not set, but that there has to be.
        Value::Bool(false) => {
            parse::<Settings>([OsString::from(format!("--{key}"))], "").map(drop)?;
        }
        Value::String(value) => words.push(format!("--{key}={value}")),
        Value::Number(value) => words.push(format!("--{key}={value}")),
        Value::Array(values) => values.iter().try_for_each(|value| put(words, key, value))?,
        Value::Null | Value::Object(_) => {
            return Err(format!("`{key}`: neither true, false, a string nor an array of these"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words(initfix: Value) -> Result<Vec<OsString>, String> {
        options(&json!({ "initfix": initfix }), "Cargo.toml")
    }

    #[test]
    fn settings_are_options() {
        let all = json!({
            "init": "lazy", "import-memory": true, "check": false, "assume": ["env.now=pure", "env.log=memory"],
            "rename-import": ["env=./host.mjs", "other.log=./host.mjs,log"], "rename-export": "run=start",
        });
        let expected = [
            "--init=lazy",
            "--import-memory",
            "--assume=env.now=pure",
            "--assume=env.log=memory",
            "--rename-import=env=./host.mjs",
            "--rename-import=other.log=./host.mjs,log",
            "--rename-export=run=start",
        ];
        assert_eq!(words(all).as_deref(), Ok(expected.map(OsString::from).as_slice()));
        assert_eq!(options(&json!({ "other": {} }), "Cargo.toml"), Ok(Vec::new()));
        assert_eq!(options(&Value::Null, "Cargo.toml"), Ok(Vec::new()));
    }

    #[test]
    fn tables_that_are_almost_ours_are_said() {
        let metadata = json!({
            "initfix": {}, "initfx": {}, "intifix": {}, "InitFix": {}, "init-fix": {}, "wasm-initfix": {}, "wasm_initifx": {},
            "init": {}, "docs": {}, "bugfix": {}, "release": {}, "wasm-pack": {}, "cargo-fix": {},
        });
        let said = ["initfx", "intifix", "InitFix", "init-fix", "wasm-initfix", "wasm_initifx"].map(|name| {
            format!("Cargo.toml: unused manifest key: package.metadata.{name}; did you mean package.metadata.initfix?")
        });
        assert_eq!(unused(&metadata, "Cargo.toml", "package"), said);
        assert_eq!(unused(&Value::Null, "Cargo.toml", "workspace"), [""; 0]);
    }

    #[test]
    fn what_is_wrong_with_settings() {
        let error = |initfix| words(initfix).expect_err("it is wrong");
        assert_eq!(error(json!({ "inti": "lazy" })), "Cargo.toml: unknown option `inti`; did you mean `init`?");
        assert_eq!(error(json!({ "chekc": false })), "Cargo.toml: unknown option `chekc`; did you mean `check`?");
        assert_eq!(error(json!({ "quux": 1 })), "Cargo.toml: unknown option `quux`");
        assert_eq!(
            error(json!({ "init": "first" })),
            "Cargo.toml: invalid value 'first' for 'init <INIT>' [possible values: auto, start, export, lazy, keep]"
        );
        assert_eq!(error(json!("lazy")), "Cargo.toml: not a table");
        assert_eq!(
            error(json!({ "init": {} })),
            "Cargo.toml: `init`: neither true, false, a string nor an array of these"
        );
    }
}
