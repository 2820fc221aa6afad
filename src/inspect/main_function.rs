//! A program's `main`, as `_start` calls it between constructors and destructors.

use wasmparser::Operator;
use wasmparser::ValType;

use super::exported::CALL_DTORS;
use super::flush::Flush;
use super::flush::flush;
use super::reach::leads_to;
use super::wrapped::Wrapped;
use crate::error::Result;
use crate::hosts::START;
use crate::module::Module;

/// A function that runs `main` and no constructors, of type `() -> i32` or `(i32, i32) -> i32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MainFunction {
    /// Its index.
    pub func: u32,
    /// Whether it takes the number of arguments and their address.
    pub takes_arguments: bool,
    /// What becomes of what it leaves in buffers.
    pub output: MainOutput,
}

impl MainFunction {
    /// It, and what writes output.
    #[cfg(feature = "aot")]
    pub(crate) fn functions(&self) -> impl Iterator<Item = u32> + use<> {
        let output = if let MainOutput::WrittenBy(func) = self.output { Some(func) } else { None };
        std::iter::once(self.func).chain(output)
    }
}

/// What `_start` does about buffered output once `main` has returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MainOutput {
    /// Nothing.
    Stays,
    /// This function writes it, and does nothing else.
    WrittenBy(u32),
    /// It may write it, and what runs destructors cannot be told apart from that.
    Unknown,
}

/// libc's functions around `main`, and what LLVM makes of a `main` without parameters (`WebAssemblyFixFunctionBitcasts.cpp`).
const AROUND_MAIN: [&str; 2] = ["__main_void", "__original_main"];
/// clang's names for a `main` with parameters; lld writes the second for the first.
const MAIN: [&str; 2] = ["__main_argc_argv", "main"];

/// What runs `main`, where it is seen: by its name, or by how `_start` calls it.
pub(super) fn main_function(module: &Module, wrapped: &Wrapped) -> Result<Option<MainFunction>> {
    let Some(start) = module.exported_functions().find(|export| export.name == START).map(|export| export.index) else {
        return Ok(None);
    };
    let seen = Crt::of(module, start, wrapped)?;
    let by_code = seen.as_ref().and_then(|crt| crt.main);
    let found = named(module, &AROUND_MAIN, is_void).or(by_code).or_else(|| named(module, &MAIN, takes_arguments));
    // Another function may have the name, and the program never call it.
    let Some(func) = found.filter(|func| leads_to(module, start, *func).unwrap_or(false)) else {
        return Ok(None);
    };
    let dtors = match (wrapped.dtors, seen) {
        (Some(dtors), _) => Some(dtors.flush),
        (None, Some(Crt { dtors: Some(dtors), .. })) => Some(flush(module, dtors, 1)?),
        // It is seen that nothing follows.
        (None, Some(Crt { dtors: None, main: Some(_), .. })) => Some(Flush::Nothing),
        (None, _) => None,
    };
    let output = match (dtors, wrapped.dtors) {
        (Some(Flush::Nothing), _) => MainOutput::Stays,
        (Some(Flush::Behind { output, .. }), _) => MainOutput::WrittenBy(output),
        (Some(Flush::All), Some(dtors)) => MainOutput::WrittenBy(dtors.func),
        (Some(Flush::All), None) => {
            let named = named(module, &[CALL_DTORS], |module, func| module.is_nullary(func));
            named.map_or(MainOutput::Unknown, MainOutput::WrittenBy)
        }
        (Some(Flush::Unknown) | None, _) => MainOutput::Unknown,
    };
    Ok(Some(MainFunction { func, takes_arguments: takes_arguments(module, func), output }))
}

/// The only function of the first of these names that one of this kind has.
fn named(module: &Module, names: &[&str], is_kind: fn(&Module, u32) -> bool) -> Option<u32> {
    let mut found = vec![(0_usize, 0_u32); names.len()];
    for (func, name) in module.names.functions() {
        if let Some(place) = names.iter().position(|it| *it == name)
            && func >= module.imported_functions
            && is_kind(module, func)
        {
            found[place] = (found[place].0 + 1, func);
        }
    }
    found.into_iter().find(|(count, _)| *count == 1).map(|(_, func)| func)
}

fn is_void(module: &Module, func: u32) -> bool {
    module.function_type(func).is_some_and(|ty| ty.params().is_empty() && ty.results() == [ValType::I32])
}

fn takes_arguments(module: &Module, func: u32) -> bool {
    let ty = module.function_type(func);
    ty.is_some_and(|ty| ty.params() == [ValType::I32, ValType::I32] && ty.results() == [ValType::I32])
}

/// What `_start` does after the constructors, as libc's `crt1-command.c` has it.
///
/// ```wat
/// (local.set $code (call $main)) (call $dtors) (if (local.get $code) (then (call $exit (local.get $code)) (unreachable)))
/// ```
struct Crt {
    /// What gives the code that the program exits with, if nothing else is done then: an optimiser may have put `main` itself there.
    main: Option<u32>,
    dtors: Option<u32>,
}

impl Crt {
    /// What a function does behind the constructors. A wrapper calls the one that does this, and then the destructors.
    fn of(module: &Module, start: u32, wrapped: &Wrapped) -> Result<Option<Self>> {
        let is_it = |call: &&super::wrapped::Wrapper| call.func == start;
        let Some(wrapper) = wrapped.wrappers.iter().find(is_it) else {
            return Ok(None);
        };
        let mut calls = Vec::new();
        for operator in module.operators(start) {
            match operator? {
                (Operator::Call { function_index }, offset) if offset > wrapper.ctors_call => {
                    calls.push((function_index, offset));
                }
                _ => {}
            }
        }
        let dtors = wrapped.dtors.map(|dtors| dtors.func);
        match calls.as_slice() {
            [(inner, _)] | [(inner, _), _] if module.is_nullary(*inner) && Some(*inner) != dtors => {
                let ends_as_wrapper = calls.get(1).is_none_or(|(last, _)| Some(*last) == dtors);
                let read = Steps::read(module, *inner, 0, dtors)?;
                Ok(read.filter(|_| ends_as_wrapper))
            }
            _ => Steps::read(module, start, wrapper.ctors_call, dtors),
        }
    }
}

