//! What a module is, as `wasm-initfix inspect` says it.

mod hosts;
mod init_json;
mod json;
mod summary;
mod text;

pub use super::look::Look;
pub use init_json::ConstructorReport;
pub use init_json::ExposedReport;
pub use init_json::InitReport;
pub use init_json::ReachedReport;
pub use init_json::RootReport;
pub use json::HostFitReport;
pub use json::InspectReport;
pub use json::InspectedReport;
pub use json::MemoryReport;
pub use json::ModuleKind;
pub use json::ToolchainReport;
pub use json::report as json;
pub use summary::Summary;
pub use text::report as text;

use super::names::demangle;
use super::source::GivenUp;
use super::source::Place;
use super::source::Sources;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::decide;
use crate::decide::Fit;
use crate::decide::MayStart;
use crate::decide::Missing;
use crate::error::Result;
use crate::hosts::HOSTS;
use crate::hosts::Host;
use crate::inspect;
use crate::inspect::Convention;
use crate::inspect::Depth;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::InspectOptions;
use crate::inspect::Others;
use crate::inspect::constructors;
use crate::module::Module;
use crate::options::Options;
use crate::options::Prove;
use crate::shell::quoted;

/// A module, looked at.
#[non_exhaustive]
pub struct Inspected {
    /// What messages call it.
    pub name: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// What was seen.
    pub facts: Facts,
    /// The constructors, in the order in which they run.
    pub constructors: Vec<Constructor>,
    /// Why their places in the source are not known, though there is debug information.
    pub unread: Option<String>,
    /// Why the start section may run the initialiser, or why not; nothing of a program.
    pub why: Option<MayStart>,
    /// What each host makes of it.
    pub hosts: Vec<(&'static Host, Fit)>,
    /// The options that the module was looked at with, as the command line has them: what is recommended rests upon them.
    pub asked: Vec<String>,
}

/// A function that an initialiser calls.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Constructor {
    /// Its index.
    pub func: u32,
    /// Its name, as it is in the `name` section.
    pub name: Option<String>,
    /// Its name as people write it.
    pub shown: String,
    /// Where it is in the source, if debug information says so.
    pub place: Option<Place>,
}

impl Inspected {
    /// Looks at a module as closely as [`Options::prove`] says, on the user's word ([`Options::assume`], [`Options::assume_wrapped`],
    /// [`Options::init_export`]); for [`Options::host`], or all hosts.
    ///
    /// # Errors
    ///
    /// Those of [`inspect`](inspect::inspect).
    pub fn of(module: &Module, name: String, options: &Options) -> Result<Self> {
        let looking = InspectOptions {
            init_export: options.init_export.as_deref(),
            assume: &options.assume,
            assume_wrapped: options.assume_wrapped,
            for_hosts: true,
            depth: Some(if options.prove == Prove::Off { Depth::Direct } else { Depth::Full }),
            run: options.prove == Prove::Run,
            bounds: options.bounds,
            ..InspectOptions::default()
        };
        let inspected = inspect::inspect(module, &looking).and_then(|facts| Self::new(name, module, facts, options));
        // What is invalid gets that for an answer, and no advice.
        inspected.map_err(|error| module.invalid_or(error))
    }

    /// The same, of the bytes of a module.
    ///
    /// # Errors
    ///
    /// What is not a valid linked core module, and those of [`inspect`](inspect::inspect).
    pub fn of_bytes(wasm: &[u8], name: String, options: &Options) -> Result<Self> {
        Self::of(&Module::parse_within(wasm, &options.bounds)?, name, options)
    }

    fn new(name: String, module: &Module, facts: Facts, options: &Options) -> Result<Self> {
        let (host, bounds) = (options.host, &options.bounds);
        let is_program = matches!(facts.convention, Convention::Command(_));
        let wanted = |it: &&'static Host| host.is_none_or(|host| host.name == it.name);
        let fit = |host| Ok((host, decide::fit(&facts, host)?));
        let hosts = HOSTS.iter().filter(wanted).map(fit).collect::<Result<_>>()?;
        let (constructors, unread) = constructors_of(module, &facts, bounds)?;
        Ok(Self {
            name,
            bytes: module.bytes.len(),
            constructors,
            unread,
            // What `_start` does, a program does, and nothing moves it.
            why: facts.initialiser.as_ref().filter(|_| !is_program).map(|_| decide::why(&facts)),
            hosts,
            asked: asked(options),
            facts,
        })
    }

    /// The options that do for a host what `--host` would, if it would do anything.
    pub fn flags(&self, fit: &Fit) -> Option<String> {
        let flags = fit.flags()?.iter().chain(&self.asked);
        Some(flags.map(|flag| quoted(flag)).collect::<Vec<_>>().join(" "))
    }

    /// What the host has to call so that this export can run, and that export.
    fn calls(&self, name: &str) -> String {
        let first: String = self.facts.called_once().map(|name| format!("`{name}` and then ")).collect();
        format!("{first}`{name}`")
    }

