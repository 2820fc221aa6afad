//! What validating bodies takes, about, before wasmparser is called.
//!
//! It keeps the types of all values that an instruction has left for later ones, and compares each that is taken. Two bytes can
//! call a function of a thousand results, five can make an array of as many values as they say, and each byte of a table of
//! branches can lead to a block of a thousand. So a small body can take much time, or memory, or both.

use std::collections::HashMap;

use rayon::prelude::*;
use wasmparser::BlockType;
use wasmparser::Catch;
use wasmparser::CompositeInnerType;
use wasmparser::FuncType;
use wasmparser::Operator;
use wasmparser::TryTable;
use wasmparser::types::CoreTypeId;
use wasmparser::types::Types;

use super::body::RawBody;
use super::signature;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;

/// So many values for each byte of code are no cause to refuse it. Compilers come to two or three.
pub(super) const PER_BYTE: u64 = 8;

/// The bodies of a module's functions.
pub(super) struct Bodies<'b, 'a> {
    pub types: &'b Types,
    pub bodies: &'b [RawBody<'a>],
    /// How many functions are imported: the index of the first body.
    pub imported: u32,
}

impl<'a> Bodies<'_, 'a> {
    fn body(&self, func: u32) -> Option<RawBody<'a>> {
        self.bodies.get(func.checked_sub(self.imported)? as usize).copied()
    }
}

/// Whether these functions can be validated within the bounds.
pub(super) fn within<F>(code: &Bodies, functions: F, bounds: &Bounds) -> Result<()>
where
    F: IntoParallelIterator<Item = u32> + Clone,
{
    let most = bounds.get(Bound::ValidateValues);
    let bytes = |func| code.body(func).map_or(0, |body| body.bytes.len() as u64);
    let LargestTypes { widest, deepest, arrays } = LargestTypes::of(code.types);
    let sum = |count: &(dyn Fn(u32) -> u64 + Sync)| -> u64 {
        functions.clone().into_par_iter().map(count).reduce(|| 0, u64::saturating_add)
    };
    // Most modules need not be read to know: no byte asks for more than to take and give what the widest type has.
    if !arrays && sum(&bytes).saturating_mul(2 * widest + 2).saturating_mul(deepest) <= most {
        return Ok(());
    }
    let values = sum(&|func| Taking::through(code, func, widest).saturating_sub(PER_BYTE * bytes(func)));
    match values.saturating_mul(deepest) {
        values if values <= most => Ok(()),
        values => Err(Error::new(
            ErrorKind::Unsupported,
            format!(
                "too much to validate: its instructions take and give {values} values more than {PER_BYTE} for each byte: {}",
                bounds.advice(Bound::ValidateValues)
            ),
        )),
    }
}

/// What there is to know of the types of a module.
struct LargestTypes {
    /// The most values that a type can ask for.
    widest: u64,
    /// How many types one comparison can look at: a type, and each that it is a subtype of.
    deepest: u64,
    /// Whether there are arrays: an instruction that makes one says itself how many values it takes.
    arrays: bool,
}

impl LargestTypes {
    fn of(known: &Types) -> Self {
        let types = known.as_ref();
        let (mut widest, mut deepest, mut arrays) = (1, 1, false);
        let mut depths: HashMap<CoreTypeId, u64> = HashMap::new();
        for index in 0..types.core_type_count_in_module() {
            let id = types.core_type_at_in_module(index);
            let ty = &known[id].composite_type.inner;
            arrays |= matches!(ty, CompositeInnerType::Array(_));
            widest = widest.max(match ty {
                CompositeInnerType::Func(ty) => (ty.params().len() + ty.results().len()) as u64,
                CompositeInnerType::Struct(ty) => ty.fields.len() as u64,
                _ => 0,
            });
            // It is declared before.
            if let Some(parent) = types.supertype_of(id) {
                let depth = 1 + depths.get(&parent).copied().unwrap_or(1);
                depths.insert(id, depth);
                deepest = deepest.max(depth);
            }
        }
        Self { widest, deepest, arrays }
    }
}

/// What blocks, functions and tags take and give.
#[derive(Clone, Copy, Default)]
struct Width {
    takes: u64,
    gives: u64,
}

impl Width {
    fn both(self) -> u64 {
        self.takes + self.gives
    }
}

