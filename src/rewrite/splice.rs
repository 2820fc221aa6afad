//! Rewriting by changing only the bytes that the plan names.
//!
//! No index moves: new functions, types, globals and exports come behind the old ones, and a memory or a table
//! changes sides only where its number can stay. So code stays where it is, and with it everything that points into it: debug information, branch
//! hints, names. A dropped call becomes as many `nop`s as it had bytes.
//!
//! ```text
//! type* import* function* … global* export* start* elem* count* code* data* name*   (* only if the plan says so)
//! ```

mod bodies;
mod content;
mod data;
mod entries;
mod imports;
mod mark;
mod memories;
mod names;
mod sections;
mod tables;

use std::ops::Range;

use super::rewritten::Lost;
use super::rewritten::Moved;
use super::rewritten::Renumbering;
use super::rewritten::Rewriter;
use super::rewritten::Rewritten;
use crate::error::Error;
use crate::error::Result;
use crate::leb;
use crate::module::Custom;
use crate::module::Customs;
use crate::module::HEADER;
use crate::module::Module;
use crate::module::Section;
use crate::module::Stretch;
use crate::module::format;
use crate::module::format::ORDER;
use crate::module::format::place;
use crate::pieces::Pieces;
use crate::plan::Plan;
use crate::plan::Touched;
use content::Content;
use content::SectionChange;
use sections::Drawing;

/// Carries out a plan. None if it touches an encoding that only the other rewriter knows.
pub(super) fn rewrite<'a>(module: &Module<'a>, plan: &Plan) -> Result<Option<Rewritten<'a>>> {
    let touched = plan.touched();
    let drawing = Drawing { module, touched: &touched };
    let Some(changes) = drawing.changes()? else {
        return Ok(None);
    };
    let added = touched.added.len() as u32;
    let functions = module.function_count();
    let mut output = Assembly { module, changes, wasm: Pieces::of(module.bytes), moved: Moved::default() };
    output.wasm.keep(0..HEADER.len());
    output.sections(&touched)?;
    Ok(Some(Rewritten {
        wasm: output.wasm,
        renumbering: Renumbering {
            functions: (0..functions).map(Some).collect(),
            added: (functions..functions + added).collect(),
        },
        lost: Lost::of(module, Rewriter::Splice),
        moved: output.moved,
        rewriter: Rewriter::Splice,
    }))
}

/// A module in the making.
struct Assembly<'m, 'a> {
    module: &'m Module<'a>,
    /// The changes that are left to make.
    changes: Vec<(u8, SectionChange)>,
    wasm: Pieces<'a>,
    moved: Moved,
}

impl Assembly<'_, '_> {
    fn sections(&mut self, touched: &Touched) -> Result<()> {
        let module = self.module;
        let last = module.sections().last().map(|section| section.id);
        // The first `name` section is the one that counts.
        let names = module.custom("name").map(|names| names.range.start);
        if last.is_none() {
            self.missing_before(ORDER.len())?;
        }
        for stretch in &module.stretches {
            match stretch {
                Stretch::Customs(customs) => self.customs(*customs, names, touched)?,
                Stretch::Section(section) => {
                    self.missing_before(place(section.id))?;
                    self.known(section)?;
                    // Custom sections that were last stay last.
                    if Some(section.id) == last {
                        self.missing_before(ORDER.len())?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes sections that the module does not have before the first that comes after them.
    fn missing_before(&mut self, next: usize) -> Result<()> {
        let has = |id: u8| self.module.section(id).is_some();
        let (mut now, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.changes).into_iter().partition(|(id, _)| !has(*id) && place(*id) < next);
        self.changes = later;
        now.sort_by_key(|(id, _)| place(*id));
        for (id, change) in now {
            if let SectionChange::Replace(content) = change {
                self.write(id, content, 1)?;
            }
        }
        Ok(())
    }

    fn known(&mut self, section: &Section) -> Result<()> {
        let change = self.changes.iter().find(|(id, _)| *id == section.id).map(|(_, change)| change.clone());
        let at = self.wasm.len();
        let is_code = section.id == format::section::CODE;
        match change {
            None => {
                self.wasm.keep(section.range.clone());
                if is_code {
                    self.moved = Moved { in_file: at as isize - section.range.start as isize, in_section: 0 };
                }
            }
            Some(SectionChange::Remove) => {}
            Some(SectionChange::Replace(content)) => {
                let count = leb::read(self.module.bytes.get(section.content.start..).unwrap_or_default());
                let in_section = content.head() as isize - count.map_or(0, |(_, width)| width as isize);
                let size = self.write(section.id, content, size_width(&section.range, &section.content))?;
                if is_code {
                    let start = (at + 1 + size) as isize;
                    self.moved = Moved { in_file: start - section.content.start as isize + in_section, in_section };
                }
            }
        }
        Ok(())
    }

    fn customs(&mut self, customs: Customs, names: Option<usize>, touched: &Touched) -> Result<()> {
        for custom in customs.iter() {
            if Some(custom.range.start) == names {
                self.names(&custom, touched)?;
            } else if Rewriter::Splice.drops(custom.name).is_none() {
                self.wasm.keep(custom.range);
            }
        }
        Ok(())
    }

    /// The `name` section, with names for new functions.
    fn names(&mut self, section: &Custom, touched: &Touched) -> Result<()> {
        let added = touched.added.iter().map(|(name, _)| *name);
        let added: Vec<(u32, &str)> = (self.module.function_count()..).zip(added).collect();
        let start = section.range.end - section.data.len();
        let is_read = !added.is_empty() && !self.module.names.is_empty();
        let names = is_read.then(|| names::with(self.module.bytes, start..section.content.end, &added)).flatten();
        let Some(names) = names else {
            self.wasm.keep(section.range.clone());
            return Ok(());
        };
        let mut content = Content::default();
        content.keep(section.content.start..start);
        names.write_into(&mut content);
        self.write(format::section::CUSTOM, content, size_width(&section.range, &section.content))?;
        Ok(())
    }

    /// Writes a section, with its size in `width` bytes if it fits; says how many bytes the size takes. Each section lies in
    /// one piece. Only the code section may take several, each body in one.
    fn write(&mut self, id: u8, content: Content, width: usize) -> Result<usize> {
        let size = u32::try_from(content.len()).map_err(|_| Error::refused("a section would have more than 4 GiB"))?;
        let size = leb::write(size, width);
        let width = size.len();
        self.wasm.push(std::iter::once(id).chain(size).collect());
        if id == format::section::CODE {
            content.into_pieces(&mut self.wasm);
        } else {
            self.wasm.push(content.into_bytes(self.module.bytes));
        }
        Ok(width)
    }
}

/// How many bytes a section's size takes, behind its id, at least: one as short as it can be stays so, and linkers write some longer.
fn size_width(section: &Range<usize>, content: &Range<usize>) -> usize {
    let width = content.start.saturating_sub(section.start + 1);
    let is_shortest = u32::try_from(content.len()).is_ok_and(|size| leb::write(size, 1).len() == width);
    if is_shortest { 1 } else { width }
}
