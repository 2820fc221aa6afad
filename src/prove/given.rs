//! What hosts give to a module beside functions: it may steer a run, so a run that looks at it proves nothing.

use wasmparser::DataKind;
use wasmparser::MemoryType;
use wasmparser::Operator;
use wasmparser::TypeRef;

use super::limits::PAGES;
use super::limits::SEGMENTS;
use super::unproven::NoProof;
use super::unproven::Unproven;
use crate::constant::constant;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::constants;

/// What is imported beside functions.
pub(super) struct GivenByHost {
    /// How many globals are imported.
    pub globals: u32,
    /// How many tables are a host's: the first ones.
    pub tables: u32,
    /// The imported memory; its index is 0.
    pub memory: Option<MemoryType>,
}

impl GivenByHost {
    /// What is imported, if a run can be watched for it; the first `tables` are a host's in any case.
    pub fn of(module: &Module, tables: u32) -> Result<Self, NoProof> {
        let count = |is_one: fn(&TypeRef) -> bool| module.imports.iter().filter(|it| is_one(&it.ty)).count() as u32;
        let given = Self {
            globals: count(|ty| matches!(ty, TypeRef::Global(_))),
            tables: tables.max(count(|ty| matches!(ty, TypeRef::Table(_)))),
            memory: memory(module)?,
        };
        match given.global_in_constant(module)? {
            Some(global) => Err(Unproven::GivenPlaces(global).into()),
            None => Ok(given),
        }
    }

    /// Whether hosts give nothing but functions.
    pub fn is_nothing(&self) -> bool {
        self.globals == 0 && self.tables == 0 && self.memory.is_none()
    }

    /// Where active segments lie in the watched memory: offset and length.
    pub fn data(&self, module: &Module) -> Result<Vec<(u32, usize)>, NoProof> {
        let mut places = Vec::new();
        if self.memory.is_none() {
            return Ok(places);
        }
        for segment in module.data() {
            let DataKind::Active { memory_index: 0, offset_expr } = segment.kind else {
                continue;
            };
            let offset = constant(&offset_expr).and_then(|offset| u32::try_from(offset).ok());
            places.push((offset.ok_or(Unproven::UnknownPlaces)?, segment.data.len()));
        }
        Ok(places)
    }

    /// The imported global that a constant expression reads.
    fn global_in_constant(&self, module: &Module) -> Result<Option<String>> {
        for expression in constants(module)? {
            for operator in expression.get_operators_reader() {
                if let Operator::GlobalGet { global_index } = operator?
                    && global_index < self.globals
                {
                    return Ok(Some(name(module, global_index)));
                }
            }
        }
        Ok(None)
    }
}

/// The imported memory, if it can be watched.
fn memory(module: &Module) -> Result<Option<MemoryType>, Unproven> {
    let imported: Vec<MemoryType> =
        module.memories.iter().filter(|memory| memory.import.is_some()).map(|memory| memory.ty).collect();
    match imported.as_slice() {
        [] => Ok(None),
        [memory] if memory.memory64 => Err(Unproven::Memory64),
        [memory] if memory.shared => Err(Unproven::SharedMemory),
        [memory] if memory.initial > PAGES || memory.page_size_log2.is_some() => Err(Unproven::MemorySize),
        [_] if module.data().count() > SEGMENTS => Err(Unproven::Segments),
        [memory] => Ok(Some(*memory)),
        _ => Err(Unproven::SeveralMemories),
    }
}

/// `MODULE.NAME` of an imported global.
fn name(module: &Module, global: u32) -> String {
    let import = module.imports.iter().find(|it| it.index == global && matches!(it.ty, TypeRef::Global(_)));
    import.map_or_else(|| format!("global {global}"), |import| format!("{}.{}", import.module, import.name))
}
