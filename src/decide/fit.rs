//! What a host makes of a module, and the decision for it read back as options.

use strum::IntoStaticStr;
use strum::VariantNames;

use super::decision::Decision;
use super::decision::decision;
use super::fix::InitFix;
use super::fix::InitTarget;
use super::fix::Source;
use super::memory;
use super::memory::MemoryChange;
use super::memory::MemoryFix;
use super::misfit::Misfit;
use super::misfit::Ready;
use super::served;
use super::served::Served;
use crate::error::Result;
use crate::hosts::Host;
use crate::inspect::Dtors;
use crate::inspect::Facts;
use crate::inspect::Flush;
use crate::options::DtorsExport;
use crate::options::InitChoice;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::Options;

/// What a host makes of a module, and what would make it better.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Fit {
    /// Nothing has to be done: why.
    Ready(Ready),
    /// The host calls the initialiser.
    #[strum(serialize = "calls-it")]
    HostCalls {
        /// Its name.
        name: String,
        /// Whether it may call, for all that is known, an import that works only later.
        may_fail: bool,
    },
    /// The user's program has to call the initialiser.
    #[strum(serialize = "call-it")]
    ProgramCalls {
        /// Its name.
        name: String,
        /// The options that make that unneeded, if some do.
        without: Option<Vec<String>>,
    },
    /// It has to be changed.
    Change(Change),
    /// No option of this tool makes it fit.
    Unfit {
        /// Why.
        why: Misfit,
        /// The options that do what `--host` would, if it would do anything: the best that can be done.
        flags: Option<Vec<String>>,
    },
}

/// What has to be changed for a host.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Why.
    pub why: Misfit,
    /// The options that do what `--host` would.
    pub flags: Vec<String>,
}

impl Fit {
    /// The word for reports: `ready`, `calls-it`, `call-it`, `change` or `unfit`.
    pub fn keyword(&self) -> &'static str {
        self.into()
    }

    /// Whether the host initialises the module as it is, or the user's program does.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Ready(_) | Self::HostCalls { .. } | Self::ProgramCalls { .. })
    }

    /// The options that do what `--host` would, if it would do anything.
    pub fn flags(&self) -> Option<&[String]> {
        match self {
            Self::Change(change) => Some(&change.flags),
            Self::ProgramCalls { without, .. } => without.as_deref(),
            Self::Unfit { flags, .. } => flags.as_deref(),
            Self::Ready(_) | Self::HostCalls { .. } => None,
        }
    }
}

/// What a host makes of a module, by what `--host` would do about it. The facts have to come of a look at
/// [`Depth::Full`](crate::inspect::Depth::Full) and [for hosts](crate::inspect::InspectOptions::for_hosts), as
/// [`Options::inspect_options`] asks for if a host is named.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if the decision is: none is, without options that ask for something.
pub fn fit(facts: &Facts, host: &'static Host) -> Result<Fit> {
    let options = Options { host: Some(host), ..Options::default() };
    let decision = decision(facts, &options)?;
    let flags = flags(facts, &decision, host);
    if let Some((_, Err(why))) = decision.served {
        return Ok(Fit::Unfit { why, flags });
    }
    Ok(match as_it_is(facts, host) {
        Ok(Served::Ready(why)) => Fit::Ready(why),
        Ok(Served::HostCalls { name, may_fail }) => Fit::HostCalls { name, may_fail },
        Ok(Served::ProgramCalls(name)) => Fit::ProgramCalls { name, without: flags },
        Err(why) => Fit::Change(Change { why, flags: flags.unwrap_or_default() }),
    })
}

/// What a host makes of a module as it is, or all that is wrong.
fn as_it_is(facts: &Facts, host: &Host) -> std::result::Result<Served, Misfit> {
    let memory = memory::as_it_is(facts, host);
    let init = served::init(host, facts, memory.direction());
    match (init, memory.unmet) {
        (init, None) => init,
        (Ok(_), Some(why)) => Err(why),
        (Err(init), Some(why)) => Err(Misfit::Both(Box::new(init), Box::new(why))),
    }
}

