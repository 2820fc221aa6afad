//! The functions by which the first instance on a memory alone writes its data, as walrus builds them; `Body` draws them.

use walrus::DataId;
use walrus::FunctionBuilder;
use walrus::FunctionId;
use walrus::InstrSeqBuilder;
use walrus::MemoryId;
use walrus::ir::BinaryOp;
use walrus::ir::LoadKind;
use walrus::ir::MemArg;
use walrus::ir::StoreKind;
use walrus::ir::UnaryOp;

use crate::inspect::ActiveSegment;
use crate::inspect::Mark;

/// Writes data segments.
pub(super) fn fill(
    module: &mut walrus::Module,
    (memory, memory64): (MemoryId, bool),
    segments: &[(ActiveSegment, DataId)],
) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    let mut body = builder.func_body();
    for (segment, data) in segments {
        number(&mut body, memory64, segment.address);
        body.i32_const(0).i32_const(segment.length as i32).memory_init(memory, *data);
    }
    builder.finish(Vec::new(), &mut module.funcs)
}

/// Calls a function unless the memory has the mark.
pub(super) fn marked(
    module: &mut walrus::Module,
    (memory, mark): (MemoryId, &Mark),
    to: FunctionId,
    drops: &[DataId],
) -> FunctionId {
    let [low, high] = mark.halves();
    let halves = [(0, low), (8, high)];
    let place = |offset| MemArg { align: 1, offset };
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    let mut body = builder.func_body();
    for (offset, half) in halves {
        number(&mut body, mark.memory64, mark.address);
        body.load(memory, LoadKind::I64 { atomic: false }, place(offset)).i64_const(half).binop(BinaryOp::I64Eq);
    }
    body.binop(BinaryOp::I32And).unop(UnaryOp::I32Eqz).if_else(
        None,
        |first| {
            first.call(to);
            for (offset, half) in halves {
                number(first, mark.memory64, mark.address);
                first.i64_const(half).store(memory, StoreKind::I64 { atomic: false }, place(offset));
            }
        },
        |_| (),
    );
    for data in drops {
        body.data_drop(*data);
    }
    builder.finish(Vec::new(), &mut module.funcs)
}

fn number(body: &mut InstrSeqBuilder, memory64: bool, value: u64) {
    match memory64 {
        true => body.i64_const(value as i64),
        false => body.i32_const(value as u32 as i32),
    };
}
