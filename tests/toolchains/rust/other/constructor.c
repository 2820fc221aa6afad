int runs_so_far;
__attribute__((constructor)) static void construct(void) { runs_so_far++; }
int constructed(void) { return runs_so_far; }
