//! The plan, carried out.

mod walrus;

use crate::error::Result;
use crate::module::Module;
use crate::plan::Plan;

/// A rewritten module, and what the rewriter says about it; `verify` takes none of it on trust.
pub(crate) struct Rewritten {
    pub wasm: Vec<u8>,
    pub renumbering: Renumbering,
    pub lost: Vec<Lost>,
    /// The name of the rewriter, for reports.
    pub rewriter: &'static str,
}

/// New indices of functions.
#[derive(Debug)]
pub(crate) struct Renumbering {
    /// Of the input's functions, by old index.
    pub functions: Vec<u32>,
    /// Of those that the plan adds, in its order.
    pub added: Vec<u32>,
}

/// A custom section that could not be carried over, since nothing would be right in it any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The section's name.
    pub section: String,
    /// What that means for the user.
    pub why: &'static str,
}

/// Carries out a plan.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) for a valid module that the rewriter cannot read.
pub(crate) fn rewrite(module: &Module, plan: &Plan) -> Result<Rewritten> {
    walrus::rewrite(module, plan)
}

/// Why a custom section goes stale when functions move: it names functions by index, or code by offset.
pub(crate) fn goes_stale(section: &str) -> Option<&'static str> {
    match section {
        "linking" => Some("symbols for linking again"),
        "sourceMappingURL" => Some("the source map's offsets no longer fit"),
        "metadata.code.branch_hint" => Some("branch hints no longer fit"),
        "build_id" | "external_debug_info" => Some("separate debug information no longer fits"),
        "signature" => Some("the signature is no longer valid"),
        _ if section.starts_with("reloc.") => Some("relocations for linking again"),
        // walrus drops whatever begins like this, with or without the underscore of DWARF's names.
        _ if section.starts_with(".debug") => Some("debug information no longer fits"),
        _ if section.starts_with("metadata.code.") => Some("code metadata no longer fits"),
        _ => None,
    }
}
