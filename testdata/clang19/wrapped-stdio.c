//! build: clang19 -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! run: --init=start
//! expect: fixed start exported
//! run: --policy=memory
//! expect: fixed lazy exported
// Nothing flushes but the destructors that each wrapper called: through a pipe, unwrapped, the lines wait for them.
#include <stdio.h>
#include "../src/common.h"
static volatile int runs;
__attribute__((constructor)) static void count(void) { runs = runs + 1; }
EXPORT(say) int say(int n) { printf("line %d\n", n); return runs; }
