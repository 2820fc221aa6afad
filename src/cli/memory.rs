//! How memory is taken from the operating system.

/// Prepares for a module that is built anew: walrus takes up to fifty times the memory that the file has, in small pieces. By
/// itself, glibc asks the system for 128 kB at a time, in every thread, and gives back what is free at the moment: a sixth of
/// the time that it took to rebuild a module of 14 MB.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(super) fn expect_much() {
    /// In bytes, asked for at once. Memory that is never written to takes no room.
    const AT_ONCE: i32 = 64 << 20;
    /// The most that glibc allows (`DEFAULT_MMAP_THRESHOLD_MAX` in its `malloc/malloc.c`).
    const LARGEST: i32 = 32 << 20;
    for (parameter, value) in
        [(libc::M_TOP_PAD, AT_ONCE), (libc::M_TRIM_THRESHOLD, i32::MAX), (libc::M_MMAP_THRESHOLD, LARGEST)]
    {
        // SAFETY: it sets a number, under the allocator's own lock. If it does not, all is only slower.
        unsafe { libc::mallopt(parameter, value) };
    }
}

/// Others do better by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn expect_much() {}
