//! What `wasm-initfix esm` writes, and programs that import it, in each host that has ES modules.
//!
//! A program is a folder with a `main.mjs`, which prints `end` when it is done. In those of `tests/esm/by-hand/`, the host's side of a
//! module of `testdata/` is written by hand: they show how every host runs such a program.

#[path = "esm_hosts/by_hand.rs"]
mod by_hand;
#[path = "esm_hosts/cost.rs"]
mod cost;
#[path = "esm_hosts/host.rs"]
mod host;
#[path = "esm_hosts/imports.rs"]
mod imports;
#[path = "esm_hosts/loading.rs"]
mod loading;
#[path = "esm_hosts/memories.rs"]
mod memories;
#[path = "esm_hosts/names.rs"]
mod names;
#[path = "esm_hosts/run.rs"]
mod run;
#[path = "esm_hosts/threads.rs"]
mod threads;
#[path = "esm_hosts/types.rs"]
mod types;
#[path = "esm_hosts/values.rs"]
mod values;
#[path = "esm_hosts/wasi.rs"]
mod wasi;
#[path = "esm_hosts/written.rs"]
mod written;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let trials = [
        by_hand::trials(),
        cost::trials(),
        imports::trials(),
        loading::trials(),
        memories::trials(),
        names::trials(),
        threads::trials(),
        types::trials(),
        values::trials(),
        wasi::trials(),
        written::trials(),
    ]
    .into_iter()
    .flatten();
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
