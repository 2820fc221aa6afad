//! Whether debug information can be read without taking more than it may. Units can refer to one table again and again, and a reader
//! makes something of it for each: so a small file could ask for any amount of memory. What is counted here is what addr2line 0.26 and
//! gimli 0.33 make, about, in bytes.

use std::collections::HashSet;
use std::ops::Range;

use addr2line::gimli;
use addr2line::gimli::AbbreviationsCacheStrategy;
use addr2line::gimli::Dwarf;
use addr2line::gimli::EndianSlice;
use addr2line::gimli::LittleEndian;
use addr2line::gimli::Reader;
use addr2line::gimli::Section;
use addr2line::gimli::Unit;
use addr2line::gimli::UnitHeader;

use super::looked_up::LookUps;

type Slice<'a> = EndianSlice<'a, LittleEndian>;

/// What a reader keeps of one unit.
const UNIT: u64 = 1000;
/// Of one byte of abbreviations, which take two or more each.
const ABBREVIATION: u64 = 25;
/// Of one attribute of a unit, which is looked at several times.
const ATTRIBUTE: u64 = 8;
/// Of one range of addresses, by addr2line and by [`LookUps`].
const RANGE: u64 = 80;
/// Of one byte of a line program's header: names of files.
const HEADER: u64 = 50;

/// Why debug information is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GivenUp {
    /// It takes more than [`Bound::DebugBytes`](crate::bounds::Bound::DebugBytes).
    TooLarge,
    /// Units share what a unit has for itself.
    Shared,
    /// Units lie around so many functions that to look these up takes too much.
    Overlapping,
    /// The module has more custom sections than a reader of sections is given.
    Sections,
}

/// The debug information, if it takes no more than `most` bytes, with its abbreviations read, each table once; and what looking up may take.
pub(super) fn within(mut dwarf: Dwarf<Slice>, most: u64) -> Result<(Dwarf<Slice>, LookUps), GivenUp> {
    // Units say as well where they are. These ranges could be others for each.
    dwarf.debug_aranges = EndianSlice::new(&[], LittleEndian).into();
    let sections = [dwarf.debug_abbrev.reader(), dwarf.debug_line.reader()].map(|section| section.len() as u64);
    let [abbreviations, lines] = sections.map(|own| own.saturating_mul(SHARED).saturating_add(FREE));
    let ranges = dwarf.ranges.debug_ranges().reader().len() + dwarf.ranges.debug_rnglists().reader().len();
    let mut bounded = Allowance { left: most, abbreviations, ranges: ranges as u64 + FREE, lines, found: Vec::new() };
    bounded.abbreviations(&dwarf)?;
    dwarf.populate_abbreviations_cache(AbbreviationsCacheStrategy::All);
    let mut headers = dwarf.units();
    // What cannot be read is not read any further.
    while let Ok(Some(header)) = headers.next() {
        bounded.unit(&dwarf, header)?;
    }
    Ok((dwarf, LookUps::among(bounded.found)))
}

/// A unit has a line program and ranges of its own, and a table of abbreviations that it may share as a whole: so all together take what
/// their sections have. More than that is left to them, and this, in bytes.
const SHARED: u64 = 2;
const FREE: u64 = 10_000;

/// What may still be taken: memory, and bytes of abbreviations, ranges and line programs, as often as they are read.
struct Allowance {
    left: u64,
    abbreviations: u64,
    ranges: u64,
    lines: u64,
    /// The ranges of units, as far as they were read.
    found: Vec<Range<u64>>,
}

impl Allowance {
    fn take(&mut self, count: u64, each: u64) -> Result<(), GivenUp> {
        let left = count.checked_mul(each).and_then(|bytes| self.left.checked_sub(bytes));
        self.left = left.ok_or(GivenUp::TooLarge)?;
        Ok(())
    }

    /// All tables of abbreviations, each once; each may begin within another.
    fn abbreviations(&mut self, dwarf: &Dwarf<Slice>) -> Result<(), GivenUp> {
        let mut seen = HashSet::new();
        let mut headers = dwarf.units();
        while let Ok(Some(header)) = headers.next() {
            self.take(1, UNIT)?;
            // One range may stand in the unit itself.
            self.ranges = self.ranges.saturating_add(2);
            let offset = header.debug_abbrev_offset().0;
            if seen.insert(offset) {
                let mut table = *dwarf.debug_abbrev.reader();
                if table.skip(offset).is_ok() {
                    self.table(&mut table)?;
                }
            }
        }
        Ok(())
    }

    /// A table of abbreviations, as far as it can be read.
    fn table(&mut self, table: &mut Slice) -> Result<(), GivenUp> {
        loop {
            let before = table.len();
            match skip_abbreviation(table) {
                Ok(true) => {
                    let bytes = (before - table.len()) as u64;
                    self.abbreviations = self.abbreviations.checked_sub(bytes).ok_or(GivenUp::Shared)?;
                    self.take(bytes, ABBREVIATION)?;
                }
                Ok(false) | Err(_) => return Ok(()),
            }
        }
    }

