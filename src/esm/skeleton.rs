//! What the user's imports begin as: an object for each module, which editors check against `NAME.d.mts`.

use super::js;
use super::options::EsmImports;
use super::surface::GivenModule;
use super::surface::JsItem;
use super::surface::JsKind;

pub(super) fn skeleton(given: &[GivenModule], name: &str, imports: &EsmImports) -> String {
    let declared = js::string(&format!("{}/{name}.mjs", imports.folder));
    let mut text = format!(
        "// @ts-check\n// What {name}.wasm imports. This is yours: wasm-initfix does not write it again.\n\n\
         /**\n * Called before the module is there, and again before it is initialised, with its exports then.\n \
         * @param {{import({declared}).Given}} given\n */\n\
         export function register(given) {{}}\n"
    );
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

fn member(module: &str, import: &JsItem) -> String {
    let JsKind::Function(ty) = &import.kind else {
        return format!("  {}: undefined, // not written yet\n", js::property(import.name));
    };
    let parameters: Vec<String> = (0..ty.params().len()).map(|at| format!("a{at}")).collect();
    let what = js::string(&format!("{module}.{} is not written yet", import.name));
    let parameters = parameters.join(", ");
    format!("  {}({parameters}) {{\n    throw new Error({what});\n  }},\n", js::key(import.name))
}
