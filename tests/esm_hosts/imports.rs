//! Modules that import more than functions and a memory, in each host that has what they need.

use std::fs;
use std::process::Command;

use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::host::Host;
use crate::host::Page;
use crate::run::expect;
use crate::run::output;

/// A module, and a program that imports what is written for it.
pub struct Case {
    pub name: &'static str,
    pub hosts: &'static [Host],
    /// Modules as text, each with its options. All that is written is in `dist/`.
    pub modules: &'static [(&'static str, &'static str, &'static [&'static str])],
    /// The user's files.
    pub files: &'static [(&'static str, &'static str)],
    pub lines: &'static [&'static str],
}

impl Case {
    /// A trial for each host.
    pub fn trials(&'static self) -> impl Iterator<Item = Trial> {
        self.hosts.iter().map(move |host| host.trial(&format!("esm-{}", self.name), |host| prints(self, host)))
    }
}

/// Hosts whose engine has WebAssembly's garbage collection, and makes tables for it.
pub const V8: &[Host] = &[Host::Node26, Host::Deno, Host::Chromium];
/// Those whose engine has all strings of JavaScript. Bun 1.3 gives others for an end below 0, and traps where one of two is null.
const WITH_STRINGS: &[Host] = &[Host::Node26, Host::Deno, Host::Chromium, Host::Vite, Host::Webpack];
const DIRECT: &[Host] = &[Host::Node26, Host::Deno, Host::Vite, Host::Webpack];

