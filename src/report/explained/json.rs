//! What there is to explain, as JSON.

use serde_json::Value;
use serde_json::json;

use super::Explained;
use super::now::now;
use super::words;
use crate::decide::AskedFor;
use crate::decide::Reason;
use crate::decide::Standing;
use crate::decide::Warning;
use crate::options::InitChoice;

/// `{"now", "answers": [{"init", "standing", "reason", "warnings", "keys"}], "hosts", "more"}`.
pub fn report(explained: &Explained) -> Value {
    json!({
        "now": now(explained.outcome.facts()),
        "answers": explained.answers.iter().map(|(choice, standing)| answer(*choice, standing)).collect::<Vec<_>>(),
        "hosts": explained.hosts.iter().map(|host| host.name).collect::<Vec<_>>(),
        "more": explained.more,
    })
}

fn answer(choice: InitChoice, standing: &Standing) -> Value {
    let (reason, keys) = match standing {
        Standing::Taken | Standing::Right { reason: Reason::Asked(AskedFor::AsInitAsks), .. } => (None, Vec::new()),
        Standing::Same(why) | Standing::Right { reason: why, .. } | Standing::Doubtful(why) => {
            (Some(words::of_host(why)), why.keys())
        }
        Standing::Stays { reason, .. } => (Some(reason.to_string()), vec![reason.into()]),
        Standing::Refused(why) => (Some(why.clone()), Vec::new()),
    };
    let warnings: Vec<String> = match standing {
        Standing::Right { warnings, .. } => warnings.iter().map(Warning::to_string).collect(),
        _ => Vec::new(),
    };
    json!({
        "init": words::keyword(choice),
        "standing": standing.keyword(),
        "reason": reason,
        "warnings": warnings,
        "keys": keys,
    })
}
