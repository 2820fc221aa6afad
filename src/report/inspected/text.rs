//! What a module is, on one screen.

use anstyle::AnsiColor;
use anstyle::Style;

use super::Constructor;
use super::Inspected;
use super::ModuleKind;
use super::hosts;
use crate::inspect::Beyond;
use crate::inspect::Each;
use crate::inspect::Effect;
use crate::inspect::Function;
use crate::inspect::MemoryFacts;
use crate::inspect::Ran;
use crate::inspect::ReachedImport;
use crate::inspect::StartVerdict;
use crate::report::lines::Lines;
use crate::report::lines::Title;
use crate::report::look::Look;
use crate::report::names::demangle;
use crate::shell::quoted;
use crate::shown::pages;

/// How many constructors, imports and hosts of a kind are shown unless all are asked for.
const FEW: usize = 6;

/// Where texts begin.
const MARGIN: usize = 16;

/// The module on one screen.
pub fn report(inspected: &Inspected, look: Look) -> String {
    let mut screen = Screen(Lines::new(MARGIN));
    screen.toolchain(inspected);
    screen.memory(inspected);
    screen.first(inspected);
    screen.plain("init", format!("{}: {}", inspected.facts.convention.keyword(), inspected.facts.evidence));
    screen.candidates(inspected, look.all);
    screen.constructors(inspected, look.all);
    screen.reaches(inspected, look.all);
    screen.verdict(inspected, look.all);
    screen.hosts(inspected, look.all);
    let title = format!("{}: a {} of {}", inspected.name, kind(inspected.kind()), size(inspected.bytes));
    screen.0.shown(Some(Title { name: &title, said: None }), look)
}

struct Screen(Lines);

impl Screen {
    fn plain(&mut self, label: &'static str, text: impl AsRef<str>) {
        self.styled(label, text, Style::new());
    }

    fn styled(&mut self, label: &'static str, text: impl AsRef<str>, style: Style) {
        self.0.text(label, text.as_ref(), style);
    }

    fn toolchain(&mut self, inspected: &Inspected) {
        let facts = &inspected.facts;
        let mut parts = facts.producers.clone();
        if parts.is_empty() {
            parts.push("an unknown toolchain".to_owned());
        }
        parts.push(if facts.names { "with names" } else { "without names" }.to_owned());
        if facts.debug_info {
            parts.push("with debug information".to_owned());
        }
        if facts.source_map {
            parts.push("with a source map".to_owned());
        }
        self.plain("made by", parts.join(", "));
    }

    fn memory(&mut self, inspected: &Inspected) {
        if inspected.facts.memories.is_empty() {
            self.plain("memory", "none");
        }
        for memory in &inspected.facts.memories {
            self.plain("memory", describe(memory));
        }
    }

    fn first(&mut self, inspected: &Inspected) {
        for (place, first) in inspected.facts.first.iter().enumerate() {
            let when = match first.each {
                Each::Instance => "before anything else",
                Each::Thread => "before anything else in a thread",
                Each::Task => "before anything else in a task",
            };
            let text = format!("the host calls `{}` {when}: it sets up {}", first.name, first.sets_up);
            self.plain(if place == 0 { "first" } else { "" }, text);
        }
    }

    fn candidates(&mut self, inspected: &Inspected, all: bool) {
        let candidates = &inspected.facts.candidates;
        if candidates.is_empty() {
            return;
        }
        let shown = if all { candidates.len() } else { few(candidates.len()) };
        let names: Vec<String> = candidates.iter().take(shown).map(|name| format!("`{name}`")).collect();
        let more = candidates.len() - shown;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let option = match candidates.as_slice() {
            [only] => quoted(&format!("--init-export={only}")),
            _ => "--init-export=NAME".to_owned(),
        };
        let names = names.join(", ");
        self.plain("maybe", format!("{names}{more}: if the host has to call it first, say {option}"));
    }

    fn constructors(&mut self, inspected: &Inspected, all: bool) {
        let constructors = &inspected.constructors;
        let shown = if all { constructors.len() } else { few(constructors.len()) };
        for (place, constructor) in constructors.iter().take(shown).enumerate() {
            self.plain(if place == 0 { "constructors" } else { "" }, show(constructor));
        }
        if constructors.len() > shown {
            self.plain("", format!("and {} more", constructors.len() - shown));
        }
        if let Some(why) = &inspected.unread {
            self.plain("debug info", format!("not read: {why}"));
        }
    }