const CASES: &[Case] = &[
    Case {
        name: "a-table-imported-twice",
        hosts: &Host::ALL,
        modules: &[(
            "m",
            r#"(module
                (import "env" "t" (table $one 1 funcref)) (import "env" "t" (table $two 2 5 funcref))
                (elem (table $one) (i32.const 1) func $f) (func $f (result i32) (i32.const 42))
                (func (export "call") (result i32) (call_indirect $two (result i32) (i32.const 1)))
                (func (export "size") (result i32) (table.size $one)))"#,
            &[],
        )],
        files: &[(
            "main.mjs",
            "import { call, size } from './dist/m.mjs';\nconsole.log(call(), size());\nconsole.log('end');\n",
        )],
        lines: &["42 2"],
    },
    Case {
        name: "a-memory-imported-twice",
        hosts: V8,
        modules: &[(
            "m",
            r#"(module
                (import "env" "m" (memory $one 1 9)) (import "env" "m" (memory $two 2)) (import "env" "read" (func $read (result i32)))
                (func (export "read") (result i32) (i32.store8 $one (i32.const 8) (i32.const 42)) (call $read)))"#,
            &["--imports=given.mjs"],
        )],
        files: &[
            (
                "given.mjs",
                "let memory;\nexport const register = (given) => ({ memory } = given);\n\
                 export const env = { read: () => new Uint8Array(memory.buffer)[8] };\n",
            ),
            ("main.mjs", "import { read } from './dist/m.mjs';\nconsole.log(read());\nconsole.log('end');\n"),
        ],
        lines: &["42"],
    },
    Case {
        name: "a-table-of-values",
        hosts: &Host::ALL,
        modules: &[(
            "m",
            r#"(module (import "env" "t" (table 2 externref))
                (func (export "keep") (param externref) (table.set (i32.const 1) (local.get 0)))
                (func (export "kept") (result externref) (table.get (i32.const 1))))"#,
            &[],
        )],
        files: &[(
            "main.mjs",
            "import { keep, kept } from './dist/m.mjs';\nkeep('a value');\nconsole.log(kept());\nconsole.log('end');\n",
        )],
        lines: &["a value"],
    },
    Case {
        name: "a-table-of-objects",
        hosts: V8,
        modules: &[(
            "m",
            r#"(module (type $s (struct (field i32))) (import "env" "t" (table 1 anyref)) (import "env" "e" (table 1 eqref))
                (func (export "kept") (result i32)
                    (table.set 0 (i32.const 0) (struct.new $s (i32.const 42)))
                    (table.set 1 (i32.const 0) (ref.i31 (i32.const 7)))
                    (struct.get $s 0 (ref.cast (ref $s) (table.get 0 (i32.const 0))))))"#,
            &[],
        )],
        files: &[("main.mjs", "import { kept } from './dist/m.mjs';\nconsole.log(kept());\nconsole.log('end');\n")],
        lines: &["42"],
    },
    Case {
        name: "what-javascript-does-not-make-comes-from-another-module",
        hosts: V8,
        modules: &[
            (
                "other",
                r#"(module (type $f (func (result i32))) (table (export "t") 1 (ref null $f)) (global (export "v") v128 (v128.const i32x4 1 2 3 4))
                    (elem (i32.const 0) (ref null $f) (item (ref.func $g))) (func $g (type $f) (i32.const 42)))"#,
                &[],
            ),
            (
                "m",
                r#"(module (type $f (func (result i32))) (import "env" "t" (table 1 (ref null $f))) (import "env" "v" (global v128))
                    (func (export "call") (result i32)
                        (i32.add (call_indirect (type $f) (i32.const 0)) (i32x4.extract_lane 1 (global.get 0)))))"#,
                &["--imports=given.mjs"],
            ),
        ],
        files: &[
            ("given.mjs", "import { t, v } from './dist/other.mjs';\nexport const env = { t, v };\n"),
            ("main.mjs", "import { call } from './dist/m.mjs';\nconsole.log(call());\nconsole.log('end');\n"),
        ],
        lines: &["44"],
    },
    Case {
        name: "strings-of-javascript",
        hosts: WITH_STRINGS,
        modules: &[("m", STRINGS, &[])],
        files: &[("main.mjs", STRINGS_PROGRAM)],
        lines: STRINGS_SAID,
    },
    // Also where the engine has no strings of its own.
    Case {
        name: "lengths-of-strings-of-javascript",
        hosts: &Host::ALL,
        modules: &[("m", LENGTHS, &[])],
        files: &[(
            "main.mjs",
            "import { length, is_ab } from './dist/m.mjs';\nconsole.log(length('three'), is_ab('ab'), is_ab('ac'));\nconsole.log('end');\n",
        )],
        lines: &["5 1 0"],
    },
    Case {
        name: "lengths-of-strings-of-javascript-in-instances",
        hosts: &Host::ALL,
        modules: &[("m", LENGTHS, &["--factory"])],
        files: &[(
            "main.mjs",
            "import { instantiate } from './dist/m.mjs';\nconst { length, is_ab } = await instantiate();\n\
             console.log(length('three'), is_ab('ab'), is_ab('ac'));\nconsole.log('end');\n",
        )],
        lines: &["5 1 0"],
    },
    Case {
        name: "strings-of-javascript-in-a-module-itself",
        hosts: DIRECT,
        modules: &[("m", LENGTHS_ALONE, &["--direct"])],
        files: &[(
            "main.mjs",
            "import { length } from './dist/m.wasm';\nconsole.log(length('three'));\nconsole.log('end');\n",
        )],
        lines: &["5"],
    },
    // Vite takes a global for that of another `.wasm` file.
    Case {
        name: "globals-of-a-module-itself",
        hosts: &[Host::Node26, Host::Deno, Host::Webpack],
        modules: &[(
            "m",
            r#"(module (import "env" "limit" (global i32)) (import "wasm:js/string-constants" "a constant" (global externref))
                (func (export "limit") (result i32) (global.get 0)) (func (export "text") (result externref) (global.get 1)))"#,
            &["--direct", "--imports=given.mjs"],
        )],
        files: &[
            ("given.mjs", "export const env = { limit: 42 };\n"),
            (
                "main.mjs",
                "import { limit, text } from './dist/m.wasm';\nconsole.log(limit(), text());\nconsole.log('end');\n",
            ),
        ],
        lines: &["42 a constant"],
    },
    Case {
        name: "names-that-would-be-one-in-a-module-itself",
        hosts: DIRECT,
        modules: &[(
            "m",
            r#"(module (import "a.b" "c" (func $one (result i32))) (import "a" "b.c" (func $two (result i32)))
                (import "wasm:own" "f" (func $three (result i32))) (import "it's" "a\\b\"c" (func $four (result i32)))
                (func (export "quoted") (result i32) (call $four))
                (func (export "exports") (result i32) (call $one)) (func (export "imports") (result i32) (call $two))
                (func (export "instance") (result i32) (call $three)))"#,
            &["--direct", "--imports=given.mjs"],
        )],
        files: &[
            (
                "given.mjs",
                "const one = { c: () => 1 };\nexport { one as 'a.b' };\nexport const a = { 'b.c': () => 2 };\n\
                 const three = { f: () => 3 };\nexport { three as 'wasm:own' };\n\
                 const four = { 'a\\\\b\"c': () => 4 };\nexport { four as 'it\\'s' };\n",
            ),
            (
                "main.mjs",
                "import { exports, imports, instance, quoted } from './dist/m.wasm';\nconsole.log(exports(), imports(), instance(), quoted());\n\
                 console.log('end');\n",
            ),
        ],
        lines: &["1 2 3 4"],
    },
    Case {
        name: "names-of-its-own-in-instances",
        hosts: &Host::ALL,
        modules: &[(
            "m",
            r#"(module (import "register" "f" (func $f (result i32)))
                (func (export "exports") (result i32) (call $f)) (func (export "imports") (result i32) (i32.const 2))
                (global (export "then") i32 (i32.const 3)))"#,
            &["--factory"],
        )],
        files: &[(
            "main.mjs",
            "import { instantiate } from './dist/m.mjs';\n\
             const all = await instantiate({ imports: { register: { f: () => 1 } } });\n\
             console.log(all.exports(), all.imports(), all.then.value);\nconsole.log('end');\n",
        )],
        lines: &["1 2 3"],
    },
    Case {
        name: "a-tag",
        hosts: &Host::ALL,
        modules: &[(
            "m",
            r#"(module (import "env" "failed" (tag (param i32))) (import "env" "fails" (func $fails))
                (func (export "caught") (result i32) try (result i32) call $fails i32.const 0 catch 0 end))"#,
            &["--imports=given.mjs"],
        )],
        files: &[
            (
                "given.mjs",
                "const failed = new WebAssembly.Tag({ parameters: ['i32'] });\n\
                 export const env = { failed, fails() { throw new WebAssembly.Exception(failed, [42]); } };\n",
            ),
            ("main.mjs", "import { caught } from './dist/m.mjs';\nconsole.log(caught());\nconsole.log('end');\n"),
        ],
        lines: &["42"],
    },
];

