//! What pages show: the tool prints it, to the letter.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::text;
use super::tool::Folder;

/// A command that a page shows, and what it is shown to print.
struct Shown {
    args: Vec<String>,
    printed: String,
}

/// The commands on modules that are in the repository. Others are about modules of the reader's.
fn commands(page: &str) -> Vec<Shown> {
    let blocks = page.split("\n```text\n").skip(1).filter_map(|rest| rest.split_once("\n```")).map(|(block, _)| block);
    let mut found = Vec::new();
    for block in blocks {
        let Some((command, printed)) = block.strip_prefix("$ wasm-initfix ").and_then(|it| it.split_once('\n')) else {
            continue;
        };
        if command.contains("testdata/") {
            let args = command.split(' ').map(str::to_owned).collect();
            found.push(Shown { args, printed: format!("{printed}\n") });
        }
    }
    found
}

fn pages() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join("docs")).expect("the book is there").map(|it| it.expect("an entry").path());
    let pages: Vec<PathBuf> = entries.chain([root.join("README.md")]).collect();
    let pages = pages.into_iter().filter(|path| path.extension().is_some_and(|it| it == "md"));
    pages.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a page is UTF-8"))).collect()
}

#[test]
fn pages_show_what_is_printed() {
    let folder = Folder::new("pages_show_what_is_printed");
    let mut modules = Vec::new();
    for (page, content) in pages() {
        for Shown { args, printed } in commands(&content) {
            let module = args.iter().find(|it| it.starts_with("testdata/")).expect("a module's path").clone();
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(&module);
            let place = folder.path(&module);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder in the test's own");
            fs::copy(source, place).expect("the module is there");
            let output = folder.run(&args, b"");
            assert_eq!([text(&output.stdout), text(&output.stderr)].concat(), printed, "{page}: {args:?}");
            modules.push(module);
        }
    }
    modules.sort();
    let clang = ["reactor-log", "reactor-virtual", "wrapped-one-export", "wrapped-printf"];
    assert_eq!(modules, clang.map(|name| format!("testdata/clang19/{name}.wasm")));
}
