//! A source map goes with its module.

use wasmparser::Parser;
use wasmparser::Payload;

use super::fails;
use super::succeeds;
use super::tool::Folder;
use super::tool::testdata;

/// Where the first function body lies in the file.
fn first_body(wasm: &[u8]) -> i64 {
    let bodies = Parser::new(0).parse_all(wasm).find_map(|payload| match payload {
        Ok(Payload::CodeSectionEntry(body)) => Some(body.range().start as i64),
        _ => None,
    });
    bodies.expect("the module has code")
}

/// A map whose first column is that one. The others count from it.
fn map(column: i64) -> String {
    map_of(column, "source-map.ts")
}

fn map_of(column: i64, source: &str) -> String {
    let mut first = Vec::new();
    vlq::encode(column, &mut first).expect("a number");
    let first = String::from_utf8(first).expect("base64");
    format!("{{\"version\":3,\"sources\":[\"{source}\"],\"mappings\":\"{first}AAA,GACA,IAAC\"}}\n")
}

const MODULE: &str = "assemblyscript/source-map.wasm";
/// With this, its start section is moved.
const MOVES: &str = "--assume=env.log=memory";

#[test]
fn columns_move_with_the_code() {
    let folder = Folder::new("columns_move_with_the_code");
    let before = testdata(MODULE);
    folder.write("in.wasm", &before);
    folder.write("in.map", map(first_body(&before)));
    let args = ["in.wasm", "-o", "out.wasm", "-q", MOVES, "--source-map=in.map", "--output-source-map=out.map"];
    succeeds(&folder.run(args, b""), "");
    let after = folder.read("out.wasm");
    assert_ne!(first_body(&before), first_body(&after), "code has moved");
    assert_eq!(folder.read("out.map"), map(first_body(&after)).as_bytes());
    assert_eq!(folder.read("in.map"), map(first_body(&before)).as_bytes());

    // The module and its map in their places, and once more, when there is nothing to do.
    for _ in 0..2 {
        let args = ["in.wasm", "-o", "in.wasm", "-q", MOVES, "--source-map=in.map"];
        succeeds(&folder.run(args, b""), "");
        assert_eq!(folder.read("in.wasm"), after);
        assert_eq!(folder.read("in.map"), map(first_body(&after)).as_bytes());
    }
    assert_eq!(folder.names(), ["in.map", "in.wasm", "out.map", "out.wasm"]);
}

/// The URL that a module names for its map.
fn url(wasm: &[u8]) -> String {
    let urls = Parser::new(0).parse_all(wasm).filter_map(|payload| match payload.expect("a module") {
        Payload::CustomSection(section) if section.name() == "sourceMappingURL" => Some(section.data()[1..].to_vec()),
        _ => None,
    });
    let urls: Vec<Vec<u8>> = urls.collect();
    String::from_utf8(urls.concat()).expect("UTF-8")
}

/// A module that names that map, before or behind its code.
fn naming(url: &str, place: &str) -> Vec<u8> {
    let length = url.len();
    let text = format!(
        r#"(module
          (import "env" "memory" (memory 1))
          (global $count (mut i32) (i32.const 0))
          (func (export "_initialize") (global.set $count (i32.const 41)))
          (func (export "get") (result i32) (global.get $count))
          (@custom "sourceMappingURL" ({place}) "\{length:02x}{url}"))"#
    );
    wat::parse_str(text).expect("a module")
}

