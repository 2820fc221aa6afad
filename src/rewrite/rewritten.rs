//! What rewriters make of a module, and what goes stale in it.

use std::collections::HashSet;
use strum::IntoStaticStr;
use strum::VariantNames;

use crate::module::Module;
use crate::pieces::Pieces;

/// A rewritten module, and what the rewriter says about it; `verify` takes none of it on trust.
pub(crate) struct Rewritten<'a> {
    pub wasm: Pieces<'a>,
    pub renumbering: Renumbering,
    pub lost: Vec<Lost>,
    /// By how many bytes the code moved.
    pub moved: Moved,
    pub rewriter: Rewriter,
}

/// By how many bytes code moved that stayed as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Moved {
    /// In the file: addresses in source maps count from its beginning.
    pub in_file: isize,
    /// Within the code section: DWARF's addresses count from the beginning of what the section holds
    /// (<https://yurydelendik.github.io/webassembly-dwarf/>).
    pub in_section: isize,
}

/// Who carried out a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Rewriter {
    /// Only the bytes that the plan names were changed.
    Splice,
    /// The module was rebuilt.
    Walrus,
}

/// New indices of functions.
#[derive(Debug)]
pub(crate) struct Renumbering {
    /// Of the input's functions, by old index; none of those that the plan drops.
    pub functions: Vec<Option<u32>>,
    /// Of those that the plan adds, in its order.
    pub added: Vec<u32>,
}

/// A custom section that could not be carried over, since nothing would be right in it any more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lost {
    /// The section's name.
    pub section: String,
    /// What that means for the user.
    pub why: &'static str,
}

impl Lost {
    /// What a rewriter does not carry over, each name once.
    pub(super) fn of(module: &Module, rewriter: Rewriter) -> Vec<Self> {
        let mut seen = HashSet::new();
        let mut names = 0;
        let lost = module.customs().filter_map(|custom| {
            names += u32::from(custom.name == NAME);
            let why = rewriter.drops(custom.name);
            Some((custom.name, why.or_else(|| rewriter.drops_further(custom.name).filter(|_| names > 1))?))
        });
        let lost = lost.filter(|(name, _)| seen.insert(*name));
        lost.map(|(name, why)| Self { section: name.to_owned(), why }).collect()
    }
}

impl Rewriter {
    /// The word for reports: `splice` or `walrus`.
    pub fn keyword(self) -> &'static str {
        self.into()
    }

    /// Why this rewriter leaves out a custom section: what would be in it would not be right any more.
    pub(crate) fn drops(self, section: &str) -> Option<&'static str> {
        match section {
            "linking" => Some("symbols for linking again"),
            "signature" => Some("the signature is no longer valid"),
            _ if section.starts_with("reloc.") => Some("relocations for linking again"),
            _ => match self {
                Self::Splice => None,
                Self::Walrus => moves(section),
            },
        }
    }

    /// Why this rewriter leaves out custom sections of a name but for the first.
    pub(crate) fn drops_further(self, section: &str) -> Option<&'static str> {
        (self == Self::Walrus && section == NAME).then_some("the first section of names counts, and it alone is kept")
    }
}

/// The section of names. There should be one.
const NAME: &str = "name";

/// Why a custom section goes stale when functions move: it names functions by index, or code by offset.
fn moves(section: &str) -> Option<&'static str> {
    match section {
        "sourceMappingURL" => Some("the source map's offsets no longer fit"),
        "metadata.code.branch_hint" => Some("branch hints no longer fit"),
        "build_id" | "external_debug_info" => Some("separate debug information no longer fits"),
        // walrus drops whatever begins like this, with or without the underscore of DWARF's names.
        _ if section.starts_with(".debug") => Some("debug information no longer fits"),
        _ if section.starts_with("metadata.code.") => Some("code metadata no longer fits"),
        _ => None,
    }
}
