//! Writes its module to standard output: the test instantiates it with wasmtime. A wasmtime of its own would take minutes to compile.
use std::io;
use std::io::Write;

static PLUGIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/plugin.wasm"));

fn main() -> io::Result<()> {
    io::stdout().write_all(PLUGIN)
}
