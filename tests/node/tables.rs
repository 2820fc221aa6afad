//! Function pointers that an import gets from a constructor, and who has the table that they mean.

use libtest_mimic::Failed;

use super::running::Module;
use super::running::Test;
use super::running::expect;

pub const TESTS: &[(&str, Test)] = &[
    (
        "a-constructor-s-import-calls-a-function-pointer-in-start-with-the-table-of-the-host",
        start_with_the_table_of_the_host,
    ),
    ("a-table-becomes-the-module-s-own-again-and-is-found-among-the-exports", table_of_the_modules_own),
];

fn start_with_the_table_of_the_host() -> Result<(), Failed> {
    const CALLBACK: &str = "clang19/reactor-callback";
    const LATE: &[&str] =
        &["instantiated", "visit: after the start section", "line: \"called back\"", "_initialize()", "total() = 7"];
    let calls = ["_initialize()", "total()"];
    expect(&Module::unfixed(CALLBACK)?.host("given-table", &calls)?, LATE)?;
    // The exported table is not there yet.
    let forced = Module::fixed(CALLBACK, &["--import-memory", "--init=start"])?;
    let failed =
        ["visit: during the start section", "TypeError: Cannot read properties of undefined (reading 'exports')"];
    expect(&forced.host("given-table", &["total()"])?, &failed)?;
    let given = Module::fixed(CALLBACK, &["--import-memory", "--import-table", "--init=start"])?;
    let early = ["visit: during the start section", "line: \"called back\"", "instantiated", "total() = 7"];
    expect(&given.host("given-table", &["total()"])?, &early)
}

fn table_of_the_modules_own() -> Result<(), Failed> {
    let calls = ["_initialize()", "total()"];
    let given = Module::fixed("clang19/reactor-callback", &["--import-table", "--no-export-table"])?;
    let own = given.fixed_again(&["--define-table"])?;
    let lines =
        ["instantiated", "visit: after the start section", "line: \"called back\"", "_initialize()", "total() = 7"];
    expect(&own.host("given-table", &calls)?, &lines)
}
