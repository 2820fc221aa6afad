//! Fixes a module, and checks by running both that nothing else changed: `cargo run --example check -- FILE`.

use std::error::Error;

use wasm_initfix::Options;
use wasm_initfix::aot;
use wasm_initfix::aot::CheckVerdict;
use wasm_initfix::aot::RunOptions;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give a linked module")?;
    let before = std::fs::read(path)?;
    let outcome = wasm_initfix::fix(&before, &Options::new())?;
    let Some(after) = outcome.wasm() else {
        println!("unchanged: {}", outcome.reasons().reason);
        return Ok(());
    };
    let checked = aot::compare(&before, &after.to_vec(), &RunOptions::new())?;
    for phase in &checked.after.phases {
        for call in &phase.calls {
            println!("{} calls {call}", phase.phase);
        }
        println!("{}: {}", phase.phase, phase.end);
    }
    match checked.verdict() {
        CheckVerdict::Same => println!("does the same, but for: {}", checked.excused.join("; ")),
        verdict => println!("{}: {:#?}", verdict.keyword(), checked.differences),
    }
    Ok(())
}
