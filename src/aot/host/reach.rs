//! Which memory a host can reach, and when.

use super::super::options::HostView;
use super::super::trace::Unreachable;
use crate::inspect::MemoryFacts;

/// What a host knows of a module's memory.
#[derive(Debug, Clone)]
pub(super) struct View {
    host: HostView,
    memory: Option<Names>,
}

#[derive(Debug, Clone)]
struct Names {
    import: Option<String>,
    export: Option<String>,
}

impl View {
    pub(super) fn new(host: HostView, memory: Option<&MemoryFacts>) -> Self {
        let known = |memory: &MemoryFacts| Names {
            import: memory.import.as_ref().map(|(module, name)| format!("{module}.{name}")),
            export: memory.exports.first().cloned(),
        };
        Self { host, memory: memory.map(known) }
    }

    /// Why an import that needs the memory cannot reach it now, if so. A memory that is neither imported nor exported is of
    /// no concern to a host, so no import needs it.
    pub(super) fn unreachable(&self, instantiated: bool, wasi: bool) -> Option<Unreachable> {
        let Names { import, export } = self.memory.as_ref()?;
        match (self.host, import, export) {
            (HostView::Js, _, _) if instantiated => None,
            (HostView::Js, Some(import), _) if wasi => Some(Unreachable::WasiLooksAmongExports(import.clone())),
            (HostView::Js, Some(_), _) => None,
            (HostView::Js, None, export) => export.clone().map(Unreachable::NotYetExported),
            (HostView::Wasmtime, Some(import), None) if wasi => {
                Some(Unreachable::WasiLooksAmongExports(import.clone()))
            }
            (HostView::Wasmtime, _, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(host: HostView, import: bool, export: bool) -> View {
        let import = import.then(|| "env.memory".to_owned());
        let export = export.then(|| "memory".to_owned());
        View { host, memory: Some(Names { import, export }) }
    }

    #[test]
    fn js_hosts_have_exports_when_instantiation_has_ended() {
        let exported = view(HostView::Js, false, true);
        assert_eq!(exported.unreachable(false, false), Some(Unreachable::NotYetExported("memory".to_owned())));
        assert_eq!(exported.unreachable(true, false), None);
    }

    #[test]
    fn js_hosts_have_what_they_gave_but_wasi_does_not_look_there() {
        for export in [false, true] {
            let imported = view(HostView::Js, true, export);
            assert_eq!(imported.unreachable(false, false), None);
            let missing = Unreachable::WasiLooksAmongExports("env.memory".to_owned());
            assert_eq!(imported.unreachable(false, true), Some(missing));
            assert_eq!(imported.unreachable(true, true), None);
        }
    }

    #[test]
    fn wasmtime_has_exports_during_start_and_its_wasi_wants_one() {
        for instantiated in [false, true] {
            assert_eq!(view(HostView::Wasmtime, false, true).unreachable(instantiated, true), None);
            assert_eq!(view(HostView::Wasmtime, true, true).unreachable(instantiated, true), None);
            assert_eq!(view(HostView::Wasmtime, true, false).unreachable(instantiated, false), None);
            let missing = Unreachable::WasiLooksAmongExports("env.memory".to_owned());
            assert_eq!(view(HostView::Wasmtime, true, false).unreachable(instantiated, true), Some(missing));
        }
    }

    #[test]
    fn a_memory_that_no_host_sees_concerns_none() {
        assert_eq!(view(HostView::Js, false, false).unreachable(false, true), None);
        assert_eq!(View { host: HostView::Js, memory: None }.unreachable(false, true), None);
    }
}