const STRINGS: &str = r#"(module
  (import "wasm:js-string" "test" (func $test (param externref) (result i32)))
  (import "wasm:js-string" "cast" (func $cast (param externref) (result (ref extern))))
  (import "wasm:js-string" "fromCharCode" (func $fromCharCode (param i32) (result (ref extern))))
  (import "wasm:js-string" "fromCodePoint" (func $fromCodePoint (param i32) (result (ref extern))))
  (import "wasm:js-string" "charCodeAt" (func $charCodeAt (param externref i32) (result i32)))
  (import "wasm:js-string" "codePointAt" (func $codePointAt (param externref i32) (result i32)))
  (import "wasm:js-string" "length" (func $length (param externref) (result i32)))
  (import "wasm:js-string" "concat" (func $concat (param externref externref) (result (ref extern))))
  (import "wasm:js-string" "substring" (func $substring (param externref i32 i32) (result (ref extern))))
  (import "wasm:js-string" "equals" (func $equals (param externref externref) (result i32)))
  (import "wasm:js-string" "compare" (func $compare (param externref externref) (result i32)))
  (import "wasm:js/string-constants" "it's a text\n" (global $greeting externref))
  (export "test" (func $test)) (export "cast" (func $cast)) (export "fromCharCode" (func $fromCharCode))
  (export "fromCodePoint" (func $fromCodePoint)) (export "charCodeAt" (func $charCodeAt)) (export "codePointAt" (func $codePointAt))
  (export "length" (func $length)) (export "concat" (func $concat)) (export "substring" (func $substring))
  (export "equals" (func $equals)) (export "compare" (func $compare)) (export "greeting" (global $greeting)))"#;

const LENGTHS: &str = r#"(module
  (import "wasm:js-string" "length" (func $length (param externref) (result i32)))
  (import "wasm:js-string" "equals" (func $equals (param externref externref) (result i32)))
  (import "wasm:js/string-constants" "ab" (global $ab externref))
  (func (export "length") (param externref) (result i32) (call $length (local.get 0)))
  (func (export "is_ab") (param externref) (result i32) (call $equals (local.get 0) (global.get $ab))))"#;

const LENGTHS_ALONE: &str = r#"(module
  (import "wasm:js-string" "length" (func $length (param externref) (result i32)))
  (func (export "length") (param externref) (result i32) (call $length (local.get 0))))"#;

