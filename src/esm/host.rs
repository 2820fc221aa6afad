//! `NAME.host.mjs`: what the module imports. It depends on nothing of the module's, so that all of it is there before the module is.

use std::collections::HashMap;

use super::direct;
use super::item::JsItem;
use super::item::JsKind;
use super::js;
use super::js_string;
use super::made::new;
use super::options::EsmMake;
use super::options::EsmOptions;
use super::options::WasiSource;
use super::surface::GivenModule;
use super::surface::Surface;
use super::surface::WASI_MODULES;
use super::surface::is_wasi;

pub(super) fn host(surface: &Surface, given: &[GivenModule], options: &EsmOptions) -> String {
    let wasi = wasi_of(surface, options);
    let wasi = wasi.as_deref();
    let mut text =
        format!("// Made by wasm-initfix. What {}.wasm imports; nothing here needs the module.\n", options.name);
    if !given.is_empty() && options.make != EsmMake::Factory {
        let from = js::string(options.imports.as_ref().map_or("", |imports| &imports.specifier));
        let names: Vec<String> = given.iter().enumerate().map(|(at, given)| imported(at, given)).collect();
        text.push_str(&format!("import * as given from {from};\nimport {{ {} }} from {from};\n", names.join(", ")));
    }
    if wasi.is_some() {
        text.push_str(&format!("import {{ wasi }} from './{}.wasi.mjs';\n", options.name));
    }
    if surface.imports.iter().any(js_string::is_function) {
        text.push_str(js_string::TEMPLATE);
    }
    text.push('\n');
    text.push_str(&match options.make {
        EsmMake::Factory => of_each(surface, given, wasi),
        EsmMake::Instance => of_all(surface, given, wasi, "export ") + &ready(surface, given),
        EsmMake::Direct => of_all(surface, given, wasi, "") + "\n" + &direct::exports(surface),
    });
    if wasi.is_some() && options.wasi == WasiSource::Own {
        text.push_str(include_str!("node_wasi.mjs"));
    }
    if wasi.is_some() {
        text.push_str(include_str!("process.mjs"));
    }
    text
}

/// The imports of the only instance; `export`: the word, if they are exported to what says that the exports are there.
fn of_all(surface: &Surface, given: &[GivenModule], wasi: Option<&str>, export: &str) -> String {
    let mut text = String::new();
    let made = surface.made();
    for (name, import) in &made {
        text.push_str(&format!("{export}const {name} = {};\n", new(&import.kind).unwrap_or_default()));
    }
    let names: String = made.iter().map(|(name, _)| format!("{name}, ")).collect();
    let names = names.trim_end_matches(", ");
    if !given.is_empty() {
        let early = if names.is_empty() { "{}".to_owned() } else { format!("{{ {names} }}") };
        let again = if export.is_empty() { "" } else { ", and its exports as well then" };
        text.push_str(&format!(
            "\n// Your imports may have a function `register`, which gets these before the module is there{again}.\n\
             const {{ register }} = {{ ...given }};\nregister?.({early});\n"
        ));
    }
    text.push_str(&format!("\n/** What the module imports. */\n{export}const imports = {{\n"));
    let variable = |at: usize, from: &GivenModule| from.variable(at);
    for (module, members) in members(surface, given, &made, (wasi, variable)) {
        text.push_str(&format!("  {}: {},\n", js::property(module), object(&members)));
    }
    text.push_str("};\n");
    text
}

/// A function that says that the exports are there.
fn ready(surface: &Surface, given: &[GivenModule]) -> String {
    let names: String = surface.made().iter().map(|(name, _)| format!("{name}, ")).collect();
    let ready = match given.is_empty() {
        true => "() => {}".to_owned(),
        false => format!("(exports) => register?.({{ {names}exports }})"),
    };
    format!("\n/** Says that the exports are there. */\nexport const ready = {ready};\n")
}

