//! Which memory a host can reach, and when, and whether it has a table.

use super::super::trace::Unreachable;
use crate::hosts::Host;
use crate::hosts::Wasi;
use crate::inspect::MemoryFacts;
use crate::inspect::TableFacts;

/// What a host knows of a module's memory.
#[derive(Debug, Clone)]
pub(super) struct View {
    host: &'static Host,
    memory: Option<MemoryNames>,
    /// Whether the module imports a table.
    gives_table: bool,
}

#[derive(Debug, Clone)]
struct MemoryNames {
    import: Option<String>,
    export: Option<String>,
}

impl View {
    pub(super) fn new(host: &'static Host, memory: Option<&MemoryFacts>, tables: &[TableFacts]) -> Self {
        let known = |memory: &MemoryFacts| MemoryNames {
            import: memory.import.as_ref().map(|(module, name)| format!("{module}.{name}")),
            export: memory.exports.first().cloned(),
        };
        let gives_table = tables.iter().any(|table| table.import.is_some());
        Self { host, memory: memory.map(known), gives_table }
    }

    /// Why an import that calls the module, or needs other exports than memory, has none of them now, if so.
    pub(super) fn no_exports(&self, instantiated: bool) -> Option<Unreachable> {
        let has = instantiated || self.host.exports_in_start;
        (!has).then_some(Unreachable::NoExportsYet)
    }

    /// Whether an import that calls the module has a table to do so, and no exports yet.
    pub(super) fn has_table_alone(&self, instantiated: bool) -> bool {
        self.gives_table && self.no_exports(instantiated).is_some()
    }

    /// Why an import that needs the memory cannot reach it now, if so. A memory that is neither imported nor exported is of
    /// no concern to a host, so no import needs it.
    pub(super) fn unreachable(&self, instantiated: bool, wasi: bool) -> Option<Unreachable> {
        let names = self.memory.as_ref()?;
        if wasi {
            self.unreachable_for_wasi(names, instantiated)
        } else {
            self.unreachable_for_others(names, instantiated)
        }
    }

    /// A host without a WASI of its own has one of the user's, which is set up as late as the others that start late.
    fn unreachable_for_wasi(&self, names: &MemoryNames, instantiated: bool) -> Option<Unreachable> {
        let is_late = !matches!(self.host.wasi, Wasi::Always { .. }) && !instantiated;
        match (&names.import, &names.export) {
            (Some(import), None) if is_late || self.host.wasi.wants_export() => {
                Some(Unreachable::WasiLooksAmongExports(import.clone()))
            }
            (Some(import), _) if is_late => Some(Unreachable::WasiLooksAmongExports(import.clone())),
            (None, Some(export)) if is_late => Some(Unreachable::NotYetExported(export.clone())),
            _ => None,
        }
    }

    fn unreachable_for_others(&self, names: &MemoryNames, instantiated: bool) -> Option<Unreachable> {
        match (&names.import, &names.export) {
            _ if instantiated || self.host.exports_in_start => None,
            (None, Some(export)) => Some(Unreachable::NotYetExported(export.clone())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hosts::find;

    fn view(name: &str, import: bool, export: bool) -> View {
        let import = import.then(|| "env.memory".to_owned());
        let export = export.then(|| "memory".to_owned());
        let host = find(name).expect("a host");
        View { host, memory: Some(MemoryNames { import, export }), gives_table: false }
    }

    #[test]
    fn js_hosts_have_exports_when_instantiation_has_ended() {
        let exported = view("js", false, true);
        assert_eq!(exported.unreachable(false, false), Some(Unreachable::NotYetExported("memory".to_owned())));
        assert_eq!(exported.unreachable(true, false), None);
    }

    #[test]
    fn js_hosts_have_what_they_gave_but_wasi_does_not_look_there() {
        for export in [false, true] {
            let imported = view("js", true, export);
            assert_eq!(imported.unreachable(false, false), None);
            let missing = Unreachable::WasiLooksAmongExports("env.memory".to_owned());
            assert_eq!(imported.unreachable(false, true), Some(missing));
            assert_eq!(imported.unreachable(true, true), None);
        }
    }

    #[test]
    fn wasmtime_has_exports_during_start_and_its_wasi_wants_one() {
        for instantiated in [false, true] {
            assert_eq!(view("wasmtime", false, true).unreachable(instantiated, true), None);
            assert_eq!(view("wasmtime", true, true).unreachable(instantiated, true), None);
            assert_eq!(view("wasmtime", true, false).unreachable(instantiated, false), None);
            let missing = Unreachable::WasiLooksAmongExports("env.memory".to_owned());
            assert_eq!(view("wasmtime", true, false).unreachable(instantiated, true), Some(missing));
        }
    }

    #[test]
    fn extism_has_wasi_during_start_but_no_exports() {
        let exported = view("extism", false, true);
        assert_eq!(exported.unreachable(false, true), None);
        assert_eq!(exported.unreachable(false, false), Some(Unreachable::NotYetExported("memory".to_owned())));
    }

    #[test]
    fn node_wants_the_memory_exported_afterwards_too() {
        let missing = Unreachable::WasiLooksAmongExports("env.memory".to_owned());
        assert_eq!(view("node-wasi-initialize", true, false).unreachable(true, true), Some(missing));
        assert_eq!(view("node-wasi-initialize", true, true).unreachable(true, true), None);
    }

    #[test]
    fn a_table_that_a_host_gave_is_there_before_exports_are() {
        let given = View { gives_table: true, ..view("js", false, false) };
        assert_eq!([false, true].map(|instantiated| given.has_table_alone(instantiated)), [true, false]);
        assert!(!view("js", false, false).has_table_alone(false));
        assert!(!View { gives_table: true, ..view("wasmtime", false, false) }.has_table_alone(false));
    }

    #[test]
    fn a_memory_that_no_host_sees_concerns_none() {
        assert_eq!(view("js", false, false).unreachable(false, true), None);
        assert_eq!(View { memory: None, ..view("js", false, false) }.unreachable(false, true), None);
    }
}