/// The options that lead to the same fix without naming the host, or `--host` where there are none; nothing if nothing
/// changes.
fn flags(facts: &Facts, decision: &Decision, host: &Host) -> Option<Vec<String>> {
    let (init, memory) = (decision.init.fix.as_ref(), &decision.memory.fixes);
    if init.is_none() && memory.is_empty() {
        return None;
    }
    let mut options = for_memory(facts, memory);
    if init.is_some_and(|init| lacks_dtors_name(facts, init)) {
        options.dtors = DtorsExport::No;
    }
    options.drop_init_export = init.is_some_and(|init| init.target.drops_exports());
    match init.map(|init| &init.target) {
        Some(InitTarget::Start { .. }) => options.init = InitChoice::Start,
        Some(InitTarget::Export { name }) => (options.init, options.init_name) = (InitChoice::Export, name.clone()),
        Some(InitTarget::Lazy { name, .. }) => {
            options.init = InitChoice::Lazy;
            if let Some(name) = name {
                options.init_name.clone_from(name);
            }
        }
        None if moves_anyway(facts, &options) => options.init = InitChoice::Keep,
        None => {}
    }
    let same =
        self::decision(facts, &options).is_ok_and(|it| it.init.fix.as_ref() == init && it.memory.fixes == *memory);
    Some(if same { words(&options) } else { vec![format!("--host={}", host.name)] })
}

/// Whether initialisation, which is to stay, would change without a word about it.
fn moves_anyway(facts: &Facts, options: &Options) -> bool {
    decision(facts, options).is_ok_and(|decision| decision.init.fix.is_some())
}

fn for_memory(facts: &Facts, fixes: &[MemoryFix]) -> Options {
    let mut options = Options::default();
    for MemoryFix { memory, change } in fixes {
        options.which_memory = (facts.memories.len() > 1).then(|| memory.to_string());
        match change {
            MemoryChange::Import { module, name } | MemoryChange::Rename { module, name } => {
                options.memory = MemoryChoice::Import { module: module.clone(), name: name.clone() };
            }
            MemoryChange::Define { .. } => options.memory = MemoryChoice::Define,
            // What becomes the module's own is exported as `memory` anyway.
            MemoryChange::Export { name } if options.memory == MemoryChoice::Define && name == "memory" => {}
            MemoryChange::Export { name } => options.memory_export = MemoryExport::Name(name.clone()),
            // No host asks for it.
            MemoryChange::Limit { .. } | MemoryChange::Zero { .. } | MemoryChange::Once { .. } => {}
            MemoryChange::Hide { .. } => options.memory_export = MemoryExport::No,
        }
    }
    options
}

/// Whether destructors are not exported, though they do something: they cannot have the default name.
fn lacks_dtors_name(facts: &Facts, init: &InitFix) -> bool {
    let (DtorsExport::Name(name), Source::Wrapped(wrapped), None) = (DtorsExport::default(), &init.source, &init.dtors)
    else {
        return false;
    };
    let is_there = |func| facts.functions.iter().any(|it| it.name == name && it.func == func);
    let stays = |dtors: &Dtors| init.flushes && dtors.flush == Flush::All;
    wrapped.dtors.is_some_and(|dtors| !dtors.empty && !stays(&dtors) && !is_there(dtors.func))
}

/// Options as the command line has them.
fn words(options: &Options) -> Vec<String> {
    let default = Options::default();
    let mut words = Vec::new();
    words.extend(match options.init {
        InitChoice::Auto => None,
        InitChoice::Start => Some("--init=start".to_owned()),
        InitChoice::Export => Some("--init=export".to_owned()),
        InitChoice::Lazy => Some("--init=lazy".to_owned()),
        InitChoice::Keep => Some("--init=keep".to_owned()),
    });
    words.extend((options.init_name != default.init_name).then(|| format!("--init-name={}", options.init_name)));
    words.extend(options.drop_init_export.then(|| "--drop-init-export".to_owned()));
    words.extend(options.which_memory.as_ref().map(|memory| format!("--memory={memory}")));
    words.extend(match &options.memory {
        MemoryChoice::Keep => None,
        MemoryChoice::Import { module, name } if module == "env" && name == "memory" => {
            Some("--import-memory".to_owned())
        }
        MemoryChoice::Import { module, name } => Some(format!("--import-memory={module},{name}")),
        MemoryChoice::Define => Some("--define-memory".to_owned()),
    });
    words.extend(match &options.memory_export {
        MemoryExport::Keep => None,
        MemoryExport::Name(name) if name == "memory" => Some("--export-memory".to_owned()),
        MemoryExport::Name(name) => Some(format!("--export-memory={name}")),
        MemoryExport::No => Some("--no-export-memory".to_owned()),
    });
    words.extend((options.dtors == DtorsExport::No).then(|| "--no-export-dtors".to_owned()));
    words
}
