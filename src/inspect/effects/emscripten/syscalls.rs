//! What system calls do, which Emscripten has in JS.
//!
//! - One with an address that it always uses needs memory.
//! - What has only numbers, or uses an address for some of its operations, touches memory or does not. Threads send it to
//!   the main thread, by exports.
//! - What has addresses of sockets calls `htons` or `ntohs`, which are exports, if it comes that far.
//! - Mapping a file allocates with an export, if it comes that far; unmapping writes back what may be written.

use super::super::entry::Entry;
use super::super::entry::may_reenter;
use super::super::entry::memory;
use super::super::entry::pure;

const SYSCALL: &str = "Emscripten's src/lib/libsyscall.js";
const SYSCALL_2_0_33: &str = "src/library_syscall.js of Emscripten 2.0.33";
const SYSCALL_3_0_0: &str = "src/library_syscall.js of Emscripten 3.0.0";
const SYSCALL_3_1_20: &str = "src/library_syscall.js of Emscripten 3.1.20";
const SYSCALL_3_1_30: &str = "src/library_syscall.js of Emscripten 3.1.30";
const SYSCALL_3_1_46: &str = "src/library_syscall.js of Emscripten 3.1.46";
const SYSCALL_3_1_60: &str = "src/library_syscall.js of Emscripten 3.1.60";
const SYSCALL_4_0_10: &str = "src/lib/libsyscall.js of Emscripten 4.0.10";
const SYSCALL_4_0_22: &str = "src/lib/libsyscall.js of Emscripten 4.0.22";
const SYSCALL_5_0_0: &str = "src/lib/libsyscall.js of Emscripten 5.0.0";
const SYSCALL_6_0_0: &str = "src/lib/libsyscall.js of Emscripten 6.0.0";

