//! `--host`: the rules of one host decide.

use super::Asked;
use super::Source;
use super::Wanted;
use crate::hosts;
use crate::hosts::Host;
use crate::inspect::Convention;
use crate::inspect::Start;
use crate::inspect::StartKind;

impl Asked<'_> {
    /// What a host needs: nothing, if it calls the initialiser; else the start section, if nothing that the initialiser needs
    /// is missing then; else an init function, which exports see to if the host does not call it.
    pub(super) fn auto_for(&self, host: &Host, source: &Source) -> Wanted {
        let works = hosts::start_works(host, self.facts, self.memory);
        let names: &[String] = match source {
            Source::Exported(exported) => &exported.names,
            Source::Started(_) | Source::Wrapped(_) => &[],
        };
        let once = matches!(self.facts.convention, Convention::Lazy(_)) && self.facts.named.is_none();
        let calls = |name: &str| host.calls.contains(&name);
        if let Some(name) = names.iter().find(|name| calls(name)) {
            return Wanted::Stay(format!("{} calls `{name}`", host.name));
        }
        // What an export does before the function of its name would be passed by.
        if let Some(name) = names.first().filter(|_| self.passes_guards(host)) {
            return Wanted::Stay(format!("the program that uses {} calls `{name}`", host.name));
        }
        // It has a name of its author's choice, and may be any function that does a thing once: who calls it is not known.
        if let (Convention::ExportStart(it), None) = (&self.facts.convention, &self.facts.named) {
            return Wanted::Stay(format!("whoever calls `{}` runs it once", it.names[0]));
        }
        if once {
            return Wanted::Stay("the first export that is called makes sure that it has run".to_owned());
        }
        match source {
            Source::Started(start) => self.started_for(host, start),
            _ if works => {
                Wanted::Start(format!("{} has all that the constructors need when the start section runs", host.name))
            }
            _ if calls(&self.options.init_name) => {
                Wanted::Export(format!("{} calls `{}`", host.name, self.options.init_name))
            }
            _ => self.unstarted(host, format!("{} calls no init function of this module", host.name)),
        }
    }

    /// Outside the start section, where the host does not call it.
    fn unstarted(&self, host: &Host, why: String) -> Wanted {
        if self.passes_guards(host) { Wanted::Export(why) } else { Wanted::Lazy(why) }
    }

    fn passes_guards(&self, host: &Host) -> bool {
        hosts::passes_guards(host, self.facts)
    }

    /// A start section stays, unless it is certain that it fails with the host.
    fn started_for(&self, host: &Host, start: &Start) -> Wanted {
        match hosts::start_fails(host, self.facts) {
            Some(why) if start.kind == StartKind::Code && !self.guarded().is_empty() => {
                self.unstarted(host, format!("the start section fails with {}: {why}", host.name))
            }
            _ => Wanted::Stay("the start section stays".to_owned()),
        }
    }
}