    /// What a host itself does not give, though the module imports it; of a host that does not run it anyway, that does not matter.
    fn missing(&self, host: &Host, fit: &Fit) -> Option<Missing> {
        decide::missing(&self.facts, host).filter(|_| !matches!(fit, Fit::Unfit { .. }))
    }

    /// Whether JavaScript around it, as `esm` writes it, would do what the one host of interest leaves to the user.
    fn may_be_written_around(&self) -> bool {
        let [(host, fit)] = self.hosts.as_slice() else {
            return false;
        };
        let is_left = !self.facts.imports.is_empty() || matches!(fit, Fit::ProgramCalls { .. } | Fit::Change(_));
        let is_possible = self.facts.loader().is_none() && !matches!(fit, Fit::Unfit { .. });
        // What is said of missing imports names it already.
        let is_unsaid = host.name == "js" || host.name == "esm" && self.missing(host, fit).is_none();
        is_unsaid && is_left && is_possible
    }

    /// What else there is to say of a host, one sentence each.
    fn beside(&self, host: &Host, fit: &Fit) -> Vec<String> {
        let missing = self.missing(host, fit).map(|missing| missing.to_string());
        missing.into_iter().chain(self.namespace(host, fit)).collect()
    }

    /// What a host makes of exports otherwise than an instance has them, one sentence each.
    fn namespace(&self, host: &Host, fit: &Fit) -> Vec<String> {
        match fit {
            Fit::Unfit { .. } => Vec::new(),
            _ => decide::namespace(&self.facts, host).sentences().collect(),
        }
    }

    /// Whether something is wrong with how a host, or any, would initialise it.
    pub fn is_faulty(&self, host: Option<&Host>) -> bool {
        match host {
            Some(host) => self.hosts.iter().any(|(it, fit)| it.name == host.name && !fit.is_good()),
            None => {
                let wrong = match &self.facts.convention {
                    Convention::Faulty | Convention::Wrapped(_) => true,
                    Convention::Command(program) => program.reruns() > 0,
                    convention => {
                        let others = convention.exported().and_then(|exported| exported.others.as_ref());
                        matches!(others, Some(Others::Wrapped(_)))
                    }
                };
                wrong || self.hosts.iter().any(|(it, fit)| it.name == "js" && matches!(fit, Fit::Change(_)))
            }
        }
    }

    /// Why it cannot be seen whether the module is initialised as it should be, if it cannot.
    pub fn doubt(&self) -> Option<String> {
        let evidence = &self.facts.evidence;
        (!evidence.is_certain()).then(|| format!("it cannot be seen {}: it {evidence}", evidence.unseen()))
    }

    /// What the module is to its host.
    pub fn kind(&self) -> ModuleKind {
        match self.facts.convention {
            Convention::Command(_) => ModuleKind::Command,
            Convention::Reactor(_) => ModuleKind::Reactor,
            Convention::Loaded(loader) if loader.keyword == "dylink" => ModuleKind::Dylink,
            _ => ModuleKind::Library,
        }
    }
}

/// How those of the options are written that are not the default.
fn asked(options: &Options) -> Vec<String> {
    let prove = match options.prove {
        Prove::Off => Some("--prove=off".to_owned()),
        Prove::Static => None,
        Prove::Run => Some("--prove=run".to_owned()),
    };
    let assume = options.assume.iter().map(|(name, it)| format!("--assume={name}={}", Effect::from(*it).keyword()));
    let init_export = options.init_export.iter().map(|name| format!("--init-export={name}"));
    let wrapped = options.assume_wrapped.then(|| "--assume-wrapped".to_owned());
    prove.into_iter().chain(assume).chain(wrapped).chain(init_export).collect()
}

/// The constructors, and why their places are not known.
fn constructors_of(module: &Module, facts: &Facts, bounds: &Bounds) -> Result<(Vec<Constructor>, Option<String>)> {
    let Some(initialiser) = &facts.initialiser else {
        return Ok((Vec::new(), None));
    };
    // A command's `_start` calls `main` as well.
    if matches!(facts.convention, Convention::Command(_)) {
        return Ok((Vec::new(), None));
    }
    let functions = constructors(module, initialiser.function.func)?;
    let sources = Sources::of(module, bounds);
    let constructor = |func: u32| {
        let name = module.names.function(func);
        Constructor {
            func,
            name: name.map(str::to_owned),
            shown: name.map_or_else(|| module.function(func).to_string(), demangle),
            place: sources.place(func),
        }
    };
    let mut constructors: Vec<Constructor> = functions.into_iter().map(constructor).collect();
    // All places or none: which were found would say nothing of the module.
    if sources.given_up().is_some() {
        constructors.iter_mut().for_each(|constructor| constructor.place = None);
    }
    let unread = sources.given_up().map(|why| match why {
        GivenUp::TooLarge => {
            format!("to find places in the source takes too many bytes: {}", bounds.advice(Bound::DebugBytes))
        }
        GivenUp::Shared => "its units share what each has for itself, so that to read it takes too much".to_owned(),
        GivenUp::Overlapping => {
            "its units lie around so many functions that to find their places in the source takes too much".to_owned()
        }
        GivenUp::Sections => "the module has too many custom sections".to_owned(),
    });
    Ok((constructors, unread))
}
