//! What a host does not give, and what it makes of exports. "It" is the host.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use crate::decide::Missing;
use crate::decide::Namespace;
use crate::decide::Unplaced;
use crate::hosts::THEN;
use crate::hosts::ThenStops;
use crate::inspect::is_wasi;
use crate::shell::quoted;

/// How many names are shown.
const FEW: usize = 3;

/// Goes on after what a host makes of the module.
impl Display for Missing {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::WasiOfProgram => f.write_str("it has no WASI: the program has to give that"),
            Self::Wasi => f.write_str("it has no WASI, which the module imports"),
            Self::Function(module, name) => {
                write!(f, "it by itself does not give `{module}.{name}`, which the module imports")
            }
            Self::EsModules(unplaced) => unplaced.fmt(f),
        }
    }
}

impl Display for Unplaced {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let of = |one: &str, several: &str, names: &[String]| match names {
            [] => None,
            [name] => Some(format!("{one} `{name}`")),
            names => Some(format!("{several} {}", few(names))),
        };
        let faults = [
            of("looks for a package", "looks for packages", &self.packages),
            of("knows no module", "knows no modules", &self.unknown),
            of(
                "takes globals from a `.wasm` alone, not from",
                "takes globals from a `.wasm` alone, not from",
                &self.globals,
            ),
        ];
        write!(f, "it {}: {}", faults.into_iter().flatten().collect::<Vec<_>>().join(", and "), way_out(self))
    }
}

/// What helps where a host does not find modules.
fn way_out(unplaced: &Unplaced) -> String {
    let mut named = unplaced.packages.iter().chain(&unplaced.unknown);
    let has_wasi = named.clone().chain(&unplaced.globals).any(|name| is_wasi(name));
    // The option takes no empty name.
    let can_change = |name: &str| unplaced.renamable && !name.is_empty();
    let other = named.find(|name| !is_wasi(name) && can_change(name));
    let rename = other.map(|name| {
        let option = quoted(&format!("--rename-import={name}=./{}.mjs", file_name(name)));
        format!("{option} names a file instead, and ")
    });
    let esm = if has_wasi { "gives WASI, and needs none of these names" } else { "needs no such name" };
    format!("{}what `wasm-initfix esm` writes {esm}", rename.unwrap_or_default())
}

/// What a file of JavaScript could be called, by a module name.
fn file_name(module: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "_.-@".contains(char);
    let plain: String = module.chars().map(|char| if is_plain(char) { char } else { '-' }).collect();
    let plain = plain.trim_matches(['-', '.']);
    if plain.is_empty() { "imports".to_owned() } else { plain.to_owned() }
}

impl Namespace {
    /// What a host makes of exports, one sentence each.
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        let then = self.then.map(|then| then.to_string());
        let copied = Some(self.copied.as_slice()).filter(|copied| !copied.is_empty()).map(copies);
        then.into_iter().chain(copied)
    }
}

impl Display for ThenStops {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let import = match self {
            Self::Dynamic => "`import()`",
            Self::All => "an import",
        };
        write!(
            f,
            "{import} waits for the module as for a promise, since a function is exported as `{THEN}`: --rename-export={THEN}=NAME"
        )
    }
}

/// What JavaScript has of mutable globals that are copied.
pub(super) fn copies(names: &[String]) -> String {
    let (values, have, later, objects) = match names {
        [_] => ("the value that the global", "has", "no later one", "an object"),
        _ => ("the values that globals", "have", "no later ones", "objects"),
    };
    format!(
        "JavaScript gets {values} {} {have} when the start section has run, and {later}; what `wasm-initfix esm` writes exports \
         {objects}",
        few(names)
    )
}

fn few(names: &[String]) -> String {
    // One more is named instead of saying that there is one more.
    let shown = if names.len() <= FEW + 1 { names.len() } else { FEW };
    let mut words: Vec<String> = names.iter().take(shown).map(|name| format!("`{name}`")).collect();
    if names.len() > shown {
        words.push(format!("{} more", names.len() - shown));
    }
    match words.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        words => words.concat(),
    }
}
