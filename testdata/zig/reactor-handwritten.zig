//! build: zig build-exe -target wasm32-wasi -mexec-model=reactor -rdynamic -O ReleaseSmall --import-memory %s -femit-bin=%o
//! expect: unchanged reactor imported
//! run: --assume=env.log=memory
//! expect: fixed start imported
//! calls: get() = 1; _initialize(); get() = 1
//! calls-before: get() = 0
//! calls-before: _initialize(); _initialize(); get() = 2
// An _initialize written by hand, memory imported, no name section.
extern "env" fn log(p: [*]const u8, n: usize) void;
var ready: i32 = 0;
export fn _initialize() void {
    const s = "zig reactor";
    log(s, s.len);
    ready += 1;
}
export fn get() i32 {
    return ready;
}
