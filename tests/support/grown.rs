//! Modules that have many of one thing: what a module sets the number of, the cost has to follow, and no more than that.

#[path = "grown/dwarf.rs"]
mod dwarf;
#[path = "grown/parts.rs"]
mod parts;

use std::iter::repeat_n;

use parts::Parts;
use wasm_encoder::BlockType;
use wasm_encoder::ConstExpr;
use wasm_encoder::ExportKind;
use wasm_encoder::Instruction;
use wasm_encoder::ValType;

/// What there is many of, and how it is taken.
#[allow(dead_code, reason = "one of two programs tests, and the other measures")]
pub struct Family {
    /// What there is many of, with the way.
    pub name: &'static str,
    /// A module that has so many.
    pub module: fn(u32) -> Vec<u8>,
    /// What the tool is asked for.
    pub args: &'static [&'static str],
    /// How many take about as long as the start of a process.
    pub few: u32,
    /// How many are measured with a release build.
    pub many: u32,
    /// The processor time that those may take, in seconds.
    pub seconds: f64,
    /// The memory that those may take, in MB.
    pub megabytes: u64,
}

const fn family(
    name: &'static str,
    module: fn(u32) -> Vec<u8>,
    args: &'static [&'static str],
    few: u32,
    many: u32,
) -> Family {
    Family { name, module, args, few, many, seconds: 1.0, megabytes: 400 }
}

/// The module's file.
pub const FILE: &str = "in.wasm";

const FIX: &[&str] = &[FILE, "-o", "out.wasm"];
const LAZY: &[&str] = &[FILE, "--init=lazy", "-o", "out.wasm"];
const GC: &[&str] = &[FILE, "--gc", "-o", "out.wasm"];
const GC_LAZY: &[&str] = &[FILE, "--gc", "--init=lazy", "-o", "out.wasm"];
const IMPORT: &[&str] = &[FILE, "--import-memory", "-o", "out.wasm"];
const WALRUS: &[&str] = &[FILE, "--rewriter=walrus", "-o", "out.wasm"];
const LAZY_WALRUS: &[&str] = &[FILE, "--init=lazy", "--rewriter=walrus", "-o", "out.wasm"];
const EXPLAIN: &[&str] = &[FILE, "--explain", "-v"];
const INSPECT: &[&str] = &["inspect", FILE, "--report=json"];
const GRAPH: &[&str] = &["inspect", FILE, "--graph", "out.svg", "--report=json"];

