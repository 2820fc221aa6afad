use wasm_encoder::Function;
use wasm_encoder::Instruction;

use super::*;

const EVERYTHING: Kept = Kept { start: true, customs: true, shared: true };

const MODULE: &str = r#"(module
  (@custom "dylink.0" (before first) "")
  (import "env" "log" (func $log (param i32)))
  (import "env" "memory" (memory 1 1 shared))
  (func $f (param i32) (call $log (local.get 0)))
  (func $start)
  (start $start)
  (export "f" (func $f))
  (export "wasm-initfix f" (func $f))
  (data (i32.const 0) "a")
  (@custom "last" (after last) "kept"))"#;

/// The copy as text, which is valid.
fn copied(wat: &str, kept: Kept, add: impl FnOnce(&mut Append)) -> String {
    let wasm = wat::parse_str(wat).expect("the text is right");
    let module = Module::parse(&wasm).expect("the module is valid");
    let mut append = Append::to(&module, kept);
    add(&mut append);
    let copy = append.write().expect("it can be written");
    Module::parse(&copy).expect("the copy is valid");
    wasmprinter::print_bytes(&copy).expect("it can be printed")
}

fn add_all(append: &mut Append) {
    let prefix = own_prefix(append.module);
    let nullary = append.signature(&[], &[]);
    assert_eq!(append.signature(&[], &[]), nullary, "a type is added once");
    let memory =
        append.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
    let count =
        append.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(7));
    let mut body = Function::new([]);
    body.instruction(&Instruction::Call(append.next_function())).instruction(&Instruction::End);
    let body = body.into_raw_body();
    let func = append.function(nullary, &body);
    append.replace(1, Function::new([]).instruction(&Instruction::End).clone().into_raw_body());
    append.export(&format!("{prefix}count"), ExportKind::Global, count);
    append.export(&format!("{prefix}memory"), ExportKind::Memory, memory);
    append.export(&format!("{prefix}func"), ExportKind::Func, func);
}

#[test]
fn nothing_added_changes_nothing() {
    let text = |wasm: &[u8]| wasmprinter::print_bytes(wasm).expect("it can be printed");
    let wasm = wat::parse_str(MODULE).expect("the text is right");
    assert_eq!(copied(MODULE, EVERYTHING, |_| {}), text(&wasm));
    assert_eq!(copied("(module)", EVERYTHING, |_| {}), "(module)\n");
}

#[test]
fn what_is_added_comes_behind_what_there_is() {
    let kept = Kept { start: false, customs: true, shared: false };
    insta::assert_snapshot!(copied(MODULE, kept, add_all), @r#"
    (module
      (@dylink.0)
      (type (;0;) (func (param i32)))
      (type (;1;) (func))
      (type (;2;) (func))
      (import "env" "log" (func $log (;0;) (type 0) (param i32)))
      (import "env" "memory" (memory (;0;) 1 1))
      (memory (;1;) 1)
      (global (;0;) (mut i32) i32.const 7)
      (export "f" (func $f))
      (export "wasm-initfix f" (func $f))
      (export "wasm-initfix *count" (global 0))
      (export "wasm-initfix *memory" (memory 1))
      (export "wasm-initfix *func" (func 3))
      (func $f (;1;) (type 0) (param i32))
      (func $start (;2;) (type 1))
      (func (;3;) (type 2)
        call 3
      )
      (data (;0;) (i32.const 0) "a")
      (@custom "last" (after data) "kept")
    )
    "#);
}

#[test]
fn sections_that_are_missing_are_made() {
    let kept = Kept { start: true, customs: false, shared: true };
    let add = |append: &mut Append| {
        let mut body = Function::new([]);
        (0..3).for_each(|_| {
            body.instruction(&Instruction::I32Const(0));
        });
        body.instruction(&Instruction::MemoryInit { mem: 0, data_index: 0 }).instruction(&Instruction::End);
        let nullary = append.signature(&[], &[]);
        append.count_data();
        append.function(nullary, &body.into_raw_body());
    };
    insta::assert_snapshot!(copied(r#"(module (memory 1) (data "a"))"#, kept, add), @r#"
    (module
      (type (;0;) (func))
      (memory (;0;) 1)
      (func (;0;) (type 0)
        i32.const 0
        i32.const 0
        i32.const 0
        memory.init 0
      )
      (data (;0;) "a")
    )
    "#);
}