    fn unit(&mut self, dwarf: &Dwarf<Slice>, header: UnitHeader<Slice>) -> Result<(), GivenUp> {
        // A unit of types names the line program of its compile unit, and is not read.
        if matches!(header.type_(), gimli::UnitType::Type { .. } | gimli::UnitType::SplitType { .. }) {
            return Ok(());
        }
        if let Some(program) = self.line_program(dwarf, &header)? {
            self.take(program.header, HEADER)?;
            // A partial one has no places.
            if header.type_() != gimli::UnitType::Partial {
                self.lines = self.lines.checked_sub(program.whole).ok_or(GivenUp::Shared)?;
            }
        }
        // One that cannot be read has no places.
        let Ok(unit) = dwarf.unit(header) else {
            return Ok(());
        };
        let strings = [&unit.name, &unit.comp_dir].into_iter().flatten();
        self.take(strings.map(|string| string.len() as u64).sum(), 1)?;
        self.files(dwarf, &unit)?;
        self.ranges(dwarf, &unit)
    }

    /// The line program that a unit's first entry names, if it does.
    fn line_program(
        &mut self,
        dwarf: &Dwarf<Slice>,
        header: &UnitHeader<Slice>,
    ) -> Result<Option<LineProgram>, GivenUp> {
        let Ok(abbreviations) = dwarf.abbreviations(header) else {
            return Ok(None);
        };
        let Ok(mut entries) = header.entries_raw(&abbreviations, None) else {
            return Ok(None);
        };
        let Ok(Some(abbreviation)) = entries.read_abbreviation() else {
            return Ok(None);
        };
        self.take(abbreviation.attributes().len() as u64, ATTRIBUTE)?;
        for specification in abbreviation.attributes() {
            match entries.read_attribute(*specification) {
                Ok(attribute) if attribute.name() == gimli::DW_AT_stmt_list => {
                    return Ok(match attribute.value() {
                        gimli::AttributeValue::DebugLineRef(offset) => LineProgram::read(dwarf, offset.0).ok(),
                        _ => None,
                    });
                }
                Ok(_) => {}
                Err(_) => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Each file is named with its folder.
    fn files(&mut self, dwarf: &Dwarf<Slice>, unit: &Unit<Slice>) -> Result<(), GivenUp> {
        let Some(program) = &unit.line_program else {
            return Ok(());
        };
        let header = program.header();
        let length =
            |name: &gimli::AttributeValue<Slice>| dwarf.attr_string(unit, *name).map_or(0, |name| name.len() as u64);
        let mut longest = unit.comp_dir.map_or(0, |folder| folder.len() as u64);
        for folder in header.include_directories() {
            let length = length(folder);
            self.take(length, 1)?;
            longest = longest.max(length);
        }
        for file in header.file_names() {
            self.take(length(&file.path_name()), 1)?;
        }
        // With a folder of its own, and the one where the compiler ran.
        self.take(header.file_names().len() as u64, longest.saturating_mul(2))
    }

    fn ranges(&mut self, dwarf: &Dwarf<Slice>, unit: &Unit<Slice>) -> Result<(), GivenUp> {
        let Ok(mut ranges) = dwarf.unit_ranges(unit) else {
            return Ok(());
        };
        let before = self.found.len();
        while let Ok(Some(range)) = ranges.next() {
            // Each takes two bytes at least.
            self.ranges = self.ranges.checked_sub(2).ok_or(GivenUp::Shared)?;
            self.range(range.begin..range.end)?;
        }
        if self.found.len() == before { self.sequences(unit) } else { Ok(()) }
    }

    /// A unit that does not say where it is lies where its line program has rows.
    fn sequences(&mut self, unit: &Unit<Slice>) -> Result<(), GivenUp> {
        let Some(program) = unit.line_program.clone() else {
            return Ok(());
        };
        let mut rows = program.rows();
        let mut first = None;
        while let Ok(Some((_, row))) = rows.next_row() {
            let begin = *first.get_or_insert(row.address());
            if row.end_sequence() {
                self.range(begin..row.address())?;
                first = None;
            }
        }
        Ok(())
    }

    fn range(&mut self, range: Range<u64>) -> Result<(), GivenUp> {
        self.take(1, RANGE)?;
        self.found.push(range);
        Ok(())
    }
}

/// How long a line program is, in bytes.
struct LineProgram {
    whole: u64,
    header: u64,
}

impl LineProgram {
    /// DWARF 5, section 6.2.4, and before: the version, and since 5 two sizes, stand in front of the header's length.
    fn read(dwarf: &Dwarf<Slice>, offset: usize) -> gimli::Result<Self> {
        let mut bytes = *dwarf.debug_line.reader();
        bytes.skip(offset)?;
        let (whole, format) = bytes.read_initial_length()?;
        if bytes.read_u16()? >= 5 {
            bytes.skip(2)?;
        }
        let header = bytes.read_length(format)?;
        Ok(Self { whole: whole as u64, header: header as u64 })
    }
}

/// Skips an abbreviation; whether there was one: DWARF 5, section 7.5.3.
fn skip_abbreviation(table: &mut Slice) -> gimli::Result<bool> {
    if table.read_uleb128()? == 0 {
        return Ok(false);
    }
    table.read_uleb128()?;
    table.read_u8()?;
    loop {
        let (name, form) = (table.read_uleb128()?, table.read_uleb128()?);
        if form == u64::from(gimli::DW_FORM_implicit_const.0) {
            table.read_sleb128()?;
        }
        if (name, form) == (0, 0) {
            return Ok(true);
        }
    }
}
