//! cargo itself, and what it knows of the workspace.

use std::env;
use std::path::PathBuf;

use cargo_metadata::Metadata;
use cargo_metadata::MetadataCommand;

use super::line::CargoLine;

/// The cargo that called this program, or the one in `PATH`.
pub(super) fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

/// The workspace, without what it depends upon.
pub(super) fn metadata(line: &CargoLine) -> Result<Metadata, String> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo()).no_deps();
    if let Some(manifest) = &line.manifest {
        command.manifest_path(manifest);
    }
    let configs: Option<Vec<&str>> = line.configs.iter().map(|config| config.to_str()).collect();
    command.other_options(
        configs.into_iter().flatten().flat_map(|config| ["--config".to_owned(), config.to_owned()]).collect::<Vec<_>>(),
    );
    command.exec().map_err(|error| match error {
        cargo_metadata::Error::CargoMetadata { stderr } => {
            let stderr = stderr.trim();
            stderr.strip_prefix("error: ").unwrap_or(stderr).replace('\n', " ")
        }
        error => format!("cargo metadata: {error}"),
    })
}
