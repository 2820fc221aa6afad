//! The version of all reports for programs.

#[cfg(feature = "schema")]
use std::borrow::Cow;

#[cfg(feature = "schema")]
use schemars::JsonSchema;
#[cfg(feature = "schema")]
use schemars::Schema;
#[cfg(feature = "schema")]
use schemars::SchemaGenerator;
#[cfg(feature = "schema")]
use schemars::json_schema;
use serde::Serialize;
use serde::Serializer;

/// The version of what reports for programs say. It changes when a key goes or means something else, and not when one is added.
pub const SCHEMA: u32 = 1;

/// [`SCHEMA`], in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SchemaVersion;

impl Serialize for SchemaVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(SCHEMA)
    }
}

#[cfg(feature = "schema")]
impl JsonSchema for SchemaVersion {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SchemaVersion".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": SCHEMA })
    }
}