/// Where a debugger looks: a map lies where the module says, and sources where the map says.
#[test]
fn the_module_names_its_map_and_the_map_its_sources() {
    let map = |column: i64, fields: &str| {
        let mut first = Vec::new();
        vlq::encode(column, &mut first).expect("a number");
        format!("{{\"version\":3,{fields},\"mappings\":\"{}AAA\"}}", String::from_utf8(first).expect("base64"))
    };
    let sources = r#""sources":["../src/a.ts","a.ts",null,"/b.ts","https://host/c.ts"]"#;
    let moved = r#""sources":["../src/a.ts","../build/a.ts",null,"/b.ts","https://host/c.ts"]"#;
    let (rooted, root_moved) =
        (r#""sourceRoot":"./in","sources":["a.ts"]"#, r#""sourceRoot":"../build/in","sources":["a.ts"]"#);
    for (number, (output, map_output, was, fields, named, changed)) in [
        ("dist/out.wasm", "dist/out.wasm.map", "./in.wasm.map", sources, "./out.wasm.map", moved),
        ("dist/out.wasm", "maps/x y.map", "in.wasm.map", rooted, "../maps/x y.map", root_moved),
        ("build/out.wasm", "build/out.wasm.map", "in.wasm.map", sources, "out.wasm.map", sources),
        // Unchanged: the map is where it was.
        ("build/in.wasm", "build/in.wasm.map", "./in.wasm.map", sources, "./in.wasm.map", sources),
        // Another place, or another map.
        ("dist/out.wasm", "dist/out.wasm.map", "http://host/in.wasm.map", sources, "http://host/in.wasm.map", moved),
        ("dist/out.wasm", "dist/out.wasm.map", "other.map", sources, "other.map", moved),
    ]
    .into_iter()
    .enumerate()
    {
        for place in ["after data", "before first"] {
            let folder = Folder::new(&format!("the_module_names_its_map_{number}_{}", &place[..5]));
            for name in ["build", "dist", "maps"] {
                std::fs::create_dir(folder.path(name)).expect("a folder");
            }
            let before = naming(was, place);
            folder.write("build/in.wasm", &before);
            folder.write("build/in.wasm.map", map(first_body(&before), fields));
            let map_place = format!("--output-source-map={map_output}");
            let mut args = vec!["build/in.wasm", "-q", "--source-map=build/in.wasm.map", "-o", output];
            args.extend((!map_output.contains(output)).then_some(map_place.as_str()));
            // What is fixed stays fixed.
            for _ in 0..if output == "build/in.wasm" { 2 } else { 1 } {
                succeeds(&folder.run(&args, b""), "");
                let after = folder.read(output);
                wasmparser::validate(&after).expect("a module");
                assert_eq!(url(&after), named, "{output}, {place}");
                let text = String::from_utf8(folder.read(map_output)).expect("UTF-8");
                assert_eq!(text, map(first_body(&after), changed), "{output}, {place}");
            }
            // A module that stays as it is goes to the same place, and its map with it.
            let same = folder.run([&args[..], &["--init=keep"]].concat(), b"");
            succeeds(&same, "");
            assert_eq!(url(&folder.read(output)), named, "{output}, {place}");
        }
    }
}

/// The input and its map stay, so that the next run does the same.
#[test]
fn the_map_goes_where_the_module_goes() {
    let before = testdata(MODULE);
    for (number, (name, output, place)) in [
        ("in.wasm.map", "out.wasm", "out.wasm.map"),
        ("in.map", "out.wasm", "out.map"),
        ("in.wasm.map", "dist/in.wasm", "dist/in.wasm.map"),
        ("other.map", "dist/out.wasm", "dist/other.map"),
        ("input.map", "dist/out.wasm", "dist/input.map"),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = Folder::new(&format!("the_map_goes_where_the_module_goes_{number}"));
        std::fs::create_dir(folder.path("dist")).expect("a folder");
        folder.write("in.wasm", &before);
        folder.write(name, map(first_body(&before)));
        let mut after = Vec::new();
        for _ in 0..2 {
            let source_map = format!("--source-map={name}");
            succeeds(&folder.run(["in.wasm", "-o", output, "-q", MOVES, &source_map], b""), "");
            let source = if place.contains('/') { "../source-map.ts" } else { "source-map.ts" };
            let expected = map_of(first_body(&folder.read(output)), source);
            assert_eq!(String::from_utf8(folder.read(place)).expect("UTF-8"), expected, "{name} to {output}");
            assert_eq!(
                (folder.read("in.wasm"), folder.read(name)),
                (before.clone(), map(first_body(&before)).into_bytes())
            );
            after.push((folder.contents(), folder.read(place)));
        }
        assert_eq!(after[0], after[1], "{name} to {output}");
        assert_eq!(
            folder.names().iter().filter(|name| name.ends_with(".map")).count(),
            if place.contains('/') { 1 } else { 2 }
        );
    }
}

#[test]
fn a_map_without_a_place_is_asked_for_one() {
    let folder = Folder::new("a_map_without_a_place_is_asked_for_one");
    folder.write("in.wasm", testdata(MODULE));
    folder.write("out.wasm.map", map(100));
    let message = "--source-map: say with --output-source-map=FILE where the map goes";
    for output in ["-", "/dev/null", "out.wasm"] {
        fails(&folder, &["in.wasm", "-o", output, MOVES, "--source-map=out.wasm.map"], message);
    }
    let output =
        folder.run(["in.wasm", "-o", "-", "-q", MOVES, "--source-map=out.wasm.map", "--output-source-map=x"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(folder.read("x"), map(100 + first_body(&output.stdout) - first_body(&testdata(MODULE))).as_bytes());
}

/// The way from the one to the other is not known, and the module's own name for the map would mean the old one.
#[test]
fn a_map_of_a_module_without_a_file_keeps_its_name() {
    let folder = Folder::new("a_map_of_a_module_without_a_file_keeps_its_name");
    folder.write("in.wasm", testdata(MODULE));
    const NAME: &str = "source-map.wasm.map";
    folder.write(NAME, map(100));
    let options = ["-o", "-", "-q", MOVES, "--source-map", NAME];
    let message = format!(
        "--output-source-map: the module names its map `./{NAME}`, and keeps that where it goes to no file; give the map that \
         name, or the module a file"
    );
    fails(&folder, &[&["in.wasm"], &options[..], &["--output-source-map=new.map"]].concat(), &message);
    let there = format!("--output-source-map=dist/{NAME}");
    std::fs::create_dir(folder.path("dist")).expect("a folder");
    let output = folder.run([&["in.wasm"], &options[..], &[there.as_str()]].concat(), b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(folder.path("dist").join(NAME).exists());
}

#[test]
fn nothing_is_written_without_a_map() {
    let folder = Folder::new("nothing_is_written_without_a_map");
    folder.write("in.wasm", testdata(MODULE));
    let args = ["in.wasm", "-o", "out.wasm", MOVES, "--source-map=in.map"];
    fails(&folder, &args, "in.map: no such file");
    folder.write("in.map", "{\"version\":2}");
    fails(&folder, &args, "in.map: not a source map: not of version 3");
    folder.write("in.map", map(100));
    let walrus = [&args[..], &["--rewriter=walrus"]].concat();
    fails(&folder, &walrus, "--source-map: walrus moves every function by itself; use --rewriter=splice");
    let onto_the_input = [&args[..], &["--output-source-map=in.wasm"]].concat();
    fails(&folder, &onto_the_input, "in.wasm: a module and a source map cannot be one file");
    let same = [&args[..], &["--output-source-map=out.wasm"]].concat();
    fails(&folder, &same, "out.wasm: a module and a source map cannot be one file");
    let dash = [&args[..], &["--output-source-map=-"]].concat();
    fails(&folder, &dash, "--source-map: give the map a file; `-` is for modules");
    std::fs::create_dir(folder.path("dist")).expect("a folder");
    let onto_a_folder = [&args[..], &["--output-source-map=dist"]].concat();
    fails(&folder, &onto_a_folder, "dist: cannot write: a folder");
    let nowhere = [&args[..], &["--output-source-map=no/out.map"]].concat();
    fails(&folder, &nowhere, "no/out.map: cannot write: no such folder");
}
