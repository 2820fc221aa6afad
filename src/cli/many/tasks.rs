//! The modules that a command line names, and where they go.

use std::path::Path;
use std::path::PathBuf;

use super::clash::clash;
use crate::cli::arguments::Args;
use crate::cli::io;
use crate::cli::walk;
use crate::cli::walk::Found;
use crate::cli::walk::Unreadable;

/// A module, and where it goes.
pub(super) struct Task {
    pub(super) input: PathBuf,
    pub(super) output: Option<PathBuf>,
    /// Why there is nothing to do: `input` is a folder without modules, or no file.
    pub(super) unreadable: Option<Unreadable>,
}

/// The modules in the order of the command line, those of a folder by name, and where they go.
pub(super) fn tasks(args: &Args) -> Result<Vec<Task>, String> {
    let mut tasks = Vec::new();
    for named in &args.inputs {
        if io::is_dash(named) {
            return Err("`-` is for one module".to_owned());
        }
        if !named.is_dir() {
            let under = named.file_name().map(Path::new).unwrap_or(named);
            tasks.push(Task { output: output(args, under), input: named.clone(), unreadable: None });
            continue;
        }
        if !args.recursive {
            return Err(walk::is_folder(named));
        }
        tasks.extend(modules(named, args));
    }
    let pairs: Vec<(&Path, &Path)> =
        tasks.iter().filter_map(|task| Some((task.input.as_path(), task.output.as_deref()?))).collect();
    clash(&pairs, io::ignores_case)?;
    Ok(tasks)
}

fn output(args: &Args, under: &Path) -> Option<PathBuf> {
    let output = args.out_dir.as_ref()?.join(under);
    let is_text = output.extension().is_some_and(|extension| extension == "wat");
    Some(if is_text { output.with_extension("wasm") } else { output })
}

/// The modules in a folder, but for those that are results.
fn modules(folder: &Path, args: &Args) -> Vec<Task> {
    let task = |Found { path, unreadable }: Found| {
        let output = output(args, path.strip_prefix(folder).unwrap_or(&path)).filter(|_| unreadable.is_none());
        Task { input: path, output, unreadable }
    };
    walk::modules(folder, args.out_dir.as_deref()).into_iter().map(task).collect()
}
