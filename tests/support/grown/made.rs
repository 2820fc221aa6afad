//! The modules, each with as many of something as is asked for.

#[path = "dwarf.rs"]
mod dwarf;
#[path = "first.rs"]
mod first;
#[path = "gc.rs"]
pub mod gc;
#[path = "locals.rs"]
pub mod locals;
#[path = "parts.rs"]
mod parts;
#[path = "wide.rs"]
mod wide;

use std::iter::repeat_n;

use parts::Parts;
use wasm_encoder::BlockType;
use wasm_encoder::ConstExpr;
use wasm_encoder::ExportKind;
use wasm_encoder::Instruction;
use wasm_encoder::ValType;

fn reactor(build: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = Parts::new();
    build(&mut parts);
    parts.finish()
}

/// Nothing is known of any, and the constructors call the first.
pub fn imports(count: u32) -> Vec<u8> {
    reactor(|parts| {
        for index in 0..count.max(1) {
            parts.import(&format!("f{index}"));
        }
        parts.constructors(&[Instruction::Call(0)]);
    })
}

/// The constructors call each.
pub fn reached_imports(count: u32) -> Vec<u8> {
    reactor(|parts| {
        for index in 0..count {
            parts.import(&format!("f{index}"));
        }
        parts.constructors(&(0..count).map(Instruction::Call).collect::<Vec<_>>());
    })
}

pub fn functions(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        for _ in 0..count {
            parts.function(&[]);
        }
    })
}

/// The constructors call each.
pub fn called(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&(1..=count).map(Instruction::Call).collect::<Vec<_>>());
        for _ in 0..count {
            parts.function(&[]);
        }
    })
}

/// Each calls the next, and the last an import.
pub fn chain(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.import("log");
        parts.constructors(&[Instruction::Call(2)]);
        for index in 0..count {
            parts.function(&[Instruction::Call(if index + 1 == count { 0 } else { index + 3 })]);
        }
    })
}

/// Each calls the next, and the last as many imports.
pub fn behind_chain(count: u32) -> Vec<u8> {
    let count = count.max(1);
    reactor(|parts| {
        for index in 0..count {
            parts.import(&format!("f{index}"));
        }
        parts.constructors(&[Instruction::Call(count + 1)]);
        for index in 1..count {
            parts.function(&[Instruction::Call(count + index + 1)]);
        }
        parts.function(&(0..count).map(Instruction::Call).collect::<Vec<_>>());
    })
}

/// Each is for another type, which is equal to the others, and any function of the table may be what it calls.
pub fn sites(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let types: Vec<u32> = (0..count).map(|_| parts.ty(&[], &[])).collect();
        let calls = types.iter().flat_map(|&type_index| {
            [Instruction::GlobalGet(0), Instruction::CallIndirect { type_index, table_index: 0 }]
        });
        parts.constructors(&calls.collect::<Vec<_>>());
        let functions: Vec<u32> = types.iter().map(|&ty| parts.function_of(ty, &[])).collect();
        parts.table(&functions);
    })
}

pub fn exports(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        for index in 0..count {
            let function = parts.function(&[]);
            parts.export(&format!("f{index}"), ExportKind::Func, function);
        }
    })
}

/// Names of one function.
pub fn aliases(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        let function = parts.function(&[]);
        for index in 0..count {
            parts.export(&format!("f{index}"), ExportKind::Func, function);
        }
    })
}

/// As lld wraps them.
pub fn wrapped(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let constructors = parts.function(&[Instruction::I32Const(1), Instruction::GlobalSet(0)]);
        parts.name(constructors, "__wasm_call_ctors");
        for index in 0..count {
            let function = parts.function(&[]);
            parts.name(function, &format!("f{index}"));
            let wrapper = parts.function(&[Instruction::Call(constructors), Instruction::Call(function)]);
            parts.name(wrapper, &format!("f{index}.command_export"));
            parts.export(&format!("f{index}"), ExportKind::Func, wrapper);
        }
    })
}

/// The same, without names.
pub fn wrapped_stripped(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let constructors = parts.function(&[Instruction::I32Const(1), Instruction::GlobalSet(0)]);
        for index in 0..count {
            let function = parts.function(&[]);
            let wrapper = parts.function(&[Instruction::Call(constructors), Instruction::Call(function)]);
            parts.export(&format!("f{index}"), ExportKind::Func, wrapper);
        }
    })
}

/// As lld links a command with exports.
pub fn program(count: u32) -> Vec<u8> {
    let count = count.max(1);
    reactor(|parts| {
        let constructors = parts.function(&[Instruction::I32Const(1), Instruction::GlobalSet(0)]);
        parts.name(constructors, "__wasm_call_ctors");
        for index in 0..=count {
            let name = if index == 0 { "_start".to_owned() } else { format!("f{index}") };
            let function = parts.function(&[]);
            parts.name(function, &name);
            let wrapper = parts.function(&[Instruction::Call(constructors), Instruction::Call(function)]);
            parts.name(wrapper, &format!("{name}.command_export"));
            parts.export(&name, ExportKind::Func, wrapper);
        }
    })
}

