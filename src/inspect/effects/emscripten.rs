//! What Emscripten's JS library does, as far as modules commonly import it: by the code of emscripten-core/emscripten at
//! 6.0.9, and at older releases for functions that are gone. Import names that the linker made shorter (`a.b`) tell nothing.
//!
//! - A function that runs code which the user wrote in JS (`EM_ASM`, `emscripten_run_script`, methods called through
//!   `emval`) may call whatever the module exports, so it is taken to.
//! - What only keeps a function of the table for later (timers, the main loop) is taken to call it.
//! - What throws ends the run. Only an `invoke_*` catches it, and that has an entry of its own. That `__cxa_throw` writes
//!   to memory and may call an export first does not matter then.
//! - System calls need memory: few of them have no address among their parameters.
//! - `_embind_*` and `_emval_*` look functions up in the table or call JS, but for those that have entries of their own.
//! - `getTempRet0` and `setTempRet0` keep a number in JS. Later releases, whose library calls the module for them, have
//!   them in the module (`system/lib/compiler-rt/emscripten_tempret.s`), so that no module imports them.

use wasmparser::FuncType;

use super::effect::Effect;
use super::effect::ImportEffect;
use super::entry::Entry;
use super::entry::find;

const ASYNC: &str = "Emscripten's src/lib/libasync.js";
const ATOMIC: &str = "Emscripten's src/lib/libatomic.js";
const CORE: &str = "Emscripten's src/lib/libcore.js";
const DYLINK: &str = "Emscripten's src/lib/libdylink.js";
const EMBIND: &str = "Emscripten's src/lib/libembind.js";
const EMVAL: &str = "Emscripten's src/lib/libemval.js";
const EVENTLOOP: &str = "Emscripten's src/lib/libeventloop.js";
const EXCEPTIONS: &str = "Emscripten's src/lib/libexceptions.js";
const INVOKE: &str = "Emscripten's tools/js_manipulation.py";
const MATH: &str = "Emscripten's src/lib/libmath.js";
const PTHREAD: &str = "Emscripten's src/lib/libpthread.js";
const STACK_TRACE: &str = "Emscripten's src/lib/libstack_trace.js";
const SYSCALL: &str = "Emscripten's src/lib/libsyscall.js";
const TIME: &str = "Emscripten's src/lib/libtime.js";

/// Functions that later releases have no more, or have in the module.
const EXCEPTIONS_3_0_0: &str = "src/library_exceptions.js of Emscripten 3.0.0";
const LIBRARY_2_0_0: &str = "src/library.js of Emscripten 2.0.0";
const LIBRARY_3_0_0: &str = "src/library.js of Emscripten 3.0.0";
const LIBRARY_3_1_30: &str = "src/library.js of Emscripten 3.1.30";
const LIBRARY_3_1_46: &str = "src/library.js of Emscripten 3.1.46";
const LIBRARY_3_1_60: &str = "src/library.js of Emscripten 3.1.60";
const PTHREAD_3_1_30: &str = "src/library_pthread.js of Emscripten 3.1.30";

const fn pure(name: &'static str, ty: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::Pure, ty, source }
}

const fn aborts(name: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::Aborts, ty: "", source }
}

const fn memory(name: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::NeedsMemory, ty: "", source }
}

const fn reenters(name: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::Reenters, ty: "", source }
}

