//! What the user's imports begin as: an object for each module, which editors check against the types of what is written.

use super::declared::register;
use super::item::JsItem;
use super::item::JsKind;
use super::js;
use super::made::new;
use super::options::EsmImports;
use super::options::EsmMake;
use super::options::EsmOptions;
use super::surface::GivenModule;

/// `made`: what is made for the module, by the names that `register` gets it.
pub(super) fn skeleton(given: &[GivenModule], made: &[String], imports: &EsmImports, options: &EsmOptions) -> String {
    let is_direct = options.make == EsmMake::Direct;
    // Without an option, TypeScript finds the types of a `.wasm` file by the name of their own file alone.
    let types = if is_direct { "d.wasm.ts" } else { "mjs" };
    let declared = js::string(&format!("{}/{}.{types}", imports.folder, options.name));
    let name = &options.name;
    let mut text =
        format!("// @ts-check\n// What {name}.wasm imports. This is yours: wasm-initfix does not write it again.\n\n");
    text.push_str(&registered(given, made, &declared, register(is_direct)));
    for (at, module) in given.iter().enumerate() {
        let variable = module.variable(at);
        let export = if variable == module.name { "export " } else { "" };
        text.push_str(&format!(
            "\n/** @type {{import({declared}).Imports[{}]}} */\n{export}const {variable} = {{\n",
            js::string(module.name)
        ));
        for import in &module.imports {
            text.push_str(&member(module.name, import));
        }
        text.push_str("};\n");
        if export.is_empty() {
            text.push_str(&format!("export {{ {variable} as {} }};\n", js::key(module.name)));
        }
    }
    text
}

/// The function that gets the memory, and keeps it for what the user writes.
fn registered(given: &[GivenModule], made: &[String], declared: &str, when: &str) -> String {
    let is_free = given.iter().enumerate().all(|(at, module)| module.variable(at) != MEMORY);
    let keeps = is_free && made.iter().any(|name| name == MEMORY);
    let (variable, body) = match keeps {
        true => (
            format!("/** @type {{import({declared}).Given['{MEMORY}']}} */\nlet {MEMORY};\n\n"),
            format!("{{\n  {MEMORY} ??= given.{MEMORY};\n}}"),
        ),
        false => (String::new(), "{}".to_owned()),
    };
    format!(
        "{variable}/**\n * {when}\n * @param {{import({declared}).Given}} given\n */\nexport function register(given) {body}\n"
    )
}

const MEMORY: &str = "memory";

fn member(module: &str, import: &JsItem) -> String {
    let is_missing = format!("{module}.{} is not written yet", import.name);
    match (&import.kind, new(&import.kind)) {
        (JsKind::Function(function), _) => {
            let (key, parameters) = (js::key(import.name), function.parameters.join(", "));
            format!("  {key}({parameters}) {{\n    throw new Error({});\n  }},\n", js::string(&is_missing))
        }
        (_, Some(value)) => format!("  {}: {value}, // not written yet\n", js::property(import.name)),
        (_, None) => {
            let why =
                js::string(&format!("{is_missing}: JavaScript makes no such thing, and another module may export it"));
            format!(
                "  /** @returns {{never}} */\n  get {}() {{\n    throw new Error({why});\n  }},\n",
                js::key(import.name)
            )
        }
    }
}
