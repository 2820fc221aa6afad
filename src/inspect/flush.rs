//! What is called at the end of each wrapped export: whether it runs destructors, or writes buffered output, or both.
//!
//! wasi-libc's `__wasm_call_dtors` (`libc-bottom-half/sources/__wasm_call_dtors.c`) calls `__funcs_on_exit` and then
//! `__stdio_exit`. The first calls the functions that `atexit` and `__cxa_atexit` were given, with one address each
//! (`libc-top-half/musl/src/exit/atexit.c`); the second writes what stdio still holds. Where one of them is not needed, a
//! function takes its place that does nothing.

use std::collections::HashSet;

use wasmparser::FuncType;
use wasmparser::Operator;
use wasmparser::ValType;

use super::access::stores;
use super::body::Call;
use super::body::calls_alone;
use super::body::does_nothing;
use super::callers::callers;
use super::effects::Effect;
use super::reach::Beyond;
use super::reach::Depth;
use super::reach::ReachedImport;
use super::reach::reach;
use crate::error::Result;
use crate::module::Module;

/// What the destructors' function does about buffered output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flush {
    /// It writes none.
    Nothing,
    /// It does nothing but to write it.
    All,
    /// It does so after it has run destructors.
    Behind {
        /// The function that runs them.
        destructors: u32,
        /// Where it is called: offset in the file, in bytes.
        offset: usize,
        /// The function that writes output.
        output: u32,
    },
    /// It may do so, and what runs destructors cannot be told apart from that.
    Unknown,
}

pub(super) const FUNCS_ON_EXIT: &str = "__funcs_on_exit";
pub(super) const STDIO_EXIT: &str = "__stdio_exit";

/// What a function does about buffered output that exports call last, so many times.
pub(super) fn flush(module: &Module, dtors: u32, times: usize) -> Result<Flush> {
    let calls = calls_alone(module, dtors)?;
    let (destructors, flush) = match calls.as_deref() {
        Some([first, last]) => (*first, last.callee),
        _ => return whole(module, dtors),
    };
    match (does_nothing(module, destructors.callee)?, does_nothing(module, flush)?) {
        (_, true) => Ok(Flush::Nothing),
        (true, false) => whole(module, flush),
        (false, false) => {
            // What others call has to go on doing what it does.
            let others = callers(module, &[dtors])?.iter().any(|it| it.taken || it.calls.len() != times);
            let Call { callee, offset } = destructors;
            let behind = !others && is_pair(module, callee, flush)?;
            if behind { Ok(Flush::Behind { destructors: callee, offset, output: flush }) } else { whole(module, dtors) }
        }
    }
}

/// Whether the first of two functions runs destructors, and the second writes output and does nothing else.
fn is_pair(module: &Module, first: u32, last: u32) -> Result<bool> {
    let names = [first, last].map(|func| module.names.function(func));
    Ok(match names {
        [Some(first), Some(last)] => first == FUNCS_ON_EXIT && last == STDIO_EXIT,
        _ => LastCall::of(module, first)?.runs_handlers_alone() && LastCall::of(module, last)?.is_stdio_exit(),
    })
}

/// What a function does that is not known to consist of two.
fn whole(module: &Module, func: u32) -> Result<Flush> {
    let name = module.names.function(func);
    let seen = LastCall::of(module, func)?;
    Ok(match () {
        () if name == Some(STDIO_EXIT) || seen.is_stdio_exit() => Flush::All,
        () if name == Some(FUNCS_ON_EXIT) || seen.runs_handlers_alone() => Flush::Nothing,
        () if !may_write(module, func)? => Flush::Nothing,
        () => Flush::Unknown,
    })
}

/// Whether a function may call an import that writes output: one of WASI that does, or one that may do anything.
fn may_write(module: &Module, func: u32) -> Result<bool> {
    let reach = reach(module, func, Depth::Full, &[], None)?;
    Ok(reach.beyond != Beyond::Nothing || reach.imports.iter().any(writes))
}

fn writes(import: &ReachedImport) -> bool {
    const WRITES: [&str; 3] = ["fd_write", "fd_pwrite", "sock_send"];
    match import.effect {
        _ if import.is_wasi() => WRITES.contains(&import.name.as_str()),
        Effect::Pure | Effect::Aborts => false,
        Effect::NeedsMemory | Effect::Unknown | Effect::Reenters => true,
    }
}

/// What is seen in a function, and in those that direct calls lead to.
#[derive(Debug, Default)]
struct LastCall {
    /// It calls functions by reference that take an address and give nothing, as `atexit` was given, or take nothing.
    handlers: bool,
    /// It calls a function by reference as stdio calls the one of a file that writes.
    files: bool,
    /// It calls a function by reference as stdio calls the one of a file that moves its position.
    seeks: bool,
    /// It calls others by reference.
    others: bool,
    /// It writes to memory.
    stores: bool,
    /// It calls an import that writes.
    writes: bool,
}

impl LastCall {
    fn of(module: &Module, func: u32) -> Result<Self> {
        let mut seen = Self::default();
        let mut met = HashSet::from([func]);
        let mut stack = vec![func];
        while let Some(func) = stack.pop() {
            for operator in module.operators(func) {
                match operator?.0 {
                    Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                        if met.insert(function_index) {
                            stack.push(function_index);
                        }
                    }
                    operator => seen.add(module, &operator),
                }
            }
        }
        seen.writes = reach(module, func, Depth::Direct, &[], None)?.imports.iter().any(writes);
        Ok(seen)
    }

    /// Notes an instruction that is no direct call.
    fn add(&mut self, module: &Module, operator: &Operator) {
        match operator {
            Operator::CallIndirect { type_index, .. } | Operator::ReturnCallIndirect { type_index, .. } => {
                self.call(module.type_at(*type_index));
            }
            Operator::CallRef { .. } | Operator::ReturnCallRef { .. } => self.others = true,
            operator => self.stores |= stores(operator),
        }
    }

    /// A call by reference. In musl, `FILE` has `size_t write(FILE *, const unsigned char *, size_t)` and `off_t seek(FILE *, off_t,
    /// int)` (`libc-top-half/musl/src/internal/stdio_impl.h`).
    fn call(&mut self, ty: Option<&FuncType>) {
        use ValType::I32;
        use ValType::I64;
        match ty.map(|ty| (ty.params(), ty.results())) {
            Some(([], []) | ([I32 | I64], [])) => self.handlers = true,
            Some(([I32, I32, I32], [I32]) | ([I64, I64, I64], [I64])) => self.files = true,
            Some(([I32 | I64, I64, I32], [I64])) => self.seeks = true,
            _ => self.others = true,
        }
    }

    /// `__stdio_exit` goes through open files. It changes nothing itself, and writes by their functions.
    fn is_stdio_exit(&self) -> bool {
        self.files && self.seeks && !self.handlers && !self.others && !self.stores && !self.writes
    }

    /// It may call functions that write, and writes nothing itself.
    fn runs_handlers_alone(&self) -> bool {
        self.handlers && !self.files && !self.others && !self.writes
    }
}