/// Each call with what it gives: the engine's function, and the one that is written for engines that have none.
const STRINGS_PROGRAM: &str = "\
import * as m from './dist/m.mjs';
import { imports } from './dist/m.host.mjs';
const shown = (value) => JSON.stringify(value);
const call = (object, name, ...values) => {
  try {
    return shown(object[name](...values));
  } catch (error) {
    return error.constructor.name;
  }
};
const all = (name, ...lists) => {
  const [given, written] = [m, imports['wasm:js-string']].map((from) => lists.map((list) => call(from, name, ...list)).join(' '));
  console.log(`${name}: ${given}${written === given ? '' : `, not ${written}`}`);
};
all('test', ['a'], [1], [null], [new String('a')]);
all('cast', ['a'], [1], [null]);
all('fromCharCode', [97], [-1], [65536 + 97]);
all('fromCodePoint', [97], [0x1f600], [0x110000], [-1]);
all('charCodeAt', ['ab', 1], ['ab', 2], ['ab', -1], [null, 0]);
all('codePointAt', ['\\u{1f600}', 0], ['\\u{1f600}', 1], ['', 0]);
all('length', ['abc'], [''], [null]);
all('concat', ['a', 'b'], ['a', null]);
all('substring', ['abcd', 1, 3], ['abcd', 3, 1], ['abcd', 1, -1], ['abcd', 9, 9], [null, 2, 1]);
all('equals', ['a', 'a'], ['a', 'b'], [null, null], ['a', null], ['a', 1]);
all('compare', ['a', 'b'], ['b', 'a'], ['a', 'a'], ['a', null]);
console.log(shown(m.greeting.value));
console.log('end');
";

const STRINGS_SAID: &[&str] = &[
    "test: 1 0 0 0",
    r#"cast: "a" RuntimeError RuntimeError"#,
    "fromCharCode: \"a\" \"\u{ffff}\" \"a\"",
    "fromCodePoint: \"a\" \"\u{1f600}\" RuntimeError RuntimeError",
    "charCodeAt: 98 RuntimeError RuntimeError RuntimeError",
    "codePointAt: 128512 56832 RuntimeError",
    "length: 3 0 RuntimeError",
    r#"concat: "ab" RuntimeError"#,
    r#"substring: "bc" "" "bcd" "" RuntimeError"#,
    "equals: 1 0 1 0 RuntimeError",
    "compare: -1 1 0 RuntimeError",
    r#""it's a text\n""#,
];

pub fn trials() -> Vec<Trial> {
    CASES
        .iter()
        .flat_map(Case::trials)
        .chain(DIRECT.iter().map(|host| host.trial("esm-globals-are", globals)))
        .collect()
}

fn prints(case: &Case, host: Host) -> Result<(), Failed> {
    expect(&host.run(program(case.modules, case.files)?.path(), &Page::default())?, case.lines)
}

fn program(modules: &[(&str, &str, &[&str])], files: &[(&str, &str)]) -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    for (name, text) in files {
        fs::write(folder.path().join(name), text)?;
    }
    for (name, text, options) in modules {
        fs::write(folder.path().join(format!("{name}.wat")), text)?;
        let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
        tool.args(["esm", &format!("{name}.wat"), "-o", "dist"]).args(*options);
        output(tool.current_dir(folder.path()))?;
    }
    Ok(folder)
}

/// What a global of a module itself is: `NAME.d.wasm.ts` says it.
fn globals(host: Host) -> Result<(), Failed> {
    let text = r#"(module (global (export "constant") i32 (i32.const 1)) (global $set (export "mutable") (mut i64) (i64.const 2))
        (global (export "reference") externref (ref.null extern)) (func (export "set") (global.set $set (i64.const 3))))"#;
    let main = "import * as m from './dist/m.wasm';\nm.set();\n\
                const shown = (it) => (it instanceof WebAssembly.Global ? `a global of ${it.value}` : String(it));\n\
                console.log([m.constant, m.mutable, m.reference].map(shown).join(', '));\nconsole.log('end');\n";
    let folder = program(&[("m", text, &["--direct"])], &[("main.mjs", main)])?;
    let line = match host {
        Host::Webpack => "a global of 1, a global of 3, a global of null",
        _ => "1, 2, null",
    };
    expect(&host.run(folder.path(), &Page::default())?, &[line])?;
    let said = "// A global is the value that it has at first in Node, Deno and with Vite; with webpack it is the global itself.\n";
    let declared = fs::read_to_string(folder.path().join("dist/m.d.wasm.ts"))?;
    if declared.contains(said) { Ok(()) } else { Err(declared.into()) }
}
