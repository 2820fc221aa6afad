//! What a fix changes, in one sentence or several.

use crate::decide::InitFix;
use crate::decide::InitTarget;
use crate::decide::MemoryChange;
use crate::decide::MemoryFix;
use crate::decide::Source;
use crate::decide::TableChange;
use crate::decide::TableFix;
use crate::inspect::Renames;
use crate::outcome::Fixed;
use crate::shown::pages;

/// What changes, or would, without the reason: first what runs when, since people look for that.
pub(super) fn changes(fixed: &Fixed, written: bool) -> String {
    let said = InWords { fixed, written };
    let init = fixed.fix.init.as_ref();
    let main = init.and_then(|init| init.main.as_ref());
    let main = main.map(|main| format!("the module {} the program's `main` as `{}`", said.exports(), main.name));
    let memory = fixed.fix.memory.iter().filter_map(|fix| said.memory(fix));
    let table = fixed.fix.table.iter().map(|fix| said.table(fix));
    let init = init.map(|init| said.runs(init));
    init.into_iter().chain(main).chain(memory).chain(table).chain(said.names()).collect::<Vec<_>>().join("; ")
}

/// A fix, and whether it was made.
struct InWords<'f> {
    fixed: &'f Fixed<'f>,
    written: bool,
}

impl InWords<'_> {
    fn verb(&self, does: &'static str, would: &'static str) -> &'static str {
        if self.written { does } else { would }
    }

    fn imports(&self) -> &'static str {
        self.verb("imports", "would import")
    }

    fn defines(&self) -> &'static str {
        self.verb("defines", "would define")
    }

    fn exports(&self) -> &'static str {
        self.verb("exports", "would export")
    }

    fn no_longer_exports(&self) -> &'static str {
        self.verb("no longer exports", "would no longer export")
    }

    /// What runs once, and when. Exports have the names that the host calls them by from now on.
    fn runs(&self, init: &InitFix) -> String {
        let what = match (&init.source, self.written) {
            (Source::Started(_), true) => "what the start section ran now runs once",
            (Source::Started(_), false) => "what the start section runs would run once",
            (Source::Exported(_) | Source::Wrapped(_) | Source::Program(_), true) => "the constructors now run once",
            (Source::Exported(_) | Source::Wrapped(_) | Source::Program(_), false) => "the constructors would run once",
        };
        let calls = || format!("when the host first calls {}", self.run_by(init));
        match &init.target {
            InitTarget::Start { after: None, .. } => format!("{what}, in the start section"),
            InitTarget::Start { after: Some(_), .. } => {
                format!("{what}, in the start section, after what it runs already")
            }
            InitTarget::Export { .. } | InitTarget::Lazy { .. } if self.is_for_each_thread(init) => {
                format!("{what} in each instance, {}", calls())
            }
            InitTarget::Export { .. } | InitTarget::Lazy { .. } => format!("{what}, {}", calls()),
        }
    }

    /// Whether instances share a memory, and not what remembers that the constructors have run.
    fn is_for_each_thread(&self, init: &InitFix) -> bool {
        let sharing = self.fixed.facts.sharing.as_ref();
        init.word.is_none() && sharing.is_some_and(|sharing| sharing.guard.is_none())
    }

    /// The exports whose first call runs the constructors.
    fn run_by(&self, init: &InitFix) -> String {
        let quoted = |name: &str| format!("`{}`", self.fixed.fix.renames.export(name));
        let mut exports: Vec<String> = init.runs_by().into_iter().map(quoted).collect();
        if let InitTarget::Lazy { guarded, .. } = &init.target {
            match guarded.as_slice() {
                [] => {}
                [one] => exports.push(quoted(one)),
                several => exports.push(format!("one of {} exports", several.len())),
            }
        }
        match exports.as_slice() {
            [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
            exports => exports.concat(),
        }
    }

    /// Other names of imports and exports: a single one, or how many.
    fn names(&self) -> impl Iterator<Item = String> {
        let Renames { imports, exports, .. } = &self.fixed.fix.renames;
        let is = |before: String, now: String| match self.written {
            true => format!("{before} is {now} now"),
            false => format!("{before} would be {now}"),
        };
        let have = self.verb("have", "would have");
        let imports = match imports.as_slice() {
            [] => None,
            [one] => {
                let ((module, name), (to_module, to_name)) = (&one.from, &one.to);
                Some(is(format!("import `{module}.{name}`"), format!("`{to_module}.{to_name}`")))
            }
            several => Some(format!("{} imports {have} new names", several.len())),
        };
        let exports = match exports.as_slice() {
            [] => None,
            [one] => Some(is(format!("export `{}`", one.from), format!("`{}`", one.to))),
            several => Some(format!("{} exports {have} new names", several.len())),
        };
        imports.into_iter().chain(exports)
    }

    /// What changes in a memory; of exports that go, all that the memory had are said together.
    fn memory(&self, fix: &MemoryFix) -> Option<String> {
        let facts = &self.fixed.facts;
        let numbered = (facts.memories.len() > 1).then(|| format!("memory {}", fix.memory));
        let its = numbered.as_deref().unwrap_or("its memory");
        let the = numbered.as_deref().unwrap_or("the memory");
        Some(match &fix.change {
            MemoryChange::Import { module, name } => {
                format!("the module {} {its} from `{module}.{name}`", self.imports())
            }
            MemoryChange::Rename { module, name } => {
                let memory = facts.memories.get(fix.memory as usize);
                let before = memory.and_then(|memory| memory.import.as_ref());
                format!("the module {} {its} from `{module}.{name}`{}", self.imports(), no_longer(before))
            }
            MemoryChange::Define { minimum } => {
                format!("the module {} {its} itself, of {}", self.defines(), pages(*minimum))
            }
            MemoryChange::Limit { minimum, maximum } => {
                let most = maximum.map_or_else(|| "no maximum".to_owned(), |maximum| format!("at most {maximum}"));
                format!("{the} {} {}, {most}", self.verb("has", "would have"), pages(*minimum))
            }
            MemoryChange::Export { name } => format!("the module {} {its} as `{name}`", self.exports()),
            MemoryChange::Zero { .. } => format!(
                "the start section {} the gaps in {the} with zeros",
                self.verb("first fills", "would first fill")
            ),
            MemoryChange::Once { .. } => {
                format!("the first instance alone {} the data of {the}", self.verb("writes", "would write"))
            }
            MemoryChange::Hide { name } => {
                let names = hidden(&self.fixed.fix.memory, fix.memory);
                if names.first() != Some(&name.as_str()) {
                    return None;
                }
                format!("the module {} {its} as `{}`", self.no_longer_exports(), names.join("`, `"))
            }
        })
    }

    fn table(&self, fix: &TableFix) -> String {
        let facts = &self.fixed.facts;
        let numbered = (facts.tables.len() > 1).then(|| format!("table {}", fix.table));
        let its = numbered.as_deref().unwrap_or("its table");
        match &fix.change {
            TableChange::Import { module, name } => {
                format!("the module {} {its} from `{module}.{name}`", self.imports())
            }
            TableChange::Rename { module, name } => {
                let before = facts.tables.get(fix.table as usize).and_then(|table| table.import.as_ref());
                format!("the module {} {its} from `{module}.{name}`{}", self.imports(), no_longer(before))
            }
            TableChange::Define { minimum } => {
                let elements = if *minimum == 1 { "element" } else { "elements" };
                format!("the module {} {its} itself, of {minimum} {elements}", self.defines())
            }
            TableChange::Export { name } => format!("the module {} {its} as `{name}`", self.exports()),
            TableChange::Hide { names } => {
                format!("the module {} {its} as `{}`", self.no_longer_exports(), names.join("`, `"))
            }
        }
    }
}

/// The names under which a memory is no longer exported.
fn hidden(fixes: &[MemoryFix], memory: u32) -> Vec<&str> {
    let of_it = fixes.iter().filter(|fix| fix.memory == memory);
    let names = of_it.filter_map(|fix| match &fix.change {
        MemoryChange::Hide { name } => Some(name.as_str()),
        _ => None,
    });
    names.collect()
}

/// Goes on from where something is imported from.
fn no_longer(before: Option<&(String, String)>) -> String {
    before.map_or_else(String::new, |(module, name)| format!(", no longer from `{module}.{name}`"))
}
