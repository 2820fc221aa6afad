//! Strings of JavaScript that a module imports: functions of `wasm:js-string` and constants of `wasm:js/string-constants`. Engines that
//! know them take their own, and others get what is written here (the proposal "JS String Builtins", and "ES Module Integration" for the
//! name of the constants).

use wasmparser::AbstractHeapType;
use wasmparser::HeapType;
use wasmparser::RefType;
use wasmparser::ValType;

use super::item::JsItem;
use super::item::JsKind;
use super::js;

const FUNCTIONS: &str = "wasm:js-string";
const CONSTANTS: &str = "wasm:js/string-constants";

/// The option that has engines use their own functions, and what takes it.
const OPTION: &str = ", { builtins: ['js-string'] }";
const COMPILERS: [&str; 3] = ["WebAssembly.compile(", "WebAssembly.compileStreaming(", "new WebAssembly.Module("];

/// The functions for engines that have none. An array of the module's own is nothing that JavaScript can look into.
pub(super) const TEMPLATE: &str = include_str!("js_string.mjs");
const IN_ARRAYS: [&str; 2] = ["fromCharCodeArray", "intoCharCodeArray"];

/// Whether engines give it themselves, or it is written here.
pub(super) fn is_builtin(import: &JsItem) -> bool {
    is_function(import) || is_constant(import)
}

pub(super) fn is_function(import: &JsItem) -> bool {
    import.module == FUNCTIONS && matches!(import.kind, JsKind::Function(_))
}

fn is_constant(import: &JsItem) -> bool {
    import.module == CONSTANTS && matches!(&import.kind, JsKind::Global(ty) if !ty.mutable)
}

/// The parameters and the result of each function: `e` is an `externref`, `s` one that is not null, `i` a number, `a` an array of numbers of
/// 16 bits, which is a type of the module's own.
const TYPES: [(&str, &str, char); 13] = [
    ("cast", "e", 's'),
    ("test", "e", 'i'),
    ("fromCharCodeArray", "aii", 's'),
    ("intoCharCodeArray", "eai", 'i'),
    ("fromCharCode", "i", 's'),
    ("fromCodePoint", "i", 's'),
    ("charCodeAt", "ei", 'i'),
    ("codePointAt", "ei", 'i'),
    ("length", "e", 'i'),
    ("concat", "ee", 's'),
    ("substring", "eii", 's'),
    ("equals", "ee", 'i'),
    ("compare", "ee", 'i'),
];

/// Whether it is called as one of the engines' functions.
pub(super) fn is_known(import: &JsItem) -> bool {
    TYPES.iter().any(|(name, ..)| *name == import.name)
}

/// Whether it has the type of the engines' function: they compile no module that imports it as another.
pub(super) fn has_type(import: &JsItem) -> bool {
    let JsKind::Function(function) = &import.kind else {
        return false;
    };
    let is = |ty: &ValType, code: char| match (code, ty) {
        ('i', ty) => *ty == ValType::I32,
        ('e', ty) => *ty == ValType::EXTERNREF,
        ('s', ty) => *ty == ValType::Ref(RefType::EXTERN),
        (_, ValType::Ref(ty)) => ty.is_nullable() && !matches!(ty.heap_type(), HeapType::Abstract { .. }),
        _ => false,
    };
    let (own, results) = (function.ty.params(), function.ty.results());
    TYPES.iter().any(|(name, params, result)| {
        let has_params = own.len() == params.len() && own.iter().zip(params.chars()).all(|(ty, code)| is(ty, code));
        *name == import.name && has_params && matches!(results, [ty] if is(ty, *result))
    })
}

/// Whether a constant can be a string.
pub(super) fn holds_string(import: &JsItem) -> bool {
    let is_string = |ty: RefType| {
        matches!(
            ty.heap_type(),
            HeapType::Abstract { shared: false, ty: AbstractHeapType::Any | AbstractHeapType::Extern }
        )
    };
    matches!(&import.kind, JsKind::Global(ty) if matches!(ty.content_type, ValType::Ref(ty) if is_string(ty)))
}

/// Whether only engines can give it.
pub(super) fn is_of_engines(import: &JsItem) -> bool {
    is_function(import) && IN_ARRAYS.contains(&import.name)
}

/// What is written for it, as a member of an object; none for what only engines can give.
pub(super) fn member(import: &JsItem) -> Option<String> {
    let key = js::property(import.name);
    match () {
        () if is_of_engines(import) => None,
        () if is_function(import) => Some(format!("{key}: {}", js::member("jsString", import.name))),
        () if is_constant(import) => Some(format!("{key}: {}", js::string(import.name))),
        () => None,
    }
}

/// A template whose calls that compile the module have the option.
pub(super) fn with_option(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    let begin = |text: &str| COMPILERS.iter().filter_map(|call| Some(text.find(call)? + call.len())).min();
    while let Some(start) = begin(rest) {
        let end = rest.get(start..).and_then(closing).map_or(rest.len(), |end| start + end);
        let (call, behind) = rest.split_at(end);
        text.push_str(call);
        text.push_str(OPTION);
        rest = behind;
    }
    text + rest
}

/// Where the bracket closes that is open before a text.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1;
    text.char_indices().find_map(|(at, char)| {
        open += i32::from(char == '(') - i32::from(char == ')');
        (open == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::with_option;

    #[test]
    fn each_call_that_compiles_has_the_option() {
        let calls = [
            (
                "WebAssembly.compile(await files.readFile(url));",
                "WebAssembly.compile(await files.readFile(url), { builtins: ['js-string'] });",
            ),
            (
                "x ? WebAssembly.compileStreaming(response) : new WebAssembly.Module(bytes())",
                "x ? WebAssembly.compileStreaming(response, { builtins: ['js-string'] }) : \
                 new WebAssembly.Module(bytes(), { builtins: ['js-string'] })",
            ),
            ("new WebAssembly.Instance(module, imports)", "new WebAssembly.Instance(module, imports)"),
        ];
        for (before, after) in calls {
            assert_eq!(with_option(before), after);
        }
    }
}
