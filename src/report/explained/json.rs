//! What there is to explain, for programs.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use super::Explained;
use super::now::now;
use super::words;
use crate::decide::AskedFor;
use crate::decide::Reason;
use crate::decide::Standing;
use crate::decide::Warning;
use crate::options::InitChoice;
use crate::report::keyword::Keyword;

/// Why a module is fixed as it is, and what else could be asked for.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ExplainReport {
    /// Who runs the constructors in the input, and what comes of it, in words.
    pub now: String,
    /// What else `--init` can ask for.
    pub answers: Vec<AnswerReport>,
    /// The hosts for which `--host` does something else.
    pub hosts: Vec<&'static str>,
    /// What you could say for more, in words.
    pub more: Vec<String>,
}

/// What the tool makes of one value of `--init`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct AnswerReport {
    /// The value of `--init`.
    pub init: Keyword<InitChoice>,
    /// What the tool makes of it.
    pub standing: Keyword<Standing>,
    /// Why, in words, or null.
    pub reason: Option<String>,
    /// What may go wrong with it, in words.
    pub warnings: Vec<String>,
    /// The reason as words that stay when a sentence changes.
    pub keys: Vec<&'static str>,
}

/// What `--explain` adds to the report of a fix.
pub fn report(explained: &Explained) -> ExplainReport {
    ExplainReport {
        now: now(explained.outcome.facts()),
        answers: explained.answers.iter().map(|(choice, standing)| answer(*choice, standing)).collect(),
        hosts: explained.hosts.iter().map(|host| host.name).collect(),
        more: explained.more.clone(),
    }
}

fn answer(choice: InitChoice, standing: &Standing) -> AnswerReport {
    let (reason, keys) = match standing {
        Standing::Taken | Standing::Right { reason: Reason::Asked(AskedFor::AsInitAsks), .. } => (None, Vec::new()),
        Standing::Same(why) | Standing::Right { reason: why, .. } | Standing::Doubtful(why) => {
            (Some(words::of_host(why)), why.keys())
        }
        Standing::Stays { reason, .. } => (Some(reason.to_string()), vec![reason.into()]),
        Standing::Refused(why) => (Some(why.clone()), Vec::new()),
    };
    let warnings = match standing {
        Standing::Right { warnings, .. } => warnings.iter().map(Warning::to_string).collect(),
        _ => Vec::new(),
    };
    AnswerReport {
        init: Keyword::new(choice.keyword()),
        standing: Keyword::new(standing.keyword()),
        reason,
        warnings,
        keys,
    }
}
