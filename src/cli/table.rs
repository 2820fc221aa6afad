//! How a table changes: options of all commands that fix.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::headings;
use crate::options::TableChoice;
use crate::options::TableExport;
use crate::options::TableOptions;
use crate::options::values;

#[derive(Args)]
pub(super) struct TableArgs {
    /// The table that the options for a table mean, where there are several: its number, from 0, or the name of an export or an import
    #[arg(long = "table", value_name = "NAME|NUMBER", value_parser = NonEmptyStringValueParser::new(), help_heading = headings::TABLE, hide_short_help = true)]
    which_table: Option<String>,

    /// Let the host own the table, imported under this name [default: env,__indirect_function_table]
    ///
    /// It has it while the start section runs, and can call what function pointers mean
    #[arg(long, value_name = "MODULE,NAME", num_args = 0..=1, require_equals = true,
          default_missing_value = "env,__indirect_function_table", value_parser = values::table_import,
          conflicts_with = "define_table", help_heading = headings::TABLE)]
    import_table: Option<(String, String)>,

    /// Let the module own the table
    #[arg(long, help_heading = headings::TABLE, hide_short_help = true)]
    define_table: bool,

    /// Export the table under this name [default: __indirect_function_table]
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true,
          default_missing_value = "__indirect_function_table", conflicts_with = "no_export_table", help_heading = headings::TABLE, hide_short_help = true)]
    export_table: Option<String>,

    /// Do not export the table
    #[arg(long, help_heading = headings::TABLE, hide_short_help = true)]
    no_export_table: bool,
}

impl TableArgs {
    pub(super) fn options(&self) -> TableOptions {
        TableOptions {
            which: self.which_table.clone(),
            owner: match &self.import_table {
                Some((module, name)) => TableChoice::Import { module: module.clone(), name: name.clone() },
                None if self.define_table => TableChoice::Define,
                None => TableChoice::Keep,
            },
            export: match &self.export_table {
                Some(name) => TableExport::Name(name.clone()),
                None if self.no_export_table => TableExport::No,
                None => TableExport::Keep,
            },
        }
    }
}
