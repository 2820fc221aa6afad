//! `cargo bench --bench against_walrus -- FILE…`: what fixing a module costs beside walrus alone, which reads it and
//! writes it again.
//!
//! Both run in turn in one process, so that a machine that slows down slows both; what counts is the ratio of the
//! medians. The memory becomes imported under a name of its own, so that every module with one memory has something to
//! be done.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use wasm_initfix::MemoryChoice;
use wasm_initfix::Options;

const ROUNDS: usize = 7;

fn main() {
    // Cargo passes `--bench` to every benchmark.
    let files: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if files.is_empty() {
        println!("usage: cargo bench --bench against_walrus -- FILE…");
    }
    for file in files {
        match compare(Path::new(&file)) {
            Ok(line) => println!("{line}"),
            Err(error) => println!("{file}: {error}"),
        }
    }
}

fn compare(file: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let wasm = std::fs::read(file)?;
    let options = Options {
        memory: MemoryChoice::Import { module: "bench".to_owned(), name: "memory".to_owned() },
        ..Options::default()
    };
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(time(|| round_trip(&wasm))?);
        ours.push(time(|| fix(&wasm, &options))?);
    }
    let (bare, ours) = (median(bare), median(ours));
    Ok(format!(
        "{}: {:.1} MB, walrus {bare:.2?}, fix {ours:.2?}, ratio {:.2}",
        file.display(),
        wasm.len() as f64 / 1e6,
        ours.as_secs_f64() / bare.as_secs_f64()
    ))
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn round_trip(wasm: &[u8]) -> Outcome {
    let mut module = walrus::Module::from_buffer(wasm)?;
    std::hint::black_box(module.emit_wasm());
    Ok(())
}

fn fix(wasm: &[u8], options: &Options) -> Outcome {
    let outcome = wasm_initfix::fix(wasm, options)?;
    if std::hint::black_box(outcome.wasm()).is_none() {
        return Err("nothing to be done".into());
    }
    Ok(())
}

fn time(run: impl FnOnce() -> Outcome) -> Result<Duration, Box<dyn std::error::Error>> {
    let start = Instant::now();
    run()?;
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
