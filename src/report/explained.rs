//! What would be done with a module, why, and what would have to be known for more: `--explain`.

mod json;
mod now;
mod text;
mod words;

pub use json::AnswerReport;
pub use json::ExplainReport;
pub use json::report as json;
pub use text::report as text;

use crate::decide::ANSWERS;
use crate::decide::Advice;
use crate::decide::InitFix;
use crate::decide::Note;
use crate::decide::Reasons;
use crate::decide::Standing;
use crate::decide::Verdict;
use crate::decide::Warning;
use crate::decide::decide;
use crate::decide::may_run_tell;
use crate::decide::weigh;
use crate::error::Result;
use crate::hosts::HOSTS;
use crate::hosts::Host;
use crate::hosts::JS;
use crate::inspect;
use crate::inspect::Facts;
use crate::inspect::InspectOptions;
use crate::module::Module;
use crate::module::new_validator;
use crate::options::InitChoice;
use crate::options::Options;
use crate::outcome::Outcome;

/// An outcome, and what there is to say beside it.
#[non_exhaustive]
pub struct Explained<'o> {
    /// What was done, or would be.
    pub outcome: &'o Outcome<'o>,
    /// What the decision makes of each answer that `--init` can ask for.
    pub answers: Vec<(InitChoice, Standing)>,
    /// What the user could say or do for another answer, one sentence each.
    pub more: Vec<String>,
    /// The hosts for which something else would run the constructors, if none is named.
    pub hosts: Vec<&'static Host>,
}

impl<'o> Explained<'o> {
    /// Explains what [`fix`](crate::fix) made of a module with these options.
    pub fn new(wasm: &[u8], outcome: &'o Outcome<'o>, options: &Options) -> Self {
        let answers: Vec<_> =
            ANSWERS.into_iter().map(|choice| (choice, standing(wasm, outcome, options, choice))).collect();
        let hosts = hosts(wasm, outcome, options);
        let more = more(outcome, options, &answers, &hosts);
        Self { outcome, answers, more, hosts }
    }

    /// All reasons that are said for what is done, and for what stays.
    fn said(&self) -> String {
        let notes = self.outcome.reasons().notes.iter().filter(|note| matches!(note, Note::Initialisation(_)));
        notes.map(Note::to_string).chain([self.outcome.reasons().reason.to_string()]).collect::<Vec<_>>().join("; ")
    }
}

/// What the decision makes of an answer, by the facts that `--init` would have it look at.
fn standing(wasm: &[u8], outcome: &Outcome, options: &Options, choice: InitChoice) -> Standing {
    let asked = Options { init: choice, ..options.clone() };
    let looking = asked.inspect_options();
    if looking == options.inspect_options() {
        return weigh(outcome.facts(), options, choice, taken(outcome));
    }
    match look(wasm, &looking) {
        Ok(facts) => weigh(&facts, options, choice, taken(outcome)),
        Err(error) => Standing::Refused(error.message().to_owned()),
    }
}

fn look(wasm: &[u8], looking: &InspectOptions) -> Result<Facts> {
    let module = Module::parse_with(wasm, &mut new_validator(), &looking.bounds)?;
    inspect::inspect(&module, looking).map_err(|error| module.invalid_or(error))
}

/// The hosts that the module can be made fit for, and for which `--host` has something else run the constructors, if none is named.
/// What hosts demand about memory is not counted: a user who has such a host knows.
fn hosts(wasm: &[u8], outcome: &Outcome, options: &Options) -> Vec<&'static Host> {
    let with = |host| Options { host: Some(host), ..options.clone() };
    let (None, Ok(facts)) = (options.host, look(wasm, &with(JS).inspect_options())) else {
        return Vec::new();
    };
    let is_fit = |reasons: &Reasons| !reasons.warnings.iter().any(|warning| matches!(warning, Warning::NotFitFor(..)));
    let differs = |host: &&'static Host| match decide(&facts, &with(host)) {
        Ok(Verdict::Leave(reasons)) => taken(outcome).is_some() && is_fit(&reasons),
        Ok(Verdict::Fix(fix)) => taken(outcome) != fix.init.as_ref() && is_fit(&fix.reasons),
        Err(_) => false,
    };
    HOSTS.iter().filter(differs).collect()
}

/// The answer that was taken, if one was.
fn taken<'o>(outcome: &'o Outcome) -> Option<&'o InitFix> {
    match outcome {
        Outcome::Unchanged { .. } => None,
        Outcome::Fixed(fixed) => fixed.fix.init.as_ref(),
    }
}

/// What the user could say or do, with the words to type.
fn more(outcome: &Outcome, options: &Options, answers: &[(InitChoice, Standing)], hosts: &[&Host]) -> Vec<String> {
    let facts = outcome.facts();
    let advice = outcome.reasons().notes.iter().filter(|note| is_advice(note));
    let mut more: Vec<String> = advice.map(Note::to_string).collect();
    if more.is_empty() {
        more.extend(words::help(answers, words::is_program(facts)));
    }
    let is_doubtful = |standing: &Standing| matches!(standing, Standing::Doubtful(_));
    let start = answers.iter().find(|(choice, _)| *choice == InitChoice::Start);
    let is_said = outcome.reasons().notes.contains(&Note::Advice(Advice::ProveByRunning));
    if cfg!(feature = "prove")
        && !is_said
        && start.is_some_and(|(_, standing)| is_doubtful(standing))
        && may_run_tell(facts, options, outcome.memory_after())
    {
        more.push(words::RUN.to_owned());
    }
    if !facts.evidence.is_certain() && !facts.names {
        more.push(words::NAMES.to_owned());
    }
    more.extend(words::hosts(hosts));
    more
}

fn is_advice(note: &Note) -> bool {
    matches!(note, Note::Advice(_))
}
