//! Options with which two modules are compared otherwise.

use std::collections::BTreeMap;

use super::convention::Init;
use super::options::AfterCall;
use super::options::RunOptions;
use super::subject::Known;
use super::subject::loses_output;
use super::subject::wrappers;
use crate::error::Result;
use crate::inspect::Convention;
use crate::module::Module;

/// The options that say how a module was fixed, where these modules are such that they make a difference; in words, and with the
/// rest of the options.
pub fn others(before: &[u8], after: &[u8], options: &RunOptions) -> Result<Vec<(&'static str, RunOptions)>> {
    let (before, after) =
        (Module::parse_within(before, &options.bounds)?, Module::parse_within(after, &options.bounds)?);
    let wrapped = RunOptions { assume_wrapped: true, ..options.clone() };
    let nothing = RunOptions { after_call: AfterCall::Nothing, ..options.clone() };
    let both = RunOptions { after_call: AfterCall::Nothing, ..wrapped.clone() };
    let mut seen = vec![ComparedBy::of(&before, &after, options)?];
    let mut others = Vec::new();
    for (words, other) in [
        ("--assume-wrapped", wrapped),
        ("--after-call=nothing", nothing),
        ("--assume-wrapped --after-call=nothing", both),
    ] {
        let compared = ComparedBy::of(&before, &after, &other)?;
        if !seen.contains(&compared) {
            others.push((words, other));
            seen.push(compared);
        }
    }
    Ok(others)
}

/// All that a comparison takes from these options.
#[derive(PartialEq)]
struct ComparedBy {
    before: (Convention, Init),
    after: (Convention, Init),
    /// The calls that the copy of the first module does without.
    dropped: BTreeMap<u32, Vec<usize>>,
    loses_output: Option<bool>,
}

impl ComparedBy {
    fn of(before: &Module, after: &Module, options: &RunOptions) -> Result<Self> {
        let mut first = Known::of(before, options)?;
        let second = Known::of(after, options)?;
        first.see_what_a_fix_changed(&second)?;
        let is_fixed = first.is_every_call() && !second.is_every_call();
        Ok(Self {
            dropped: if is_fixed { wrappers(&first.facts, options) } else { BTreeMap::new() },
            loses_output: if is_fixed { loses_output(&first.facts, options) } else { None },
            before: (first.facts.convention, first.init),
            after: (second.facts.convention, second.init),
        })
    }
}