/// Sorted by name and type.
pub(in super::super) const TABLE: &[Entry] = &[
    may_reenter("__syscall__newselect", "iipppj", SYSCALL_4_0_22),
    may_reenter("__syscall__newselect", "iipppp", SYSCALL_4_0_10),
    may_reenter("__syscall_accept4", "iippiii", SYSCALL),
    memory("__syscall_access", "ipi", SYSCALL_3_0_0),
    may_reenter("__syscall_bind", "iipiiii", SYSCALL),
    may_reenter("__syscall_bind", "iippiii", SYSCALL_6_0_0),
    memory("__syscall_chdir", "ip", SYSCALL),
    memory("__syscall_chmod", "ipi", SYSCALL),
    memory("__syscall_chown32", "iiii", SYSCALL_3_0_0),
    may_reenter("__syscall_connect", "iipiiii", SYSCALL),
    may_reenter("__syscall_connect", "iippiii", SYSCALL_6_0_0),
    may_reenter("__syscall_dup", "ii", SYSCALL),
    may_reenter("__syscall_dup2", "iii", SYSCALL_2_0_33),
    may_reenter("__syscall_dup3", "iiii", SYSCALL),
    may_reenter("__syscall_epoll_create1", "ii", SYSCALL),
    may_reenter("__syscall_epoll_ctl", "iiiip", SYSCALL),
    may_reenter("__syscall_epoll_pwait", "iipiipp", SYSCALL),
    may_reenter("__syscall_epoll_pwait_nonblocking", "iipi", SYSCALL),
    memory("__syscall_faccessat", "iipii", SYSCALL),
    may_reenter("__syscall_fadvise64", "iijji", SYSCALL),
    may_reenter("__syscall_fadvise64_64", "iiiiiii", SYSCALL_3_0_0),
    may_reenter("__syscall_fallocate", "iiijj", SYSCALL),
    may_reenter("__syscall_fchdir", "ii", SYSCALL),
    may_reenter("__syscall_fchmod", "iii", SYSCALL),
    memory("__syscall_fchmodat", "iipip", SYSCALL_3_1_46),
    memory("__syscall_fchmodat2", "iipii", SYSCALL),
    may_reenter("__syscall_fchown32", "iiii", SYSCALL),
    memory("__syscall_fchownat", "iipiii", SYSCALL),
    may_reenter("__syscall_fcntl64", "iiip", SYSCALL),
    may_reenter("__syscall_fdatasync", "ii", SYSCALL),
    memory("__syscall_fstat64", "iip", SYSCALL),
    memory("__syscall_fstatat64", "iiiii", SYSCALL_3_0_0),
    memory("__syscall_fstatfs64", "iipp", SYSCALL),
    may_reenter("__syscall_ftruncate64", "iij", SYSCALL),
    memory("__syscall_getcwd", "ipp", SYSCALL),
    memory("__syscall_getdents64", "iipp", SYSCALL),
    pure("__syscall_getegid32", "i", SYSCALL),
    pure("__syscall_geteuid32", "i", SYSCALL),
    pure("__syscall_getgid32", "i", SYSCALL),
    may_reenter("__syscall_getpeername", "iippiii", SYSCALL),
    may_reenter("__syscall_getsockname", "iippiii", SYSCALL),
    may_reenter("__syscall_getsockopt", "iiiippi", SYSCALL),
    pure("__syscall_getuid32", "i", SYSCALL),
    may_reenter("__syscall_ioctl", "iiip", SYSCALL),
    memory("__syscall_lchown32", "iiii", SYSCALL_3_0_0),
    may_reenter("__syscall_linkat", "iipipi", SYSCALL),
    may_reenter("__syscall_listen", "iiiiiii", SYSCALL),
    memory("__syscall_lstat64", "ipp", SYSCALL),
    memory("__syscall_mkdir", "iii", SYSCALL_3_0_0),
    memory("__syscall_mkdirat", "iipi", SYSCALL),
    memory("__syscall_mknod", "ipii", SYSCALL_3_0_0),
    memory("__syscall_mknodat", "iipii", SYSCALL),
    may_reenter("__syscall_mmap2", "pppiiip", SYSCALL_3_0_0),
    may_reenter("__syscall_msync", "ippi", SYSCALL_3_0_0),
    may_reenter("__syscall_munmap", "ipp", SYSCALL_3_0_0),
    memory("__syscall_newfstatat", "iippi", SYSCALL),
    memory("__syscall_open", "iiip", SYSCALL_3_0_0),
    memory("__syscall_openat", "iipip", SYSCALL),
    memory("__syscall_pipe", "ip", SYSCALL_5_0_0),
    memory("__syscall_pipe2", "ipi", SYSCALL),
    may_reenter("__syscall_poll", "ipii", SYSCALL),
    may_reenter("__syscall_poll_nonblocking", "ipi", SYSCALL),
    memory("__syscall_readlink", "iiii", SYSCALL_3_0_0),
    memory("__syscall_readlinkat", "iippp", SYSCALL),
    may_reenter("__syscall_recvfrom", "iippipp", SYSCALL),
    may_reenter("__syscall_recvmsg", "iipiiii", SYSCALL),
    memory("__syscall_rename", "ipp", SYSCALL_3_1_30),
    memory("__syscall_renameat", "iipip", SYSCALL),
    memory("__syscall_rmdir", "ip", SYSCALL),
    may_reenter("__syscall_sendmsg", "iipiiii", SYSCALL),
    may_reenter("__syscall_sendmsg", "iipippi", SYSCALL_6_0_0),
    may_reenter("__syscall_sendto", "iippipi", SYSCALL),
    may_reenter("__syscall_sendto", "iippipp", SYSCALL_6_0_0),
    may_reenter("__syscall_setsockopt", "iiiipii", SYSCALL),
    may_reenter("__syscall_shutdown", "iiiiiii", SYSCALL),
    may_reenter("__syscall_socket", "iiiiiii", SYSCALL),
    memory("__syscall_stat64", "ipp", SYSCALL),
    memory("__syscall_statfs64", "ippp", SYSCALL),
    memory("__syscall_symlink", "ipp", SYSCALL_3_1_60),
    memory("__syscall_symlinkat", "ipip", SYSCALL),
    memory("__syscall_truncate64", "ipj", SYSCALL),
    may_reenter("__syscall_umask", "ii", SYSCALL),
    memory("__syscall_unlink", "ii", SYSCALL_3_0_0),
    memory("__syscall_unlinkat", "iipi", SYSCALL),
    memory("__syscall_utimensat", "iippi", SYSCALL),
    may_reenter("_mmap_js", "ipiiijpp", SYSCALL),
    may_reenter("_mmap_js", "ipiiippp", SYSCALL_3_1_30),
    may_reenter("_mmap_js", "ppiiipp", SYSCALL_3_1_20),
    memory("_msync_js", "ippii", SYSCALL_3_1_20),
    memory("_msync_js", "ippiiij", SYSCALL),
    memory("_msync_js", "ippiiip", SYSCALL_3_1_30),
    may_reenter("_munmap_js", "ippiiij", SYSCALL),
    may_reenter("_munmap_js", "ippiiip", SYSCALL_3_1_30),
];
