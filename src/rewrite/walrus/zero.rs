//! A function that fills a memory with zeros, as walrus builds it.

use walrus::FunctionBuilder;
use walrus::FunctionId;
use walrus::InstrSeqBuilder;
use walrus::LocalId;
use walrus::MemoryId;
use walrus::ValType;
use walrus::ir::BinaryOp;
use walrus::ir::MemArg;
use walrus::ir::StoreKind;

use crate::plan::ZeroStep;
use crate::plan::ZeroWidth;
use crate::plan::Zeros;

/// Builds it; [`Body::Zero`](crate::plan::Body::Zero) draws it.
pub(super) fn zero(module: &mut walrus::Module, memory: MemoryId, zeros: &Zeros) -> FunctionId {
    let at = module.locals.add(if zeros.memory64 { ValType::I64 } else { ValType::I32 });
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    let mut body = builder.func_body();
    let filling = Filling { memory, memory64: zeros.memory64, at };
    zeros.steps().for_each(|step| filling.step(&mut body, step));
    builder.finish(Vec::new(), &mut module.funcs)
}

struct Filling {
    memory: MemoryId,
    memory64: bool,
    at: LocalId,
}

impl Filling {
    fn step(&self, body: &mut InstrSeqBuilder, step: ZeroStep) {
        match step {
            ZeroStep::Fill { start, length } => {
                self.number(body, start);
                body.i32_const(0);
                self.number(body, length);
                body.memory_fill(self.memory);
            }
            ZeroStep::Stores { start, last } => {
                self.number(body, start);
                body.local_set(self.at).loop_(None, |repeated| self.stores(repeated, last));
            }
            ZeroStep::Store { start, width } => {
                self.number(body, start);
                let kind = match width {
                    ZeroWidth::One => StoreKind::I64_8 { atomic: false },
                    ZeroWidth::Two => StoreKind::I64_16 { atomic: false },
                    ZeroWidth::Four => StoreKind::I64_32 { atomic: false },
                    ZeroWidth::Eight => StoreKind::I64 { atomic: false },
                };
                body.i64_const(0).store(self.memory, kind, PLACE);
            }
        }
    }

    fn stores(&self, body: &mut InstrSeqBuilder, last: u64) {
        let (add, less) = match self.memory64 {
            true => (BinaryOp::I64Add, BinaryOp::I64LtU),
            false => (BinaryOp::I32Add, BinaryOp::I32LtU),
        };
        body.local_get(self.at).i64_const(0).store(self.memory, StoreKind::I64 { atomic: false }, PLACE);
        body.local_get(self.at);
        self.number(body, 8);
        body.binop(add).local_tee(self.at);
        self.number(body, last);
        let start = body.id();
        body.binop(less).br_if(start);
    }

    fn number(&self, body: &mut InstrSeqBuilder, value: u64) {
        match self.memory64 {
            true => body.i64_const(value as i64),
            false => body.i32_const(value as u32 as i32),
        };
    }
}

const PLACE: MemArg = MemArg { align: 1, offset: 0 };
