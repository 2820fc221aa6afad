/* no libc; entry point chosen by the linker's --entry=init */
#include "common.h"
IMPORT(env, log) void host_log(const char *p, int n);
static volatile int ready; static char buf[32];
extern void __wasm_call_ctors(void);
void init(void) {
#ifdef CALL_CTORS
  __wasm_call_ctors();
#endif
  for (int i = 0; i < 26; i++) buf[i] = 'a' + i; host_log(buf, 26); ready += 1; }
#ifdef CALL_CTORS
__attribute__((constructor)) static void c(void) { ready += 100; }
#endif
EXPORT(is_ready) int is_ready(void) { return ready; }
