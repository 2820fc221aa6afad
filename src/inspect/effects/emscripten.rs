//! What Emscripten's JS library does, as far as modules commonly import it: by the code of emscripten-core/emscripten at
//! 6.0.9, and at older releases for functions and types that are gone, back to 1.39. Import names that the linker made
//! shorter (`a.b`) tell nothing.
//!
//! An import is known by its name and its type. Types are those of `src/lib/libsigs.js`; before 3.1.35 those of the lines
//! `NAME__sig` and of what the C side declares (`system/lib/libc/musl/arch/emscripten/syscall_arch.h`,
//! `system/include/emscripten/bind.h`, `val.h` and others).
//!
//! - What runs code that the user wrote in JS (`EM_ASM`, `emscripten_run_script`, methods called through `emval`), keeps a
//!   function of the table for later (timers, the main loop), or touches memory for some arguments or in some builds only,
//!   may call the module.
//! - Only what calls an export or a function of the table in every release, and whatever it is given, certainly does.
//! - What throws ends the run. Only an `invoke_*` catches it, and that has a rule of its own. That `__cxa_throw` writes
//!   to memory and may call an export first does not matter then.
//! - `getTempRet0` and `setTempRet0` keep a number in JS. Later releases, whose library calls the module for them, have
//!   them in the module (`system/lib/compiler-rt/emscripten_tempret.s`), so that no module imports them.

mod embind;
mod library;
mod syscalls;

use wasmparser::FuncType;

use super::effect::Basis;
use super::effect::Effect;
use super::effect::ImportEffect;
use super::entry::Entry;
use super::entry::find;
use super::entry::is_type;

const EXCEPTIONS: &str = "Emscripten's src/lib/libexceptions.js";
const INVOKE: &str = "Emscripten's tools/js_manipulation.py";

pub(super) const TABLES: [&[Entry]; 3] = [embind::TABLE, library::TABLE, syscalls::TABLE];

/// What an import is known to do if Emscripten made the module.
pub(super) fn effect(module: &str, name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    if module != "env" {
        return None;
    }
    let listed = TABLES.iter().find_map(|table| find(table, name, ty));
    listed.or_else(|| invoke(name, ty?)).or_else(|| find_matching_catch(name, ty?))
}

/// Whether a function that needs memory reads it alone: it writes a message (`libcore.js`), or tells embind the name of a type.
pub(super) fn only_reads(name: &str) -> bool {
    const READERS: [&str; 5] =
        ["emscripten_console_", "emscripten_dbg", "emscripten_err", "emscripten_out", "_embind_register_"];
    READERS.iter().any(|reader| name.starts_with(reader))
}

/// `invoke_SIG` calls the function of the table that its first parameter says, with the others; SIG has the letters of that
/// function's type. It calls the export `stackSave` before that.
fn invoke(name: &str, ty: &FuncType) -> Option<ImportEffect> {
    let letters = name.strip_prefix("invoke_").filter(|letters| !letters.contains('p'))?;
    let mut params = letters.chars();
    let result = params.next()?;
    let is_its = is_type(ty, &format!("{result}p{}", params.as_str()));
    is_its.then_some(ImportEffect { effect: Effect::Reenters, basis: Basis::Known(INVOKE) })
}

/// `__cxa_find_matching_catch_N` has the types of N - 2 `catch` clauses. With an exception it writes to memory, and asks the
/// module (`__cxa_can_catch`) if a clause has another type than that; later releases have the second half of its result in
/// the module, too.
fn find_matching_catch(name: &str, ty: &FuncType) -> Option<ImportEffect> {
    let number = name.strip_prefix("__cxa_find_matching_catch_")?;
    let clauses = ty.params().len();
    let is_its = number == (clauses + 2).to_string() && is_type(ty, &"p".repeat(clauses + 1));
    is_its.then_some(ImportEffect { effect: Effect::Unknown, basis: Basis::Known(EXCEPTIONS) })
}
