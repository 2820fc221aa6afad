//! Who runs a module's constructors and what they may do, for programs.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use super::Constructor;
use super::Inspected;
use crate::decide::MayStart;
use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::Convention;
use crate::inspect::Effect;
use crate::inspect::Exposed;
use crate::inspect::ExposedKind;
use crate::inspect::Function;
use crate::inspect::Initialiser;
use crate::inspect::Proof;
use crate::inspect::Ran;
use crate::inspect::ReachedImport;
use crate::inspect::StartVerdict;
use crate::report::keyword::Keyword;

/// Who runs the constructors, and what they may do.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct InitReport {
    /// `none`, `start`, `reactor`, `ctors`, `wrapped`, `uncalled` (nothing runs them), `lazy`, `command`, `dylink`, `bindgen`,
    /// `emscripten`, `go` (its `wasm_exec.js`), `export-start`, `named` (by `--init-export`) or `faulty`.
    pub convention: Keyword<Convention>,
    /// False if it cannot be seen who runs constructors, if there are any: a function only might be an initialiser, or an optimiser
    /// may have put constructors into the exports of a module without names. Also with `uncalled`, since the constructors may have
    /// run before the module was written.
    pub certain: bool,
    /// How the tool knows who runs them, in words.
    pub evidence: String,
    /// Exports of type `() -> ()` that nothing in the module calls, where no initialiser is seen: if your host has to call one first,
    /// name it with `--init-export`.
    pub candidates: Vec<String>,
    /// The exports that the host calls before anything else, the initialiser too.
    pub first: Vec<&'static str>,
    /// The function that runs the constructors, or null.
    pub root: Option<RootReport>,
    /// The functions that it calls, in order.
    pub constructors: Vec<ConstructorReport>,
    /// How many functions it may call, itself included, or null if there is no such function.
    pub functions: Option<usize>,
    /// The imports that it may call.
    pub reaches: Vec<ReachedReport>,
    /// What else it may call, in words, or null.
    pub beyond: Option<String>,
    /// Whether the start section may run it: `safe`, `needs-memory`, `unsafe` (an import calls the module back, or an export of
    /// `init.first` sets up what it needs) or `unproven`; or null.
    pub start: Option<Keyword<StartVerdict>>,
    /// What `init.start` rests on: `none`, `static` (the code) or `run`; or null.
    pub proof: Option<Keyword<Proof>>,
    /// What it may read, and a host may have written by then: the first of each kind.
    pub exposed: Vec<ExposedReport>,
    /// What a run showed, in words, or null.
    pub ran: Option<String>,
    /// The reason for `init.start`, in words, or null.
    pub reason: Option<String>,
}

/// The function that runs the constructors.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct RootReport {
    /// The index of the function that runs the constructors.
    pub func: u32,
    /// Its name or its index, as messages show it.
    pub shown: String,
}

/// A function that the initialiser calls.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ConstructorReport {
    /// Its index.
    pub func: u32,
    /// Its name, as it is in the section of names, or null.
    pub name: Option<String>,
    /// Its name without mangling.
    pub shown: String,
    /// The source file, if debug information names it, or null.
    pub file: Option<String>,
    /// The line in it, or null.
    pub line: Option<u32>,
}

/// Something that the initialiser may read, and a host may have written by then.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ExposedReport {
    /// `memory`, `global` or `table` for exports; `imported-memory` or `imported-global`.
    pub kind: Keyword<ExposedKind>,
    /// The name of the export or import.
    pub name: String,
    /// The function that may read it.
    pub reader: String,
}

/// An import that the initialiser may call.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ReachedReport {
    /// Its module and name.
    pub import: String,
    /// `pure`, `aborts`, `memory`, `reenters` or `unknown`.
    pub effect: Keyword<Effect>,
    /// The document that says so, `assumed`, or `type` if nothing but its type is known.
    pub basis: &'static str,
    /// Whether it may call the module back.
    pub may_call_back: bool,
    /// Whether direct calls lead there.
    pub certain: bool,
    /// Whether it is called whenever the function is, unless that ends before.
    pub always: bool,
    /// A shortest way there, by functions.
    pub path: Vec<String>,
    /// How many functions of that way are left out.
    pub path_left_out: usize,
}

impl InitReport {
    pub(super) fn of(inspected: &Inspected) -> Self {
        let facts = &inspected.facts;
        let initialiser = facts.initialiser.as_ref();
        let verdict = initialiser.map(Initialiser::verdict);
        Self {
            convention: Keyword::new(facts.convention.keyword()),
            certain: facts.evidence.is_certain(),
            evidence: facts.evidence.to_string(),
            candidates: facts.candidates.clone(),
            first: facts.first.iter().map(|first| first.name).collect(),
            root: initialiser.map(|it| RootReport { func: it.function.func, shown: it.function.to_string() }),
            constructors: inspected.constructors.iter().map(ConstructorReport::of).collect(),
            functions: initialiser.map(|it| it.reach.functions),
            reaches: initialiser.map(|it| it.reach.imports.iter().map(reached).collect()).unwrap_or_default(),
            beyond: initialiser.map(|it| &it.reach.beyond).filter(|it| **it != Beyond::Nothing).map(Beyond::to_string),
            start: verdict.map(|(start, _)| Keyword::new(start.keyword())),
            proof: verdict.map(|(_, proof)| Keyword::new(proof.keyword())),
            exposed: initialiser.map(|it| it.exposed.iter().map(exposed).collect()).unwrap_or_default(),
            ran: initialiser.and_then(|it| it.ran.as_ref()).map(ran),
            reason: inspected.why.as_ref().map(MayStart::to_string),
        }
    }
}

impl ConstructorReport {
    fn of(constructor: &Constructor) -> Self {
        let Constructor { func, name, shown, place } = constructor;
        Self {
            func: *func,
            name: name.clone(),
            shown: shown.clone(),
            file: place.as_ref().map(|place| place.file.clone()),
            line: place.as_ref().and_then(|place| place.line),
        }
    }
}

fn exposed(exposed: &Exposed) -> ExposedReport {
    let Exposed { kind, name, by } = exposed;
    ExposedReport { kind: Keyword::new(kind.keyword()), name: name.clone(), reader: by.to_string() }
}

fn reached(import: &ReachedImport) -> ReachedReport {
    ReachedReport {
        import: format!("{}.{}", import.module, import.name),
        effect: Keyword::new(import.effect.keyword()),
        basis: match import.basis {
            Basis::Known(source) => source,
            Basis::Assumed => "assumed",
            Basis::Type { .. } => "type",
        },
        may_call_back: import.may_call_back(),
        certain: import.certain,
        always: import.always,
        path: import.path.iter().map(Function::to_string).collect(),
        path_left_out: import.left_out,
    }
}

/// What a run showed, in words.
fn ran(ran: &Ran) -> String {
    match ran {
        Ran::Ends => "ended without calling an import".to_owned(),
        Ran::Calls { import } => format!("called {}.{}", import.module, import.name),
        Ran::Unknown(why) => why.to_string(),
    }
}
