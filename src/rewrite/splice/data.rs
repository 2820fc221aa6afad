//! Data segments that become passive.
//!
//! ```wat
//! (data (i32.const 0x400) "text")   ;; before
//! (data "text")                     ;; after
//! ```

use wasmparser::Data;
use wasmparser::DataKind;

use super::content::Content;
use super::content::SectionChange;
use super::entries::entries;
use super::entries::vector;
use crate::error::Result;
use crate::leb;
use crate::module::Module;
use crate::module::format::data;
use crate::module::format::section;

/// The data section where all active segments of a memory are passive.
pub(super) fn passive(module: &Module, memory: u32) -> Result<SectionChange> {
    let vector = vector(module, section::DATA)?;
    let mut content = Content::default();
    content.push(leb::write(vector.count, vector.width));
    for (segment, place) in entries::<Data>(module, section::DATA)? {
        match segment.kind {
            DataKind::Active { memory_index, offset_expr } if memory_index == memory => {
                // The number of bytes follows the offset.
                let after = offset_expr.get_binary_reader().range().end as usize;
                content.push([data::PASSIVE]);
                content.keep(after..place.end);
            }
            _ => content.keep(place),
        }
    }
    Ok(SectionChange::Replace(content))
}

/// How many data segments there are, for code that names them; none if that is there.
pub(super) fn count(module: &Module) -> Option<SectionChange> {
    if module.section(section::DATA_COUNT).is_some() {
        return None;
    }
    let mut content = Content::default();
    content.push(leb::write(module.data().count() as u32, 1));
    Some(SectionChange::Replace(content))
}
