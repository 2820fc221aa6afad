//! Room for a mark.

use wasmparser::DataKind;
use wasmparser::MemoryType;
use wasmparser::Operator;
use wasmparser::Parser;
use wasmparser::Payload;
use wasmparser::TypeRef;

/// Where 16 bytes lie that no data segment writes, and that functions do not use until they have filled the memory: near its end.
/// The memory has so many pages at least.
pub fn free_bytes(wasm: &[u8], pages: u64) -> Option<u64> {
    let mut memory: Option<MemoryType> = None;
    let mut data_end = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.ok()? {
            Payload::ImportSection(section) => {
                let found = section.into_imports().flatten().find_map(|import| match import.ty {
                    TypeRef::Memory(ty) => Some(ty),
                    _ => None,
                });
                memory = memory.or(found);
            }
            Payload::MemorySection(section) => memory = memory.or(section.into_iter().flatten().next()),
            Payload::DataSection(section) => {
                for data in section.into_iter().flatten() {
                    let DataKind::Active { offset_expr, .. } = data.kind else {
                        continue;
                    };
                    let start = match offset_expr.get_operators_reader().read().ok()? {
                        Operator::I32Const { value } => u64::from(value as u32),
                        Operator::I64Const { value } => value as u64,
                        _ => return None,
                    };
                    data_end = data_end.max(start.saturating_add(data.data.len() as u64));
                }
            }
            _ => {}
        }
    }
    let ty = memory?;
    let page = 1 << ty.page_size_log2.unwrap_or(16);
    let size = ty.initial.max(pages).max(u64::div_ceil(data_end, page)).checked_mul(page)?;
    // Allocators keep what ends their list in the last bytes.
    size.checked_sub(256).filter(|at| *at >= data_end)
}
