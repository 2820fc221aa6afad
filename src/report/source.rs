//! Where functions are in the source, by debug information.

mod bounded;
mod looked_up;

use addr2line::Context;
use addr2line::gimli;
use addr2line::gimli::EndianSlice;
use addr2line::gimli::LittleEndian;

use object::Object;
use object::ObjectSection;
use object::read::wasm::WasmFile;

pub use bounded::GivenUp;

use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::error::caught;
use crate::module::Module;
use crate::module::format;
use looked_up::LookUps;

/// A module's DWARF.
#[non_exhaustive]
pub struct Sources<'m, 'a> {
    module: &'m Module<'a>,
    debug: DebugInfo<'a>,
    /// Where addresses count from: they are offsets in what the code section holds (the WebAssembly community's "DWARF for
    /// WebAssembly", "Code addresses").
    code: usize,
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file, as the compiler was given it.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u32>,
}

impl<'m, 'a> Sources<'m, 'a> {
    /// Of a module in a file.
    pub fn of(module: &'m Module<'a>, bounds: &Bounds) -> Self {
        let code = module.section(format::section::CODE).map_or(0, |section| section.content.start);
        Self { module, debug: DebugInfo::of(module, bounds), code }
    }

    /// Why there is debug information that is not read, or was not as far as places were asked for.
    pub fn given_up(&self) -> Option<GivenUp> {
        match &self.debug {
            DebugInfo::GivenUp(why) => Some(*why),
            DebugInfo::Read(_, look_ups) => look_ups.are_used_up().then_some(GivenUp::Overlapping),
            DebugInfo::None => None,
        }
    }

    /// Where a function begins: the first of its instructions that came from a line.
    pub fn place(&self, func: u32) -> Option<Place> {
        // Far enough to get past what sets up the stack.
        const INSTRUCTIONS: usize = 32;
        let DebugInfo::Read(context, look_ups) = &self.debug else {
            return None;
        };
        let operators = self.module.operators(func).map_while(Result::ok).take(INSTRUCTIONS);
        let mut places = operators.filter_map(|(_, offset)| {
            let address = Some(offset.checked_sub(self.code)? as u64).filter(|address| look_ups.take(*address))?;
            // Debug information may be damaged; a line that cannot be found is not shown.
            let location = caught("addr2line", || context.find_location(address)).ok()?.ok()??;
            let line = location.line.filter(|line| *line > 0);
            Some(Place { file: location.file?.to_owned(), line })
        });
        let first = places.next()?;
        let lined = std::iter::once(first.clone()).chain(places).find(|place| place.line.is_some());
        Some(lined.unwrap_or(first))
    }
}

/// A module's DWARF, ready to be asked.
enum DebugInfo<'a> {
    /// There is none, or none that can be read.
    None,
    /// It is not read.
    GivenUp(GivenUp),
    Read(Box<Context<EndianSlice<'a, LittleEndian>>>, LookUps),
}

impl<'a> DebugInfo<'a> {
    fn of(module: &Module<'a>, bounds: &Bounds) -> Self {
        // More sections than that are not there for debug information, and the reader keeps them all.
        const SECTIONS: usize = 10_000;
        if module.custom(".debug_info").is_some() && module.customs().nth(SECTIONS).is_some() {
            return Self::GivenUp(GivenUp::Sections);
        }
        let Some(dwarf) = dwarf(module) else {
            return Self::None;
        };
        match bounded::within(dwarf, bounds.get(Bound::DebugBytes)) {
            Ok((dwarf, look_ups)) => {
                Context::from_dwarf(dwarf).map_or(Self::None, |context| Self::Read(Box::new(context), look_ups))
            }
            Err(why) => Self::GivenUp(why),
        }
    }
}

fn dwarf<'a>(module: &Module<'a>) -> Option<gimli::Dwarf<EndianSlice<'a, LittleEndian>>> {
    module.custom(".debug_info")?;
    let file = WasmFile::parse(module.bytes).ok()?;
    let section = |id: gimli::SectionId| {
        let section = file.section_by_name(id.name());
        let data = section.and_then(|section| section.data().ok()).unwrap_or_default();
        Ok::<_, gimli::Error>(EndianSlice::new(data, LittleEndian))
    };
    gimli::Dwarf::load(section).ok()
}
