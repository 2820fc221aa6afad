//! What a named host demands of the memory.

use crate::hosts::Gives;
use crate::hosts::Host;
use crate::inspect::MemoryFacts;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::Options;

/// The size of a page, in bytes.
pub(super) const PAGE: u64 = 1 << 16;

/// What is wrong with a memory for a host.
pub(super) struct Fault {
    pub why: String,
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
    let demanded = |why: &str, demand| Some(Fault { why: why.to_owned(), demand: Some(demand) });
    let is_imported = memories.iter().any(|memory| memory.import.is_some());
    let is_own = memories.iter().any(|memory| memory.import.is_none());
    let is_both = memories.iter().any(|memory| memory.import.is_some() && !memory.exports.is_empty());
    // Hosts look for this name.
    let is_found = memories.iter().any(|memory| memory.exports.iter().any(|name| name == "memory"));
    let mut imports = memories.iter().filter_map(|memory| memory.import.as_ref());
    let is_env = imports.all(|(module, name)| module == "env" && name == "memory");
    match host.gives {
        Gives::Demands { .. } if is_own => {
            demanded("it wants the memory imported, and the module has its own", Demand::Import)
        }
        Gives::Env | Gives::Demands { .. } if is_imported && !is_env => {
            demanded("it gives memory as env.memory only", Demand::Import)
        }
        Gives::Nothing if is_imported => demanded("it gives no memory", Demand::Define),
        Gives::HostUnlessExported if is_both => {
            demanded("it takes no memory that is imported and exported", Demand::Hide)
        }
        _ if host.demands_export && memories.is_empty() => {
            Some(hopeless("it refuses a module without a memory".to_owned()))
        }
        _ if host.demands_export && !is_found => {
            demanded("it refuses a module that does not export its memory", Demand::Export)
        }
        _ if wasi && host.wasi.wants_export() && !memories.is_empty() && !is_found => {
            demanded("its WASI wants the memory exported", Demand::Export)
        }
        _ => None,
    }
}

/// Why no memory serves that a host could give.
fn does_not_fit(host: &Host, memory: &MemoryFacts) -> Option<String> {
    let data = memory.data_end.unwrap_or_default().div_ceil(PAGE);
    let wanted = memory.minimum.max(data);
    if let Some(most) = memory.maximum.filter(|most| *most < wanted) {
        return Some(format!(
            "the module's data needs {}, and its memory may have {most}: link it again",
            pages(wanted)
        ));
    }
    if memory.import.is_none() && memory.page_size_log2.is_none() && data > memory.minimum {
        return Some("the module's data lies beyond its memory, so that it traps: link it again".to_owned());
    }
    let Gives::Demands { pages: given } = host.gives else {
        return None;
    };
    if memory.memory64 || memory.shared || memory.page_size_log2.is_some() {
        return Some("it gives a 32-bit memory that is not shared, and this module wants another kind".to_owned());
    }
    let gives = format!("it gives a memory of {}, and this module", pages(given));
    match memory.maximum {
        _ if wanted > given => Some(format!("{gives} wants {wanted}: link it with less")),
        Some(most) if most < given => Some(format!("{gives} takes {most} at most: link it for more")),
        _ => None,
    }
}

fn pages(count: u64) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{count} pages") }
}
