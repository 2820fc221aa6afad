//! Values of options that clap does not know.

/// `MODULE,NAME`, as wasm-ld spells it (`lld/wasm/Driver.cpp`): the module name ends at the first comma.
pub(super) fn memory_import(value: &str) -> Result<(String, String), String> {
    match value.split_once(',') {
        Some((module, name)) if !module.is_empty() && !name.is_empty() => Ok((module.to_owned(), name.to_owned())),
        _ => Err("expected MODULE,NAME, as in --import-memory=env,memory".to_owned()),
    }
}
