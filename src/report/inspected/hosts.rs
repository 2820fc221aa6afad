//! What hosts make of a module, in words.

use anstyle::AnsiColor;
use anstyle::Style;

use super::Inspected;
use crate::decide::Fit;
use crate::hosts::Host;
use crate::report::words::with_subject;

/// A line about a host, or about several.
pub(super) struct HostLine {
    pub(super) text: String,
    pub(super) style: Style,
}

/// A line for each host, which says all.
pub(super) fn each(inspected: &Inspected) -> Vec<HostLine> {
    let line = |(host, fit): &(&'static Host, Fit)| {
        let beside = inspected.beside(host, fit).into_iter().chain(doubt(inspected, fit));
        let beside: String = beside.map(|it| format!("; {}", with_subject(host.name, &it))).collect();
        let name = if inspected.hosts.len() == 1 { format!("{}:", host.name) } else { format!("{:<21}", host.name) };
        HostLine { text: format!("{name} {}{beside}", whole(inspected, fit)), style: style(inspected, fit) }
    };
    inspected.hosts.iter().map(line).collect()
}

/// A line for all hosts that make the same of it, the best first. Left out is what would spare a call.
pub(super) fn grouped(inspected: &Inspected) -> Vec<HostLine> {
    let mut groups: Vec<HostGroup> = Vec::new();
    for (host, fit) in &inspected.hosts {
        let (what, why) = short(inspected, fit);
        let why = why.into_iter().chain(inspected.beside(host, fit)).chain(doubt(inspected, fit));
        let why: Vec<String> = why.collect();
        match groups.iter_mut().find(|group| group.what == what && group.why == why) {
            Some(group) => group.names.push(host.name),
            None => groups.push(HostGroup {
                rank: rank(fit),
                what,
                why,
                names: vec![host.name],
                style: style(inspected, fit),
            }),
        }
    }
    groups.sort_by_key(|group| (group.rank, group.why.len()));
    groups.into_iter().map(HostGroup::line).collect()
}

/// Hosts that make the same of a module.
struct HostGroup {
    rank: u8,
    what: String,
    why: Vec<String>,
    names: Vec<&'static str>,
    style: Style,
}

impl HostGroup {
    fn line(self) -> HostLine {
        let subject = if let [name] = self.names.as_slice() { name } else { "each" };
        let why: String = self.why.iter().map(|why| format!("; {}", with_subject(subject, why))).collect();
        HostLine { text: format!("{}: {}{why}", self.what, self.names.join(", ")), style: self.style }
    }
}

/// What a host makes of it, and what else there is to know.
fn short(inspected: &Inspected, fit: &Fit) -> (String, Option<String>) {
    match fit {
        Fit::Ready(why) => (why.to_string(), None),
        Fit::HostCalls { name, may_fail } => {
            let unless = may_fail.then(|| "it calls that before imports of yours work".to_owned());
            (format!("initialised by `{name}`, which the host calls"), unless)
        }
        Fit::ProgramCalls { name, .. } => (format!("call {} first", inspected.calls(name)), None),
        Fit::Change(change) => {
            (format!("needs {}", inspected.flags(fit).unwrap_or_default()), Some(change.why.to_string()))
        }
        Fit::Unfit { why, .. } => ("unfit".to_owned(), Some(why.to_string())),
    }
}

/// All that there is to say.
fn whole(inspected: &Inspected, fit: &Fit) -> String {
    let flags = inspected.flags(fit);
    match fit {
        Fit::Ready(why) => why.to_string(),
        Fit::HostCalls { name, may_fail } => {
            let unless = if *may_fail { ", but before imports of yours work" } else { "" };
            format!("initialised by `{name}`, which it calls{unless}")
        }
        Fit::ProgramCalls { name, .. } => {
            let calls = inspected.calls(name);
            let is_several = inspected.facts.called_once().next().is_some();
            let of = if is_several { format!(" of `{name}`") } else { String::new() };
            let without = flags.map(|flags| format!("; {flags} spares the call{of}"));
            format!("initialised if the program calls {calls} first{}", without.unwrap_or_default())
        }
        Fit::Change(change) => format!("needs {}: {}", flags.unwrap_or_default(), change.why),
        Fit::Unfit { why, .. } => format!("unfit: {why}"),
    }
}

/// The best first.
fn rank(fit: &Fit) -> u8 {
    match fit {
        Fit::Ready(_) | Fit::HostCalls { .. } => 0,
        Fit::ProgramCalls { .. } => 1,
        Fit::Change(_) => 2,
        Fit::Unfit { .. } => 3,
    }
}

/// What has to be said of a module that seems to be initialised, and may not be.
fn doubt(inspected: &Inspected, fit: &Fit) -> Option<String> {
    let is_doubtful = fit.is_good() && inspected.doubt().is_some();
    is_doubtful.then(|| "the module does not show who initialises it".to_owned())
}

fn style(inspected: &Inspected, fit: &Fit) -> Style {
    match fit {
        _ if doubt(inspected, fit).is_some() => AnsiColor::Yellow.on_default(),
        Fit::Ready(_) | Fit::HostCalls { .. } | Fit::ProgramCalls { .. } => AnsiColor::Green.on_default(),
        Fit::Change(_) => AnsiColor::Yellow.on_default(),
        Fit::Unfit { .. } => AnsiColor::Red.on_default(),
    }
}