/// A block that is open.
struct OpenBlock {
    width: Width,
    /// What a branch to it takes.
    label: u64,
}

/// A walk through a function.
struct Taking<'b, 'a> {
    code: &'b Bodies<'b, 'a>,
    widest: u64,
    own: Width,
    open: Vec<OpenBlock>,
    values: u64,
}

impl<'b, 'a> Taking<'b, 'a> {
    /// The values that its calls, blocks and branches take and give. What cannot be read is not validated either.
    fn through(code: &'b Bodies<'b, 'a>, func: u32, widest: u64) -> u64 {
        let own = width(signature::of_function(code.types, func));
        let mut walk = Self { code, widest, own, open: Vec::new(), values: own.takes };
        walk.begin(own, own.gives);
        let operators = code.body(func).and_then(|body| body.function().get_operators_reader().ok());
        for operator in operators.into_iter().flatten() {
            let Ok(operator) = operator else { break };
            walk.values = walk.values.saturating_add(walk.pass(&operator));
        }
        walk.values
    }

    fn pass(&mut self, operator: &Operator) -> u64 {
        match operator {
            Operator::Block { blockty } | Operator::If { blockty } | Operator::Try { blockty } => self.block(*blockty),
            Operator::Loop { blockty } => {
                let width = self.width_of(*blockty);
                self.begin(width, width.takes)
            }
            Operator::TryTable { try_table } => self.catches(try_table) + self.block(try_table.ty),
            Operator::Else | Operator::CatchAll => self.innermost(),
            Operator::Catch { tag_index } => self.innermost() + self.tag(*tag_index),
            Operator::End | Operator::Delegate { .. } => self.open.pop().map_or(0, |open| 2 * open.width.gives),
            Operator::Br { relative_depth } => self.label(*relative_depth),
            Operator::BrTable { targets } => {
                let labels = targets.targets().flatten().chain([targets.default()]);
                labels.fold(0, |sum, depth| sum.saturating_add(2 * self.label(depth)))
            }
            Operator::BrIf { relative_depth }
            | Operator::BrOnNull { relative_depth }
            | Operator::BrOnNonNull { relative_depth }
            | Operator::BrOnCast { relative_depth, .. }
            | Operator::BrOnCastFail { relative_depth, .. }
            | Operator::BrOnCastDescEq { relative_depth, .. }
            | Operator::BrOnCastDescEqFail { relative_depth, .. } => 2 * self.label(*relative_depth),
            operator => self.without_label(operator),
        }
    }

    fn without_label(&self, operator: &Operator) -> u64 {
        match operator {
            Operator::Return => self.own.gives,
            Operator::Call { function_index } => self.function(*function_index),
            Operator::ReturnCall { function_index } => self.function(*function_index) + self.own.gives,
            Operator::CallIndirect { type_index, .. } | Operator::CallRef { type_index } => self.ty(*type_index),
            Operator::ReturnCallIndirect { type_index, .. } | Operator::ReturnCallRef { type_index } => {
                self.ty(*type_index) + self.own.gives
            }
            Operator::Throw { tag_index } => self.tag(*tag_index),
            Operator::StructNew { struct_type_index }
            | Operator::StructNewDefault { struct_type_index }
            | Operator::StructNewDesc { struct_type_index }
            | Operator::StructNewDefaultDesc { struct_type_index } => {
                signature::fields(self.code.types.as_ref(), *struct_type_index)
            }
            // Where code cannot be reached, no values have to be there, and most versions of wasmparser still take each.
            Operator::ArrayNewFixed { array_size, .. } => u64::from(*array_size),
            Operator::Resume { resume_table, .. }
            | Operator::ResumeThrow { resume_table, .. }
            | Operator::ResumeThrowRef { resume_table, .. } => self.switches(1 + resume_table.handlers.len() as u64),
            Operator::ContBind { .. } | Operator::Suspend { .. } | Operator::Switch { .. } => self.switches(1),
            _ => 0,
        }
    }

    /// What instructions of stack switching take and give, at most: few modules have any.
    fn switches(&self, parts: u64) -> u64 {
        4 * self.widest * parts
    }

    fn block(&mut self, ty: BlockType) -> u64 {
        let width = self.width_of(ty);
        self.begin(width, width.gives)
    }

