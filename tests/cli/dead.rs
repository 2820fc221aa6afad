//! `--gc` and functions that nothing reaches.

use super::Folder;

/// The fix leaves `$nothing` without a use by others; `$idle` still calls it.
const IDLE: &str = r#"(module
  (global $g (mut i32) (i32.const 0))
  (func $ctors (global.set $g (i32.add (global.get $g) (i32.const 5))))
  (func (export "get") (result i32) (global.get $g))
  (func $nothing (export "_initialize") nop)
  IDLE
  (start $ctors))"#;

fn plan(folder: &Folder, idle: &str, init: &str) -> String {
    folder.write("in.wat", IDLE.replace("IDLE", idle));
    let output = folder.run(["in.wat", "-o", "out.wasm", "--gc", init], b"");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&folder.run(["in.wat", "--gc", init], b"").stdout).into_owned()
}

#[test]
fn what_still_has_a_caller_stays() {
    let folder = Folder::new("what_still_has_a_caller_stays");
    for init in ["--init=lazy", "--init=export"] {
        let dropped = "drop func 2";
        assert!(plan(&folder, "", init).contains(dropped));
        for idle in ["(func $idle (call $nothing))", "(func $idle (call $other)) (func $other (return_call $nothing))"]
        {
            let plan = plan(&folder, idle, init);
            assert!(!plan.contains(dropped), "{plan}");
        }
    }
}
