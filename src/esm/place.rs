//! `--host`: where what is written runs. It is the host that the module meets, so that of a named one counts what it does with files.

use super::item::JsItem;
use super::item::JsKind;
use super::options::EsmMake;
use super::options::EsmOptions;
use super::surface::Surface;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::GivesFunctions;
use crate::hosts::GlobalsFrom;
use crate::hosts::Host;
use crate::hosts::WasmImported;

/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if nothing there gives the exports of what is written.
pub(super) fn check(options: &EsmOptions) -> Result<()> {
    match options.fix.host {
        Some(host) if options.make == EsmMake::Direct && host.imported() == WasmImported::Path => Err(Error::refused(
            format!("with {}, an import of a `.wasm` gives its path, and no exports; leave out --direct", host.name),
        )),
        _ => Ok(()),
    }
}

/// What does not work there.
pub(super) fn warning(surface: &Surface, options: &EsmOptions) -> Option<String> {
    let host = options.fix.host?;
    if host.imported() == WasmImported::NoScripts {
        return Some(format!(
            "--host={}: it takes the module itself, and no JavaScript around it; without `esm`, that option is about the module",
            host.name
        ));
    }
    let is_global = |import: &&JsItem| matches!(import.kind, JsKind::Global(_));
    let global = surface.imports.iter().find(is_global)?;
    (options.make == EsmMake::Direct && wants_wasm(host)).then(|| {
        format!(
            "with {}, imported globals come from a `.wasm` alone, and `{}.{}` is in {}.host.mjs; leave out --direct",
            host.name, global.module, global.name, options.name
        )
    })
}

/// Whether what gives a global to a `.wasm` has to be one, too.
fn wants_wasm(host: &Host) -> bool {
    matches!(host.functions, GivesFunctions::EsModules(specifiers) if specifiers.globals == GlobalsFrom::Wasm)
}
