//! How large a memory is at first, and how large it may grow.

use super::change::MemoryChange;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::MemoryFacts;
use crate::options::MemoryMaximum;
use crate::options::MemorySize;
use crate::options::Options;

/// The limits that the user asks for, if they are not what they are. `memory` is the memory with all other changes.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if no memory can have them, or the data does not fit.
pub(super) fn limits(memory: &MemoryFacts, options: &Options) -> Result<Option<MemoryChange>> {
    let minimum = self::minimum(memory, options)?.unwrap_or(memory.minimum);
    let maximum = match options.memory_maximum {
        MemoryMaximum::Keep => memory.maximum,
        MemoryMaximum::Size(size) => Some(pages("--max-memory", size, memory)?),
        MemoryMaximum::None if memory.shared => {
            return Err(Error::refused(
                "--no-max-memory: a shared memory has to have a maximum; --max-memory=SIZE sets it",
            ));
        }
        MemoryMaximum::None => None,
    };
    if (minimum, maximum) == (memory.minimum, memory.maximum) {
        return Ok(None);
    }
    match maximum {
        Some(maximum) if maximum < minimum => Err(Error::refused(format!(
            "the memory would have {minimum} pages at first and {maximum} at most; {} sets the other",
            if options.memory_minimum.is_some() { "--max-memory=SIZE" } else { "--initial-memory=SIZE" }
        ))),
        _ => Ok(Some(MemoryChange::Limit { minimum, maximum })),
    }
}

/// The initial size that the user asks for, in pages.
pub(super) fn minimum(memory: &MemoryFacts, options: &Options) -> Result<Option<u64>> {
    let minimum = options.memory_minimum.map(|size| pages("--initial-memory", size, memory)).transpose()?;
    match minimum {
        Some(minimum) => holds_data(minimum, memory).map(|()| Some(minimum)),
        None => Ok(None),
    }
}

/// A size in pages of a memory.
fn pages(option: &str, size: MemorySize, memory: &MemoryFacts) -> Result<u64> {
    let page = memory.page_size();
    let pages = match size {
        MemorySize::Pages(pages) => pages,
        MemorySize::Bytes(bytes) if bytes % page == 0 => bytes / page,
        MemorySize::Bytes(bytes) => {
            let lower = bytes / page * page;
            let next = match lower.checked_add(page) {
                Some(higher) => format!("the next sizes are {lower} and {higher}"),
                None => format!("the next size is {lower}"),
            };
            return Err(Error::refused(format!("{option}={bytes}: the memory has pages of {page} bytes; {next}")));
        }
    };
    let most = most_pages(memory);
    if pages > most {
        return Err(Error::refused(format!(
            "{option}: a memory of this kind has at most {most} pages of {page} bytes"
        )));
    }
    Ok(pages)
}

/// The most that a memory of this kind may have, by the limits of its type (WebAssembly core specification, validation of memory
/// types, and the proposal for custom page sizes).
pub(super) fn most_pages(memory: &MemoryFacts) -> u64 {
    match (memory.memory64, memory.page_size_log2) {
        (false, Some(0)) => u64::from(u32::MAX),
        (false, _) => (1 << 32) / memory.page_size(),
        (true, Some(0)) => u64::MAX,
        (true, size) => 1 << (64 - size.unwrap_or(16)),
    }
}

/// The data that segments write has to fit; where it lies is not always known, and then the minimum that there is has to do.
fn holds_data(minimum: u64, memory: &MemoryFacts) -> Result<()> {
    let needed = match memory.data_end {
        Some(end) => end.div_ceil(memory.page_size()),
        None if minimum >= memory.minimum => return Ok(()),
        None => {
            return Err(Error::refused(format!(
                "--initial-memory: the place of a data segment is not known, so the memory cannot have less than the {} pages \
                 that it has",
                memory.minimum
            )));
        }
    };
    if minimum < needed {
        return Err(Error::refused(format!(
            "--initial-memory: the data needs {needed} pages, and {minimum} are asked for"
        )));
    }
    Ok(())
}
