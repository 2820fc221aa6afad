//! A large module that looks like one: three quarters of it are code, one is data.

use wasm_encoder::CodeSection;
use wasm_encoder::ConstExpr;
use wasm_encoder::DataSection;
use wasm_encoder::Encode;
use wasm_encoder::ExportKind;
use wasm_encoder::ExportSection;
use wasm_encoder::Function;
use wasm_encoder::FunctionSection;
use wasm_encoder::Instruction;
use wasm_encoder::MemorySection;
use wasm_encoder::MemoryType;
use wasm_encoder::Module;
use wasm_encoder::TypeSection;
use wasm_encoder::ValType;

/// As long as functions of C++ are on average, in bytes.
const FUNCTION: usize = 700;
const SEGMENT: usize = 64 * 1024;
const PAGE: u64 = 64 * 1024;

pub fn module(size: usize) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    let body = function();
    let count = size * 3 / 4 / body.len();
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    for _ in 0..count {
        functions.function(0);
        code.raw(&body);
    }
    let segments = size / 4 / SEGMENT;
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: (segments * SEGMENT) as u64 / PAGE + 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("run", ExportKind::Func, 0);
    let mut data = DataSection::new();
    for segment in 0..segments {
        data.active(0, &ConstExpr::i32_const((segment * SEGMENT) as i32), (0..SEGMENT).map(|byte| byte as u8));
    }
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&memories).section(&exports).section(&code).section(&data);
    module.finish()
}

/// Loads, additions and stores.
fn function() -> Vec<u8> {
    let mut function = Function::new([(2, ValType::I32)]);
    while function.byte_len() < FUNCTION {
        let target = wasm_encoder::MemArgTarget::Memory(0);
        let address = wasm_encoder::MemArg { offset: 64, align: 2, target, ordering: None };
        function
            .instruction(&Instruction::LocalGet(0))
            .instruction(&Instruction::LocalGet(0))
            .instruction(&Instruction::I32Load(address))
            .instruction(&Instruction::I32Const(12345))
            .instruction(&Instruction::I32Add)
            .instruction(&Instruction::LocalTee(1))
            .instruction(&Instruction::I32Store(address));
    }
    function.instruction(&Instruction::LocalGet(1)).instruction(&Instruction::End);
    let mut entry = Vec::new();
    function.encode(&mut entry);
    // `CodeSection::raw` writes the size itself.
    let size = entry.len() - function.byte_len();
    entry.split_off(size)
}
