//! The tool as WebAssembly: a module and a request go in, an answer and a module come out.
//!
//! ```text
//! room(MODULE, n), room(REQUEST, m)   where the caller writes both
//! run()                               reads them, and writes an answer and perhaps a module
//! address(ANSWER), length(ANSWER)     where the caller reads them
//! ```

mod command;
#[cfg(feature = "full")]
mod esm;
#[cfg(feature = "full")]
mod graph;

use std::cell::RefCell;

thread_local! {
    /// The module, the request, the answer, and the module that comes out.
    static BUFFERS: RefCell<[Vec<u8>; 4]> = const { RefCell::new([const { Vec::new() }; 4]) };
}

const MODULE: usize = 0;
const REQUEST: usize = 1;
const ANSWER: usize = 2;
const OUTPUT: usize = 3;

/// Makes room for so many bytes in a buffer, and says where it is: until the next call of this function or of `run`.
#[unsafe(no_mangle)]
pub extern "C" fn room(buffer: usize, bytes: usize) -> *mut u8 {
    BUFFERS.with_borrow_mut(|buffers| {
        let buffer = &mut buffers[buffer];
        *buffer = vec![0; bytes];
        buffer.as_mut_ptr()
    })
}

/// Does what the request asks for.
#[unsafe(no_mangle)]
pub extern "C" fn run() {
    BUFFERS.with_borrow_mut(|buffers| {
        let done = command::run(&buffers[MODULE], &buffers[REQUEST]);
        let (answer, output) = done;
        buffers[ANSWER] = answer.to_string().into_bytes();
        buffers[OUTPUT] = output;
    });
}

/// Where a buffer is.
#[unsafe(no_mangle)]
pub extern "C" fn address(buffer: usize) -> *const u8 {
    BUFFERS.with_borrow(|buffers| buffers[buffer].as_ptr())
}

/// How many bytes are in it.
#[unsafe(no_mangle)]
pub extern "C" fn length(buffer: usize) -> usize {
    BUFFERS.with_borrow(|buffers| buffers[buffer].len())
}
