//! A memory that outlives instances.

use libtest_mimic::Failed;

use crate::running::Module;
use crate::running::Test;
use crate::running::expect;

pub const TESTS: &[(&str, Test)] = &[("a-second-instance-on-a-kept-memory-begins-anew-or-goes-on", second_instance)];

/// What lld has each instance fill anew, the first one alone fills then.
fn second_instance() -> Result<(), Failed> {
    let prints = |options: &[&str], module: &str, [first, second]: [u32; 2]| {
        let call = if module == "wat/keep-memory" { "bump()" } else { "next()" };
        let printed = Module::fixed(module, options)?.host("kept-memory", &[call])?;
        let (first, second) = (format!("{call} = {first}"), format!("{call} = {second}"));
        expect(&printed, &["instance 1", &first, "instance 2", &second])
    };
    let once = ["--segments=init", "--mark-address=16"];
    prints(&["--init=start"], "wat/keep-memory", [11, 11])?;
    prints(&once, "wat/keep-memory", [11, 12])?;
    prints(&["--initial-memory=3p"], "clang19/zero-memory-bss-importmem", [1, 1])?;
    prints(&once, "clang19/zero-memory-bss-importmem", [1, 2])
}
