//! `NAME.mjs` with `--factory`: a function that makes instances; several may share a memory.

use super::compile::compile;
use super::compile::instance;
use super::compile::wait;
use super::fixed::CalledBy;
use super::fixed::FixedModule;
use super::made::new;
use super::module::initial_call;
use super::module::may_exit;
use super::options::EsmLoading;
use super::options::EsmOptions;
use super::surface::Surface;
use super::threads::Threads;

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
    let text = text.replace("//# compile\n", &compile(&fixed.wasm, surface, options));
    text.replace("//# instantiate\n", &instantiate(surface, fixed, options.loading, (has_host, may_exit)))
}

/// `may_exit`: whether it is a program that may end itself.
fn instantiate(
    surface: &Surface,
    fixed: &FixedModule,
    loading: EsmLoading,
    (has_host, may_exit): (bool, bool),
) -> String {
    let mut text = String::new();
    let memory = surface.memory_import().and_then(|import| new(&import.kind));
    if let Some(memory) = &memory {
        text.push_str(&format!("/** A memory for it. */\nexport const newMemory = () => {memory};\n\n"));
    }
    let mut parameters = vec!["module"];
    parameters.extend(memory.iter().map(|_| "memory"));
    if let Some(threads) = &fixed.threads {
        parameters.push("first = !memory");
        parameters.extend(threads.stack.then_some("stack"));
        parameters.extend(threads.tls.then_some("tls"));
    }
    parameters.extend(has_host.then_some("imports"));
    let keyword = if loading == EsmLoading::Promised { "async " } else { "" };
    text.push_str(&format!(
        "/** Its exports. */\nexport {keyword}function instantiate({{ {} }} = {{}}) {{\n",
        parameters.join(", ")
    ));
    text.push_str(&format!("  module ??= {}compile();\n", wait(loading)));
    if memory.is_some() {
        text.push_str("  memory ??= newMemory();\n");
    }
    let given = if memory.is_some() { "memory, imports" } else { "undefined, imports" };
    text.push_str(&match has_host {
        true => format!(
            "  const given = host({given});\n  const {{ exports }} = {};\n  given.instance.exports = exports;\n",
            instance(loading, "module, given.imports")
        ),
        false => format!("  const {{ exports }} = {};\n", instance(loading, "module")),
    });
    if let Some(threads) = &fixed.threads {
        text.push_str(&thread(threads));
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
fn thread(threads: &Threads) -> String {
    let mut text = String::new();
    let mut given = |is_set: bool, name: &str, what: &str, set: &str| {
        if !is_set {
            return;
        }
        // What `wasi_thread_start` sets need not be given.
        if !threads.starts {
            text.push_str(&format!(
                "  if (!first && {name} === undefined) throw new Error('a further thread needs `{name}`: {what}; the first on a memory takes `first: true`');\n"
            ));
        }
        let further = if threads.starts { format!("{name} !== undefined") } else { "!first".to_owned() };
        text.push_str(&format!("  if ({further}) {set};\n"));
    };
    // The stack last: what sets the variables is a function, which may use the first one's stack before other threads run.
    given(threads.tls, "tls", "the beginning of room for its variables", "exports.__wasm_init_tls(tls)");
    given(threads.stack, "stack", "the end of room for it in the memory", "exports.__stack_pointer.value = stack");
    text
}
