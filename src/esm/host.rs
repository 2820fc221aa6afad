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
    let wasi = wasi_of(surface, options);
    let mut text =
        format!("// Made by wasm-initfix. What {}.wasm imports; nothing here needs the module.\n", options.name);
    if !given.is_empty() && !options.factory {
        let from = js::string(options.imports.as_deref().unwrap_or_default());
        let names: Vec<String> = given.iter().enumerate().map(|(at, given)| imported(at, given)).collect();
        text.push_str(&format!("import * as given from {from};\nimport {{ {} }} from {from};\n", names.join(", ")));
    }
    if wasi.is_some() {
        text.push_str(&format!("import {{ wasi }} from './{}.wasi.mjs';\n", options.name));
    }
    text.push('\n');
    text.push_str(&match options.factory {
        true => of_each(surface, given, wasi),
        false => of_all(surface, given, wasi),
    });
    if wasi == Some(OWN) {
        text.push_str(include_str!("node_wasi.mjs"));
    }
    text
}

/// The imports of the only instance.
fn of_all(surface: &Surface, given: &[GivenModule], wasi: Option<&str>) -> String {
    let mut text = String::new();
    let made = made(surface);
    for (name, value, _) in &made {
        text.push_str(&format!("export const {name} = {value};\n"));
    }
    if !given.is_empty() {
        let names: Vec<&str> = made.iter().map(|(name, ..)| name.as_str()).collect();
        text.push_str(&format!(
            "\n// Your imports may have a function `register`, which gets these before the module is there, and its exports then.\n\
             const {{ register }} = {{ ...given }};\nregister?.({{ {} }});\n",
            names.join(", ")
        ));
    }
    text.push_str("\n/** What the module imports. */\nexport const imports = {\n");
    for module in modules(surface) {
        text.push_str(&format!("  {}: {},\n", js::key(module), object(module, given, &made, (wasi, local))));
    }
    text.push_str("};\n\n/** Says that the exports are there. */\n");
    let called = if given.is_empty() { "{}" } else { "register?.({ exports })" };
    let parameter = if given.is_empty() { "" } else { "exports" };
    text.push_str(&format!("export const ready = ({parameter}) => {called};\n"));
    text
}

/// A function that gives each instance its imports.
fn of_each(surface: &Surface, given: &[GivenModule], wasi: Option<&str>) -> String {
    let made = made(surface);
    let mut text =
        "/** The imports of an instance. Yours are an object, or what a function makes of `{ memory, exports }`. */\n\
                    export function host(memory, imports = {}) {\n"
            .to_owned();
    for (name, value, _) in made.iter().filter(|(name, ..)| name != "memory") {
        text.push_str(&format!("  const {name} = {value};\n"));
    }
    let names: Vec<&str> = made.iter().map(|(name, ..)| name.as_str()).collect();
    let names: String = names.iter().map(|name| format!("{name}, ")).collect();
    text.push_str(&format!("  const instance = {{ {names}exports: undefined }};\n"));
    if !given.is_empty() {
        text.push_str("  const given = typeof imports === 'function' ? imports(instance) : imports;\n");
    }
    text.push_str("  return {\n    instance,\n    imports: {\n");
    for module in modules(surface) {
        let of_given = |_: usize, module: &str| js::member("given", module);
        text.push_str(&format!("      {}: {},\n", js::key(module), object(module, given, &made, (wasi, of_given))));
    }
    text.push_str("    },\n  };\n}\n");
    text
}

const OWN: &str = "bind";

/// The function that makes WASI for a memory, where the module imports WASI.
fn wasi_of(surface: &Surface, options: &EsmOptions) -> Option<&'static str> {
    surface.imports.iter().find(|import| is_wasi(import.module))?;
    match options.wasi {
        WasiSource::Own => Some(OWN),
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

/// The memories and tables that are made here: the name of a variable, its value, and the import.
fn made<'s, 'm>(surface: &'s Surface<'m>) -> Vec<(String, String, &'s JsItem<'m>)> {
    let mut made = Vec::new();
    let (mut memories, mut tables) = (0, 0);
    for import in &surface.imports {
        let (count, name, value) = match &import.kind {
            JsKind::Memory(ty) => (&mut memories, "memory", new_memory(ty)),
            JsKind::Table(ty) => (&mut tables, "table", new_table(ty)),
            _ => continue,
        };
        made.push((if *count == 0 { name.to_owned() } else { format!("{name}{count}") }, value, import));
        *count += 1;
    }
    made
}

/// The names of modules, each once.
fn modules<'m>(surface: &Surface<'m>) -> Vec<&'m str> {
    let mut seen = std::collections::HashSet::new();
    surface.imports.iter().map(|import| import.module).filter(|module| seen.insert(*module)).collect()
}

/// What is imported from a module: WASI by a function, and the user's by the name of an object.
fn object(
    module: &str,
    given: &[GivenModule],
    made: &[(String, String, &JsItem)],
    (wasi, local): (Option<&str>, impl Fn(usize, &str) -> String),
) -> String {
    let mut members = Vec::new();
    if let Some(wasi) = wasi.filter(|_| is_wasi(module)) {
        members.push(format!("...{wasi}(memory)"));
    } else if let Some(at) = given.iter().position(|given| given.name == module) {
        let object = local(at, module);
        let taken = given.get(at).into_iter().flat_map(|given| &given.imports);
        members.extend(taken.map(|import| format!("{}: {}", js::key(import.name), js::member(&object, import.name))));
    }
    for (name, _, import) in made.iter().filter(|(.., import)| import.module == module) {
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
