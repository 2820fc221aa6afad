//! The parts of a module, put together one by one.

use std::borrow::Cow;

use wasm_encoder::CodeSection;
use wasm_encoder::ConstExpr;
use wasm_encoder::DataSection;
use wasm_encoder::ElementSection;
use wasm_encoder::Elements;
use wasm_encoder::EntityType;
use wasm_encoder::ExportKind;
use wasm_encoder::ExportSection;
use wasm_encoder::FieldType;
use wasm_encoder::Function;
use wasm_encoder::FunctionSection;
use wasm_encoder::GlobalSection;
use wasm_encoder::GlobalType;
use wasm_encoder::HeapType;
use wasm_encoder::ImportSection;
use wasm_encoder::IndirectNameMap;
use wasm_encoder::Instruction;
use wasm_encoder::MemorySection;
use wasm_encoder::MemoryType;
use wasm_encoder::Module;
use wasm_encoder::NameMap;
use wasm_encoder::NameSection;
use wasm_encoder::RefType;
use wasm_encoder::StartSection;
use wasm_encoder::StorageType;
use wasm_encoder::TableSection;
use wasm_encoder::TableType;
use wasm_encoder::TypeSection;
use wasm_encoder::ValType;

/// A module that grows. It has the type `() -> ()` as 0, a memory that it exports, and a global that can be set as 0.
pub struct Parts {
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    tables: TableSection,
    globals: GlobalSection,
    exports: ExportSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
    names: NameMap,
    local_names: IndirectNameMap,
    customs: Vec<(&'static str, Vec<u8>)>,
    imported: u32,
    memories: u32,
    pages: u64,
    start: Option<u32>,
}

impl Parts {
    pub fn new() -> Self {
        let mut parts = Self {
            types: TypeSection::new(),
            imports: ImportSection::new(),
            functions: FunctionSection::new(),
            tables: TableSection::new(),
            globals: GlobalSection::new(),
            exports: ExportSection::new(),
            elements: ElementSection::new(),
            code: CodeSection::new(),
            data: DataSection::new(),
            names: NameMap::new(),
            local_names: IndirectNameMap::new(),
            customs: Vec::new(),
            imported: 0,
            memories: 1,
            pages: 1,
            start: None,
        };
        parts.ty(&[], &[]);
        parts.global();
        parts.export("memory", ExportKind::Memory, 0);
        parts
    }

    pub fn ty(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        self.types.ty().function(params.iter().copied(), results.iter().copied());
        self.types.len() - 1
    }

    /// A function of the host's, before any of the module's.
    pub fn import(&mut self, name: &str) -> u32 {
        self.imports.import("env", name, EntityType::Function(0));
        self.imported += 1;
        self.imported - 1
    }

    pub fn function(&mut self, body: &[Instruction]) -> u32 {
        self.function_of(0, body)
    }

    pub fn function_of(&mut self, ty: u32, body: &[Instruction]) -> u32 {
        let mut function = Function::new([]);
        body.iter().chain([&Instruction::End]).for_each(|instruction| {
            function.instruction(instruction);
        });
        self.add(ty, &function)
    }

    pub fn function_with_locals(&mut self, locals: &[(u32, ValType)]) -> u32 {
        self.function_with(locals, &[])
    }

    pub fn function_with(&mut self, locals: &[(u32, ValType)], body: &[Instruction]) -> u32 {
        let mut function = Function::new(locals.iter().copied());
        body.iter().chain([&Instruction::End]).for_each(|instruction| {
            function.instruction(instruction);
        });
        self.add(0, &function)
    }

    /// Another memory, which is private.
    pub fn memory(&mut self) -> u32 {
        self.memories += 1;
        self.memories - 1
    }

    fn add(&mut self, ty: u32, function: &Function) -> u32 {
        self.functions.function(ty);
        self.code.function(function);
        self.imported + self.functions.len() - 1
    }

    /// Exported `__wasm_call_ctors`, which sets a global and then does this.
    pub fn constructors(&mut self, body: &[Instruction]) {
        let set = [Instruction::I32Const(1), Instruction::GlobalSet(0)];
        let function = self.function(&[&set, body].concat());
        self.name(function, "__wasm_call_ctors");
        self.export("__wasm_call_ctors", ExportKind::Func, function);
    }

    pub fn start(&mut self, function: u32) {
        self.start = Some(function);
    }

