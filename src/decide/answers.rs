//! What the decision makes of each answer: the same questions to the same answers, and none picked.

use strum::IntoStaticStr;
use strum::VariantNames;

use super::answer::Answer;
use super::answer::Question;
use super::decision::decision;
use super::export;
use super::fix::InitFix;
use super::fix::InitTarget;
use super::lazy;
use super::proof;
use super::reason::InitCall;
use super::reason::Reason;
use super::reason::Stays;
use super::source;
use super::source::Found;
use super::start;
use super::warning::Warning;
use crate::inspect::Direction;
use crate::inspect::Facts;
use crate::options::InitChoice;
use crate::options::Options;
use crate::options::Policy;
use crate::options::Prove;

/// The answers that `--init` can ask for, in the order in which they are preferred.
pub const ANSWERS: [InitChoice; 3] = [InitChoice::Start, InitChoice::Export, InitChoice::Lazy];

/// What the decision makes of an answer.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Standing {
    /// It is taken.
    Taken,
    /// Nothing would change: why.
    Same(Reason),
    /// It is right as well, and `--init` gets it.
    Right {
        /// Why it is right.
        reason: Reason,
        /// What comes of it.
        target: InitTarget,
        /// What may go wrong with it all the same, for hosts that are not known.
        warnings: Vec<Warning>,
    },
    /// It is not right, or not known to be: why.
    Doubtful(Reason),
    /// It cannot be had, since what runs the constructors stays: why, and what helps.
    Stays {
        /// Why.
        reason: Stays,
        /// What helps.
        help: &'static str,
    },
    /// It is refused: why, and what helps.
    Refused(String),
}

impl Standing {
    /// The word for programs, which stays when the sentence changes.
    pub fn keyword(&self) -> &'static str {
        self.into()
    }
}

/// What the decision makes of the answer that `--init=choice` asks for, where it took `taken`. The facts have to be those that
/// [`Options::inspect_options`] asks for with that choice.
pub fn weigh(facts: &Facts, options: &Options, choice: InitChoice, taken: Option<&InitFix>) -> Standing {
    if taken.is_some_and(|taken| choice_of(&taken.target) == choice) {
        return Standing::Taken;
    }
    let asked = Options { init: choice, ..options.clone() };
    if let Found::Fixed { reason, help } = source::find(facts, &asked) {
        return Standing::Stays { reason, help };
    }
    let decision = match decision(facts, &asked) {
        Ok(decision) => decision,
        Err(refused) => return Standing::Refused(refused.message().to_owned()),
    };
    let memory = decision.memory.direction();
    match decision.init.fix {
        None => Standing::Same(decision.init.reasons.reason),
        // `--init=lazy` without an export that could have a guard.
        Some(fix) if choice_of(&fix.target) != choice => Standing::Refused(InitCall::NoGuards.to_string()),
        Some(fix) => unasked(facts, options, memory, fix, decision.init.reasons.warnings),
    }
}

/// What an answer that can be carried out says of itself to a decision that nothing forces.
fn unasked(facts: &Facts, options: &Options, memory: Direction, fix: InitFix, warnings: Vec<Warning>) -> Standing {
    let options = &Options { init: InitChoice::Auto, ..options.clone() };
    let question = Question { facts, options, memory, source: fix.source };
    let answer = match &fix.target {
        InitTarget::Start { .. } => Ok(Some(start::start(&question))),
        InitTarget::Export { name } => export::export(&question, name).map(Some),
        InitTarget::Lazy { name, drop_exports, .. } => lazy::lazy(&question, name.as_deref(), *drop_exports),
    };
    match answer {
        Ok(Some(Answer { target, is_right: Ok(reason) })) => Standing::Right { reason, target, warnings },
        Ok(Some(Answer { is_right: Err(why), .. })) => Standing::Doubtful(why),
        Ok(None) => Standing::Refused(InitCall::NoGuards.to_string()),
        Err(refused) => Standing::Refused(refused.message().to_owned()),
    }
}

fn choice_of(target: &InitTarget) -> InitChoice {
    match target {
        InitTarget::Start { .. } => InitChoice::Start,
        InitTarget::Export { .. } => InitChoice::Export,
        InitTarget::Lazy { .. } => InitChoice::Lazy,
    }
}

/// Whether `--prove=run`, which was not asked for, may show that the start section can run the constructors: only calls that
/// they need not make keep them from it.
pub fn may_run_tell(facts: &Facts, options: &Options, memory: Direction) -> bool {
    let is_asked = options.init == InitChoice::Auto && (options.policy == Policy::Reach || options.host.is_some());
    let Some(initialiser) = facts.initialiser.as_ref().filter(|_| is_asked && options.prove != Prove::Run) else {
        return false;
    };
    proof::a_run_may_tell(initialiser, facts, memory)
}
