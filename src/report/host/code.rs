//! Lines for the program that instantiates a module, in its language.

use super::key::key;
use super::made;
use crate::hosts::Api;
use crate::hosts::Gives;
use crate::hosts::Host;
use crate::hosts::JS;
use crate::inspect::MemoryFacts;
use crate::inspect::TableFacts;

/// What lines are written for: JavaScript, unless the user names another host.
#[derive(Debug, Clone, Copy)]
pub(super) struct HostCode(&'static Host);

/// What a function returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returns {
    Nothing,
    Int,
}

impl HostCode {
    pub(super) fn of(host: Option<&'static Host>) -> Self {
        Self(host.unwrap_or(JS))
    }

    /// A call of an export that takes nothing and returns nothing.
    pub(super) fn call(self, name: &str) -> String {
        self.call_with(name, Some(&[]), Returns::Nothing)
    }

    /// A call of an export with these arguments; with two that the user has to choose, if they are not known.
    pub(super) fn call_with(self, name: &str, arguments: Option<&[i32]>, returns: Returns) -> String {
        match self.0.program {
            Some(Api::JsApi) => javascript(name, arguments),
            Some(Api::WasmtimeInstance) => rust(name, arguments, returns),
            Some(Api::Pywasm3) => format!("runtime.find_function({})({})", quoted(name), listed(arguments, "…")),
            Some(Api::Wazero) => go(name, arguments),
            Some(Api::Wamr) => c(name, arguments),
            // What the module is called there is the program's choice.
            Some(Api::WasmtimeLinker) | None => format!("`{name}`"),
        }
    }

    /// A memory that the module imports from now on.
    pub(super) fn memory(self, module: &str, name: &str, memory: &MemoryFacts) -> String {
        let is_plain = !memory.memory64 && !memory.shared && memory.page_size_log2.is_none();
        match (self.0.gives, self.0.program) {
            (_, Some(Api::JsApi)) => self.given(module, name, &made::memory(memory)),
            (Gives::User, Some(Api::WasmtimeInstance | Api::WasmtimeLinker)) if is_plain => {
                let maximum = memory.maximum.map_or_else(|| "None".to_owned(), |maximum| format!("Some({maximum})"));
                format!(
                    "give it a memory: let memory = Memory::new(&mut store, MemoryType::new({}, {maximum}))?; \
                     linker.define(&store, {module:?}, {name:?}, memory)?;",
                    memory.minimum
                )
            }
            _ => self.given(module, name, &made::memory_in_words(memory)),
        }
    }

    /// A table that the module imports from now on.
    pub(super) fn table(self, module: &str, name: &str, table: &TableFacts) -> String {
        match self.0.program {
            Some(Api::JsApi) => self.given(module, name, &made::table(table)),
            _ => format!("give it, as `{module}.{name}`, {}", made::table_in_words(table)),
        }
    }

    fn given(self, module: &str, name: &str, what: &str) -> String {
        match (self.0.gives, self.0.program) {
            (Gives::Host | Gives::HostUnlessExported | Gives::Env | Gives::Demands { .. }, _) => {
                format!("{} gives it, as `{module}.{name}`, {what}", self.0.name)
            }
            (_, Some(Api::JsApi)) => format!("give it the imports {{ {}: {{ {}: {what} }} }}", key(module), key(name)),
            _ => format!("give it, as `{module}.{name}`, {what}"),
        }
    }
}

fn javascript(name: &str, arguments: Option<&[i32]>) -> String {
    let is_identifier = name.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '$')
        && !name.starts_with(|char: char| char.is_ascii_digit())
        && !name.is_empty();
    let arguments = listed(arguments, "…");
    match is_identifier {
        true => format!("instance.exports.{name}({arguments})"),
        false => format!("instance.exports[{name:?}]({arguments})"),
    }
}

fn rust(name: &str, arguments: Option<&[i32]>, returns: Returns) -> String {
    let count = arguments.map_or(2, <[i32]>::len);
    let listed = listed(arguments, "…, …");
    let (types, listed) = match count {
        1 => ("i32".to_owned(), listed),
        _ => (format!("({})", vec!["i32"; count].join(", ")), format!("({listed})")),
    };
    let result = if returns == Returns::Int { "i32" } else { "()" };
    format!("instance.get_typed_func::<{types}, {result}>(&mut store, {name:?})?.call(&mut store, {listed})?")
}

/// wazero passes each argument as a `uint64`, an i32 as `api.EncodeI32` makes it.
fn go(name: &str, arguments: Option<&[i32]>) -> String {
    let arguments = match arguments {
        Some(arguments) => arguments.iter().map(|it| format!(", {}", it.cast_unsigned())).collect(),
        None => ", …".to_owned(),
    };
    format!("module.ExportedFunction({}).Call(ctx{arguments})", quoted(name))
}

/// WAMR passes each argument in cells of 32 bits.
fn c(name: &str, arguments: Option<&[i32]>) -> String {
    let (count, cells) = match arguments {
        Some([]) => ("0".to_owned(), "NULL".to_owned()),
        Some(arguments) => {
            let cells: Vec<String> = arguments.iter().map(|it| it.cast_unsigned().to_string()).collect();
            (cells.len().to_string(), format!("(uint32_t[]){{ {} }}", cells.join(", ")))
        }
        None => ("2".to_owned(), "(uint32_t[]){ …, … }".to_owned()),
    };
    format!(
        "wasm_runtime_call_wasm(exec_env, wasm_runtime_lookup_function(module_inst, {}), {count}, {cells})",
        quoted_in_c(name)
    )
}

fn listed(arguments: Option<&[i32]>, unknown: &str) -> String {
    arguments.map_or_else(
        || unknown.to_owned(),
        |arguments| arguments.iter().map(i32::to_string).collect::<Vec<_>>().join(", "),
    )
}

/// A string of JSON is one of Python and of Go.
fn quoted(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}

/// Bytes that are not printable are octal, which never takes in what follows: it has at most three digits.
fn quoted_in_c(name: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    };
    format!("\"{}\"", name.bytes().map(escaped).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_strings_of_each_language() {
        assert_eq!(quoted("a\"\u{1}é"), r#""a\"\u0001é""#);
        assert_eq!(quoted_in_c("a\"\\\u{1}0é"), r#""a\"\\\0010\303\251""#);
    }

    #[test]
    fn arguments_are_numbers_of_each_language() {
        let arguments = Some(&[-1, 2][..]);
        assert_eq!(go("f", arguments), r#"module.ExportedFunction("f").Call(ctx, 4294967295, 2)"#);
        assert_eq!(
            c("f", arguments),
            r#"wasm_runtime_call_wasm(exec_env, wasm_runtime_lookup_function(module_inst, "f"), 2, (uint32_t[]){ 4294967295, 2 })"#
        );
    }
}
