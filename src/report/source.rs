//! Where functions are in the source, by debug information.

use addr2line::Context;
use addr2line::gimli;
use addr2line::gimli::EndianSlice;
use addr2line::gimli::LittleEndian;
use object::Object;
use object::ObjectSection;
use object::read::wasm::WasmFile;

use crate::module::Module;
use crate::module::format;

/// A module's DWARF; nothing if it has none, or none that can be read.
pub struct Sources<'m, 'a> {
    module: &'m Module<'a>,
    context: Option<Context<EndianSlice<'a, LittleEndian>>>,
    /// Where addresses count from: they are offsets in what the code section holds (the WebAssembly community's "DWARF for
    /// WebAssembly", "Code addresses").
    code: usize,
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as the compiler was given it.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u32>,
}

impl<'m, 'a> Sources<'m, 'a> {
    /// Of a module in a file.
    pub fn of(module: &'m Module<'a>) -> Self {
        let code = module.section(format::section::CODE).map_or(0, |section| section.content.start);
        Self { module, context: context(module), code }
    }

    /// Where a function begins: the first of its instructions that came from a line.
    pub fn place(&self, func: u32) -> Option<Place> {
        // Far enough to get past what sets up the stack.
        const INSTRUCTIONS: usize = 32;
        let context = self.context.as_ref()?;
        let operators = self.module.operators(func).map_while(Result::ok).take(INSTRUCTIONS);
        let mut places = operators.filter_map(|(_, offset)| {
            let location = context.find_location(offset.checked_sub(self.code)? as u64).ok()??;
            let line = location.line.filter(|line| *line > 0);
            Some(Place { file: location.file?.to_owned(), line })
        });
        let first = places.next()?;
        let lined = std::iter::once(first.clone()).chain(places).find(|place| place.line.is_some());
        Some(lined.unwrap_or(first))
    }
}

fn context<'a>(module: &Module<'a>) -> Option<Context<EndianSlice<'a, LittleEndian>>> {
    module.custom(".debug_info")?;
    let file = WasmFile::parse(module.bytes).ok()?;
    let section = |id: gimli::SectionId| {
        let section = file.section_by_name(id.name());
        let data = section.and_then(|section| section.data().ok()).unwrap_or_default();
        Ok::<_, gimli::Error>(EndianSlice::new(data, LittleEndian))
    };
    Context::from_dwarf(gimli::Dwarf::load(section).ok()?).ok()
}
