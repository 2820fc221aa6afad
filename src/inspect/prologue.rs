//! What a program does before it runs its constructors.

use wasmparser::Operator;

use super::reach::Depth;
use super::reach::reach;
use super::wrapped::DroppedCall;
use crate::constant::constant;
use crate::error::Result;
use crate::module::Module;

/// Functions of libc and of the linker that prepare what constructors need, and that a program may call before them.
///
/// - wasi-libc, `libc-bottom-half/crt/crt1-command.c`: what threads have, of the first one.
/// - lld, `lld/wasm/Writer.cpp`: `createInitMemoryFunction` and `createApplyDataRelocationsFunction`.
const SETS_UP: [&str; 3] = ["__wasi_init_tp", "__wasm_init_memory", "__wasm_apply_data_relocs"];

/// The call of such a function, which may come before the constructors wherever they go: it calls no import.
pub(super) fn sets_up(module: &Module, func: u32, callee: u32, offset: usize) -> Result<Option<DroppedCall>> {
    let is_known = module.names.function(callee).is_some_and(|name| SETS_UP.contains(&name));
    let is_free = is_known && module.is_nullary(callee) && reach(module, callee, Depth::Full, &[], None)?.is_closed();
    Ok(is_free.then_some(DroppedCall { func, callee, is_first: true, offset }))
}

/// What a program may do before it runs constructors, beside setting up libc: look at a flag of its own, and set that. wasi-libc's
/// `crt1-command.c` traps where it is started again.
pub(super) struct Prologue<'m, 'a> {
    module: &'m Module<'a>,
    /// The addresses that it looked at: as few as there are flags in a crt.
    read: Vec<u64>,
    /// The values that instructions gave, where they are constants.
    stack: Vec<Option<u64>>,
    /// Globals that stay what they are, if one was asked for.
    globals: Option<Vec<Option<u64>>>,
}

/// More flags than a crt has.
const FLAGS: usize = 8;

impl<'m, 'a> Prologue<'m, 'a> {
    pub(super) fn of(module: &'m Module<'a>) -> Self {
        Self { module, read: Vec::new(), stack: Vec::new(), globals: None }
    }

    pub(super) fn allows(&mut self, operator: &Operator) -> bool {
        match operator {
            Operator::I32Const { value } => self.stack.push(Some(u64::from(*value as u32))),
            Operator::I64Const { value } => self.stack.push(Some(*value as u64)),
            Operator::GlobalGet { global_index } => {
                let value = self.global(*global_index);
                self.stack.push(value);
            }
            Operator::LocalGet { .. } => self.stack.push(None),
            Operator::LocalTee { .. } | Operator::Nop => {}
            Operator::I32Add => self.add(|left, right| u64::from((left as u32).wrapping_add(right as u32))),
            Operator::I64Add => self.add(u64::wrapping_add),
            Operator::I32Eqz => {
                self.pop();
                self.stack.push(None);
            }
            Operator::I32Store { memarg } | Operator::I32Store8 { memarg } => {
                let (value, address) = (self.pop(), self.pop());
                let place = address.filter(|_| value.is_some()).map(|address| address.wrapping_add(memarg.offset));
                return place.is_some_and(|place| self.read.contains(&place));
            }
            Operator::I32Load { memarg } | Operator::I32Load8U { memarg } => {
                let place = self.pop().map(|address| address.wrapping_add(memarg.offset));
                self.read.extend(place.filter(|_| self.read.len() < FLAGS));
                self.stack.push(None);
            }
            Operator::LocalSet { .. } | Operator::Drop | Operator::BrIf { .. } => {
                self.pop();
            }
            // What is on the stack there is not followed.
            Operator::Block { .. } | Operator::If { .. } | Operator::Else | Operator::End => self.stack.clear(),
            Operator::Br { .. } | Operator::Return | Operator::Unreachable => self.stack.clear(),
            _ => return false,
        }
        true
    }

    fn pop(&mut self) -> Option<u64> {
        self.stack.pop().flatten()
    }

    fn add(&mut self, sum: impl Fn(u64, u64) -> u64) {
        let (right, left) = (self.pop(), self.pop());
        self.stack.push(left.zip(right).map(|(left, right)| sum(left, right)));
    }

    /// What a global holds, if nothing changes it: lld writes the addresses that position-independent code starts from like that.
    fn global(&mut self, index: u32) -> Option<u64> {
        let module = self.module;
        let types = module.types.as_ref();
        let globals =
            self.globals.get_or_insert_with(|| module.globals().map(|own| constant(&own.init_expr)).collect());
        let imported = types.global_count().checked_sub(globals.len() as u32)?;
        let is_fixed = index < types.global_count() && !types.global_at(index).mutable;
        globals.get(index.checked_sub(imported)? as usize).copied().flatten().filter(|_| is_fixed)
    }
}
