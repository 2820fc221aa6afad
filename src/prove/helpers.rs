//! Functions of the copy that access a watched memory and keep its shadow, a byte for each of its bytes: all ones where the
//! module has written.

use wasm_encoder::BlockType;
use wasm_encoder::Function;
use wasm_encoder::Instruction as I;
use wasm_encoder::MemArg;
use wasm_encoder::MemArgTarget;
use wasm_encoder::ValType;

use super::layout::CONTENT;
use super::layout::Layout;

/// One of these functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Helper {
    /// `(address, offset) -> address`: notes if one of this many bytes is not the module's own.
    Check(u8),
    /// `(address, value, offset)`: writes, and marks in the shadow what it wrote.
    Store(Stored),
    /// `memory.copy`, of the shadow as well.
    Copy,
    /// `memory.fill`, and marks.
    Fill,
    /// `memory.init` of a segment, and marks.
    Init(u32),
}

/// What a store instruction writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    I32,
    I32As8,
    I32As16,
    I64,
    I64As8,
    I64As16,
    I64As32,
    F32,
    F64,
    V128,
}

const WIDTHS: [u8; 5] = [1, 2, 4, 8, 16];
const STORED: [Stored; 10] = [
    Stored::I32,
    Stored::I32As8,
    Stored::I32As16,
    Stored::I64,
    Stored::I64As8,
    Stored::I64As16,
    Stored::I64As32,
    Stored::F32,
    Stored::F64,
    Stored::V128,
];

impl Helper {
    /// All of them; [`Helper::place`] says where each is.
    pub fn all(segments: u32) -> Vec<Self> {
        let access = WIDTHS.into_iter().map(Self::Check).chain(STORED.into_iter().map(Self::Store));
        access.chain([Self::Copy, Self::Fill]).chain((0..segments).map(Self::Init)).collect()
    }

    pub fn place(self) -> u32 {
        let stores = WIDTHS.len();
        let copy = stores + STORED.len();
        let place = match self {
            Self::Check(width) => WIDTHS.iter().position(|it| *it == width).unwrap_or_default(),
            Self::Store(stored) => stores + STORED.iter().position(|it| *it == stored).unwrap_or_default(),
            Self::Copy => copy,
            Self::Fill => copy + 1,
            Self::Init(segment) => return copy as u32 + 2 + segment,
        };
        place as u32
    }

    /// Parameters and results.
    pub fn signature(self) -> (Vec<ValType>, Vec<ValType>) {
        match self {
            Self::Check(_) => (vec![ValType::I32; 2], vec![ValType::I32]),
            Self::Copy | Self::Fill | Self::Init(_) => (vec![ValType::I32; 3], Vec::new()),
            Self::Store(stored) => (vec![ValType::I32, stored.value(), ValType::I32], Vec::new()),
        }
    }

    pub fn body(self, layout: &Layout) -> Function {
        let mut function = Function::new([]);
        for instruction in self.instructions(layout) {
            function.instruction(&instruction);
        }
        function.instruction(&I::End);
        function
    }

    fn instructions(self, layout: &Layout) -> Vec<I<'static>> {
        match self {
            Self::Check(width) => check(width, layout),
            Self::Store(stored) => store(stored, layout),
            Self::Copy => {
                let copy = |mem| I::MemoryCopy { src_mem: mem, dst_mem: mem };
                let mut all = arguments(3);
                all.push(copy(0));
                all.extend(arguments(3));
                all.push(copy(layout.shadow));
                all
            }
            Self::Fill => marking(I::MemoryFill(0), layout),
            Self::Init(segment) => marking(I::MemoryInit { mem: 0, data_index: segment }, layout),
        }
    }
}

impl Stored {
    fn value(self) -> ValType {
        match self {
            Self::I32 | Self::I32As8 | Self::I32As16 => ValType::I32,
            Self::I64 | Self::I64As8 | Self::I64As16 | Self::I64As32 => ValType::I64,
            Self::F32 => ValType::F32,
            Self::F64 => ValType::F64,
            Self::V128 => ValType::V128,
        }
    }

    /// In bytes.
    fn width(self) -> u8 {
        match self {
            Self::I32As8 | Self::I64As8 => 1,
            Self::I32As16 | Self::I64As16 => 2,
            Self::I32 | Self::I64As32 | Self::F32 => 4,
            Self::I64 | Self::F64 => 8,
            Self::V128 => 16,
        }
    }

    fn instruction(self) -> I<'static> {
        let at = memarg(0, 0);
        match self {
            Self::I32 => I::I32Store(at),
            Self::I32As8 => I::I32Store8(at),
            Self::I32As16 => I::I32Store16(at),
            Self::I64 => I::I64Store(at),
            Self::I64As8 => I::I64Store8(at),
            Self::I64As16 => I::I64Store16(at),
            Self::I64As32 => I::I64Store32(at),
            Self::F32 => I::F32Store(at),
            Self::F64 => I::F64Store(at),
            Self::V128 => I::V128Store(at),
        }
    }
}

