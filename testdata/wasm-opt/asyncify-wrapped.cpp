//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o $tmp/in.wasm
//! build: wasm-opt -g --asyncify $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! calls: total() = 40; hello(); total() = 40; asyncify_get_state() = 0
//! run: --init=lazy
//! expect: error this module has `.command_export` wrappers as exports, but they do not all begin with a call of `__wasm_call_ctors`; nothing shows what runs its constructors, if it has any; if an export does, name it with --init-export=NAME
// Asyncify after lld: wrappers still named, but instrumented, so that none begins with the call that it was made for.
#include "../src/ctor_log.cpp"