pub const FAMILIES: &[Family] = &[
    family("function imports", imports, FIX, 10_000, 100_000),
    family("function imports, lazy", imports, LAZY, 10_000, 100_000),
    family("function imports, with the memory", imports, IMPORT, 10_000, 100_000),
    family("reached imports", reached_imports, FIX, 10_000, 100_000),
    family("reached imports, explained", reached_imports, &[FILE, "--explain"], 10_000, 100_000),
    family("reached imports, all shown", reached_imports, EXPLAIN, 10_000, 100_000),
    family("functions", functions, FIX, 50_000, 400_000),
    family("functions, lazy", functions, LAZY, 50_000, 400_000),
    family("functions, collected", functions, GC, 20_000, 100_000),
    family("functions, anew", functions, WALRUS, 10_000, 50_000),
    family("called functions", called, FIX, 10_000, 100_000),
    family("a chain of calls", chain, FIX, 10_000, 100_000),
    family("a chain of calls, collected", chain, GC, 10_000, 100_000),
    family("imports behind a chain of calls", behind_chain, FIX, 10_000, 100_000),
    family("imports behind a chain of calls, all shown", behind_chain, INSPECT, 2_000, 10_000),
    family("indirect calls", sites, FIX, 5_000, 20_000),
    family("indirect calls, collected", sites, GC, 5_000, 20_000),
    family("exports", exports, FIX, 10_000, 40_000),
    family("exports, lazy", exports, LAZY, 10_000, 40_000),
    family("exports, lazy, anew", exports, LAZY_WALRUS, 5_000, 20_000),
    family("exports of one function, lazy", aliases, LAZY, 10_000, 40_000),
    family("wrapped exports", wrapped, FIX, 10_000, 40_000),
    family("wrapped exports, collected", wrapped, GC_LAZY, 5_000, 20_000),
    family("wrapped exports, anew", wrapped, WALRUS, 5_000, 20_000),
    family("exports of a program", program, FIX, 5_000, 40_000),
    family("exports of a program, lazy", program, LAZY, 5_000, 40_000),
    family("exports of a program, all shown", program, INSPECT, 5_000, 40_000),
    family("exports beside a start section, lazy", started, LAZY, 10_000, 40_000),
    family("exports that make sure of one", guarded, FIX, 10_000, 40_000),
    family("exports that make sure of one, all shown", guarded, INSPECT, 10_000, 40_000),
    family("exports, all shown", exports, INSPECT, 10_000, 40_000),
    family("wrapped exports, all shown", wrapped, INSPECT, 5_000, 40_000),
    family("wrapped exports without names", wrapped_stripped, FIX, 5_000, 40_000),
    family("wrapped exports without names, all shown", wrapped_stripped, INSPECT, 5_000, 40_000),
    family("producers", producers, INSPECT, 20_000, 100_000),
    family("exported globals, lazy", globals, LAZY, 10_000, 100_000),
    family("types", types, FIX, 20_000, 200_000),
    family("types, anew", types, WALRUS, 2_000, 50_000),
    family("data segments", segments, IMPORT, 20_000, 100_000),
    family("data segments, anew", segments, WALRUS, 20_000, 100_000),
    family("element segments", elements, FIX, 10_000, 90_000),
    family("custom sections", customs, FIX, 200_000, 2_000_000),
    family("names", names, FIX, 20_000, 200_000),
    family("named parts of one function", locals_with_names, FIX, 20_000, 100_000),
    family("blocks in blocks", blocks, FIX, 20_000, 200_000),
    family("branches", branches, FIX, 20_000, 200_000),
    family("local variables, anew", locals, WALRUS, 20, 300),
    family("units that share abbreviations", abbreviated, INSPECT, 500, 10_000),
    family("units that share ranges", ranged, INSPECT, 500, 10_000),
    family("units that share a line program", lined, INSPECT, 500, 10_000),
    family("units that share a line program, without ranges", lined_alone, INSPECT, 500, 10_000),
    family("units of types", with_types, INSPECT, 10_000, 100_000),
    family("files in a folder of a long name", in_long_folder, INSPECT, 20_000, 100_000),
    Family { seconds: 3.0, megabytes: 300, ..family("calls in a picture", called, GRAPH, 5_000, 50_000) },
    Family { seconds: 3.0, megabytes: 300, ..family("indirect calls in a picture", all_to_all, GRAPH, 100, 900) },
];

fn reactor(build: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = Parts::new();
    build(&mut parts);
    parts.finish()
}

/// Nothing is known of any, and the constructors call the first.
fn imports(count: u32) -> Vec<u8> {
    reactor(|parts| {
        for index in 0..count.max(1) {
            parts.import(&format!("f{index}"));
        }
        parts.constructors(&[Instruction::Call(0)]);
    })
}

/// The constructors call each.
fn reached_imports(count: u32) -> Vec<u8> {
    reactor(|parts| {
        for index in 0..count {
            parts.import(&format!("f{index}"));
        }
        parts.constructors(&(0..count).map(Instruction::Call).collect::<Vec<_>>());
    })
}

fn functions(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        for _ in 0..count {
            parts.function(&[]);
        }
    })
}

/// The constructors call each.
fn called(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&(1..=count).map(Instruction::Call).collect::<Vec<_>>());
        for _ in 0..count {
            parts.function(&[]);
        }
    })
}

