//! `--direct`: hosts that import a `.wasm` file themselves find its imports in `NAME.host.mjs`, and its start section initialises it.
//!
//! ```text
//! (import "env" "log" …)                           before
//! (import "./NAME.host.mjs" "env.log" …)           after
//! export { import0 as 'env.log' };                 in NAME.host.mjs
//! ```

use std::collections::HashSet;

use super::fixed::FixedModule;
use super::item::JsItem;
use super::js;
use super::js_string;
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
    let rename = |(import, name): (&JsItem, String)| RenameImport::One {
        from: (import.module.to_owned(), import.name.to_owned()),
        to: (to.clone(), name),
    };
    let rename_imports = named(surface).into_iter().map(rename).collect();
    let renamed = Options { init: InitChoice::Keep, rename_imports, ..Options::default() };
    let outcome = crate::fix(&fixed.wasm, &renamed)?;
    Ok(outcome.wasm().map_or_else(|| fixed.wasm.clone(), Pieces::to_vec))
}

/// The lines of `NAME.host.mjs` that export what is imported, from an object `imports`.
pub(super) fn exports(surface: &Surface) -> String {
    let mut text = String::new();
    for (number, (import, name)) in named(surface).into_iter().enumerate() {
        let value = js::member(&js::member("imports", import.module), import.name);
        let name = js::string(&name);
        text.push_str(&format!("const import{number} = {value};\nexport {{ import{number} as {name} }};\n"));
    }
    text
}

/// What begins the names that hosts keep for themselves (WebAssembly/ES module integration, "parse a WebAssembly module").
const RESERVED: [&str; 2] = ["wasm:", "wasm-js:"];

pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|front| name.starts_with(front))
}

/// A name in characters that every host takes, and that begin no name which hosts keep: Deno 2.9 writes a script with the names as they
/// are between quotes.
fn plain(name: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '-');
    name.chars().map(|char| if is_plain(char) { char } else { '_' }).collect()
}

/// What is imported, and the name that it has in `NAME.host.mjs`: a different one for each. Hosts find what only engines have.
fn named<'s, 'm>(surface: &'s Surface<'m>) -> Vec<(&'s JsItem<'m>, String)> {
    let mut taken = HashSet::new();
    let imports = surface.imports.iter().filter(|import| !js_string::is_of_engines(import));
    let name = |(at, import): (usize, &'s JsItem<'m>)| {
        let mut name = format!("{}.{}", plain(import.module), plain(import.name));
        // `c` of `a.b` and `b.c` of `a` would be one.
        while !taken.insert(name.clone()) {
            name.push_str(&format!("-{at}"));
        }
        (import, name)
    };
    imports.enumerate().map(name).collect()
}
