//! Each rewriter is the other's oracle.

use wasm_initfix::Options;
use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::Rewriter;
use wasm_initfix::RewriterChoice;
use wasm_initfix::plan::Plan;
use wasm_initfix::plan::SectionKind;
use wasmparser::Parser;

use super::check;
use super::directives::Run;
use super::expect;
use super::run;

/// What walrus says of pages of another size, which it cannot read.
const UNKNOWN_TO_WALRUS: &str = "the custom page sizes proposal must be enabled";

/// The module was spliced, and only where the plan says so; rebuilt by walrus it does the same.
pub fn check(run: &Run, input: &[u8], options: &Options, spliced: &Outcome) -> Result<(), String> {
    let Outcome::Fixed(fixed) = spliced else {
        return Ok(());
    };
    // Where functions go, or memories change places, indices move, and only walrus can do that.
    if fixed.plan.moves().is_some() && fixed.rewriter == Rewriter::Walrus {
        return Ok(());
    }
    if fixed.rewriter != Rewriter::Splice {
        return Err("was not spliced".to_owned());
    }
    let spliced = fixed.wasm.to_vec();
    untouched(input, &spliced, &fixed.plan)?;
    let options = options.clone().rewriter(RewriterChoice::Walrus);
    let rebuilt = wasm_initfix::fix(input, &options);
    if rebuilt.as_ref().is_err_and(|error| error.to_string().contains(UNKNOWN_TO_WALRUS)) {
        return Ok(());
    }
    expect::verdict(&run.expect, &rebuilt)?;
    let outcome = rebuilt.map_err(|error| error.to_string())?;
    expect::sound(input, &options, &outcome)?;
    let rebuilt = outcome.wasm().map_or_else(|| input.to_vec(), Pieces::to_vec);
    for script in &run.calls {
        run::script(&rebuilt, script).map_err(|error| format!("by walrus: {error}"))?;
    }
    check::check(run, input, &outcome).map_err(|error| format!("by walrus: {error}"))?;
    check::same(run, &spliced, &rebuilt).map_err(|error| format!("spliced, by walrus: {error}"))
}

/// Sections that the plan does not name have the same bytes, their headers included, in the same order.
fn untouched(before: &[u8], after: &[u8], plan: &Plan) -> Result<(), String> {
    let named: Vec<String> = plan.sections().into_iter().map(shown).collect();
    let kept = |wasm: &[u8]| -> Vec<(String, Vec<u8>)> {
        let sections = sections(wasm).into_iter();
        sections.filter(|(name, _)| !named.contains(name) && !dropped(name)).collect()
    };
    let (old, new) = (kept(before), kept(after));
    if old == new {
        return Ok(());
    }
    let differing = old.iter().zip(&new).find(|(old, new)| old != new).map(|(old, _)| &old.0);
    Err(format!("the section {differing:?} is not the same, though the plan does not name it"))
}

/// Sections that the tool says it leaves out.
fn dropped(name: &str) -> bool {
    name == "linking" || name == "signature" || name.starts_with("reloc.")
}

/// A section's id, or the name of a custom section.
fn shown(section: SectionKind) -> String {
    match section {
        SectionKind::Names => "name".to_owned(),
        known => known.id().to_string(),
    }
}

/// All sections with their headers, custom ones by name.
fn sections(wasm: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut sections = Vec::new();
    let mut start = 8;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.expect("it was validated");
        let Some((id, content)) = payload.as_section() else {
            continue;
        };
        let name = match &payload {
            wasmparser::Payload::CustomSection(custom) => custom.name().to_owned(),
            _ => id.to_string(),
        };
        sections.push((name, wasm[start..content.end as usize].to_vec()));
        start = content.end as usize;
    }
    sections
}