/// Sorted by name. Types are those of `src/lib/libsigs.js`.
pub(super) const TABLE: &[Entry] = &[
    memory("__asctime_r", TIME),
    aborts("__assert_fail", CORE),
    reenters("__call_sighandler", CORE),
    reenters("__cxa_allocate_exception", EXCEPTIONS_3_0_0),
    pure("__cxa_atexit", "iiii", LIBRARY_2_0_0),
    reenters("__cxa_begin_catch", EXCEPTIONS),
    aborts("__cxa_call_unexpected", EXCEPTIONS),
    memory("__cxa_current_exception_type", EXCEPTIONS),
    reenters("__cxa_current_primary_exception", EXCEPTIONS),
    reenters("__cxa_end_catch", EXCEPTIONS),
    reenters("__cxa_find_matching_catch_*", EXCEPTIONS),
    reenters("__cxa_free_exception", EXCEPTIONS_3_0_0),
    aborts("__cxa_rethrow", EXCEPTIONS),
    reenters("__cxa_rethrow_primary_exception", EXCEPTIONS),
    pure("__cxa_thread_atexit", "iiii", LIBRARY_2_0_0),
    aborts("__cxa_throw", EXCEPTIONS),
    pure("__cxa_uncaught_exceptions", "i", EXCEPTIONS),
    reenters("__emscripten_init_main_thread_js", PTHREAD_3_1_30),
    aborts("__handle_stack_overflow", CORE),
    reenters("__pthread_create_js", PTHREAD),
    aborts("__resumeException", EXCEPTIONS),
    memory("__syscall_*", SYSCALL),
    pure("__syscall_getegid32", "i", SYSCALL),
    pure("__syscall_geteuid32", "i", SYSCALL),
    pure("__syscall_getgid32", "i", SYSCALL),
    pure("__syscall_getuid32", "i", SYSCALL),
    reenters("__throw_exception_with_stack_trace", EXCEPTIONS),
    aborts("_abort_js", CORE),
    reenters("_dlopen_js", DYLINK),
    reenters("_dlsym_catchup_js", DYLINK),
    reenters("_dlsym_js", DYLINK),
    reenters("_embind_*", EMBIND),
    memory("_embind_finalize_value_array", EMBIND),
    memory("_embind_finalize_value_object", EMBIND),
    memory("_embind_register_bigint", EMBIND),
    memory("_embind_register_bool", EMBIND),
    memory("_embind_register_emval", EMBIND),
    memory("_embind_register_enum", EMBIND),
    memory("_embind_register_enum_value", EMBIND),
    memory("_embind_register_float", EMBIND),
    memory("_embind_register_integer", EMBIND),
    memory("_embind_register_iterable", EMBIND),
    memory("_embind_register_memory_view", EMBIND),
    memory("_embind_register_optional", EMBIND),
    memory("_embind_register_std_string", EMBIND),
    memory("_embind_register_std_wstring", EMBIND),
    memory("_embind_register_user_type", EMBIND),
    memory("_embind_register_user_type_definition", EMBIND),
    memory("_embind_register_void", EMBIND),
    reenters("_emscripten_dlopen_js", DYLINK),
    memory("_emscripten_fs_load_embedded_files", CORE),
    pure("_emscripten_get_now_is_monotonic", "i", CORE),
    memory("_emscripten_get_progname", CORE),
    reenters("_emscripten_init_main_thread_js", PTHREAD),
    memory("_emscripten_log_formatted", CORE),
    memory("_emscripten_lookup_name", CORE),
    memory("_emscripten_memcpy_js", LIBRARY_3_1_60),
    reenters("_emscripten_notify_mailbox_postmessage", PTHREAD),
    reenters("_emscripten_push_main_loop_blocker", EVENTLOOP),
    reenters("_emscripten_push_uncounted_main_loop_blocker", EVENTLOOP),
    reenters("_emscripten_receive_on_main_thread_js", PTHREAD),
    pure("_emscripten_runtime_keepalive_clear", "v", CORE),
    reenters("_emscripten_sanitizer_get_option", CORE),
    memory("_emscripten_system", CORE),
    reenters("_emscripten_thread_mailbox_await", PTHREAD),
    aborts("_emscripten_throw_longjmp", CORE),
    reenters("_emval_*", EMVAL),
    memory("_emval_create_invoker", EMVAL),
    memory("_emval_get_global", EMVAL),
    pure("_emval_incref", "vp", EMVAL),
    pure("_emval_new_array", "p", EMVAL),
    memory("_emval_new_cstring", EMVAL),
    pure("_emval_new_object", "p", EMVAL),
    memory("_emval_new_u16string", EMVAL),
    memory("_emval_new_u8string", EMVAL),
    memory("_gmtime_js", TIME),
    memory("_localtime_js", TIME),
    memory("_mktime_js", TIME),
    reenters("_mmap_js", SYSCALL),
    memory("_msync_js", SYSCALL),
    memory("_munmap_js", SYSCALL),
    reenters("_setitimer_js", CORE),
    memory("_timegm_js", TIME),
    memory("_tzset_js", TIME),
    aborts("abort", LIBRARY_2_0_0),
    reenters("emscripten_asm_const_*", CORE),
    reenters("emscripten_async_call", EVENTLOOP),
    pure("emscripten_clear_timeout", "vi", EVENTLOOP),
    memory("emscripten_console_*", CORE),
    pure("emscripten_date_now", "d", CORE),
    memory("emscripten_dbg", CORE),
    memory("emscripten_dbg_backtrace", CORE),
    memory("emscripten_dbgn", CORE),
    pure("emscripten_debugger", "v", CORE),
    memory("emscripten_err", CORE),
    memory("emscripten_errn", CORE),
    reenters("emscripten_fiber_swap", ASYNC),
    aborts("emscripten_force_exit", CORE),
    memory("emscripten_get_callstack", STACK_TRACE),
    memory("emscripten_get_heap_max", CORE),
    memory("emscripten_get_main_loop_timing", EVENTLOOP),
    pure("emscripten_get_now", "d", CORE),
    pure("emscripten_get_now_res", "d", CORE),
    pure("emscripten_has_asyncify", "i", CORE),
    pure("emscripten_has_threading_support", "i", ATOMIC),
    pure("emscripten_math_acos", "dd", MATH),
    pure("emscripten_math_acosh", "dd", MATH),
    pure("emscripten_math_asin", "dd", MATH),
    pure("emscripten_math_asinh", "dd", MATH),
    pure("emscripten_math_atan", "dd", MATH),
    pure("emscripten_math_atan2", "ddd", MATH),
    pure("emscripten_math_atanh", "dd", MATH),
    pure("emscripten_math_cbrt", "dd", MATH),
    pure("emscripten_math_cos", "dd", MATH),
    pure("emscripten_math_cosh", "dd", MATH),
    pure("emscripten_math_exp", "dd", MATH),
    pure("emscripten_math_expm1", "dd", MATH),
    pure("emscripten_math_fmod", "ddd", MATH),
    memory("emscripten_math_hypot", MATH),
    pure("emscripten_math_log", "dd", MATH),
    pure("emscripten_math_log10", "dd", MATH),
    pure("emscripten_math_log1p", "dd", MATH),
    pure("emscripten_math_log2", "dd", MATH),
    pure("emscripten_math_pow", "ddd", MATH),
    pure("emscripten_math_random", "d", MATH),
    pure("emscripten_math_round", "dd", MATH),
    pure("emscripten_math_sign", "dd", MATH),
    pure("emscripten_math_sin", "dd", MATH),
    pure("emscripten_math_sinh", "dd", MATH),
    pure("emscripten_math_sqrt", "dd", MATH),
    pure("emscripten_math_tan", "dd", MATH),
    pure("emscripten_math_tanh", "dd", MATH),
    memory("emscripten_memcpy_big", LIBRARY_3_1_30),
    memory("emscripten_memcpy_js", LIBRARY_3_1_46),
    memory("emscripten_notify_memory_growth", CORE),
    pure("emscripten_num_logical_cores", "i", ATOMIC),
    memory("emscripten_out", CORE),
    memory("emscripten_outn", CORE),
    reenters("emscripten_pc_get_function", STACK_TRACE),
    pure("emscripten_performance_now", "d", CORE),
    memory("emscripten_print_double", CORE),
    pure("emscripten_random", "f", CORE),
    memory("emscripten_resize_heap", CORE),
    reenters("emscripten_run_script*", CORE),
    pure("emscripten_runtime_keepalive_check", "i", CORE),
    pure("emscripten_runtime_keepalive_pop", "v", CORE),
    pure("emscripten_runtime_keepalive_push", "v", CORE),
    reenters("emscripten_scan_registers", ASYNC),
    reenters("emscripten_set_immediate", EVENTLOOP),
    reenters("emscripten_set_immediate_loop", EVENTLOOP),
    reenters("emscripten_set_interval", EVENTLOOP),
    reenters("emscripten_set_main_loop", EVENTLOOP),
    reenters("emscripten_set_main_loop_arg", EVENTLOOP),
    reenters("emscripten_set_timeout", EVENTLOOP),
    reenters("emscripten_set_timeout_loop", EVENTLOOP),
    reenters("emscripten_sleep", ASYNC),
    aborts("emscripten_throw_number", CORE),
    aborts("emscripten_throw_string", CORE),
    reenters("emscripten_wget_data", ASYNC),
    aborts("exit", CORE),
    pure("getTempRet0", "i", LIBRARY_3_0_0),
    reenters("getaddrinfo", CORE),
    reenters("getnameinfo", CORE),
    reenters("invoke_*", INVOKE),
    pure("setTempRet0", "vi", LIBRARY_3_0_0),
    memory("strftime", LIBRARY_3_1_30),
    memory("strftime_l", LIBRARY_3_1_30),
    memory("strptime", TIME),
    memory("strptime_l", TIME),
];

/// What an import is known to do if Emscripten made the module.
pub(super) fn effect(module: &str, name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    if module == "env" { find(TABLE, name, ty) } else { None }
}
