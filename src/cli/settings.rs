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
            let text = error.to_string();
            let lines =
                text.strip_prefix("error: ").unwrap_or(&text).lines().take_while(|line| !line.starts_with("For "));
            let lines: Vec<&str> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
            let text = lines.join(" ");
            ["'", " "]
                .iter()
                .fold(text, |text, before| text.replace(&format!("{before}--"), &format!("{before}{prefix}")))
        }
    }
}

/// The options for the crate that cargo has us link, if it is cargo that calls.
pub(super) fn of_this_crate() -> Result<Vec<OsString>, String> {
    // The last one is set for rustc, and not for what build scripts and tests call.
    let variables = ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_CRATE_NAME"].map(env::var_os);
    let [Some(cargo), Some(folder), Some(_)] = variables else {
        return Ok(Vec::new());
    };
    let manifest = Path::new(&folder).join("Cargo.toml");
    let mut command = MetadataCommand::new();
    let found =
        command.cargo_path(cargo).manifest_path(&manifest).no_deps().other_options(["--offline".to_owned()]).exec();
    let metadata = found.map_err(|error| format!("{}: cargo metadata: {error}", manifest.display()))?;
    let package = metadata.packages.iter().find(|package| package.manifest_path == manifest);
    let mut words = of_workspace(&metadata)?;
    if let Some(package) = package {
        words.extend(of_package(package)?);
    }
    Ok(words)
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
    match metadata.get("initfix") {
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
        });
        let expected = ["--init=lazy", "--import-memory", "--assume=env.now=pure", "--assume=env.log=memory"];
        assert_eq!(words(all).as_deref(), Ok(expected.map(OsString::from).as_slice()));
        assert_eq!(options(&json!({ "other": {} }), "Cargo.toml"), Ok(Vec::new()));
        assert_eq!(options(&Value::Null, "Cargo.toml"), Ok(Vec::new()));
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