    fn begin(&mut self, width: Width, label: u64) -> u64 {
        self.open.push(OpenBlock { width, label });
        2 * width.takes
    }

    /// Each is compared with the block that it leads to.
    fn catches(&self, block: &TryTable) -> u64 {
        let catch = |catch: &Catch| match catch {
            Catch::One { tag, label } | Catch::OneRef { tag, label } => self.tag(*tag) + self.label(*label),
            Catch::All { label } | Catch::AllRef { label } => self.label(*label),
        };
        block.catches.iter().map(catch).fold(0, u64::saturating_add)
    }

    fn innermost(&self) -> u64 {
        self.open.last().map_or(0, |open| open.width.both())
    }

    fn label(&self, depth: u32) -> u64 {
        let place = self.open.len().checked_sub(1).and_then(|last| last.checked_sub(depth as usize));
        place.and_then(|place| self.open.get(place)).map_or(0, |open| open.label)
    }

    fn width_of(&self, ty: BlockType) -> Width {
        match ty {
            BlockType::Empty => Width::default(),
            BlockType::Type(_) => Width { takes: 0, gives: 1 },
            BlockType::FuncType(index) => width(signature::at(self.code.types, index)),
        }
    }

    fn function(&self, func: u32) -> u64 {
        width(signature::of_function(self.code.types, func)).both()
    }

    fn ty(&self, index: u32) -> u64 {
        width(signature::at(self.code.types, index)).both()
    }

    fn tag(&self, tag: u32) -> u64 {
        width(signature::of_tag(self.code.types, tag)).both()
    }
}

fn width(ty: Option<&FuncType>) -> Width {
    ty.map_or_else(Width::default, |ty| Width { takes: ty.params().len() as u64, gives: ty.results().len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::Module;

    /// What is too much about a module, if nothing may be more than the few for each byte.
    fn values(functions: &str) -> Option<String> {
        let many = "i32 ".repeat(600);
        let wasm = wat::parse_str(format!(
            r"(module
              (rec (type $parent (sub (func))) (type $child (sub $parent (func))))
              (type $struct (struct (field {many})))
              (type $array (array i32))
              (type $takes (func (param {many})))
              (type $gives (func (result {many})))
              (tag $tag (type $takes))
              (func $takes (type $takes))
              (func $gives (type $gives) unreachable)
              {functions})",
        ));
        let wasm = wasm.expect(functions);
        let bounds = Bounds::default().with(Bound::ValidateValues, 0);
        Module::parse_within(&wasm, &bounds).err().map(|error| error.message().to_owned())
    }

    #[test]
    fn every_way_to_take_and_give_many_is_counted() {
        let plain = values("").expect("two functions are wide");
        for code in [
            "call $gives unreachable",
            "unreachable call $takes",
            "i32.const 0 call_indirect $table (type $gives) unreachable",
            "ref.null $gives call_ref $gives unreachable",
            "block (type $gives) unreachable end unreachable",
            "unreachable loop (type $takes) unreachable end",
            "unreachable throw $tag",
            "struct.new_default $struct drop",
            "unreachable struct.new $struct drop",
            "unreachable array.new_fixed $array 600 drop",
            "block (type $gives) unreachable br 0 end unreachable",
            "block (type $gives) unreachable br_table 0 0 0 0 end unreachable",
            "block (type $gives) try_table (catch $tag 0) unreachable end unreachable end unreachable",
        ] {
            let more = values(&format!("(table $table 1 funcref) (func {code})")).expect(code);
            // Less the few for each byte.
            assert!(count(&more) >= count(&plain) + 400, "{code}: {plain} {more}");
        }
    }

    /// The number of values in a message, which counts each type that another is a subtype of.
    fn count(message: &str) -> u64 {
        let number = message.split(' ').find_map(|word| word.parse::<u64>().ok());
        number.expect(message) / 2
    }

    #[test]
    fn code_that_takes_and_gives_few_is_not_refused() {
        let wasm = wat::parse_str(
            "(module (func $add (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
             (func (export \"f\") (result i32) block (result i32) i32.const 1 i32.const 2 call $add end))",
        );
        let bounds = Bounds::default().with(Bound::ValidateValues, 0);
        assert!(Module::parse_within(&wasm.expect("valid"), &bounds).is_ok());
    }
}
