//! Lines for the program that instantiates a module, in its language.

use super::literal::key;
use super::literal::property;
use super::literal::with_braces;
use super::literal::with_bytes;
use super::literal::with_digits;
use super::made;
use crate::hosts::Api;
use crate::hosts::Gives;
use crate::hosts::Host;
use crate::hosts::JS;
use crate::hosts::Quirk;
use crate::inspect::MemoryFacts;
use crate::inspect::TableFacts;

/// What lines are written for: JavaScript, unless the user names another host.
#[derive(Debug, Clone, Copy)]
pub(super) struct HostCode(&'static Host);

/// What a function takes and returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallType<'s> {
    /// `() -> ()`.
    Plain,
    /// `() -> i32`.
    Main,
    /// `(i32, i32) -> i32`: the number of arguments, and their address, which the user chooses.
    MainWithArguments,
    /// Types that are not known here, and arguments, as far as they are known.
    Unknown(Option<&'s [i32]>),
}

impl HostCode {
    pub(super) fn of(host: Option<&'static Host>) -> Self {
        Self(host.unwrap_or(JS))
    }

    /// Whether a program of the user's calls exports; else the host alone does.
    pub(super) fn has_program(self) -> bool {
        self.0.program.is_some()
    }

    /// Whether it is the user who gives a memory; a host that does, or does not, is as it is.
    pub(super) fn asks_for_memory(self) -> bool {
        self.0.gives == Gives::User
    }

    /// The host, if it calls this export on its own, whatever else is exported.
    pub(super) fn calls(self, export: &str) -> Option<&'static str> {
        let is_sure = !self.0.quirks.contains(&Quirk::UsesLastCall);
        (is_sure && self.0.calls.contains(&export)).then_some(self.0.name)
    }

    /// A call of an export.
    pub(super) fn call(self, name: &str, types: CallType<'_>) -> String {
        let called = match self.0.program {
            Some(Api::JsApi) => Some(format!("instance.exports{}({})", property(name), listed(types))),
            Some(Api::Pywasm3) => Some(format!("runtime.find_function({})({})", with_digits(name), listed(types))),
            Some(Api::Wazero) => Some(go(name, types)),
            Some(Api::WasmtimeInstance) => rust(name, types),
            Some(Api::Wamr) => c(name, types),
            // What the module is called there is the program's choice.
            Some(Api::WasmtimeLinker) | None => None,
        };
        called.unwrap_or_else(|| format!("`{name}`"))
    }

    /// A memory that the module imports from now on.
    pub(super) fn memory(self, module: &str, name: &str, memory: &MemoryFacts) -> String {
        let is_plain = !memory.memory64 && !memory.shared && memory.page_size_log2.is_none();
        match (self.0.gives, self.0.program) {
            (Gives::User, Some(Api::JsApi)) => given_in_javascript(module, name, &made::memory(memory)),
            (Gives::User, Some(Api::WasmtimeInstance | Api::WasmtimeLinker)) if is_plain => {
                let maximum = memory.maximum.map_or_else(|| "None".to_owned(), |maximum| format!("Some({maximum})"));
                format!(
                    "give it a memory: let memory = Memory::new(&mut store, MemoryType::new({}, {maximum}))?; \
                     linker.define(&store, {}, {}, memory)?;",
                    memory.minimum,
                    with_braces(module),
                    with_braces(name)
                )
            }
            (Gives::User, _) => format!("give it, as `{module}.{name}`, {}", made::memory_in_words(memory)),
            (Gives::Nothing, _) => format!("it needs, as `{module}.{name}`, {}", made::memory_in_words(memory)),
            (Gives::Host | Gives::HostUnlessExported | Gives::Env | Gives::Demands { .. }, _) => {
                format!("{} gives it the memory `{module}.{name}`", self.0.name)
            }
        }
    }

    /// A table that the module imports from now on.
    pub(super) fn table(self, module: &str, name: &str, table: &TableFacts) -> String {
        match self.0.program {
            Some(Api::JsApi) => given_in_javascript(module, name, &made::table(table)),
            Some(_) => format!("give it, as `{module}.{name}`, {}", made::table_in_words(table)),
            None => format!("it needs, as `{module}.{name}`, {}", made::table_in_words(table)),
        }
    }
}

fn given_in_javascript(module: &str, name: &str, what: &str) -> String {
    format!("give it the imports {{ {}: {{ {}: {what} }} }}", key(module), key(name))
}

/// A typed function, which fails if its types are not those; none if they are not known.
fn rust(name: &str, types: CallType<'_>) -> Option<String> {
    let (typed, arguments) = match types {
        CallType::Plain => ("(), ()", "()"),
        CallType::Main => ("(), i32", "()"),
        CallType::MainWithArguments => ("(i32, i32), i32", "(…, …)"),
        CallType::Unknown(_) => return None,
    };
    let name = with_braces(name);
    Some(format!("instance.get_typed_func::<{typed}>(&mut store, {name})?.call(&mut store, {arguments})?"))
}

/// wazero takes each argument as a `uint64`, an i32 as `api.EncodeI32` makes it.
fn go(name: &str, types: CallType<'_>) -> String {
    let arguments = match types {
        CallType::Plain | CallType::Main => String::new(),
        CallType::MainWithArguments => ", …, …".to_owned(),
        CallType::Unknown(None) => ", …".to_owned(),
        CallType::Unknown(Some(known)) => known.iter().map(|it| format!(", {}", it.cast_unsigned())).collect(),
    };
    format!("module.ExportedFunction({}).Call(ctx{arguments})", with_digits(name))
}

/// WAMR takes arguments in cells of 32 bits, and writes results there; none if the types are not known.
fn c(name: &str, types: CallType<'_>) -> Option<String> {
    let arguments = match types {
        CallType::Plain => "0, NULL",
        CallType::Main => "0, (uint32_t[1]){ 0 }",
        CallType::MainWithArguments => "2, (uint32_t[]){ …, … }",
        CallType::Unknown(_) => return None,
    };
    let name = with_bytes(name);
    Some(format!("wasm_runtime_call_wasm(exec_env, wasm_runtime_lookup_function(module_inst, {name}), {arguments})"))
}

/// Arguments of a language that has no types for them.
fn listed(types: CallType<'_>) -> String {
    match types {
        CallType::Plain | CallType::Main => String::new(),
        CallType::MainWithArguments => "…, …".to_owned(),
        CallType::Unknown(None) => "…".to_owned(),
        CallType::Unknown(Some(known)) => known.iter().map(i32::to_string).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_numbers_of_each_language() {
        let types = CallType::Unknown(Some(&[-1, 2]));
        assert_eq!(go("f", types), r#"module.ExportedFunction("f").Call(ctx, 4294967295, 2)"#);
        assert_eq!(listed(types), "-1, 2");
    }

    /// WAMR writes a result over the arguments.
    #[test]
    fn results_have_room_in_c() {
        let called = |arguments: &str| {
            Some(format!(
                "wasm_runtime_call_wasm(exec_env, wasm_runtime_lookup_function(module_inst, \"f\"), {arguments})"
            ))
        };
        assert_eq!(c("f", CallType::Main), called("0, (uint32_t[1]){ 0 }"));
        assert_eq!(c("f", CallType::MainWithArguments), called("2, (uint32_t[]){ …, … }"));
    }
}
