//! An outcome, for programs.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use super::edits::EditReport;
use super::explained::ExplainReport;
use super::host;
use super::keyword::InitAfter;
use super::keyword::Keyword;
use super::version::SchemaVersion;
use crate::decide::Note;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::outcome::Outcome;
use crate::rewrite::Rewriter;

/// What became of a module, as `wasm-initfix MODULE --report=json` prints it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct FixReport {
    /// 1. It changes when a key is removed or gets another meaning, and not when a key is added.
    pub schema: SchemaVersion,
    /// With several modules: the module's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub file: Option<String>,
    /// `fixed` or `unchanged`.
    pub outcome: FixOutcome,
    /// Why, in words.
    pub reason: String,
    /// What else there is to know, in words.
    pub notes: Vec<String>,
    /// What may have to be done about it, in words.
    pub warnings: Vec<String>,
    /// The reason, the notes and the warnings as words that stay when a sentence changes.
    pub keys: Vec<&'static str>,
    /// Who runs the constructors.
    pub init: FixInitReport,
    /// Who can reach the memory.
    pub memory: FixMemoryReport,
    /// The changes, one by one.
    pub edits: Vec<EditReport>,
    /// The sections that are left out.
    pub lost: Vec<LostReport>,
    /// What the host has to do, in words and lines of code.
    pub host: Vec<String>,
    /// What carried out the changes: `splice` or `walrus`, or null if nothing changes.
    pub rewriter: Option<Keyword<Rewriter>>,
    /// With `--check`: whether both modules ran and did the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub checked: Option<bool>,
    /// With `--explain`: why, and what else could be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "ExplainReport"))]
    pub explain: Option<ExplainReport>,
}

/// Whether a module changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FixOutcome {
    /// It changes.
    Fixed,
    /// It stays as it is.
    Unchanged,
}

/// Who runs the constructors.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct FixInitReport {
    /// Who runs the constructors in the input.
    pub before: Keyword<Convention>,
    /// Who runs the constructors in the result.
    pub after: Keyword<InitAfter>,
    /// How the tool knows who runs the constructors in the input, in words.
    pub evidence: String,
}

/// Who can reach the memory.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct FixMemoryReport {
    /// Who can reach the memory in the input: `none`, `private`, `exported`, `imported` or `both`.
    pub before: Keyword<Direction>,
    /// Who can reach the memory in the result.
    pub after: Keyword<Direction>,
}

/// A section that is left out.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct LostReport {
    /// The name of a section that is left out.
    pub section: String,
    /// Why the section is left out, in words.
    pub why: &'static str,
}

/// A module whose result would do something else: it was not written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct DifferentReport {
    /// 1. It changes when a key is removed or gets another meaning, and not when a key is added.
    pub schema: SchemaVersion,
    /// The module's name.
    pub file: String,
    /// `different`: `--check` found a difference.
    pub outcome: DifferentOutcome,
}

/// What `--check` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
pub enum DifferentOutcome {
    /// A difference.
    Different,
}

/// A module of several that could not be fixed or inspected, or a folder in which no modules were found.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ErrorReport {
    /// 1. It changes when a key is removed or gets another meaning, and not when a key is added.
    pub schema: SchemaVersion,
    /// The name of the module or the folder.
    pub file: String,
    /// Why, in words.
    pub error: String,
}

/// What became of a module.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ModuleReport {
    /// It was fixed, or stays.
    Fix(Box<FixReport>),
    /// It was not written.
    Different(DifferentReport),
    /// It is one of several, and could not be fixed.
    Error(ErrorReport),
}

impl ModuleReport {
    /// Of a module whose result would do something else.
    pub fn different(file: String) -> Self {
        let outcome = DifferentOutcome::Different;
        Self::Different(DifferentReport { schema: SchemaVersion, file, outcome })
    }

    /// Of a module that could not be fixed.
    pub fn error(file: String, error: String) -> Self {
        Self::Error(ErrorReport { schema: SchemaVersion, file, error })
    }
}

/// What became of a module. `file`, `checked` and `explain` are left to the caller.
pub fn report(outcome: &Outcome) -> FixReport {
    let fixed = match outcome {
        Outcome::Unchanged { .. } => None,
        Outcome::Fixed(fixed) => Some(fixed),
    };
    let facts = outcome.facts();
    let edits = fixed.map(|fixed| fixed.plan.edits().iter().map(EditReport::of).collect());
    let lost = fixed.map(|fixed| {
        let lost = fixed.lost.iter().map(|lost| LostReport { section: lost.section.clone(), why: lost.why });
        lost.collect()
    });
    FixReport {
        schema: SchemaVersion,
        file: None,
        outcome: if fixed.is_some() { FixOutcome::Fixed } else { FixOutcome::Unchanged },
        reason: outcome.reasons().reason.to_string(),
        notes: outcome.reasons().notes.iter().map(Note::to_string).collect(),
        warnings: outcome.warnings().map(|warning| warning.to_string()).collect(),
        keys: outcome.keys(),
        init: FixInitReport {
            before: Keyword::new(facts.convention.keyword()),
            after: Keyword::new(outcome.init_after()),
            evidence: facts.evidence.to_string(),
        },
        memory: FixMemoryReport {
            before: Keyword::new(facts.memory.keyword()),
            after: Keyword::new(outcome.memory_after().keyword()),
        },
        edits: edits.unwrap_or_default(),
        lost: lost.unwrap_or_default(),
        host: fixed.map(|fixed| host::advice(fixed)).unwrap_or_default(),
        rewriter: fixed.map(|fixed| Keyword::new(fixed.rewriter.keyword())),
        checked: None,
        explain: None,
    }
}
