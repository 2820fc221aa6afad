//! `--direct`: hosts that import a `.wasm` file themselves find its imports in `NAME.host.mjs`, and its start section initialises it.
//!
//! ```text
//! (import "env" "log" …)                           before
//! (import "./NAME.host.mjs" "env.log" …)           after
//! export { import0 as 'env.log' };                 in NAME.host.mjs
//! ```

use std::collections::HashSet;

use super::fixed::FixedModule;
use super::js;
use super::options::EsmOptions;
use super::surface::Surface;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::RenameImport;
use crate::options::InitChoice;
use crate::options::Options;
use crate::pieces::Pieces;

/// The module with imports that resolve.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if something has to be called that nothing calls.
pub(super) fn resolving(surface: &Surface, fixed: &FixedModule, options: &EsmOptions) -> Result<Vec<u8>> {
    if let Some(call) = fixed.calls.iter().find(|call| !call.is_program && !fixed.by_first_call) {
        return Err(Error::refused(format!(
            "`{}` has to be called, and nothing does that where the module itself is imported; leave out --direct",
            call.name
        )));
    }
    let to = format!("./{}.host.mjs", options.name);
    let rename = |(module, name): (&str, &str)| RenameImport::One {
        from: (module.to_owned(), name.to_owned()),
        to: (to.clone(), named(module, name)),
    };
    let rename_imports = pairs(surface).into_iter().map(rename).collect();
    let renamed = Options { init: InitChoice::Keep, rename_imports, ..Options::default() };
    let outcome = crate::fix(&fixed.wasm, &renamed)?;
    Ok(outcome.wasm().map_or_else(|| fixed.wasm.clone(), Pieces::to_vec))
}

/// The lines of `NAME.host.mjs` that export what is imported, from an object `imports`.
pub(super) fn exports(surface: &Surface) -> String {
    let mut text = String::new();
    for (number, (module, name)) in pairs(surface).into_iter().enumerate() {
        let value = js::member(&js::member("imports", module), name);
        let name = js::string(&named(module, name));
        text.push_str(&format!("const import{number} = {value};\nexport {{ import{number} as {name} }};\n"));
    }
    text
}

fn named(module: &str, name: &str) -> String {
    format!("{module}.{name}")
}

/// What is imported, each once.
fn pairs<'m>(surface: &Surface<'m>) -> Vec<(&'m str, &'m str)> {
    let mut seen = HashSet::new();
    let pairs = surface.imports.iter().map(|import| (import.module, import.name));
    pairs.filter(|pair| seen.insert(*pair)).collect()
}
