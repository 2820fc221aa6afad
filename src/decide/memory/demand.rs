//! What a named host demands of the memory.

use crate::decide::misfit::MemoryFault;
use crate::hosts::Gives;
use crate::hosts::Host;
use crate::inspect::MemoryFacts;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::Options;

/// What is wrong with a memory for a host.
pub(super) struct Fault {
    pub why: MemoryFault,
    /// What would mend it; nothing that this tool can do, if there is none.
    pub demand: Option<Demand>,
}

/// What to do about the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// It is imported as `env.memory`.
    Import,
    /// The module owns it.
    Define,
    /// It is exported as `memory`.
    Export,
    /// It is not exported.
    Hide,
}

impl Demand {
    /// The options with what is demanded; none if the user said otherwise.
    pub fn with(self, options: &Options) -> Option<Options> {
        let mut options = options.clone();
        let is_free = match self {
            Self::Import | Self::Define => options.memory == MemoryChoice::Keep,
            Self::Export | Self::Hide => options.memory_export == MemoryExport::Keep,
        };
        match self {
            Self::Import => {
                options.memory = MemoryChoice::Import { module: "env".to_owned(), name: "memory".to_owned() };
            }
            Self::Define => options.memory = MemoryChoice::Define,
            Self::Export => options.memory_export = MemoryExport::Name("memory".to_owned()),
            Self::Hide => options.memory_export = MemoryExport::No,
        }
        is_free.then_some(options)
    }
}

/// What is wrong with memories for a host, if anything is; `wasi`: whether the module imports WASI.
pub(super) fn fault(host: &Host, wasi: bool, memories: &[MemoryFacts]) -> Option<Fault> {
    let hopeless = |why| Fault { why, demand: None };
    if let Some(why) = memories.iter().find_map(|memory| does_not_fit(host, memory)) {
        return Some(hopeless(why));
    }
    let demanded = |why, demand| Some(Fault { why, demand: Some(demand) });
    let is_imported = memories.iter().any(|memory| memory.import.is_some());
    let is_own = memories.iter().any(|memory| memory.import.is_none());
    let is_both = memories.iter().any(|memory| memory.import.is_some() && !memory.exports.is_empty());
    // Hosts look for this name.
    let is_found = memories.iter().any(|memory| memory.exports.iter().any(|name| name == "memory"));
    let mut imports = memories.iter().filter_map(|memory| memory.import.as_ref());
    let is_env = imports.all(|(module, name)| module == "env" && name == "memory");
    match host.gives {
        Gives::Demands { .. } if is_own => demanded(MemoryFault::ImportWanted, Demand::Import),
        Gives::Env | Gives::Demands { .. } if is_imported && !is_env => demanded(MemoryFault::OnlyEnv, Demand::Import),
        Gives::Nothing if is_imported => demanded(MemoryFault::NoneGiven, Demand::Define),
        Gives::HostUnlessExported if is_both => demanded(MemoryFault::NotBoth, Demand::Hide),
        _ if host.demands_export && memories.is_empty() => Some(hopeless(MemoryFault::NoneThere)),
        _ if host.demands_export && !is_found => demanded(MemoryFault::ExportWanted, Demand::Export),
        _ if wasi && host.wasi.wants_export() && !memories.is_empty() && !is_found => {
            demanded(MemoryFault::WasiWantsExport, Demand::Export)
        }
        _ => None,
    }
}

/// Why no memory serves that a host could give.
fn does_not_fit(host: &Host, memory: &MemoryFacts) -> Option<MemoryFault> {
    let data = memory.data_end.unwrap_or_default().div_ceil(memory.page_size());
    let wanted = memory.minimum.max(data);
    if let Some(most) = memory.maximum.filter(|most| *most < wanted) {
        return Some(MemoryFault::MaximumTooSmall(wanted, most));
    }
    if memory.import.is_none() && data > memory.minimum {
        return Some(MemoryFault::DataBeyond);
    }
    let Gives::Demands { pages: given } = host.gives else {
        return None;
    };
    if memory.memory64 || memory.shared || memory.page_size_log2.is_some() {
        return Some(MemoryFault::OtherKind);
    }
    match memory.maximum {
        _ if wanted > given => Some(MemoryFault::GivesLess(given, wanted)),
        Some(most) if most < given => Some(MemoryFault::GivesMore(given, most)),
        _ => None,
    }
}