/// A function that gives each instance its imports.
fn of_each(surface: &Surface, given: &[GivenModule], wasi: Option<&str>) -> String {
    let made = surface.made();
    let mut text = needed(given);
    text.push_str(
        "/** The imports of an instance. Yours are an object, or what a function makes of `{ memory, exports }`. */\n\
         export function host(memory, imports = {}) {\n",
    );
    for (name, import) in made.iter().filter(|(name, _)| name != "memory") {
        text.push_str(&format!("  const {name} = {};\n", new(&import.kind).unwrap_or_default()));
    }
    let names: String = made.iter().map(|(name, _)| format!("{name}, ")).collect();
    text.push_str(&format!("  const instance = {{ {names}exports: undefined }};\n"));
    if !given.is_empty() {
        text.push_str(GIVEN);
    }
    text.push_str("  return {\n    instance,\n    imports: {\n");
    let of_given = |_: usize, from: &GivenModule| js::member("given", from.name);
    for (module, members) in members(surface, given, &made, (wasi, of_given)) {
        text.push_str(&format!("      {}: {},\n", js::property(module), object(&members)));
    }
    text.push_str("    },\n  };\n}\n");
    text
}

/// What is given, if all is there that has to be.
const GIVEN: &str = "\
  const given = typeof imports === 'function' ? imports(instance) : imports;
  const lacks = (module) => (name) => !given?.[module] || !(name in Object(given[module]));
  const missing = needed.map(([module, names]) => names.filter(lacks(module)).map((name) => `${module}.${name}`)).flat();
  if (missing.length) throw new Error(`instantiate({ imports }) has to give ${missing.join(', ')}`);
";

/// The names that the user has to give, those of each module together. A reference may be missing: `undefined` is one, too.
fn needed(given: &[GivenModule]) -> String {
    if given.is_empty() {
        return String::new();
    }
    let is_needed =
        |kind: &JsKind| !matches!(kind, JsKind::Global(ty) if !ty.mutable && ty.content_type.is_reference_type());
    let mut text = "/** What you have to give. */\nconst needed = [\n".to_owned();
    for from in given {
        let names = from.imports.iter().filter(|import| is_needed(&import.kind));
        let names: Vec<String> = names.map(|import| js::string(import.name)).collect();
        text.push_str(&format!("  [{}, [{}]],\n", js::string(from.name), names.join(", ")));
    }
    text + "];\n\n"
}

/// The call that makes WASI for a memory, where the module imports WASI.
fn wasi_of(surface: &Surface, options: &EsmOptions) -> Option<String> {
    surface.imports.iter().find(|import| is_wasi(import.module))?;
    let memory = surface.wasi_memory.as_ref()?;
    match options.wasi {
        WasiSource::Own => Some(format!("bind({memory})")),
        WasiSource::Shim => Some(format!("wasi({memory}, environment())")),
        WasiSource::Given => None,
    }
}

/// The name by which a module of the user's is imported.
fn imported(at: usize, given: &GivenModule) -> String {
    let name = given.variable(at);
    if name == given.name { name } else { format!("{} as {name}", js::key(given.name)) }
}

/// The members of the object that stands for each module, in the order in which the module imports from them.
fn members<'m>(
    surface: &Surface<'m>,
    given: &[GivenModule<'_, 'm>],
    made: &[(String, &JsItem<'m>)],
    (wasi, variable): (Option<&str>, impl Fn(usize, &GivenModule) -> String),
) -> Vec<(&'m str, Vec<String>)> {
    let mut modules: Vec<(&str, Vec<String>)> = Vec::new();
    let mut places = HashMap::new();
    for import in &surface.imports {
        places.entry(import.module).or_insert_with(|| {
            modules.push((import.module, Vec::new()));
            modules.len() - 1
        });
    }
    let mut add = |module: &str, member: String| {
        if let Some((_, members)) = places.get(module).and_then(|at| modules.get_mut(*at)) {
            members.push(member);
        }
    };
    if let Some(wasi) = wasi {
        for module in WASI_MODULES {
            add(module, format!("...{wasi}"));
        }
    }
    for (at, from) in given.iter().enumerate() {
        let object = variable(at, from);
        for import in &from.imports {
            add(from.name, format!("{}: {}", js::property(import.name), js::member(&object, import.name)));
        }
    }
    for import in &surface.imports {
        if let Some(member) = js_string::member(import) {
            add(import.module, member);
        }
    }
    for (name, import) in made {
        add(
            import.module,
            if name == import.name { name.clone() } else { format!("{}: {name}", js::property(import.name)) },
        );
    }
    modules
}

fn object(members: &[String]) -> String {
    match members.iter().map(|member| member.len() + 2).sum::<usize>() {
        0 => "{}".to_owned(),
        1..80 => format!("{{ {} }}", members.join(", ")),
        _ => format!("{{\n    {},\n  }}", members.join(",\n    ")),
    }
}
