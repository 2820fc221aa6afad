//! Inside: what fixing a module in memory takes with each rewriter, and walrus alone.
//!
//! `MODULES='FILE FILE' cargo bench --manifest-path benches/Cargo.toml`. Modules to measure on are not in the repository.

use std::fs;
use std::hint::black_box;

use criterion::BenchmarkId;
use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use wasm_initfix::MemoryChoice;
use wasm_initfix::Options;
use wasm_initfix::RewriterChoice;
use wasm_initfix::Validate;

fn fix(criterion: &mut Criterion) {
    let modules = std::env::var("MODULES").unwrap_or_default();
    for file in modules.split_whitespace() {
        let wasm = fs::read(file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut group = criterion.benchmark_group(file);
        group.sample_size(10).throughput(Throughput::Bytes(wasm.len() as u64));
        for (name, rewriter, validate) in [
            ("splice", RewriterChoice::Splice, Validate::Changed),
            ("splice, all validated", RewriterChoice::Splice, Validate::Full),
            ("walrus", RewriterChoice::Walrus, Validate::Changed),
        ] {
            let memory = MemoryChoice::Import { module: "bench".to_owned(), name: "memory".to_owned() };
            let options = Options::new().memory(memory).rewriter(rewriter).validate(validate);
            group.bench_with_input(BenchmarkId::from_parameter(name), &wasm, |bencher, wasm| {
                bencher
                    .iter(|| black_box(wasm_initfix::fix(wasm, &options).expect("it can be fixed").wasm().is_some()));
            });
        }
        group.bench_with_input(BenchmarkId::from_parameter("walrus alone"), &wasm, |bencher, wasm| {
            bencher.iter(|| black_box(walrus::Module::from_buffer(wasm).expect("a module").emit_wasm().len()));
        });
    }
}

criterion_group!(phases, fix);
criterion_main!(phases);
