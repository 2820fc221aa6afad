//! What is installed with the programs.

use crate::tool::Folder;

fn printed(folder: &Folder, words: &[&str]) -> String {
    let output = folder.run(words, b"");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{words:?}");
    String::from_utf8(output.stdout).expect("text is UTF-8")
}

#[test]
fn shells_complete_options_and_commands() {
    let folder = Folder::new("completions");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&folder, &["completions", shell]);
        for word in ["inspect", "import-memory", "error-limit"] {
            assert!(script.contains(word), "{shell}: no {word}");
        }
    }
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let folder = Folder::new("man");
    assert_eq!(printed(&folder, &["man", "pages/of/man1"]), "");
    let pages = std::fs::read_dir(folder.path("pages/of/man1")).expect("the folder was made");
    let mut names: Vec<_> = pages.map(|page| page.expect("a page").file_name().into_string().expect("ASCII")).collect();
    names.sort();
    let commands = ["check", "cmake", "completions", "esm", "hosts", "inspect", "json-schema", "man", "run"];
    let commands = commands.map(|command| format!("wasm-initfix-{command}.1"));
    let programs = ["cargo-initfix.1", "initfix-wasm-ld.1"].map(str::to_owned);
    let expected: Vec<String> = programs.into_iter().chain(commands).chain(["wasm-initfix.1".to_owned()]).collect();
    assert_eq!(names, expected);
    let main = printed(&folder, &["man"]);
    assert!(main.contains(r"\-\-import\-memory") && main.contains("Exit status:"), "{main}");
    let linker = String::from_utf8(folder.read("pages/of/man1/initfix-wasm-ld.1")).expect("text is UTF-8");
    assert!(linker.contains(r"\-\-reproduce") && linker.contains(r"fuse\-ld"), "{linker}");
}

#[test]
fn the_cmake_package_goes_below_a_prefix() {
    let folder = Folder::new("cmake");
    let place = printed(&folder, &["cmake", "a prefix"]);
    assert_eq!(place.trim_end(), std::path::Path::new("a prefix").join("lib/cmake/WasmInitfix").display().to_string());
    for name in ["WasmInitfix.cmake", "WasmInitfixConfig.cmake", "WasmInitfixConfigVersion.cmake"] {
        let text =
            String::from_utf8(folder.read(format!("a prefix/lib/cmake/WasmInitfix/{name}"))).expect("text is UTF-8");
        assert!(!text.contains("@VERSION@"), "{name}");
    }
}