    pub fn export(&mut self, name: &str, kind: ExportKind, index: u32) {
        self.exports.export(name, kind, index);
    }

    pub fn global(&mut self) -> u32 {
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        self.globals.global(ty, &ConstExpr::i32_const(0));
        self.globals.len() - 1
    }

    pub fn global_of(&mut self, init: &ConstExpr) {
        self.globals.global(GlobalType { val_type: ValType::I32, mutable: false, shared: false }, init);
    }

    /// A type of arrays.
    pub fn array(&mut self) -> u32 {
        self.types.ty().array(&StorageType::Val(ValType::I32), true);
        self.types.len() - 1
    }

    /// A type of structs that have so many fields.
    pub fn structure(&mut self, fields: u32) -> u32 {
        let field = FieldType { element_type: StorageType::Val(ValType::I32), mutable: true };
        self.types.ty().struct_(vec![field; fields as usize]);
        self.types.len() - 1
    }

    /// A global that begins with a struct of that type.
    pub fn global_of_struct(&mut self, ty: u32) {
        let val_type = ValType::Ref(RefType { nullable: false, heap_type: HeapType::Concrete(ty) });
        let init = ConstExpr::extended([Instruction::StructNewDefault(ty)]);
        self.globals.global(GlobalType { val_type, mutable: false, shared: false }, &init);
    }

    /// A passive segment of so many structs of that type.
    pub fn elements_of_structs(&mut self, ty: u32, count: u32) {
        let all = vec![ConstExpr::extended([Instruction::StructNewDefault(ty)]); count as usize];
        let ty = RefType { nullable: false, heap_type: HeapType::Concrete(ty) };
        self.elements.passive(Elements::Expressions(ty, Cow::Owned(all)));
    }

    /// A table of what these expressions make.
    pub fn table_of_expressions(&mut self, expressions: &[ConstExpr]) {
        self.table_of(expressions.len() as u64);
        let elements = Elements::Expressions(RefType::FUNCREF, Cow::Borrowed(expressions));
        self.elements.active(None, &ConstExpr::i32_const(0), elements);
    }

    fn table_of(&mut self, minimum: u64) {
        let element_type = RefType::FUNCREF;
        self.tables.table(TableType { element_type, minimum, maximum: None, table64: false, shared: false });
    }

    /// How many pages the memories have, which have one otherwise.
    pub fn pages(&mut self, pages: u64) {
        self.pages = pages;
    }

    /// A table of these functions.
    pub fn table(&mut self, functions: &[u32]) {
        self.table_of(functions.len() as u64);
        self.element(&ConstExpr::i32_const(0), functions);
    }

    pub fn element(&mut self, offset: &ConstExpr, functions: &[u32]) {
        self.elements.active(None, offset, Elements::Functions(Cow::Borrowed(functions)));
    }

    pub fn data(&mut self, address: u32, bytes: &[u8]) {
        self.data.active(0, &ConstExpr::i32_const(address.cast_signed()), bytes.iter().copied());
    }

    /// Functions have to be named in their order.
    pub fn name(&mut self, function: u32, name: &str) {
        self.names.append(function, name);
    }

    /// Local variables of one function have to be named one after the other.
    pub fn local_names(&mut self, function: u32, names: impl Iterator<Item = String>) {
        let mut map = NameMap::new();
        names.enumerate().for_each(|(index, name)| map.append(index as u32, &name));
        self.local_names.append(function, &map);
    }

    pub fn custom(&mut self, name: &'static str, bytes: Vec<u8>) {
        self.customs.push((name, bytes));
    }

    pub fn finish(self) -> Vec<u8> {
        let mut memories = MemorySection::new();
        for _ in 0..self.memories {
            memories.memory(MemoryType {
                minimum: self.pages,
                maximum: None,
                memory64: false,
                shared: false,
                page_size_log2: None,
            });
        }
        let mut names = NameSection::new();
        names.functions(&self.names);
        names.locals(&self.local_names);
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions).section(&self.tables);
        module.section(&memories).section(&self.globals).section(&self.exports);
        if let Some(function_index) = self.start {
            module.section(&StartSection { function_index });
        }
        module.section(&self.elements);
        module.section(&self.code).section(&self.data).section(&names);
        for (name, data) in &self.customs {
            module.section(&wasm_encoder::CustomSection { name: (*name).into(), data: data.into() });
        }
        module.finish()
    }
}
