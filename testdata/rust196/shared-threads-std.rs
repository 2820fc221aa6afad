//! build: rust196-threads %s %o -C link-args="-z stack-size=65536 --shared-memory --max-memory=1048576 --import-memory --export=__wasm_call_ctors --export=__wasm_init_tls --export=__tls_size --export=__stack_pointer --export=__heap_base"
//! expect: unchanged ctors imported
//! run: --init=lazy
//! expect: fixed lazy imported
//! run: --init=export
//! expect: fixed export imported
// The threads of src/shared_threads.c, with the standard library: its allocator, its locks and its thread-local storage.
use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::AtomicI32;
use std::sync::atomic::Ordering::SeqCst;

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    safe fn in_constructor();
}

static TIMES: AtomicI32 = AtomicI32::new(0);
static THREADS: AtomicI32 = AtomicI32::new(0);
static HERE: AtomicI32 = AtomicI32::new(0);
static SQUARES: OnceLock<Vec<i32>> = OnceLock::new();
thread_local! { static OWN: Cell<i32> = const { Cell::new(9) } }

extern "C" fn init() {
    SQUARES.get_or_init(|| (0..64).map(|i| i * i).collect());
    in_constructor();
    TIMES.fetch_add(1, SeqCst);
}
#[used]
#[unsafe(link_section = ".init_array")]
static INIT: extern "C" fn() = init;

#[unsafe(no_mangle)]
pub extern "C" fn constructed() -> i32 {
    TIMES.load(SeqCst)
}
#[unsafe(no_mangle)]
pub extern "C" fn square(i: usize) -> i32 {
    SQUARES.get().map_or(0, |squares| squares[i])
}
#[unsafe(no_mangle)]
pub extern "C" fn started() -> i32 {
    THREADS.load(SeqCst)
}
#[unsafe(no_mangle)]
pub extern "C" fn own_sum(add: i32) -> i32 {
    OWN.set(OWN.get() + add);
    OWN.get()
}
// 4 kB of the stack hold what this thread wrote, while all others hold theirs.
#[unsafe(no_mangle)]
pub extern "C" fn fill_stack(seed: usize, all: i32) -> i32 {
    let mut bytes = [0; 4096];
    let written = |i| (seed + i) as u8;
    for (i, byte) in bytes.iter_mut().enumerate() {
        unsafe { (&raw mut *byte).write_volatile(written(i)) }
    }
    HERE.fetch_add(1, SeqCst);
    while HERE.load(SeqCst) < all {}
    for (i, byte) in bytes.iter().enumerate() {
        if unsafe { (&raw const *byte).read_volatile() } != written(i) {
            return 0;
        }
    }
    square(seed)
}
#[unsafe(no_mangle)]
pub extern "C" fn wasi_thread_start(_id: i32, argument: i32) {
    THREADS.fetch_add(argument, SeqCst);
}
