//! `NAME.host.mjs`: what the module imports. It depends on nothing of the module's, so that all of it is there before the module is.

use super::js;
use super::options::EsmOptions;
use super::options::WasiSource;
use super::surface::GivenModule;
use super::surface::JsItem;
use super::surface::JsKind;
use super::surface::Surface;
use super::surface::is_wasi;
use super::surface::new_memory;
use super::surface::new_table;

pub(super) fn host(surface: &Surface, given: &[GivenModule], options: &EsmOptions) -> String {
    let has_wasi = options.wasi != WasiSource::Given && surface.imports.iter().any(|import| is_wasi(import.module));
    let mut text =
        format!("// Made by wasm-initfix. What {}.wasm imports; nothing here needs the module.\n", options.name);
    let from = js::string(options.imports.as_deref().unwrap_or_default());
    if !given.is_empty() {
        let names: Vec<String> = given.iter().enumerate().map(|(at, given)| imported(at, given)).collect();
        text.push_str(&format!("import * as given from {from};\nimport {{ {} }} from {from};\n", names.join(", ")));
    }
    if has_wasi {
        text.push_str(&format!("import {{ wasi }} from './{}.wasi.mjs';\n", options.name));
    }
    text.push('\n');
    let made: Vec<(String, &JsItem)> = made(surface);
    for (name, import) in &made {
        let value = match &import.kind {
            JsKind::Memory(ty) => new_memory(ty),
            JsKind::Table(ty) => new_table(ty),
            _ => continue,
        };
        text.push_str(&format!("export const {name} = {value};\n"));
    }
    if !given.is_empty() {
        let names: Vec<&str> = made.iter().map(|(name, _)| name.as_str()).collect();
        text.push_str(&format!(
            "\n// Your imports may have a function `register`, which gets these before the module is there, and its exports then.\n\
             const {{ register }} = {{ ...given }};\nregister?.({{ {} }});\n",
            names.join(", ")
        ));
    }
    text.push_str("\n/** What the module imports. */\nexport const imports = {\n");
    for module in modules(surface) {
        text.push_str(&format!("  {}: {},\n", js::key(module), object(module, given, &made, wasi_of(options))));
    }
    text.push_str("};\n\n/** Says that the exports are there. */\n");
    let called = if given.is_empty() { "{}" } else { "register?.({ exports })" };
    let parameter = if given.is_empty() { "" } else { "exports" };
    text.push_str(&format!("export const ready = ({parameter}) => {called};\n"));
    if has_wasi {
        text.push_str(match options.wasi {
            WasiSource::Own => include_str!("node_wasi.mjs"),
            WasiSource::Shim | WasiSource::Given => "",
        });
    }
    text
}

/// The function that makes WASI for a memory.
fn wasi_of(options: &EsmOptions) -> Option<&'static str> {
    match options.wasi {
        WasiSource::Own => Some("bind"),
        WasiSource::Shim => Some("wasi"),
        WasiSource::Given => None,
    }
}

/// The name by which a module of the user's is imported.
fn imported(at: usize, given: &GivenModule) -> String {
    let name = local(at, given.name);
    if name == given.name { name } else { format!("{} as {name}", js::key(given.name)) }
}

fn local(at: usize, module: &str) -> String {
    let is_ours = ["given", "imports", "ready", "register", "memory", "table", "wasi", "bind"].contains(&module);
    if js::is_variable(module) && !is_ours { module.to_owned() } else { format!("given{at}") }
}

/// The memories and tables that are made here, by the name of a variable.
fn made<'s, 'm>(surface: &'s Surface<'m>) -> Vec<(String, &'s JsItem<'m>)> {
    let mut made = Vec::new();
    let (mut memories, mut tables) = (0, 0);
    for import in &surface.imports {
        let (count, name) = match import.kind {
            JsKind::Memory(_) => (&mut memories, "memory"),
            JsKind::Table(_) => (&mut tables, "table"),
            _ => continue,
        };
        made.push((if *count == 0 { name.to_owned() } else { format!("{name}{count}") }, import));
        *count += 1;
    }
    made
}

/// The names of modules, each once.
fn modules<'m>(surface: &Surface<'m>) -> Vec<&'m str> {
    let mut seen = std::collections::HashSet::new();
    surface.imports.iter().map(|import| import.module).filter(|module| seen.insert(*module)).collect()
}

/// What is imported from a module.
fn object(module: &str, given: &[GivenModule], made: &[(String, &JsItem)], wasi: Option<&str>) -> String {
    let mut members = Vec::new();
    if let Some(wasi) = wasi.filter(|_| is_wasi(module)) {
        members.push(format!("...{wasi}(memory)"));
    } else if let Some(at) = given.iter().position(|given| given.name == module) {
        let object = local(at, module);
        let taken = given.get(at).into_iter().flat_map(|given| &given.imports);
        members.extend(taken.map(|import| format!("{}: {}", js::key(import.name), js::member(&object, import.name))));
    }
    for (name, import) in made.iter().filter(|(_, import)| import.module == module) {
        members.push(if name == import.name { name.clone() } else { format!("{}: {name}", js::key(import.name)) });
    }
    match members.iter().map(|member| member.len() + 2).sum::<usize>() {
        0..80 => format!("{{ {} }}", members.join(", ")),
        _ => format!("{{\n    {},\n  }}", members.join(",\n    ")),
    }
}

/// What the user's imports begin as.
pub(super) fn skeleton(given: &[GivenModule], options: &EsmOptions) -> String {
    let mut text = format!(
        "// What {}.wasm imports. This is yours: wasm-initfix does not write it again.\n\n\
         /** Gets the memory before the module is there, and its exports before it is initialised. */\n\
         export function register({{ memory, exports }}) {{}}\n",
        options.name
    );
    for (at, module) in given.iter().enumerate() {
        let name = if js::is_variable(module.name) { module.name.to_owned() } else { format!("given{at}") };
        let export = if name == module.name { "export " } else { "" };
        text.push_str(&format!("\n{export}const {name} = {{\n"));
        for import in &module.imports {
            text.push_str(&match &import.kind {
                JsKind::Function(ty) => {
                    let parameters: Vec<String> = (0..ty.params().len()).map(|at| format!("a{at}")).collect();
                    let what = js::string(&format!("{}.{} is not written yet", module.name, import.name));
                    format!(
                        "  {}({}) {{\n    throw new Error({what});\n  }},\n",
                        js::key(import.name),
                        parameters.join(", ")
                    )
                }
                _ => format!("  {}: undefined, // not written yet\n", js::key(import.name)),
            });
        }
        text.push_str("};\n");
        if export.is_empty() {
            text.push_str(&format!("export {{ {name} as {} }};\n", js::key(module.name)));
        }
    }
    text
}
