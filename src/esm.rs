//! JavaScript around a module: an ES module that instantiates it, gives it what it imports, initialises it, and exports what it exports.
//!
//! ```text
//! given.mjs ─▶ NAME.host.mjs ─▶ NAME.mjs ─▶ what imports it
//! yours        memory, WASI      NAME.wasm, instantiated and initialised
//! ```

mod base64;
mod compile;
mod declared;
mod declared_factory;
mod direct;
mod early;
mod factory;
mod fixed;
mod host;
mod item;
mod js;
mod js_string;
mod made;
mod module;
mod name;
mod named;
mod needs;
mod notes;
mod once;
mod options;
mod parameters;
mod place;
mod reserved;
mod skeleton;
mod surface;
mod threads;
mod unserved;

use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::module::Module;
use crate::options::MemoryChoice;
pub use fixed::EsmSaid;
use fixed::FixedModule;
use item::JsItem;
use item::JsKind;
pub use js::is_reserved;
pub use name::check as check_name;
pub use options::EsmBytes;
pub use options::EsmGlobals;
pub use options::EsmImports;
pub use options::EsmLoading;
pub use options::EsmMake;
pub use options::EsmOptions;
pub use options::WasiSource;
use surface::GivenModule;
use surface::Surface;

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EsmFile {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// What [`esm`] made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EsmFiles {
    /// The files, the module first if it has one of its own.
    pub files: Vec<EsmFile>,
    /// What the user's imports begin as, if the module has some and no file gives them yet.
    pub skeleton: Option<String>,
    /// What was seen in the module as it was.
    pub facts: Facts,
    /// What happens when the module is imported.
    pub told: Vec<String>,
    /// What the fix warns of, and what it advises.
    pub said: EsmSaid,
}

/// Writes JavaScript around a module.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if the module has a loader of its own, or an export that no ES module can have, if it
/// imports what nothing gives, or if options do not fit together.
pub fn esm(wasm: &[u8], options: &EsmOptions) -> Result<EsmFiles> {
    options.fit_together()?;
    place::check(options)?;
    let fixed = fixed::fixed(wasm, options)?;
    let module = Module::parse(&fixed.wasm)?;
    let surface = Surface::of(&module, &fixed.needs)?;
    let given = surface.user_modules(options.wasi != WasiSource::Given);
    unserved::check(&surface.imports, options.wasi != WasiSource::Given)?;
    has_givers(&given, options)?;
    reserved::check(&surface, &given, options.make)?;
    let has_wasi =
        options.wasi != WasiSource::Given && surface.imports.iter().any(|import| surface::is_wasi(import.module));
    has_memory(&surface, &fixed, has_wasi, options)?;
    let wasm = match options.make {
        EsmMake::Direct => direct::resolving(&surface, &fixed, options)?,
        EsmMake::Instance | EsmMake::Factory => fixed.wasm.clone(),
    };
    let mut files = Vec::new();
    if options.bytes == EsmBytes::File {
        files.push(EsmFile { name: format!("{}.wasm", options.name), content: wasm });
    }
    let mut text = |end: &str, content: String| {
        files.push(EsmFile { name: format!("{}.{end}", options.name), content: content.into_bytes() });
    };
    match options.make {
        EsmMake::Instance => {
            text("mjs", module::module(&surface, &fixed, options));
            text("d.mts", declared::declared(&surface, &given, options));
        }
        EsmMake::Factory => {
            text("mjs", factory::factory(&surface, &fixed, options));
            text("d.mts", declared_factory::declared_factory(&surface, &given, &fixed, options));
        }
        EsmMake::Direct => text("d.wasm.ts", declared::declared(&surface, &given, options)),
    }
    if !surface.imports.is_empty() {
        text("host.mjs", host::host(&surface, &given, options));
    }
    if has_wasi {
        text("wasi.mjs", include_str!("esm/wasi.mjs").to_owned());
    }
    let imports = options.imports.as_ref().filter(|_| !given.is_empty() && options.make != EsmMake::Factory);
    let made: Vec<String> = surface.made().into_iter().map(|(name, _)| name).collect();
    let skeleton = imports.map(|imports| skeleton::skeleton(&given, &made, imports, options));
    let mut said = fixed.said;
    said.notes.extend(fixed.threads.and_then(|threads| threads.note()));
    said.warnings.extend(place::warning(&surface, options));
    said.notes.extend(notes::notes(&surface, &fixed.wasm, options));
    if options.imports.is_some() && given.is_empty() {
        said.notes.push("nothing is imported that --imports would give, so that file is not used".to_owned());
    }
    Ok(EsmFiles { files, skeleton, told: fixed.told, said, facts: fixed.facts })
}

/// Whether something gives what the module imports from the user.
fn has_givers(given: &[GivenModule], options: &EsmOptions) -> Result<()> {
    if let (Some(first), None, false) = (given.first(), &options.imports, options.make == EsmMake::Factory) {
        return Err(Error::refused(format!(
            "--imports=FILE says which JavaScript gives `{}`; if there is no such file, its beginning is written",
            first.example()
        )));
    }
    Ok(())
}

/// Whether WASI and threads have the memory that they need. `has_wasi`: whether it is given here.
fn has_memory(surface: &Surface, fixed: &FixedModule, has_wasi: bool, options: &EsmOptions) -> Result<()> {
    if has_wasi && surface.wasi_memory.is_none() {
        return Err(Error::refused(no_memory_for_wasi(&fixed.facts, options)));
    }
    let is_shared = |import: &JsItem| matches!(import.kind, JsKind::Memory(ty) if ty.shared);
    if fixed.threads.is_some() && !surface.memory_import().is_some_and(is_shared) {
        return Err(Error::refused(
            "threads have their memory from each other, and the module does not import its own",
        ));
    }
    Ok(())
}

/// Why WASI cannot have the memory first, and what to do.
fn no_memory_for_wasi(facts: &Facts, options: &EsmOptions) -> String {
    let given = "--wasi=given leaves WASI to your imports";
    let wasi = needs::of_wasi(facts).and_then(|index| facts.memories.get(index as usize));
    match options.fix.memory {
        _ if facts.memories.is_empty() => format!("WASI needs a memory, and the module has none; {given}"),
        MemoryChoice::Define => {
            "WASI needs the memory before the module is instantiated, and --define-memory makes it the module's own; leave that out"
                .to_owned()
        }
        _ if wasi.is_none() => format!(
            "WASI needs the memory that is exported as `memory`, and none of the {} memories is exported so; {given}",
            facts.memories.len()
        ),
        _ if wasi.is_some_and(|memory| memory.import.is_some()) => format!(
            "WASI needs the memory before the module is instantiated, and JavaScript makes none with pages of this size; {given}"
        ),
        MemoryChoice::Keep | MemoryChoice::Import { .. } => format!(
            "WASI needs the memory before the module is instantiated, and the module's own cannot be imported; {given}"
        ),
    }
}
