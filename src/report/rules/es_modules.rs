//! What hosts are said to do that import a `.wasm` as an ES module.

use crate::hosts::BuiltIn;
use crate::hosts::ExportedGlobals;
use crate::hosts::ExportsAs;
use crate::hosts::GlobalsFrom;
use crate::hosts::Specifiers;
use crate::hosts::ThenStops;

/// Where imports come from.
pub(super) fn imports(specifiers: &Specifiers) -> String {
    let schemes: Vec<String> = specifiers.schemes.iter().map(|scheme| format!("{scheme}:")).collect();
    let built_in: String = specifiers.built_in.iter().map(|it| format!(", {}", given(*it))).collect();
    let globals = match specifiers.globals {
        GlobalsFrom::Modules => "",
        GlobalsFrom::Wasm => "; globals come from a `.wasm` alone",
    };
    format!(
        "all come from ES modules, by their module names: a path, a package{built_in}, or a URL ({}){globals}",
        schemes.join(" ")
    )
}

fn given(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Node => "a module of Node",
        BuiltIn::Strings => "`wasm:js-string`",
    }
}

/// What exports become: goes on after when they are there.
pub(super) fn exports(exports: ExportsAs) -> String {
    let ExportsAs::Namespace { globals, then } = exports else {
        return String::new();
    };
    let globals = match globals {
        ExportedGlobals::Objects => "globals are objects",
        ExportedGlobals::Copies => "globals are values of that time",
    };
    let then = match then {
        ThenStops::Dynamic => "`import()` does not end",
        ThenStops::All => "no import ends",
    };
    format!("; {globals}; {then} if a function is called `then`")
}
