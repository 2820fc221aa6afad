static volatile int runs_so_far;
__attribute__((constructor)) static void construct(void) { runs_so_far++; }
/* How often the constructor has run. */
__attribute__((export_name("runs"))) int runs(void) { return runs_so_far; }
