//! build: zig build-exe -target wasm32-wasi -O ReleaseSmall %s -femit-bin=%o
//! expect: unchanged command exported
// A Zig program.
const std = @import("std");
pub fn main() void {
    std.debug.print("hello from zig\n", .{});
}
