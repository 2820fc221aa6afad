//! What a check costs beside compiling, which is most of it: `cargo bench --bench check -- FILE [OPTIONS]`.
//!
//! The file is fixed with the options (a file that stays as it is is compared with itself). Then these run in turn, in one
//! process, and the median of each is shown with its ratio to the first:
//!
//! - wasmtime compiles both modules, in the configuration of the runner;
//! - the same without what ends runs, and with fuel instead of epochs;
//! - `check` of both.

use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

use wasm_initfix::aot;
use wasm_initfix::aot::RunOptions;
use wasmtime::Config;
use wasmtime::Engine;
use wasmtime::Module;

const ROUNDS: usize = 7;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(path) = arguments.next() else {
        println!("give a linked module: cargo bench --bench check -- FILE [OPTIONS]");
        return ExitCode::SUCCESS;
    };
    match measure(&path, &arguments.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(path: &str, options: &[String]) -> Result<(), String> {
    let before = std::fs::read(path).map_err(|error| error.to_string())?;
    let options = wasm_initfix::cli::parse_options(options.iter().map(String::as_str))?;
    let outcome = wasm_initfix::fix(&before, &options).map_err(|error| error.to_string())?;
    let after = outcome.wasm().map_or_else(|| before.clone(), wasm_initfix::Pieces::to_vec);
    let after = &after;
    let verdict = aot::compare(&before, after, &RunOptions::default()).map_err(|error| error.to_string())?.verdict();
    println!("{path}: {} bytes, {} bytes after; {}", before.len(), after.len(), verdict.keyword());
    let compile = |config: &Config| {
        let engine = Engine::new(config).expect("the configuration is one");
        for wasm in [&before, after] {
            Module::new(&engine, wasm).expect("it was compiled before");
        }
    };
    let epochs = aot::configuration();
    let mut nothing = aot::configuration();
    nothing.epoch_interruption(false);
    let mut fuel = aot::configuration();
    fuel.epoch_interruption(false).consume_fuel(true);
    let check = || {
        aot::compare(&before, after, &RunOptions::default()).expect("it was checked before");
    };
    let subjects: [(&str, &dyn Fn()); 4] = [
        ("compile both, with epochs", &|| compile(&epochs)),
        ("compile both, without an end", &|| compile(&nothing)),
        ("compile both, with fuel", &|| compile(&fuel)),
        ("check both", &check),
    ];
    let mut times = vec![Vec::new(); subjects.len()];
    for _ in 0..ROUNDS {
        for ((_, subject), times) in subjects.iter().zip(&mut times) {
            let start = Instant::now();
            subject();
            times.push(start.elapsed());
        }
    }
    let medians: Vec<Duration> = times.into_iter().map(median).collect();
    for ((name, _), median) in subjects.iter().zip(&medians) {
        let ratio = median.as_secs_f64() / medians[0].as_secs_f64();
        println!("  {name:<30} {:>8.1} ms  {ratio:.2}", median.as_secs_f64() * 1000.0);
    }
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
