//! Imports that look like those of WASI or of engines, and that nothing gives.

use std::collections::HashSet;

use super::item::JsItem;
use super::item::JsKind;
use super::js_string;
use super::made;
use super::surface::is_wasi;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::effects::wasi::FUNCTIONS;

/// `has_wasi`: WASI does not come from the user's imports.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) for the first that nothing gives.
pub(super) fn check(imports: &[JsItem], has_wasi: bool) -> Result<()> {
    let functions: HashSet<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
    let fault = |import: &JsItem| match has_wasi && is_wasi(import.module) {
        true => wasi_fault(import, &functions),
        false => string_fault(import),
    };
    match imports.iter().find_map(|import| Some((import, fault(import)?))) {
        Some((JsItem { module, name, .. }, fault)) => Err(Error::refused(format!(
            "it imports `{module}.{name}`, and {fault}; --rename-import={module}.{name}=MODULE,NAME has your imports give it"
        ))),
        None => Ok(()),
    }
}

fn wasi_fault(import: &JsItem, functions: &HashSet<&str>) -> Option<&'static str> {
    match import.kind {
        JsKind::Function(_) if functions.contains(import.name) => None,
        JsKind::Function(_) => Some("WASI preview 1 has no such function"),
        JsKind::Memory(_) | JsKind::Table(_) if made::new(&import.kind).is_some() => None,
        _ => Some("WASI preview 1 has functions alone"),
    }
}

fn string_fault(import: &JsItem) -> Option<&'static str> {
    match () {
        () if !js_string::is_builtin(import) => None,
        () if !js_string::is_function(import) => {
            (!js_string::holds_string(import)).then_some("the constants of that module are strings: `externref`")
        }
        () if !js_string::is_known(import) => Some("engines have no such function there"),
        () => (!js_string::has_type(import)).then_some("the function of engines has another type"),
    }
}
