//! Rewriting by changing only the bytes that the plan names.
//!
//! No index moves: new functions, types, globals and exports come behind those that there are, and the only memory is
//! memory 0 whoever owns it. So code stays where it is, and with it whatever points into it: debug information, branch
//! hints, names. A dropped call becomes as many `nop`s as it had bytes.
//!
//! ```text
//! type* import* function* … global* export* start* elem* … code* data  name*   (* only if the plan says so)
//! ```

mod bodies;
mod content;
mod declared;
mod leb;
mod names;
mod sections;

use std::ops::Range;

use super::Lost;
use super::Renumbering;
use super::Rewriter;
use super::Rewritten;
use crate::error::Error;
use crate::error::Result;
use crate::module::HEADER;
use crate::module::Module;
use crate::module::Section;
use crate::plan::Plan;
use content::Content;
use sections::Change;
use sections::Drawing;

/// Carries out a plan. None if it touches an encoding that is not known here.
pub(super) fn rewrite(module: &Module, plan: &Plan) -> Result<Option<Rewritten>> {
    let drawing = Drawing { module, plan };
    let Some(changes) = drawing.changes()? else {
        return Ok(None);
    };
    let added = plan.added().count() as u32;
    let functions = module.function_count();
    let wasm = Vec::with_capacity(module.bytes.len() + 4096);
    let mut output = Output { module, changes, wasm, lost: Vec::new(), warnings: Vec::new() };
    output.wasm.extend_from_slice(&HEADER);
    output.sections(plan)?;
    Ok(Some(Rewritten {
        wasm: output.wasm,
        renumbering: Renumbering {
            functions: (0..functions).collect(),
            added: (functions..functions + added).collect(),
        },
        lost: output.lost,
        warnings: output.warnings,
        rewriter: Rewriter::Splice,
    }))
}

/// Known sections in the order that the specification wants them in.
const ORDER: [u8; 13] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/// A module in the making.
struct Output<'m, 'a> {
    module: &'m Module<'a>,
    /// The changes that are yet to be made.
    changes: Vec<(u8, Change)>,
    wasm: Vec<u8>,
    lost: Vec<Lost>,
    warnings: Vec<String>,
}

impl Output<'_, '_> {
    fn sections(&mut self, plan: &Plan) -> Result<()> {
        let module = self.module;
        let last = module.sections.iter().rposition(|section| section.custom.is_none());
        if last.is_none() {
            self.missing_before(ORDER.len())?;
        }
        for (at, section) in module.sections.iter().enumerate() {
            match section.custom {
                Some(name) => self.custom(section, name, plan)?,
                None => {
                    self.missing_before(place(section.id))?;
                    self.known(section)?;
                }
            }
            // Custom sections that were last stay last.
            if Some(at) == last {
                self.missing_before(ORDER.len())?;
            }
        }
        Ok(())
    }

    /// Writes sections that the module does not have before the first that comes after them.
    fn missing_before(&mut self, next: usize) -> Result<()> {
        let has = |id: u8| self.module.sections.iter().any(|section| section.id == id && section.custom.is_none());
        let (mut now, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.changes).into_iter().partition(|(id, _)| !has(*id) && place(*id) < next);
        self.changes = later;
        now.sort_by_key(|(id, _)| place(*id));
        for (id, change) in now {
            if let Change::Replace(content) = change {
                self.write(id, &content, 1)?;
            }
        }
        Ok(())
    }

    fn known(&mut self, section: &Section) -> Result<()> {
        let change = self.changes.iter().find(|(id, _)| *id == section.id).map(|(_, change)| change.clone());
        let at = self.wasm.len();
        match change {
            None => self.keep(section.range.clone()),
            Some(Change::Remove) => {}
            Some(Change::Replace(content)) => self.write(section.id, &content, size_width(section))?,
        }
        if section.id == sections::id::CODE {
            self.moved(section, at);
        }
        Ok(())
    }

    /// Says who is concerned if code has moved, whose section lies at an offset of the output: DWARF's addresses count from
    /// the beginning of the section's content (https://yurydelendik.github.io/webassembly-dwarf/), those of source maps from
    /// the beginning of the file.
    fn moved(&mut self, section: &Section, at: usize) {
        let width =
            |bytes: &[u8], at: usize| leb::read(bytes.get(at..).unwrap_or_default()).map_or(0, |(_, width)| width);
        let (old, new) = (section.content.start, at + 1 + width(&self.wasm, at + 1));
        let in_section = width(&self.wasm, new) as isize - width(self.module.bytes, old) as isize;
        let in_file = new as isize - old as isize + in_section;
        let has = |name: &str| self.module.customs.iter().any(|custom| custom.name.starts_with(name));
        if in_section != 0 && (has(".debug_") || has("external_debug_info")) {
            self.warnings.push(format!(
                "code moved by {} within its section, since the number of functions takes more bytes now: addresses in debug \
                 information are off by that",
                bytes(in_section)
            ));
        }
        if in_file != 0 && has("sourceMappingURL") {
            self.warnings.push(format!(
                "code moved by {} in the file: columns in the source map are off by that",
                bytes(in_file)
            ));
        }
    }

    fn custom(&mut self, section: &Section, name: &str, plan: &Plan) -> Result<()> {
        if let Some(why) = Rewriter::Splice.drops(name) {
            self.lost.push(Lost { section: name.to_owned(), why });
            return Ok(());
        }
        let added: Vec<(u32, &str)> =
            (self.module.function_count()..).zip(plan.added().map(|(name, _)| name)).collect();
        let first = self.module.sections.iter().find(|section| section.custom == Some("name")) == Some(section);
        if name == "name" && first && !added.is_empty() && !self.module.names.is_empty() {
            let start = section.content.start + name_length(self.module.bytes, &section.content);
            if let Some(names) = names::with(self.module.bytes, start..section.content.end, &added) {
                let mut content = Content::default();
                content.keep(section.content.start..start);
                names.write_into(&mut content);
                return self.write(section.id, &content, size_width(section));
            }
        }
        self.keep(section.range.clone());
        Ok(())
    }

    fn keep(&mut self, range: Range<usize>) {
        self.wasm.extend_from_slice(self.module.bytes.get(range).unwrap_or_default());
    }

    /// Writes a section, its size in as many bytes as before.
    fn write(&mut self, id: u8, content: &Content, width: usize) -> Result<()> {
        let size = u32::try_from(content.len()).map_err(|_| Error::refused("a section would have more than 4 GiB"))?;
        self.wasm.push(id);
        self.wasm.extend(leb::write(size, width));
        content.write(self.module.bytes, &mut self.wasm);
        Ok(())
    }
}

fn bytes(count: isize) -> String {
    if count.unsigned_abs() == 1 { format!("{count} byte") } else { format!("{count} bytes") }
}

fn place(id: u8) -> usize {
    ORDER.iter().position(|known| *known == id).unwrap_or(ORDER.len())
}

/// How many bytes a section's size takes, behind its id.
fn size_width(section: &Section) -> usize {
    section.content.start.saturating_sub(section.range.start + 1)
}

/// How many bytes a custom section's name takes, with its length.
fn name_length(input: &[u8], content: &Range<usize>) -> usize {
    let (length, width) = leb::read(input.get(content.clone()).unwrap_or_default()).unwrap_or_default();
    width + length as usize
}
