//! Sources that break each rule, and what is said of them.

use crate::TWINS;
use crate::WORDS;
use crate::conventions::wide;
use crate::features;
use crate::in_circles;
use crate::layers;
use crate::long_files;
use crate::long_functions;
use crate::missing_files;
use crate::source::Source;
use crate::twins;
use crate::uses::uses;
use crate::words;

const PAGE: &str =
    "# Design\n\n## Layers\n\n| layer | |\n|---|---|\n| `lib` | |\n| `high` · `beside` | |\n| `low` | |\n\n## Rules\n";

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(path, text)| Source::new(path, text)).collect()
}

fn against_layers(files: &[(&str, &str)]) -> Vec<String> {
    let sources = sources(files);
    layers::against(PAGE, &sources, &uses(&sources))
}

#[test]
fn a_use_of_a_higher_layer_is_found() {
    let lib = ("src/lib.rs", "mod high;\nmod low;\npub use low::Low;\npub use high::inner::High;\n");
    let high = ("src/high.rs", "pub mod inner;\n");
    let inner = ("src/high/inner.rs", "use crate::low::Low;\npub struct High(Low);\n");
    let beside = ("src/beside.rs", "");
    let right = ("src/low.rs", "//! Not for [`crate::high`].\npub struct Low;\nconst NOT: &str = \"crate::high\";\n");
    assert_eq!(against_layers(&[lib, high, inner, beside, right]), [""; 0]);
    for (wrong, line, to) in [
        ("use crate::high::inner::High;\n", 1, "high"),
        ("\nfn low(_: super::high::inner::High) {}\n", 2, "high"),
        // By way of the root's re-export.
        ("\n\nuse crate::High;\n", 3, "high"),
        ("use crate::{High, beside};\n", 1, "lib"),
        ("pub(crate) use crate::beside::Beside;\n", 1, "beside"),
    ] {
        let found = against_layers(&[lib, high, inner, beside, ("src/low.rs", wrong)]);
        let expected =
            format!("src/low.rs:{line}: low uses {to}, which is not below it in the layers of docs/design.md");
        assert_eq!(found, [expected], "{wrong}");
    }
    let sideways = against_layers(&[lib, high, inner, ("src/beside.rs", "use crate::high::inner::High;"), right]);
    let expected = "src/beside.rs:1: beside uses high, which is not below it in the layers of docs/design.md";
    assert_eq!(sideways, [expected]);
}

#[test]
fn the_table_of_layers_has_every_file_and_no_other() {
    let files = [("src/lib.rs", ""), ("src/high.rs", ""), ("src/low.rs", ""), ("src/new/part.rs", "")];
    let expected = [
        "docs/design.md: the table of layers has no row for new",
        "docs/design.md: the table of layers has a row for beside, which is not in src/",
    ];
    assert_eq!(against_layers(&files), expected);
}

