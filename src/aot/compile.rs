//! Compiling, ahead of time: Cranelift through wasmtime.

use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

use wasmtime::Config;
use wasmtime::Engine;
use wasmtime::OptLevel;
use wasmtime::RegallocAlgorithm;

use super::deadline::Deadline;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::error::caught;

/// What a thread that compiles has for a stack, in bytes.
const STACK_TO_COMPILE: usize = 16 << 20;

/// How often the clock ticks that ends runs.
const TICK: Duration = Duration::from_millis(10);

/// As much as JS engines give, roughly; the thread that runs modules has more.
const STACK: usize = 1 << 20;

/// The configuration that everything here is compiled with.
///
/// NaNs are canonical, since the bits of others depend on how registers are allocated.
///
/// Runs are short, so code is not optimised. They end by epochs, not by fuel: epochs make compiling take
/// 1.06 to 1.21 times as long, fuel 1.15 to 1.53 times (`benches/check.rs` on three modules of 1 MB). The price is that
/// "did not end in time" depends on the machine.
pub fn configuration() -> Config {
    let mut config = Config::new();
    config
        .cranelift_opt_level(OptLevel::None)
        .cranelift_regalloc_algorithm(RegallocAlgorithm::SinglePass)
        .generate_address_map(false)
        .epoch_interruption(true)
        .max_wasm_stack(STACK)
        .relaxed_simd_deterministic(true)
        .cranelift_nan_canonicalization(true)
        .wasm_tail_call(true)
        .wasm_function_references(true)
        .wasm_gc(true)
        .wasm_exceptions(true)
        .wasm_memory64(true)
        .wasm_multi_memory(true)
        .wasm_threads(true)
        .wasm_wide_arithmetic(true)
        .wasm_custom_page_sizes(true)
        .wasm_extended_const(true);
    config
}

/// An engine, and a clock that ends runs on it.
pub(super) struct Machine {
    pub engine: Engine,
    /// When all has to end that is done with it.
    pub deadline: Deadline,
    /// Dropping it stops the clock.
    stop: Option<mpsc::Sender<()>>,
    clock: Option<JoinHandle<()>>,
}

impl Machine {
    pub(super) fn new(deadline: Deadline) -> Result<Self> {
        let engine = Engine::new(&configuration()).map_err(|error| unsupported(&error))?;
        let (stop, stopped) = mpsc::channel();
        let ticking = engine.clone();
        let clock = thread::Builder::new().spawn(move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                ticking.increment_epoch();
            }
        });
        let clock = clock.map_err(|error| no_thread(&error))?;
        Ok(Self { engine, deadline, stop: Some(stop), clock: Some(clock) })
    }

    /// Compiles a module, so many functions at once or fewer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] for proposals that wasmtime does not have, which its message names.
    pub(super) fn compile(&self, wasm: &[u8], at_once: u64) -> Result<wasmtime::Module> {
        let (engine, wasm) = (self.engine.clone(), wasm.to_vec());
        // Cranelift cannot be stopped. What it has begun goes on, on threads of its own, so that nothing waits for it.
        let threads = at_once.clamp(1, rayon::current_num_threads() as u64) as usize;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_TO_COMPILE).build();
        let pool = pool.map_err(|error| no_thread(&error))?;
        let (sender, compiled) = mpsc::channel();
        pool.spawn(move || {
            // No one receives it if it comes too late.
            let _ = sender.send(caught("wasmtime", || wasmtime::Module::new(&engine, wasm)));
        });
        let left = self.deadline.left();
        match compiled.recv_timeout(left) {
            Ok(compiled) => compiled?.map_err(|error| unsupported(&error)),
            Err(RecvTimeoutError::Timeout) => {
                let late = self.deadline.limit();
                let what = format!("cannot be compiled to run: Cranelift {late}; --deadline=SECONDS allows more");
                Err(Error::new(ErrorKind::Unsupported, what))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Error::bug("compiling ended without a result")),
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(clock) = self.clock.take() {
            // It cannot panic, and if it did, nothing would be lost.
            let _ = clock.join();
        }
    }
}

pub(super) fn no_thread(error: &impl std::fmt::Display) -> Error {
    Error::refused(format!("cannot start a thread, without which nothing ends a run in time: {error}"))
}

/// The time until then in ticks, rounded up.
pub(super) fn ticks(end: Instant) -> u64 {
    let left = end.saturating_duration_since(Instant::now());
    let ticks = left.as_millis().div_ceil(TICK.as_millis());
    u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1)
}

/// The innermost cause says what is missing; those around it say that it was met while compiling, and both at which offset,
/// which is one of the copy.
fn unsupported(error: &wasmtime::Error) -> Error {
    let cause = error.root_cause().to_string();
    let without_front = cause.split_once(" at offset ").and_then(|(_, rest)| rest.split_once(": "));
    let what = without_front.map_or(cause.as_str(), |(_, what)| what);
    let what = what.split(" (at offset ").next().unwrap_or(what);
    Error::new(ErrorKind::Unsupported, format!("cannot be compiled to run: {what}"))
}
