//! The JSON schema of all reports for programs: derived from their types, and so never apart from them.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::json_schema;
use schemars::transform::Transform;
use schemars::transform::transform_subschemas;

#[cfg(feature = "aot")]
use super::check::CheckReport;
use super::esm::EsmReport;
use super::inspected::InspectReport;
use super::inspected::InspectedReport;
use super::json::ModuleReport;
use super::rules::HostReport;

/// The schema: any report is valid by the whole of it, and one of a kind by `#/$defs/` and the name of its type.
pub fn schema() -> Schema {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let any = [
        generator.subschema_for::<ModuleReport>(),
        generator.subschema_for::<Vec<ModuleReport>>(),
        generator.subschema_for::<InspectReport>(),
        generator.subschema_for::<Vec<InspectedReport>>(),
        #[cfg(feature = "aot")]
        generator.subschema_for::<CheckReport>(),
        generator.subschema_for::<EsmReport>(),
        generator.subschema_for::<Vec<HostReport>>(),
    ];
    let mut schema = json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Reports of wasm-initfix",
        "description": "What --report=json prints. Keys may be added; `schema` changes when one is removed or gets another meaning.",
        "anyOf": any,
        "$defs": generator.take_definitions(true),
    });
    OneLine.transform(&mut schema);
    schema
}

/// Descriptions are comments, which are broken into lines where the source is.
struct OneLine;

impl Transform for OneLine {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(description) = schema.get("description").and_then(|it| it.as_str()) {
            let line = description.split_whitespace().collect::<Vec<_>>().join(" ");
            schema.insert("description".to_owned(), line.into());
        }
        transform_subschemas(self, schema);
    }
}
