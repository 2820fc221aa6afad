//! What `wasm-initfix esm` wrote, for programs.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use super::keyword::Keyword;
use super::version::SchemaVersion;
use crate::esm::EsmFiles;
use crate::inspect::Convention;

/// What was found and written, as `wasm-initfix esm … --report=json` prints it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct EsmReport {
    /// 1. It changes when a key is removed or gets another meaning, and not when a key is added.
    pub schema: SchemaVersion,
    /// How the tool knows who runs the constructors, in words.
    pub found: String,
    /// Who runs the constructors in the input.
    pub convention: Keyword<Convention>,
    /// The folder that the files went to.
    pub folder: String,
    /// The files that were written there.
    pub files: Vec<String>,
    /// The file of your imports, if it was begun, or null.
    pub begun: Option<String>,
    /// What happens when it is imported, in words.
    pub then: Vec<String>,
    /// What may have to be done about it, in words.
    pub warnings: Vec<String>,
    /// What else there is to know, in words.
    pub notes: Vec<String>,
}

/// What was written to a folder, and the file of the user's imports that was begun, if one was.
pub fn report(written: &EsmFiles, folder: String, begun: Option<String>) -> EsmReport {
    EsmReport {
        schema: SchemaVersion,
        found: written.facts.evidence.to_string(),
        convention: Keyword::new(written.facts.convention.keyword()),
        folder,
        files: written.files.iter().map(|file| file.name.clone()).collect(),
        begun,
        then: written.told.clone(),
        warnings: written.said.warnings.clone(),
        notes: written.said.notes.clone(),
    }
}