/// A start section, and exports.
pub fn started(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let start = parts.function(&[Instruction::I32Const(1), Instruction::GlobalSet(0)]);
        parts.start(start);
        for index in 0..=count {
            let function = parts.function(&[]);
            parts.export(&format!("f{index}"), ExportKind::Func, function);
        }
    })
}

/// Each export calls a function that runs the constructors once.
pub fn guarded(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let constructors = parts.function(&[Instruction::I32Const(1), Instruction::GlobalSet(0)]);
        parts.name(constructors, "__wasm_call_ctors");
        let flag = parts.global();
        let once = parts.function(&[
            Instruction::GlobalGet(flag),
            Instruction::If(BlockType::Empty),
            Instruction::Return,
            Instruction::End,
            Instruction::I32Const(1),
            Instruction::GlobalSet(flag),
            Instruction::Call(constructors),
        ]);
        parts.name(once, "_initialize");
        parts.export("_initialize", ExportKind::Func, once);
        for index in 0..count {
            let function = parts.function(&[]);
            let guarded = parts.function(&[Instruction::Call(once), Instruction::Call(function)]);
            parts.export(&format!("f{index}"), ExportKind::Func, guarded);
        }
    })
}

/// One field with so many values (tool-conventions, `ProducersSection.md`).
pub fn producers(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        let mut section = wasm_encoder::ProducersSection::new();
        let mut field = wasm_encoder::ProducersField::new();
        for index in 0..count {
            field.value(&format!("tool {index}"), "1");
        }
        section.field("processed-by", &field);
        let mut bytes = Vec::new();
        wasm_encoder::Encode::encode(&section, &mut bytes);
        // Behind the length of the whole, and the section's name.
        let name = bytes.windows(9).position(|window| window == b"producers").map_or(0, |at| at + 9);
        parts.custom("producers", bytes.split_off(name));
    })
}

/// The constructors set each.
pub fn globals(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let globals: Vec<u32> = (0..count).map(|_| parts.global()).collect();
        let sets = globals.iter().flat_map(|&global| [Instruction::I32Const(1), Instruction::GlobalSet(global)]);
        parts.constructors(&sets.collect::<Vec<_>>());
        for global in globals {
            parts.export(&format!("g{global}"), ExportKind::Global, global);
        }
        let function = parts.function(&[]);
        parts.export("run", ExportKind::Func, function);
    })
}

/// No two are equal, and each has a function.
pub fn types(count: u32) -> Vec<u8> {
    const KINDS: [ValType; 4] = [ValType::I32, ValType::I64, ValType::F32, ValType::F64];
    reactor(|parts| {
        parts.constructors(&[]);
        for index in 0..count {
            let params: Vec<ValType> = (0..9).map(|place| KINDS[(index >> (2 * place) & 3) as usize]).collect();
            let ty = parts.ty(&params, &[]);
            parts.function_of(ty, &[]);
        }
    })
}

pub fn segments(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        for index in 0..count {
            parts.data(index % 60_000, &[1]);
        }
    })
}

pub fn elements(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[Instruction::GlobalGet(0), Instruction::CallIndirect { type_index: 0, table_index: 0 }]);
        let function = parts.function(&[]);
        parts.table(&[function]);
        for _ in 0..count {
            parts.element(&ConstExpr::i32_const(0), &[function]);
        }
    })
}

/// All are empty.
pub fn customs(count: u32) -> Vec<u8> {
    let mut module = reactor(|parts| parts.constructors(&[]));
    module.extend(repeat_n([0, 1, 0], count as usize).flatten());
    module
}

pub fn names(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&(1..=count).map(Instruction::Call).collect::<Vec<_>>());
        for index in 0..count {
            let function = parts.function(&[]);
            parts.name(function, &format!("_GLOBAL__sub_I_f{index}.cpp"));
        }
    })
}

pub fn blocks(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let open = (0..count).map(|_| Instruction::Block(BlockType::Empty));
        let branch = [Instruction::I32Const(0), Instruction::BrIf(count)];
        let close = (0..count).map(|_| Instruction::End);
        parts.constructors(&open.chain(branch).chain(close).collect::<Vec<_>>());
    })
}

/// Tables of branches that have so many targets, all together.
pub fn branches(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let targets: Vec<u32> = (0..10_000).map(|index| index % 2).collect();
        let table = [
            Instruction::Block(BlockType::Empty),
            Instruction::I32Const(0),
            Instruction::BrTable(targets.into(), 0),
            Instruction::End,
        ];
        let tables = count as usize / 10_000;
        parts.constructors(&table.iter().cycle().take(table.len() * tables).cloned().collect::<Vec<_>>());
    })
}

/// Calls of a function that has a thousand results.
pub fn wide_results(count: u32) -> Vec<u8> {
    reactor(|parts| wide::results(parts, count))
}

/// Branches with a thousand values, in one table.
pub fn wide_branches(count: u32) -> Vec<u8> {
    reactor(|parts| wide::branches(parts, count))
}

/// Blocks that take a thousand values.
pub fn wide_blocks(count: u32) -> Vec<u8> {
    reactor(|parts| wide::blocks(parts, count))
}

