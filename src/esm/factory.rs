//! `NAME.mjs` with `--factory`: a function that makes instances; several may share a memory.

use super::fixed::CalledBy;
use super::fixed::FixedModule;
use super::module::initial_call;
use super::module::may_exit;
use super::options::EsmOptions;
use super::surface::JsKind;
use super::surface::Surface;
use super::surface::new_memory;

const TEMPLATE: &str = include_str!("factory.mjs");

pub(super) fn factory(surface: &Surface, fixed: &FixedModule, options: &EsmOptions) -> String {
    let has_host = !surface.imports.is_empty();
    let mut imports = match has_host {
        true => format!("import {{ host }} from './{}.host.mjs';\n", options.name),
        false => String::new(),
    };
    let may_exit = may_exit(surface, fixed, options);
    if may_exit {
        imports.push_str(&format!("import {{ Exit }} from './{}.wasi.mjs';\n", options.name));
    }
    let text = TEMPLATE.replace("NAME", &options.name).replace("//# imports\n", &imports);
    text.replace("//# instantiate\n", &instantiate(surface, fixed, has_host, may_exit))
}

/// `may_exit`: whether it is a program that may end itself.
fn instantiate(surface: &Surface, fixed: &FixedModule, has_host: bool, may_exit: bool) -> String {
    let mut text = String::new();
    let memory = surface.memory_import().and_then(|import| match &import.kind {
        JsKind::Memory(ty) => Some(new_memory(ty)),
        _ => None,
    });
    if let Some(memory) = &memory {
        text.push_str(&format!("/** A memory for it. */\nexport const newMemory = () => {memory};\n\n"));
    }
    let mut parameters = vec!["module"];
    parameters.extend(memory.iter().map(|_| "memory"));
    parameters.extend(fixed.threads.then_some("first = !memory"));
    parameters.extend(fixed.threads.then_some("stack"));
    parameters.extend(fixed.threads.then_some("tls"));
    parameters.extend(has_host.then_some("imports"));
    text.push_str(&format!(
        "/** Its exports. */\nexport async function instantiate({{ {} }} = {{}}) {{\n",
        parameters.join(", ")
    ));
    text.push_str("  module ??= await compile();\n");
    if memory.is_some() {
        text.push_str("  memory ??= newMemory();\n");
    }
    let given = if memory.is_some() { "memory, imports" } else { "undefined, imports" };
    text.push_str(&match has_host {
        true => format!(
            "  const given = host({given});\n  const {{ exports }} = await WebAssembly.instantiate(module, given.imports);\n  \
             given.instance.exports = exports;\n"
        ),
        false => "  const { exports } = await WebAssembly.instantiate(module);\n".to_owned(),
    });
    if fixed.threads {
        text.push_str(&thread(surface));
    }
    for call in &fixed.calls {
        let called = initial_call(call, may_exit).replace('\n', "\n  ");
        text.push_str(&match fixed.once {
            CalledBy::ByFirst => format!("  if (first) {called}\n"),
            CalledBy::Each => format!("  {called}\n"),
        });
    }
    text.push_str("  return exports;\n}\n");
    text
}

/// What a further thread needs before it runs anything (tool-conventions, `Linking.md`, "Thread Local Storage").
fn thread(surface: &Surface) -> String {
    let has = |name: &str| surface.exports.iter().any(|export| export.name == name);
    let mut text = String::new();
    if has("__stack_pointer") {
        text.push_str(
            "  if (!first && stack === undefined) throw new Error('a further thread needs `stack`: the end of room for it in the memory');\n",
        );
    }
    if has("__wasm_init_tls") {
        text.push_str(
            "  if (!first && tls === undefined) throw new Error('a further thread needs `tls`: the beginning of room for its variables');\n  \
             if (!first) exports.__wasm_init_tls(tls);\n",
        );
    }
    if has("__stack_pointer") {
        text.push_str("  if (!first) exports.__stack_pointer.value = stack;\n");
    }
    text
}
