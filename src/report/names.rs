//! Names of functions as people wrote them.

use std::fmt;
use std::fmt::Write;

use cpp_demangle::BorrowedSymbol;
use cpp_demangle::DemangleOptions;

/// The longest name that is demangled, in bytes: those of templates have some thousands, and hostile ones take long.
const LONGEST: usize = 4096;

/// The longest result, in bytes: a short mangled name can stand for a very long one, since it may repeat its parts.
const LONGEST_RESULT: usize = 1024;

/// The name that was mangled: C++ without the types of parameters and result, Rust without the hash. A function that the
/// compiler made for a file's variables is named by that file. Any other name is unchanged, but for its length.
pub fn demangle(name: &str) -> String {
    if name.len() > LONGEST {
        return bounded(name);
    }
    initialisers(name).or_else(|| rust(name)).or_else(|| cpp(name)).unwrap_or_else(|| bounded(name))
}

/// What Clang and GCC name the functions that they make of a file's dynamic initialisers (Clang:
/// `CodeGenModule::EmitCXXGlobalInitFunc`); those with a priority are in a function of their own.
fn initialisers(name: &str) -> Option<String> {
    let rest = name.strip_prefix("_GLOBAL__")?;
    if let Some(priority) = rest.strip_prefix("I_") {
        let digits = priority.len() == 6 && priority.bytes().all(|byte| byte.is_ascii_digit());
        let priority = priority.parse::<u32>().ok().filter(|_| digits)?;
        return Some(format!("initialisers (priority {priority})"));
    }
    let of = rest.strip_prefix("sub_I_").filter(|of| !of.is_empty())?;
    // GCC names them by the file's first function or variable.
    Some(match cpp(of) {
        Some(first) => bounded(&format!("initialisers of the file of {first}")),
        None => bounded(&format!("initialisers of {of}")),
    })
}

/// Rust's names, and such of its older scheme as a linker has demangled as if they were C++'s.
fn rust(name: &str) -> Option<String> {
    let again = half_demangled(name);
    let mangled = again.as_deref().unwrap_or(name);
    if !mangled.starts_with("_R") && !has_rust_hash(mangled) {
        return None;
    }
    let demangled = rustc_demangle::try_demangle(mangled).ok()?;
    let mut text = Bounded::default();
    match write!(text, "{demangled:#}") {
        Err(_) if !text.is_full => None,
        _ => Some(text.finish()),
    }
}

/// Whether an Itanium name ends with the hash that only Rust's have: `17h` and 16 digits.
fn has_rust_hash(name: &str) -> bool {
    let hash = name.strip_prefix("_ZN").and_then(|rest| rest.rfind("17h").and_then(|at| rest.get(at + 3..)));
    hash.is_some_and(|rest| is_hash(rest.get(..16)) && rest.as_bytes().get(16) == Some(&b'E'))
}

fn is_hash(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// `core::fmt::pad::h0123456789abcdef` mangled again, so that what Rust escapes in parts can be undone.
fn half_demangled(name: &str) -> Option<String> {
    let (_, hash) = name.rsplit_once("::h")?;
    if !is_hash(Some(hash)) {
        return None;
    }
    let parts = name.split("::").map(|part| format!("{}{part}", part.len()));
    Some(format!("_ZN{}E", parts.collect::<String>()))
}

fn cpp(name: &str) -> Option<String> {
    if !name.starts_with("_Z") {
        return None;
    }
    let (symbol, tail) = BorrowedSymbol::with_tail(name.as_bytes()).ok()?;
    if !(tail.is_empty() || tail.starts_with(b".")) {
        return None;
    }
    let mut text = Bounded::default();
    match symbol.structured_demangle(&mut text, &DemangleOptions::new().no_params().no_return_type()) {
        Err(_) if !text.is_full => None,
        _ => Some(text.finish()),
    }
}

/// Text that fails to grow beyond [`LONGEST_RESULT`], so that the demangler stops.
#[derive(Default)]
struct Bounded {
    text: String,
    is_full: bool,
}

impl Bounded {
    fn finish(mut self) -> String {
        if self.is_full {
            self.text.push('…');
        }
        self.text
    }
}

impl Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = LONGEST_RESULT - self.text.len();
        self.text.push_str(&part[..part.floor_char_boundary(room)]);
        self.is_full |= part.len() > room;
        if self.is_full { Err(fmt::Error) } else { Ok(()) }
    }
}

