//! What a check found, for programs. Numbers in calls and results are strings, since JSON's have no 64 bits and no NaN.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use crate::aot::CheckVerdict;
use crate::aot::Checked;
use crate::aot::CheckedExport;
use crate::aot::End;
use crate::aot::Fault;
use crate::aot::ImportCall;
use crate::aot::Observed;
use crate::aot::Phase;
use crate::aot::PhaseTrace;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::report::keyword::Keyword;
use crate::report::version::SchemaVersion;

/// How many import calls of one phase are listed; it is said how many there were.
const LISTED: usize = 1000;

/// What was seen of one module or two, as `wasm-initfix check … --report=json` and `run … --report=json` print it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct CheckReport {
    /// 1. It changes when a key is removed or gets another meaning, and not when a key is added.
    pub schema: SchemaVersion,
    /// `same` or `different`, or `ok` for one module; `fault` or `unknown`.
    pub verdict: Keyword<CheckVerdict>,
    /// What was seen of the first module, or null if there is one module.
    pub before: Option<ObservedReport>,
    /// What was seen of the module, or of the second one.
    pub after: ObservedReport,
    /// The calls of exports.
    pub exports: Vec<CalledReport>,
    /// What went wrong, in words.
    pub faults: Vec<String>,
    /// What differs, as it should after a fix, in words.
    pub excused: Vec<String>,
    /// What else is worth knowing, in words.
    pub notes: Vec<String>,
    /// What the check cannot tell, in words.
    pub unknown: Vec<String>,
    /// What differs and should not.
    pub differences: Vec<DifferenceReport>,
}

/// What was seen of one module.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ObservedReport {
    /// Who runs the constructors.
    pub init: Keyword<Convention>,
    /// Who can reach the memory.
    pub memory: Keyword<Direction>,
    /// How often the constructors ran, or null if that was not counted.
    pub constructors: Option<u32>,
    /// The start section, and the init call if there is one.
    pub phases: Vec<PhaseReport>,
    /// What the module wrote to standard output.
    pub stdout: String,
    /// What the module wrote to standard error.
    pub stderr: String,
    /// Imports that needed memory before the host could have it, in words.
    pub faults: Vec<String>,
}

/// What happened in the start section, the init call or the call of an export.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct PhaseReport {
    /// `start`, `init` or `call`.
    pub phase: Keyword<Phase>,
    /// What was called.
    pub name: String,
    /// How many imports were called.
    pub called: usize,
    /// The first 1,000 of these calls.
    pub imports: Vec<ImportCallReport>,
    /// How it ended.
    pub end: EndReport,
}

/// A call of an import.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ImportCallReport {
    /// The import's module and name.
    pub import: String,
    /// What it was given.
    pub arguments: Vec<String>,
    /// Why the host could not have the memory that the import needed, in words, or null.
    pub unreachable: Option<String>,
    /// Whether it is not known if the import works that early.
    pub doubtful: bool,
    /// Whether the answer is one that only this host gives.
    pub made_up: bool,
}

/// The call of an export.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct CalledReport {
    /// The call.
    pub call: String,
    /// What came of it in the first module, or null if there is one module.
    pub before: Option<PhaseReport>,
    /// What came of it in the module, or in the second one.
    pub after: PhaseReport,
    /// Whether the export makes sure that the constructors have run, or null.
    pub guarded: Option<bool>,
}

/// Something that differs and should not.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct DifferenceReport {
    /// When: `init`, or a call.
    pub place: String,
    /// What, in words.
    pub what: String,
}

/// How something ended.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum EndReport {
    /// As it should, with the results.
    Returned {
        /// The results.
        returned: Vec<String>,
    },
    /// In a trap, which is named, while `func` was running.
    Trapped {
        /// Which.
        trapped: String,
        /// The function that was running, or null.
        func: Option<String>,
    },
    /// An import ended the run, by the call that is named.
    Exited {
        /// How: a call.
        exited: String,
    },
    /// An exception was thrown that nothing caught, with these values.
    Threw {
        /// What it carries.
        threw: Vec<String>,
        /// The index of its tag, or null.
        tag: Option<u32>,
    },
    /// A limit, which is named, ended the run, while `func` was running.
    Limit {
        /// Which.
        limit: String,
        /// The function that was running, or null.
        func: Option<String>,
    },
}

/// What a check found.
pub fn report(checked: &Checked) -> CheckReport {
    let differences = checked.differences.iter();
    CheckReport {
        schema: SchemaVersion,
        verdict: Keyword::new(checked.verdict().keyword()),
        before: checked.before.as_ref().map(observed),
        after: observed(&checked.after),
        exports: checked.exports.iter().map(called).collect(),
        faults: checked.faults.clone(),
        excused: checked.excused.clone(),
        notes: checked.notes.clone(),
        unknown: checked.untold.clone(),
        differences: differences
            .map(|it| DifferenceReport { place: it.place.clone(), what: it.what.clone() })
            .collect(),
    }
}

fn observed(observed: &Observed) -> ObservedReport {
    ObservedReport {
        init: Keyword::new(observed.convention),
        memory: Keyword::new(observed.memory),
        constructors: observed.constructors,
        phases: observed.phases.iter().map(phase).collect(),
        stdout: observed.stdout.clone(),
        stderr: observed.stderr.clone(),
        faults: observed.faults().iter().map(Fault::to_string).collect(),
    }
}

fn called(export: &CheckedExport) -> CalledReport {
    CalledReport {
        call: export.call.clone(),
        before: export.before.as_ref().map(phase),
        after: phase(&export.after),
        guarded: export.guarded,
    }
}

fn phase(trace: &PhaseTrace) -> PhaseReport {
    PhaseReport {
        phase: Keyword::new(trace.phase.keyword()),
        name: trace.phase.to_string(),
        called: trace.calls.len(),
        imports: trace.calls.iter().take(LISTED).map(call).collect(),
        end: end(&trace.end),
    }
}

fn call(call: &ImportCall) -> ImportCallReport {
    ImportCallReport {
        import: format!("{}.{}", call.module, call.name),
        arguments: call.arguments.iter().map(ToString::to_string).collect(),
        unreachable: call.unreachable.as_ref().map(|it| it.explain()),
        doubtful: call.is_doubtful,
        made_up: call.made_up.is_some(),
    }
}

fn end(end: &End) -> EndReport {
    match end {
        End::Returned(values) => EndReport::Returned { returned: values.iter().map(ToString::to_string).collect() },
        End::Trapped { what, func } => EndReport::Trapped { trapped: what.clone(), func: func.clone() },
        End::Exited(how) => EndReport::Exited { exited: how.clone() },
        End::Threw { tag, values } => {
            EndReport::Threw { threw: values.iter().map(ToString::to_string).collect(), tag: *tag }
        }
        End::Limit(limit, func) => EndReport::Limit { limit: limit.to_string(), func: func.clone() },
    }
}
