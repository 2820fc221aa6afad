//! What the user should know of what the options come to.

use super::options::EsmBytes;
use super::options::EsmGlobals;
use super::options::EsmLoading;
use super::options::EsmOptions;
use super::surface::Surface;

/// The largest module that Chromium compiles in a page without a promise: "disallowed on the main thread, if the buffer size is larger than
/// 8MB", says version 156 of one more byte.
const CHROMIUM_COMPILES: usize = 8 << 20;

pub(super) fn notes(surface: &Surface, wasm: &[u8], options: &EsmOptions) -> Vec<String> {
    let loading = match options.loading {
        EsmLoading::Promised => None,
        EsmLoading::Sync => sync(wasm, options),
    };
    let globals = match options.globals {
        EsmGlobals::Global => None,
        EsmGlobals::Value => Some(copied(surface)),
    };
    loading.into_iter().chain(globals).collect()
}

fn sync(wasm: &[u8], options: &EsmOptions) -> Option<String> {
    match options.bytes {
        EsmBytes::File => Some(
            "it throws in a page or a Worker, which cannot read a file without a promise; --inline works there, too"
                .to_owned(),
        ),
        EsmBytes::Inline if wasm.len() > CHROMIUM_COMPILES => Some(format!(
            "the module has {} bytes, and Chromium compiles {CHROMIUM_COMPILES} at most in a page without a promise; a Worker may \
             compile more",
            wasm.len()
        )),
        EsmBytes::Inline => None,
    }
}

fn copied(surface: &Surface) -> String {
    let mut copied = surface.exports.iter().filter(|export| export.kind.is_mutable_number());
    match (copied.next(), copied.count()) {
        (None, _) => "--globals=value changes nothing: no number that may change is exported".to_owned(),
        (Some(first), others) => {
            let and_others = match others {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "--globals=value: `{first}`{and_others} is copied once, when the module is initialised, and does not follow the \
                 module from then on; in `exports`, it is the global itself",
                first = first.name
            )
        }
    }
}