/// ```wat
/// (func (param $address i32) (param $offset i32) (result i32)
///   (if (i64.le_u (i64.add (address + offset) (i64.const WIDTH)) (i64.const SIZE))
///     (then (if (i32.ne (i32.load $shadow (i32.add (local.get $address) (local.get $offset))) (i32.const -1))
///       (then (global.set $steered (i32.or (global.get $steered) (i32.const CONTENT)))))))
///   (local.get $address))
/// ```
fn check(width: u8, layout: &Layout) -> Vec<I<'static>> {
    let mut all = in_bounds(0, 1, width, layout);
    all.push(I::If(BlockType::Empty));
    for part in parts(width) {
        all.extend([I::LocalGet(0), I::LocalGet(1), I::I32Add]);
        all.extend(is_marked_not(part, layout));
        all.extend([
            I::If(BlockType::Empty),
            I::GlobalGet(layout.steered),
            I::I32Const(CONTENT),
            I::I32Or,
            I::GlobalSet(layout.steered),
            I::End,
        ]);
    }
    all.extend([I::End, I::LocalGet(0)]);
    all
}

/// ```wat
/// (func (param $address i32) (param $value …) (param $offset i32)
///   (if (i64.gt_u (i64.add (address + offset) (i64.const WIDTH)) (i64.const SIZE)) (then (unreachable)))
///   (i32.store $shadow (i32.add (local.get $address) (local.get $offset)) (i32.const -1))
///   (….store (i32.add (local.get $address) (local.get $offset)) (local.get $value)))
/// ```
fn store(stored: Stored, layout: &Layout) -> Vec<I<'static>> {
    let mut all = in_bounds(0, 2, stored.width(), layout);
    all.extend([I::I32Eqz, I::If(BlockType::Empty), I::Unreachable, I::End]);
    for part in parts(stored.width()) {
        all.extend([I::LocalGet(0), I::LocalGet(2), I::I32Add]);
        all.extend(mark(part, layout));
    }
    all.extend([I::LocalGet(0), I::LocalGet(2), I::I32Add, I::LocalGet(1), stored.instruction()]);
    all
}

/// A bulk operation on the watched memory, then the same stretch of the shadow filled with ones.
fn marking(operation: I<'static>, layout: &Layout) -> Vec<I<'static>> {
    let mut all = arguments(3);
    all.push(operation);
    all.extend([I::LocalGet(0), I::I32Const(0xff), I::LocalGet(2), I::MemoryFill(layout.shadow)]);
    all
}

fn arguments(count: u32) -> Vec<I<'static>> {
    (0..count).map(I::LocalGet).collect()
}

fn in_bounds(address: u32, offset: u32, width: u8, layout: &Layout) -> Vec<I<'static>> {
    vec![
        I::LocalGet(address),
        I::I64ExtendI32U,
        I::LocalGet(offset),
        I::I64ExtendI32U,
        I::I64Add,
        I::I64Const(i64::from(width)),
        I::I64Add,
        I::I64Const(layout.size as i64),
        I::I64LeU,
    ]
}

/// A stretch of the shadow that one instruction can read: where it begins, and its width, both in bytes.
type ShadowPart = (u64, u8);

fn parts(width: u8) -> Vec<ShadowPart> {
    if width == 16 { vec![(0, 8), (8, 8)] } else { vec![(0, width)] }
}

/// Whether the bytes at an address are not all marked.
fn is_marked_not((offset, width): ShadowPart, layout: &Layout) -> [I<'static>; 3] {
    let at = memarg(offset, layout.shadow);
    match width {
        1 => [I::I32Load8S(at), I::I32Const(-1), I::I32Ne],
        2 => [I::I32Load16S(at), I::I32Const(-1), I::I32Ne],
        4 => [I::I32Load(at), I::I32Const(-1), I::I32Ne],
        _ => [I::I64Load(at), I::I64Const(-1), I::I64Ne],
    }
}

/// Marks the bytes at an address.
fn mark((offset, width): ShadowPart, layout: &Layout) -> [I<'static>; 2] {
    let at = memarg(offset, layout.shadow);
    match width {
        1 => [I::I32Const(-1), I::I32Store8(at)],
        2 => [I::I32Const(-1), I::I32Store16(at)],
        4 => [I::I32Const(-1), I::I32Store(at)],
        _ => [I::I64Const(-1), I::I64Store(at)],
    }
}

fn memarg(offset: u64, memory: u32) -> MemArg {
    MemArg { offset, align: 0, target: MemArgTarget::Memory(memory), ordering: None }
}
