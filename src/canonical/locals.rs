//! The local variables of a function, in runs of one type: a few bytes declare fifty thousand.

use wasmparser::ValType;

use crate::error::Result;
use crate::module::Module;

/// A function's parameters, and the variables that it declares.
#[derive(Default)]
pub(super) struct Locals<'a> {
    parameters: &'a [ValType],
    /// For each run, the index behind its last variable.
    declared: Vec<(u64, ValType)>,
}

/// Where a local variable comes from.
pub(super) enum LocalKind {
    Parameter,
    Declared,
}

impl<'a> Locals<'a> {
    pub(super) fn of(module: &'a Module, func: u32) -> Result<Self> {
        let parameters = module.function_type(func).map_or(&[][..], |ty| ty.params());
        let mut locals = Self { parameters, declared: Vec::new() };
        let mut end = locals.first_declared();
        if let Some(body) = module.body(func) {
            for run in body.function().get_locals_reader()? {
                let (count, ty) = run?;
                end += u64::from(count);
                locals.declared.push((end, ty));
            }
        }
        Ok(locals)
    }

    /// The index of the first that is no parameter.
    pub(super) fn first_declared(&self) -> u64 {
        self.parameters.len() as u64
    }

    pub(super) fn get(&self, index: u32) -> Option<(LocalKind, ValType)> {
        if let Some(ty) = self.parameters.get(index as usize) {
            return Some((LocalKind::Parameter, *ty));
        }
        let run = self.declared.partition_point(|(end, _)| *end <= u64::from(index));
        self.declared.get(run).map(|(_, ty)| (LocalKind::Declared, *ty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_of_the_type_of_its_run() {
        let locals = "(local i64 i64 f32) (local) (local f64)";
        let wasm = wat::parse_str(format!("(module (func (param i32 v128) {locals}))")).expect("a module");
        let module = Module::parse(&wasm).expect("a valid module");
        let locals = Locals::of(&module, 0).expect("locals");
        let types = (0..7).map(|index| locals.get(index).map(|(kind, ty)| (matches!(kind, LocalKind::Declared), ty)));
        let expected = [
            Some((false, ValType::I32)),
            Some((false, ValType::V128)),
            Some((true, ValType::I64)),
            Some((true, ValType::I64)),
            Some((true, ValType::F32)),
            Some((true, ValType::F64)),
            None,
        ];
        assert!(types.eq(expected));
    }

    #[test]
    fn a_run_is_kept_as_one() {
        let many = format!("(local {})", "i32 ".repeat(49_999));
        let wasm = wat::parse_str(format!("(module (func {many} (local f64)))")).expect("a module");
        let module = Module::parse(&wasm).expect("a valid module");
        let locals = Locals::of(&module, 0).expect("locals");
        assert_eq!(locals.declared, [(49_999, ValType::I32), (50_000, ValType::F64)]);
    }
}
