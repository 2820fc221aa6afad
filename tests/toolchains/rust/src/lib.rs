extern "C" {
    fn constructed() -> i32;
}

/// How often the constructor has run.
#[no_mangle]
pub extern "C" fn runs() -> i32 {
    unsafe { constructed() }
}