/// Each calls the next, and the last an import.
fn chain(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.import("log");
        parts.constructors(&[Instruction::Call(2)]);
        for index in 0..count {
            parts.function(&[Instruction::Call(if index + 1 == count { 0 } else { index + 3 })]);
        }
    })
}

/// Each calls the next, and the last as many imports.
fn behind_chain(count: u32) -> Vec<u8> {
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
fn sites(count: u32) -> Vec<u8> {
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

fn exports(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        for index in 0..count {
            let function = parts.function(&[]);
            parts.export(&format!("f{index}"), ExportKind::Func, function);
        }
    })
}

/// Names of one function.
fn aliases(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        let function = parts.function(&[]);
        for index in 0..count {
            parts.export(&format!("f{index}"), ExportKind::Func, function);
        }
    })
}

/// As lld wraps them.
fn wrapped(count: u32) -> Vec<u8> {
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
fn wrapped_stripped(count: u32) -> Vec<u8> {
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
fn program(count: u32) -> Vec<u8> {
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
fn started(count: u32) -> Vec<u8> {
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
fn guarded(count: u32) -> Vec<u8> {
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
fn producers(count: u32) -> Vec<u8> {
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
fn globals(count: u32) -> Vec<u8> {
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
fn types(count: u32) -> Vec<u8> {
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

fn segments(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        for index in 0..count {
            parts.data(index % 60_000, &[1]);
        }
    })
}

fn elements(count: u32) -> Vec<u8> {
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
fn customs(count: u32) -> Vec<u8> {
    let mut module = reactor(|parts| parts.constructors(&[]));
    module.extend(repeat_n([0, 1, 0], count as usize).flatten());
    module
}

fn names(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&(1..=count).map(Instruction::Call).collect::<Vec<_>>());
        for index in 0..count {
            let function = parts.function(&[]);
            parts.name(function, &format!("_GLOBAL__sub_I_f{index}.cpp"));
        }
    })
}

/// Local variables with names, in runs of one.
fn locals_with_names(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        let many = parts.function_with_locals(&vec![(1, ValType::I32); count.min(50_000) as usize]);
        parts.export("run", ExportKind::Func, many);
        parts.local_names(many, (0..count.min(50_000)).map(|index| format!("l{index}")));
    })
}

fn blocks(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let open = (0..count).map(|_| Instruction::Block(BlockType::Empty));
        let branch = [Instruction::I32Const(0), Instruction::BrIf(count)];
        let close = (0..count).map(|_| Instruction::End);
        parts.constructors(&open.chain(branch).chain(close).collect::<Vec<_>>());
    })
}

/// Tables of branches that have so many targets, all together.
fn branches(count: u32) -> Vec<u8> {
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

fn abbreviated(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        dwarf::abbreviated(parts, count);
    })
}

fn ranged(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        dwarf::ranged(parts, count);
    })
}

fn lined(count: u32) -> Vec<u8> {
    constructor_with(|parts| dwarf::lined(parts, count, true))
}

fn lined_alone(count: u32) -> Vec<u8> {
    constructor_with(|parts| dwarf::lined(parts, count, false))
}

fn in_long_folder(count: u32) -> Vec<u8> {
    constructor_with(|parts| dwarf::in_long_folder(parts, count))
}

fn with_types(count: u32) -> Vec<u8> {
    constructor_with(|parts| dwarf::with_types(parts, 10_000, count as usize))
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
fn all_to_all(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let call = [Instruction::GlobalGet(0), Instruction::CallIndirect { type_index: 0, table_index: 0 }];
        parts.constructors(&call);
        let functions: Vec<u32> = (0..count).map(|_| parts.function(&call)).collect();
        parts.table(&functions);
    })
}

/// Bodies that declare as many as a parser takes.
fn locals(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        for _ in 0..count {
            parts.function_with_locals(&[(50_000, ValType::I32)]);
        }
    })
}