#[test]
fn circles_are_found() {
    let parent = ("src/a.rs", "mod b;\nmod c;\npub(crate) use b::B;\nfn a() -> B { b::make() }\n");
    let child = ("src/a/b.rs", "use super::c::C;\npub struct B(C);\n#[cfg(test)]\nmod tests { use crate::a::B; }\n");
    let other = ("src/a/c.rs", "pub struct C;\n");
    assert_eq!(in_circles(&sources(&[parent, child, other])), [""; 0]);
    // `super::B` is at home in b.rs itself, and `super::Private` in a.rs.
    let back = ("src/a/c.rs", "use super::B;\nuse super::Private;\npub struct C;\n");
    let found = in_circles(&sources(&[parent, child, back]));
    let expected = [
        "src/a.rs:4: uses a/b, which uses this file: no two files use each other",
        "src/a/b.rs:1: uses a/c, which uses this file: no two files use each other",
        "src/a/c.rs:1: uses a/b, which uses this file: no two files use each other",
        "src/a/c.rs:2: uses a, which uses this file: no two files use each other",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_long_is_found() {
    let (fits, long) = ("\n".repeat(500), "\n".repeat(501));
    let found = long_files(&sources(&[("src/a.rs", &fits), ("tests/b.rs", &long)]));
    assert_eq!(found, ["tests/b.rs:501: no file has more than 500 lines: part it"]);

    let function = |lines: usize| {
        let lines = "    '{';\n".repeat(lines - 2);
        format!("impl A {{\nfn a<'a>(_: &'a [u8; 4], _: fn(u8)) {{\n{lines}}}\n}}\ntrait B {{ fn b(); }}\n")
    };
    let found = long_functions(&sources(&[("src/a.rs", &function(60)), ("src/b.rs", &function(61))]));
    assert_eq!(found, ["src/b.rs:2: `a` has 61 lines: no function has more than 60"]);
}

#[test]
fn features_are_found_where_there_should_be_none() {
    let text = "// cfg(feature)\n#[cfg(test)]\n#[cfg(not(feature = \"cli\"))]\nfn a() {}\n";
    let found = features(&sources(&[("src/cli.rs", text), ("src/module/read.rs", text)]));
    assert_eq!(found, ["src/module/read.rs:3: this is the same in every feature set: no `cfg(feature)` here"]);
}

#[test]
fn twins_are_found_and_those_that_are_gone() {
    let files = [
        ("src/a.rs", "pub(in crate::a) struct One<'a>(&'a u8);\nstruct Two;\n"),
        ("src/b.rs", "/*\nstruct Two;\n*/\npub enum One {}\nimpl Deref for One {\n    type Two = u8;\n}\n"),
        ("src/b/tests.rs", "struct Two;\n"),
    ];
    let expected = [
        "src/a.rs:1: `One` is the name of two types: rename one, or say why in TWINS",
        "src/b.rs:4: `One` is the name of two types: rename one, or say why in TWINS",
    ];
    assert_eq!(twins(&sources(&files), &[]), expected);
    assert_eq!(twins(&sources(&files), &[("One", "why"), ("Two", "why")]), ["TWINS: there are no two `Two` any more"]);
    assert!(TWINS.iter().all(|(_, why)| !why.is_empty()));
}

#[test]
fn words_are_found_in_comments_alone() {
    for word in WORDS {
        let text =
            format!("const A: &str = \"{word}\";\n/// This, {word}.\nconst B: u8 = 0; // {}\n", word.to_uppercase());
        let found = words(&sources(&[("src/a.rs", &text)]));
        let said = |line| format!("src/a.rs:{line}: `{word}` in a comment: say it plainly");
        assert_eq!(found, [said(2), said(3)]);
    }
    let parted = sources(&[("src/a.rs", "/// What is\n/// to be.\n"), ("src/b/c.rs", "/// The nobody's.\n")]);
    assert_eq!(words(&parted), ["src/a.rs:1: `is to be` in a comment: say it plainly"]);
}

#[test]
fn files_that_pages_name_have_to_be_there() {
    let page = "See `src/lib.rs`, `src/` and `fix`.\n| `src/gone.rs`, src/prose.rs |\n";
    assert_eq!(missing_files("page.md", page), ["page.md:2: src/gone.rs is not there"]);
}

#[test]
fn a_convention_that_many_files_know_is_found() {
    let home = "pub enum Convention {\n    /// One.\n    #[doc(hidden)] Wide(u32),\n    Narrow { it: u32 },\n}\n";
    let knows = "fn f() { if it == Convention::Wide(1) {} }";
    let files = [("src/inspect/convention.rs", home), ("src/a.rs", knows), ("src/b.rs", knows), ("src/c.rs", knows)];
    assert_eq!(wide(&sources(&files), &[]), [""; 0]);
    let not_any_more = "WIDE: no more than 4 files know `Convention::Wide`";
    assert_eq!(wide(&sources(&files), &[("Wide", "why")]), [not_any_more]);
    assert_eq!(wide(&sources(&files), &[("Gone", "why")]), ["WIDE: there is no `Convention::Gone` any more"]);
    let renamed = [("src/inspect/convention.rs", "pub enum Conventions { Wide }")];
    assert_eq!(wide(&sources(&renamed), &[]), ["src/inspect/convention.rs has no enum Convention with variants"]);
    let files = [&files[..], &[("src/d.rs", knows), ("src/d/tests.rs", knows)]].concat();
    let expected = "src/inspect/convention.rs:3: more than 4 files know `Convention::Wide`: src/a.rs, src/b.rs, src/c.rs, \
                    src/d.rs, src/inspect/convention.rs";
    assert_eq!(wide(&sources(&files), &[]), [expected]);
    assert_eq!(wide(&sources(&files), &[("Wide", "why")]), [""; 0]);
}