fn bounded(name: &str) -> String {
    let mut text = Bounded::default();
    // What does not fit is left out.
    let _ = text.write_str(name);
    text.finish()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;
    use std::time::Instant;

    use super::LONGEST_RESULT;
    use super::demangle;

    #[test]
    fn names_of_cpp_have_no_types_of_parameters_or_result() {
        assert_eq!(demangle("_ZN5space3fooEibc"), "space::foo");
        assert_eq!(
            demangle("_ZNSt3__26vectorIiNS_9allocatorIiEEE9push_backEOi").split('<').next(),
            Some("std::__2::vector")
        );
        assert_eq!(demangle("_ZlsRSoi"), "operator<<");
    }

    #[test]
    fn names_of_rust_have_no_hash() {
        assert_eq!(demangle("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE"), "core::fmt::Formatter::pad");
        assert_eq!(demangle("_RNvC6_123foo3bar"), "123foo::bar");
        assert_eq!(
            demangle("_ZN60_$LT$alloc..string..String$u20$as$u20$core..fmt..Display$GT$3fmt17h0123456789abcdefE"),
            "<alloc::string::String as core::fmt::Display>::fmt"
        );
    }

    #[test]
    fn what_a_linker_demangled_by_half_is_demangled() {
        assert_eq!(demangle("core::fmt::Formatter::pad::h0123456789abcdef"), "core::fmt::Formatter::pad");
        assert_eq!(
            demangle("_$LT$alloc..string..String$u20$as$u20$core..fmt..Display$GT$::fmt::h0123456789abcdef"),
            "<alloc::string::String as core::fmt::Display>::fmt"
        );
    }

    #[test]
    fn initialisers_are_named_by_their_file() {
        assert_eq!(demangle("_GLOBAL__sub_I_x.cpp"), "initialisers of x.cpp");
        assert_eq!(demangle("_GLOBAL__sub_I__ZN5space3fooE"), "initialisers of the file of space::foo");
        assert_eq!(demangle("_GLOBAL__I_000101"), "initialisers (priority 101)");
    }

    #[test]
    fn other_names_are_unchanged() {
        let names = [
            "",
            "main",
            "_Z",
            "_ZN",
            "_R",
            "_GLOBAL__I_",
            "_GLOBAL__I_a",
            "_GLOBAL__I_+00101",
            "_GLOBAL__sub_I_",
            "a::h0",
        ];
        for name in names {
            assert_eq!(demangle(name), name);
        }
        assert_eq!(demangle("foo(int)::{lambda()#1}"), "foo(int)::{lambda()#1}");
        assert_eq!(demangle("é<>&\"\n"), "é<>&\"\n");
    }

    #[test]
    fn hostile_names_take_neither_time_nor_room() {
        let repeated = format!("_Z1f{}", "S_".repeat(2000));
        let pairs: String = (0..60).fold("1aIiE".to_owned(), |it, _| format!("N{it}S0_E"));
        let exponential = format!("_ZN1aI{}EE", (0..36).map(|at| format!("1bIS{at}_S{at}_E")).collect::<String>());
        let back = format!("_RNvC1aIB{}_E", "_".repeat(500));
        let nested = [
            format!("_Z{}", "N".repeat(4000)),
            format!("_Z{}", "P".repeat(4000)),
            format!("_ZN{}", "1aI".repeat(1300)),
            format!("_Z1f{}v", "PF".repeat(2000)),
            format!("_Z1fIXcv{}", "cv".repeat(1900)),
            format!("_R{}", "Nv".repeat(2000)),
            format!("_R{}", "I".repeat(4000)),
            "a".repeat(1 << 20),
            format!("{}::h0123456789abcdef", "é".repeat(3000)),
            format!("_GLOBAL__sub_I_{}", "x".repeat(5000)),
        ];
        let start = Instant::now();
        for name in nested.iter().chain([&repeated, &pairs, &exponential, &back]) {
            assert!(demangle(name).len() <= LONGEST_RESULT + '…'.len_utf8(), "{}", &name[..20]);
        }
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}
