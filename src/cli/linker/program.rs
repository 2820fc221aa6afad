//! What this program is called, and how it ends.

use std::process::ExitCode;
use std::process::ExitStatus;

pub(in crate::cli) const PROGRAM: &str = "initfix-wasm-ld";

/// The name by which it stands for wasm-component-ld.
pub(in crate::cli) const COMPONENT: &str = "initfix-wasm-component-ld";

/// The name by which it stands for clang. rustc takes what ends like this for a driver.
pub(in crate::cli) const DRIVER: &str = "initfix-clang";

/// The exit status of an error, as lld's.
pub(in crate::cli) const ERROR: u8 = 1;

/// The exit status of a program that was called.
pub(in crate::cli) fn code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        // As shells have it.
        return ExitCode::from(128_u8.saturating_add(u8::try_from(signal).unwrap_or(u8::MAX)));
    }
    let code = status.code().unwrap_or(ERROR.into());
    ExitCode::from(u8::try_from(code).unwrap_or(ERROR))
}
