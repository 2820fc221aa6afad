//! Other names for imports and exports: options that all commands share that fix, and `check` has, too.

use clap::Args;

use super::headings;
use crate::inspect::RenameExport;
use crate::inspect::RenameImport;
use crate::options::values;

#[derive(Args)]
pub(super) struct RenameArgs {
    /// Let imports have other names: all of a module (`env=./host.mjs`), or one (`env.log=./host.mjs,log`)
    #[arg(long, value_name = "OLD=NEW", value_parser = values::rename, help_heading = headings::NAMES)]
    rename_import: Vec<String>,

    /// Let an export have another name
    #[arg(long, value_name = "OLD=NEW", value_parser = values::rename, help_heading = headings::NAMES)]
    rename_export: Vec<String>,
}

impl RenameArgs {
    #[cfg(feature = "aot")]
    pub(super) fn is_empty(&self) -> bool {
        self.rename_import.is_empty() && self.rename_export.is_empty()
    }

    pub(super) fn imports(&self) -> Vec<RenameImport> {
        self.rename_import.iter().cloned().map(RenameImport::Written).collect()
    }

    pub(super) fn exports(&self) -> Vec<RenameExport> {
        self.rename_export.iter().cloned().map(RenameExport::Written).collect()
    }
}
