//! What the constructors of a program may not do before `_start` is called.

use super::answer::Question;
use super::fix::Source;
use crate::inspect::Beyond;
use crate::inspect::Initialiser;
use crate::inspect::Ran;
use crate::inspect::ReachedImport;
use crate::inspect::Wrapped;
use crate::inspect::effects::is_wasi;
use crate::options::Options;

/// What only a program that has been started can do, and what it does then (WASI preview 1).
const STARTED: [(&str, &str); 3] =
    [("proc_exit", "ends the program"), ("args_get", "reads its arguments"), ("args_sizes_get", "reads its arguments")];

/// What helps: other exports can have constructors run that need no more than themselves.
fn help(wrapped: &Wrapped, options: &Options) -> &'static str {
    if options.export_main.is_some() {
        "there is no way yet to export the `main` of such a program; leave out --init and --export-main"
    } else if wrapped.sets_up.is_empty() {
        "say --init=lazy if other exports need its constructors, or leave out --init"
    } else {
        "leave out --init"
    }
}

/// Why the constructors of a program have to wait for `_start`: they end the program, or read its arguments, or may do so for all that is
/// known; and what helps.
pub(super) fn needs_start(question: &Question) -> Option<String> {
    let (Source::Program(wrapped), Some(initialiser)) = (&question.source, &question.facts.initialiser) else {
        return None;
    };
    let Initialiser { reach, ran, .. } = initialiser;
    let help = help(wrapped, question.options);
    if matches!(ran, Some(Ran::Ends)) {
        return None;
    }
    let does = |import: &ReachedImport| {
        let known = STARTED.iter().find(|(name, _)| *name == import.name)?;
        import.is_wasi().then_some(known.1)
    };
    if let Some((import, does)) = reach.imports.iter().find_map(|import| Some((import, does(import)?))) {
        let calls = if import.always { "call" } else { "may call" };
        return Some(format!("the constructors {calls} {import}, which {does}, before `_start` has begun; {help}"));
    }
    let has = |(module, name): &(String, String)| {
        let is_known = STARTED.iter().any(|(known, _)| known == name);
        is_known && is_wasi(module)
    };
    let is_open = reach.beyond != Beyond::Nothing && question.facts.imports.iter().any(has);
    is_open.then(|| {
        format!(
            "not all is known that the constructors call, and that may be what ends the program or reads its arguments, before \
             `_start` has begun; --prove=run may find out, or {help}"
        )
    })
}
