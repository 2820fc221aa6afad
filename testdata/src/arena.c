// Every export begins with a call that gives back what the last call took: no constructors, though it looks like them.
static char heap[256];
static unsigned used;
__attribute__((noinline)) static void arena_reset(void) { used = 0; }
__attribute__((noinline)) static char *arena(unsigned bytes) {
    if (used + bytes > sizeof heap) __builtin_trap();
    char *room = heap + used;
    used += bytes;
    return room;
}
__attribute__((export_name("parse"))) int parse(int x) {
    arena_reset();
    char *room = arena(200);
    room[0] = (char)x;
    return room[0] + room[1];
}
__attribute__((export_name("render"))) int render(int x) {
    arena_reset();
    char *room = arena(200);
    room[0] = (char)x;
    return room[0] * 2;
}