/// Functions that have a thousand results.
pub fn wide_functions(count: u32) -> Vec<u8> {
    reactor(|parts| wide::functions(parts, count))
}

/// Globals that begin with a sum.
pub fn sums(count: u32) -> Vec<u8> {
    reactor(|parts| first::sums(parts, count))
}

/// Elements that are expressions.
pub fn element_expressions(count: u32) -> Vec<u8> {
    reactor(|parts| first::elements(parts, count))
}

/// Data segments that lie far apart.
pub fn far_apart(count: u32) -> Vec<u8> {
    reactor(|parts| first::data(parts, count))
}

/// Globals that one function sets.
pub fn set_globals(count: u32) -> Vec<u8> {
    reactor(|parts| first::globals(parts, count))
}

pub fn abbreviated(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        dwarf::abbreviated(parts, count);
    })
}

pub fn ranged(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        dwarf::ranged(parts, count);
    })
}

pub fn lined(count: u32) -> Vec<u8> {
    constructor_with(|parts| dwarf::lined(parts, count, true))
}

pub fn lined_alone(count: u32) -> Vec<u8> {
    constructor_with(|parts| dwarf::lined(parts, count, false))
}

pub fn in_long_folder(count: u32) -> Vec<u8> {
    constructor_with(|parts| dwarf::in_long_folder(parts, count))
}

pub fn with_types(count: u32) -> Vec<u8> {
    constructor_with(|parts| dwarf::with_types(parts, 10_000, count as usize))
}

pub fn overlapping(count: u32) -> Vec<u8> {
    constructors_with(count, |parts| dwarf::overlapping(parts, count, true))
}

pub fn overlapping_lines(count: u32) -> Vec<u8> {
    constructors_with(count, |parts| dwarf::overlapping(parts, count, false))
}

/// So many constructors whose places are looked for.
fn constructors_with(count: u32, debug: impl FnOnce(&mut Parts)) -> Vec<u8> {
    reactor(|parts| {
        let calls: Vec<Instruction> = (1..=count).map(Instruction::Call).collect();
        let all = parts.function(&calls);
        parts.name(all, "__wasm_call_ctors");
        parts.export("__wasm_call_ctors", ExportKind::Func, all);
        let pair = [Instruction::I32Const(0), Instruction::GlobalSet(0)];
        let body: Vec<Instruction> = pair.iter().cycle().take(16).cloned().collect();
        for _ in 0..count {
            parts.function(&body);
        }
        debug(parts);
    })
}

/// A constructor whose place is looked for.
fn constructor_with(debug: impl FnOnce(&mut Parts)) -> Vec<u8> {
    reactor(|parts| {
        let constructors = parts.function(&[Instruction::Call(1)]);
        parts.name(constructors, "__wasm_call_ctors");
        parts.export("__wasm_call_ctors", ExportKind::Func, constructors);
        let constructor = parts.function(&[Instruction::I32Const(1), Instruction::GlobalSet(0)]);
        parts.name(constructor, "_GLOBAL__sub_I_a.cpp");
        debug(parts);
    })
}

/// Each function of a table may call any of them.
pub fn all_to_all(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let call = [Instruction::GlobalGet(0), Instruction::CallIndirect { type_index: 0, table_index: 0 }];
        parts.constructors(&call);
        let functions: Vec<u32> = (0..count).map(|_| parts.function(&call)).collect();
        parts.table(&functions);
    })
}

/// The constructors ask for so many, in each of four memories.
pub fn pages(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.import("log");
        let others = (0..3).map(|_| parts.memory()).collect::<Vec<u32>>();
        let grow = [0].into_iter().chain(others).flat_map(|memory| {
            [Instruction::I32Const(count.cast_signed()), Instruction::MemoryGrow(memory), Instruction::Drop]
        });
        // An import that may be called, so that there is something to find out.
        let log = [Instruction::I32Const(0), Instruction::If(BlockType::Empty), Instruction::Call(0), Instruction::End];
        parts.constructors(&grow.chain(log).collect::<Vec<_>>());
    })
}

pub fn loops(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let open = (0..count).map(|_| Instruction::Loop(BlockType::Empty));
        let close = (0..count).map(|_| Instruction::End);
        parts.constructors(&open.chain(close).collect::<Vec<_>>());
    })
}

/// Each may set any of two thousand local variables, so that a compiler has to join them all.
pub fn joins(count: u32) -> Vec<u8> {
    const LOCALS: u32 = 2_000;
    reactor(|parts| {
        let branch = |index: u32| {
            let local = index % LOCALS;
            [
                Instruction::LocalGet(local),
                Instruction::If(BlockType::Empty),
                Instruction::I32Const(index.cast_signed()),
                Instruction::LocalSet((local + 1) % LOCALS),
                Instruction::End,
            ]
        };
        let body = (0..count).flat_map(branch).collect::<Vec<_>>();
        let joined = parts.function_with(&[(LOCALS, ValType::I32)], &body);
        parts.export("run", ExportKind::Func, joined);
    })
}
