//! The instructions by which the first instance on a memory alone writes its data.

use wasmparser::BlockType;
use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use crate::inspect::ActiveSegment;
use crate::inspect::Mark;

/// Those that write data segments into the memory of this index.
pub(super) fn fill(memory: u32, memory64: bool, segments: &[ActiveSegment]) -> Vec<Operator<'static>> {
    let one = |segment: &ActiveSegment| {
        [
            number(memory64, segment.address),
            Operator::I32Const { value: 0 },
            Operator::I32Const { value: segment.length as i32 },
            Operator::MemoryInit { data_index: segment.segment, mem: memory },
        ]
    };
    segments.iter().flat_map(one).collect()
}

/// Those that look for the mark and set it, around a call.
pub(super) fn marked(mark: &Mark, memory: u32, call: Operator<'static>, drops: &[u32]) -> Vec<Operator<'static>> {
    let [low, high] = mark.halves().map(|value| Operator::I64Const { value });
    let address = || number(mark.memory64, mark.address);
    let place =
        |offset| MemArg { align: 0, max_align: 3, offset, target: MemArgTarget::Memory(memory), ordering: None };
    let mut expected = Vec::new();
    for (offset, half) in [(0, &low), (8, &high)] {
        expected.extend([address(), Operator::I64Load { memarg: place(offset) }, half.clone(), Operator::I64Eq]);
    }
    expected.extend([Operator::I32And, Operator::I32Eqz, Operator::If { blockty: BlockType::Empty }, call]);
    for (offset, half) in [(0, low), (8, high)] {
        expected.extend([address(), half, Operator::I64Store { memarg: place(offset) }]);
    }
    expected.push(Operator::End);
    expected.extend(drops.iter().map(|segment| Operator::DataDrop { data_index: *segment }));
    expected
}

fn number(memory64: bool, value: u64) -> Operator<'static> {
    match memory64 {
        true => Operator::I64Const { value: value as i64 },
        false => Operator::I32Const { value: value as u32 as i32 },
    }
}
