//! One thing that a module imports or exports, as JavaScript sees it.

use wasmparser::FuncType;
use wasmparser::GlobalType;
use wasmparser::MemoryType;
use wasmparser::TableType;
use wasmparser::ValType;

use super::options::EsmGlobals;

/// An import, or an export, which has no module.
pub(super) struct JsItem<'m> {
    pub module: &'m str,
    pub name: &'m str,
    pub kind: JsKind<'m>,
}

/// What is imported or exported.
#[derive(Clone)]
pub(super) enum JsKind<'m> {
    Function(JsFunction<'m>),
    Memory(MemoryType),
    Table(TableType),
    Global(GlobalType),
    Tag(&'m FuncType),
}

/// A function, and what its parameters are called.
#[derive(Clone)]
pub(super) struct JsFunction<'m> {
    pub ty: &'m FuncType,
    pub parameters: Vec<String>,
}

impl JsKind<'_> {
    /// Whether it is a constant number, whose value an ES module can export.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Global(ty) if !ty.mutable) && self.holds_number()
    }

    /// Whether it is a number that may change.
    pub fn is_mutable_number(&self) -> bool {
        self.holds_number() && !self.is_number()
    }

    fn holds_number(&self) -> bool {
        let is = |ty| matches!(ty, ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64);
        matches!(self, Self::Global(ty) if !ty.shared && is(ty.content_type))
    }

    /// Whether an ES module exports its value, and not the thing itself.
    pub fn is_value(&self, globals: EsmGlobals) -> bool {
        self.is_number() || globals == EsmGlobals::Value && self.is_mutable_number()
    }
}