/// What was met of libc's code.
#[derive(Default)]
struct Steps {
    main: Option<u32>,
    /// The local that holds what `main` gave.
    code: Option<u32>,
    dtors: Option<u32>,
    exits: bool,
}

impl Steps {
    /// What a function does from an offset on. Destructors are known, or have lld's name.
    fn read(module: &Module, func: u32, from: usize, dtors: Option<u32>) -> Result<Option<Crt>> {
        let mut steps = Self::default();
        let mut last = None;
        let mut is_crt = func >= module.imported_functions;
        for operator in module.operators(func) {
            let (operator, offset) = operator?;
            if offset > from {
                is_crt &= steps.add(module, &operator, last.as_ref(), dtors);
                last = Some(operator);
            }
        }
        let main = steps.main.filter(|_| is_crt && steps.exits);
        Ok(Some(Crt { main, dtors: steps.dtors.or(dtors) }))
    }

    /// Adds an instruction behind the last one; false if libc's code has none like that there.
    fn add(&mut self, module: &Module, operator: &Operator, last: Option<&Operator>, dtors: Option<u32>) -> bool {
        let is_mains = matches!(last, Some(Operator::Call { function_index }) if Some(*function_index) == self.main);
        let gets_code = matches!(last, Some(Operator::LocalGet { local_index }) if Some(*local_index) == self.code);
        match operator {
            Operator::Call { function_index: func } if module.is_nullary(*func) => {
                let is_dtors = dtors == Some(*func) || module.names.function(*func) == Some(CALL_DTORS);
                let is_first = self.dtors.replace(*func).is_none();
                is_dtors && is_first && self.main.is_some()
            }
            Operator::Call { function_index: func } if is_void(module, *func) => self.main.replace(*func).is_none(),
            // `exit` and `proc_exit` take what `main` gave.
            Operator::Call { function_index: func } => {
                let ty = module.function_type(*func);
                let is_exit = ty.is_some_and(|ty| ty.params() == [ValType::I32] && ty.results().is_empty());
                let is_first = !self.exits;
                self.exits = true;
                is_exit && is_first && gets_code
            }
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                let is_first = self.code.replace(*local_index).is_none();
                is_mains && is_first
            }
            // Whether there is an error.
            Operator::I32Eqz => !is_mains,
            Operator::LocalGet { local_index } => Some(*local_index) == self.code,
            Operator::Block { .. } | Operator::If { .. } | Operator::Else | Operator::End | Operator::Nop => !is_mains,
            Operator::Br { .. } | Operator::BrIf { .. } | Operator::Return | Operator::Unreachable => !is_mains,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::InspectOptions;
    use crate::inspect::inspect;

    /// What is seen of a program whose `_start` does this behind the constructors; function 4 gives a number.
    fn main_of(body: &str) -> Option<MainFunction> {
        let text = format!(
            "(module
               (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
               (memory 1)
               (func $__wasm_call_ctors (i32.store (i32.const 0) (i32.const 1)))
               (func $__wasm_call_dtors (i32.store (i32.const 0) (i32.const 2)))
               (func $other (i32.store (i32.const 0) (i32.const 3)))
               (func $run (result i32) (i32.load (i32.const 0)))
               (func (export \"_start\") (local $code i32) (local $more i32) (call $__wasm_call_ctors) {body}))"
        );
        let wasm = wat::parse_str(&text).expect(&text);
        let module = Module::parse(&wasm).expect(&text);
        inspect(&module, &InspectOptions { of_program: true, ..InspectOptions::default() }).expect(&text).main
    }

    const EXITS: &str = "(if (local.get $code) (then (call $exit (local.get $code)) (unreachable)))";

    #[test]
    fn main_is_what_gives_the_exit_code() {
        for body in [
            format!("(local.set $code (call $run)) {EXITS}"),
            format!("(local.set $code (call $run)) (call $__wasm_call_dtors) {EXITS}"),
            "(block (br_if 0 (i32.eqz (local.tee $code (call $run)))) (call $exit (local.get $code)) (unreachable))"
                .to_owned(),
        ] {
            let expected = MainFunction { func: 4, takes_arguments: false, output: MainOutput::Stays };
            assert_eq!(main_of(&body), Some(expected), "{body}");
        }
    }

    #[test]
    fn what_is_left_of_main_is_not_taken_for_it() {
        for body in [
            "(drop (call $run))".to_owned(),
            "(call $exit (call $run))".to_owned(),
            format!("(call $other) (local.set $code (call $run)) {EXITS}"),
            format!("(local.set $code (call $run)) (call $other) {EXITS}"),
            format!("(local.set $code (i32.eqz (call $run))) {EXITS}"),
            format!("(local.set $more (call $run)) {EXITS}"),
            format!("(local.set $code (call $run)) (local.set $code (i32.const 1)) {EXITS}"),
            format!("(local.set $code (call $run)) (local.set $code (call $run)) {EXITS}"),
            format!("(local.set $code (call $run)) (i32.store (i32.const 8) (local.get $code)) {EXITS}"),
            format!("(i32.store (i32.const 8) (i32.const 1)) (local.set $code (call $run)) {EXITS}"),
        ] {
            assert_eq!(main_of(&body), None, "{body}");
        }
    }
}
