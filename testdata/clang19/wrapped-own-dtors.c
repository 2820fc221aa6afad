//! build: clang19 -O1 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged wrapped exported
//! run: --after-call=nothing
//! expect: fixed lazy exported
// The program has destructors of its own, which free what the constructors made, and write output: kept, the second call would fail.
#include <stdio.h>
#include <stdlib.h>
static char *text;
__attribute__((constructor)) static void make(void) { text = malloc(16); sprintf(text, "hello"); }
void __wasm_call_dtors(void) { free(text); text = 0; fflush(0); }
__attribute__((export_name("say"))) int say(int x) { if (!text) __builtin_trap(); return printf("%s %d\n", text, x); }
__attribute__((export_name("get"))) int get(void) { if (!text) __builtin_trap(); return text[0]; }
