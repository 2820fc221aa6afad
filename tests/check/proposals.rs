//! Proposals: those that run, and those that are named because they do not.

use super::errors;
use super::row;
use super::run;
use super::text;

/// Each runs, before and after alike, and gives this.
#[test]
fn proposals_run() {
    let modules = [
        (
            "SIMD",
            r#"(module
              (global $v (mut v128) (v128.const i32x4 1 2 3 4))
              (func (export "_initialize") (global.set $v (i32x4.add (global.get $v) (global.get $v))))
              (func (export "get") (result i32) (i32x4.extract_lane 3 (global.get $v))))"#,
            "8",
        ),
        (
            "relaxed SIMD",
            r#"(module (func (export "get") (result i32)
              (i32x4.extract_lane 1 (i32x4.relaxed_trunc_f32x4_s (v128.const f32x4 1 2.5 3 4)))))"#,
            "2",
        ),
        (
            "tail calls",
            r#"(module
              (func $down (param i32) (result i32)
                (if (result i32) (local.get 0)
                  (then (return_call $down (i32.sub (local.get 0) (i32.const 1))))
                  (else (i32.const 42))))
              (func (export "get") (result i32) (return_call $down (i32.const 1000000))))"#,
            "42",
        ),
        (
            "exceptions",
            r#"(module
              (tag $e (param i32))
              (func $throw (throw $e (i32.const 7)))
              (func (export "get") (result i32)
                (block $caught (result i32) (try_table (catch $e $caught) (call $throw)) (i32.const 1))))"#,
            "7",
        ),
        (
            "an exception that nothing catches",
            r#"(module (import "env" "e" (tag $e (param i32))) (func (export "get") (throw $e (i32.const 1))))"#,
            "threw tag 0(1), which nothing caught",
        ),
        (
            "GC",
            r#"(module
              (type $pair (struct (field (mut i32)) (field (ref null $pair))))
              (global $last (mut (ref null $pair)) (ref.null $pair))
              (table $any 2 anyref)
              (func (export "_initialize")
                (global.set $last (struct.new $pair (i32.const 5) (global.get $last)))
                (table.set $any (i32.const 1) (global.get $last)))
              (func (export "get") (result i32 anyref)
                (struct.get $pair 0 (global.get $last)) (table.get $any (i32.const 1))))"#,
            "5, a reference",
        ),
        (
            "typed function references",
            r#"(module
              (type $f (func (result i32)))
              (func $five (result i32) (i32.const 5))
              (global $g (ref $f) (ref.func $five))
              (func (export "get") (result i32 funcref) (call_ref $f (global.get $g)) (global.get $g)))"#,
            "5, func 0",
        ),
        (
            "memory64",
            r#"(module
              (memory (export "memory") i64 1)
              (data $d "xyz")
              (func (export "_initialize")
                (memory.init $d (i64.const 10) (i32.const 0) (i32.const 3)) (data.drop $d))
              (func (export "get") (result i32) (i32.load8_u (i64.const 11))))"#,
            "121",
        ),
        (
            "table64",
            r#"(module
              (table $t i64 3 funcref)
              (elem $e func $f)
              (func $f)
              (func (export "get") (result funcref)
                (table.init $t $e (i64.const 1) (i32.const 0) (i32.const 1)) (elem.drop $e)
                (table.get $t (i64.const 1))))"#,
            "func 0",
        ),
        (
            "multi-memory",
            r#"(module
              (import "env" "m" (memory 1))
              (memory $b (export "b") 1)
              (memory $c 2)
              (func (export "_initialize") (i32.store8 $c (i32.const 1) (i32.const 2)))
              (func (export "get") (result i32) (i32.load8_u $c (i32.const 1))))"#,
            "2",
        ),
        (
            "threads",
            r#"(module
              (import "env" "memory" (memory 1 4 shared))
              (func (export "_initialize") (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 5))))
              (func (export "get") (result i32) (i32.atomic.load (i32.const 0))))"#,
            "5",
        ),
        (
            "custom page sizes",
            r#"(module (memory 3 (pagesize 1)) (func (export "get") (result i32) (memory.size)))"#,
            "3",
        ),
        (
            "wide arithmetic",
            r#"(module (func (export "get") (result i64 i64) (i64.mul_wide_u (i64.const -1) (i64.const -1))))"#,
            "1, -2",
        ),
        (
            "imports with several results",
            r#"(module
              (import "env" "two" (func $two (result i32 f64 externref)))
              (func (export "get") (result i32 f64 externref) (call $two)))"#,
            "0, 0.0, null",
        ),
        (
            "an import whose result cannot be made",
            r#"(module
              (import "env" "object" (func $object (result (ref extern))))
              (func (export "get") (drop (call $object))))"#,
            "trapped: import env.object gives a reference, which this host cannot make",
        ),
    ];
    for (name, module, expected) in modules {
        let (folder, one) = run("proposals_run", module, &["check", "in.wat", "-v"]);
        assert_eq!(row(&one, "export  "), [format!("get(): {expected}")], "{name}");
        let both = folder.run(["check", "in.wat", "in.wat"], b"");
        assert_eq!(both.status.code(), Some(0), "{name}: {}", text(&both.stdout));
    }
}

#[test]
fn proposals_that_cannot_be_compiled_are_named() {
    let module = r#"(module (type $f (func)) (type $c (cont $f)))"#;
    let message =
        "in.wat: cannot be compiled to run: cannot define continuation types when stack switching is disabled";
    errors("proposals_that_cannot_be_compiled_are_named", module, &["check", "in.wat"], message);
    let module = r#"(module (rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct))))"#;
    let message = "in.wat: cannot be compiled to run: custom descriptors proposal must be enabled to use descriptor and \
                   describes";
    errors("proposals_that_cannot_be_compiled_are_named", module, &["check", "in.wat"], message);
}