    fn reaches(&mut self, inspected: &Inspected, all: bool) {
        let Some(initialiser) = &inspected.facts.initialiser else {
            return;
        };
        let reach = &initialiser.reach;
        let functions = if reach.functions == 1 { "function" } else { "functions" };
        let calls = match reach.imports.len() {
            0 => "no import".to_owned(),
            1 => "1 import".to_owned(),
            count => format!("{count} imports"),
        };
        self.plain("calls", format!("{} {functions}, {calls}, from {}", reach.functions, initialiser.function));
        let shown = if all { reach.imports.len() } else { few(reach.imports.len()) };
        // The telling ones first.
        let mut imports: Vec<&ReachedImport> = reach.imports.iter().collect();
        imports.sort_by_key(|import| (import.is_harmless(), !import.certain));
        for import in imports.iter().take(shown) {
            self.styled("", import_line(import), colour(import.effect));
        }
        if imports.len() > shown {
            self.plain("", format!("and {} more", imports.len() - shown));
        }
        if reach.beyond != Beyond::Nothing {
            let beyond = &reach.beyond;
            self.plain("", format!("and maybe anything else: {beyond}"));
        }
    }

    fn verdict(&mut self, inspected: &Inspected, all: bool) {
        let (Some(initialiser), Some(why)) = (&inspected.facts.initialiser, &inspected.why) else {
            return;
        };
        let (verdict, proof) = initialiser.verdict();
        // Which functions come to call an import is said above.
        let why = if all { why.to_string() } else { format!("{why:#}") };
        let style = match verdict {
            StartVerdict::Safe => AnsiColor::Green.on_default(),
            StartVerdict::NeedsMemory | StartVerdict::Unproven => AnsiColor::Yellow.on_default(),
            StartVerdict::Unsafe => AnsiColor::Red.on_default(),
        };
        self.styled("start", format!("{} (proof: {}): {why}", verdict.keyword(), proof.keyword()), style);
        if let Some(Ran::Unknown(why)) = &initialiser.ran {
            self.plain("", format!("run: nothing is proven, {why}"));
        }
    }

    fn hosts(&mut self, inspected: &Inspected, all: bool) {
        let lines = if all || inspected.hosts.len() == 1 { hosts::each(inspected) } else { hosts::grouped(inspected) };
        for (place, line) in lines.iter().enumerate() {
            self.styled(if place == 0 { "hosts" } else { "" }, &line.text, line.style);
        }
        if inspected.may_be_written_around() {
            self.plain(
                "",
                "or `wasm-initfix esm` writes the JavaScript that gives what it imports, and initialises it",
            );
        }
    }
}

/// One more is shown instead of saying that there is one more.
fn few(count: usize) -> usize {
    if count <= FEW + 1 { count } else { FEW }
}

fn kind(kind: ModuleKind) -> &'static str {
    match kind {
        ModuleKind::Command => "command",
        ModuleKind::Reactor => "reactor",
        // It may be what loads libraries.
        ModuleKind::Dylink => "dynamically linked module",
        ModuleKind::Library => "library",
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

fn describe(memory: &MemoryFacts) -> String {
    let import = memory.import.iter().map(|(module, name)| format!("imported from `{module}.{name}`"));
    let exports = memory.exports.iter().map(|name| format!("exported as `{name}`"));
    let mut parts: Vec<String> = import.chain(exports).collect();
    if parts.is_empty() {
        parts.push("private".to_owned());
    }
    if memory.shared {
        parts.push("shared".to_owned());
    }
    if memory.memory64 {
        parts.push("64 bits".to_owned());
    }
    parts.push(match memory.maximum {
        None => pages(memory.minimum),
        Some(maximum) => format!("{} to {}", memory.minimum, pages(maximum)),
    });
    parts.join(", ")
}

fn show(constructor: &Constructor) -> String {
    match &constructor.place {
        None => constructor.shown.clone(),
        Some(place) => {
            let line = place.line.map_or_else(String::new, |line| format!(":{line}"));
            format!("{} ({}{line})", constructor.shown, place.file)
        }
    }
}

fn import_line(import: &ReachedImport) -> String {
    let certainty = if import.certain { "" } else { "by an indirect call, " };
    let path: Vec<String> = import.path.iter().map(short).collect();
    let path = match path.as_slice() {
        [] => String::new(),
        [first, second, between @ .., last] if between.len() > 2 => {
            format!(": {first} → {second} → {} more → {last}", between.len() + import.left_out)
        }
        path => format!(": {}", path.join(" → ")),
    };
    format!("{}.{} ({certainty}{}){path}", import.module, import.name, import.effect.keyword())
}

/// ``func 5 `_ZN1AC2Ev` `` as `A::A()`.
fn short(step: &Function) -> String {
    match &step.name {
        Some(name) => demangle(name),
        None => step.to_string(),
    }
}

fn colour(effect: Effect) -> Style {
    match effect {
        Effect::Pure | Effect::Aborts => Style::new(),
        Effect::NeedsMemory => AnsiColor::Yellow.on_default(),
        Effect::Unknown | Effect::Reenters => AnsiColor::Red.on_default(),
    }
}
