//! build: zig build-exe -target wasm32-freestanding -fno-entry -rdynamic -O ReleaseSmall %s -femit-bin=%o
//! expect: unchanged none exported
//! calls: get() = 0; init(); get() = 1
//! run: --init-export=init
//! expect: fixed export exported
//! calls: _initialize(); get() = 1; init(); get() = 1
// Zig has no constructors; init is an export like others unless the user says more.
extern "env" fn log(p: [*]const u8, n: usize) void;
var ready: i32 = 0;
export fn init() void {
    const s = "zig init";
    log(s, s.len);
    ready += 1;
}
export fn get() i32 {
    return ready;
}
