//! Pictures of graphs made for it, and of modules of `testdata`.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use super::Picture;
use super::collapse::MOST_NODES;
use crate::bounds::Bounds;
use crate::inspect;
use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::CallGraph;
use crate::inspect::CalledFunction;
use crate::inspect::Effect;
use crate::inspect::GraphCall;
use crate::inspect::Open;
use crate::inspect::ReachedImport;
use crate::module::Module;
use crate::report::names;

fn given_table(name: &str) -> Open {
    Open::GivesReferences { module: "env".to_owned(), name: name.to_owned() }
}

fn function(func: usize, name: &str) -> CalledFunction {
    CalledFunction { func: u32::try_from(func).unwrap(), name: Some(name.to_owned()), import: None }
}

fn import(func: usize, module: &str, name: &str, effect: Effect) -> CalledFunction {
    let (module, name) = (module.to_owned(), name.to_owned());
    let import = ReachedImport {
        module,
        name,
        effect,
        basis: Basis::Type { address: None },
        certain: false,
        always: false,
        path: Vec::new(),
        left_out: 0,
    };
    CalledFunction { import: Some(import), ..function(func, "") }
}

fn calls(pairs: &[(usize, usize, bool)]) -> Vec<GraphCall> {
    let mut calls: Vec<GraphCall> =
        pairs.iter().map(|(from, to, direct)| GraphCall { from: *from, to: *to, direct: *direct }).collect();
    calls.sort_unstable();
    calls.dedup_by_key(|call| (call.from, call.to));
    calls
}

/// The root, a constructor and another, a function and an import.
fn five() -> CallGraph {
    let functions = vec![
        function(9, "__wasm_call_ctors"),
        function(10, "_GLOBAL__sub_I_x.cpp"),
        function(11, "_GLOBAL__I_000101"),
        function(12, "_ZN5space3logEPKc"),
        import(0, "env", "log", Effect::NeedsMemory),
    ];
    let calls = calls(&[(0, 1, true), (0, 2, true), (1, 3, true), (3, 4, true), (2, 4, false)]);
    CallGraph { functions, calls, beyond: Beyond::Nothing }
}

/// So many functions in namespaces, with calls between any of them, and 30 imports.
fn many(count: usize, calls_each: usize) -> CallGraph {
    const EFFECTS: [Effect; 5] = [Effect::Pure, Effect::Aborts, Effect::NeedsMemory, Effect::Unknown, Effect::Reenters];
    let mut state = 1_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let imports = 30.min(count / 5);
    let mut functions = vec![function(0, "__wasm_call_ctors")];
    for at in 1..count - imports {
        let name = match random(4) {
            0 => format!("std::__2::basic_thing{}<char, int>::do_it(char const*, int) const", at % 7),
            1 => format!("lib{}::part{}::f{at}(int)", random(9), random(20)),
            2 => format!("png_read_{at}"),
            _ => format!("_ZN4core{}3fmt4f{at:03}17h0123456789abcdefE", ["3str", "5slice", "3num"][random(3)]),
        };
        functions.push(function(at, &name));
    }
    for at in 0..imports {
        functions.push(import(
            count + at,
            ["env", "wasi_snapshot_preview1"][at % 2],
            &format!("f{at}"),
            EFFECTS[random(4)],
        ));
    }
    let mut pairs: Vec<(usize, usize, bool)> =
        (1..count - imports).map(|to| (random(to.min(count / 10 + 1)), to, true)).collect();
    pairs.extend((0..imports).map(|at| (random(count - imports), count - imports + at, random(3) > 0)));
    pairs.extend((0..count * calls_each).map(|_| (random(count - imports), random(count), random(3) > 0)));
    CallGraph { functions, calls: calls(&pairs), beyond: Beyond::Open(given_table("env.table")) }
}

fn picture(graph: &CallGraph) -> Picture {
    Picture::new(graph, "x.wasm: the export runs the constructors", &name, &|_| None)
}

fn name(function: &CalledFunction) -> String {
    function.name.as_deref().map(names::demangle).unwrap_or_default()
}

fn labels(picture: &Picture) -> Vec<&str> {
    picture.nodes.iter().map(|node| node.label.as_str()).collect()
}

/// Writes pictures into the folder that `PICTURES` names, for who changes how they look.
fn keep(name: &str, picture: &Picture) {
    let Some(folder) = std::env::var_os("PICTURES") else {
        return;
    };
    let folder = Path::new(&folder);
    for (ending, text) in [("svg", picture.svg()), ("dot", picture.dot()), ("mmd", picture.mermaid())] {
        fs::write(folder.join(format!("{name}.{ending}")), text).unwrap();
    }
}

/// Whether tags close, quotes are paired, and no character is one that XML cannot have.
fn assert_xml(text: &str) {
    let mut open = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        assert!(!before.contains('>'), "{before}");
        let (tag, after) = after.split_once('>').expect("a tag ends");
        assert!(tag.matches('"').count() % 2 == 0, "{tag}");
        match (tag.strip_prefix('/'), tag.ends_with('/')) {
            (Some(name), _) => assert_eq!(open.pop(), Some(name)),
            (None, true) => {}
            (None, false) => open.push(tag.split(' ').next().unwrap_or_default()),
        }
        rest = after;
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{rest}");
    for entity in text.split('&').skip(1) {
        assert!(["lt;", "gt;", "amp;", "quot;"].iter().any(|it| entity.starts_with(it)), "{entity}");
    }
    let is_bad = |char: char| (char.is_control() && char != '\n') || matches!(char, '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(is_bad));
}

#[test]
fn few_functions_are_drawn_by_name() {
    let picture = picture(&five());
    keep("synthetic-5", &picture);
    let expected =
        ["__wasm_call_ctors", "initialisers of x.cpp", "initialisers (priority 101)", "space::log", "env.log"];
    assert_eq!(labels(&picture), expected);
    assert_eq!(picture.arrows.len(), 5);
    let looks: Vec<String> = picture.nodes.iter().map(|node| node.look.keyword()).collect();
    assert_eq!(looks, ["memory", "memory", "maybe_memory", "memory", "memory"]);
    assert_xml(&picture.svg());
    let told = [
        "__wasm_call_ctors: needs memory; calls initialisers of x.cpp, initialisers (priority 101)",
        "initialisers of x.cpp: needs memory; calls space::log",
        "initialisers (priority 101): perhaps needs memory; may call env.log indirectly",
        "space::log: needs memory; calls env.log",
        "env.log: nothing is known of it",
    ];
    assert_eq!(picture.told(), told);
    assert!(picture.svg().contains(&format!("<desc>{}</desc>", told.join("\n"))));
}

#[test]
fn the_worst_effect_tells_the_colour() {
    let mut graph = five();
    graph.functions.push(import(1, "env", "abort", Effect::Aborts));
    graph.functions.push(import(2, "env", "callback", Effect::Reenters));
    graph.calls = calls(&[(0, 1, true), (0, 2, true), (1, 4, true), (1, 5, true), (2, 5, true), (2, 6, false)]);
    let looks: Vec<String> = picture(&graph).nodes.iter().map(|node| node.look.keyword()).collect();
    assert_eq!(
        looks,
        ["memory_maybe_reenters", "memory", "aborts_maybe_reenters", "nothing", "memory", "aborts", "reenters"]
    );
}

#[test]
fn many_functions_stay_readable() {
    for count in [25, 500, 5000] {
        let graph = many(count, 3);
        let picture = picture(&graph);
        keep(&format!("synthetic-{count}"), &picture);
        assert!(picture.nodes.len() <= MOST_NODES, "{count}: {:?}", labels(&picture));
        assert!(picture.nodes.len() >= 10, "{count}: {:?}", labels(&picture));
        assert_eq!(labels(&picture)[0], "__wasm_call_ctors");
        assert_eq!(labels(&picture).last(), Some(&"?"));
        assert_xml(&picture.svg());
    }
}

#[test]
fn many_of_everything_stay_readable() {
    let mut functions = vec![function(0, "__wasm_call_ctors")];
    functions.extend((1..300).map(|at| function(at, &format!("_GLOBAL__sub_I_{at}.cpp"))));
    functions.extend((300..600).map(|at| function(at, &format!("space{at}::inner::f"))));
    functions.extend((600..900).map(|at| import(at, &format!("module{at}"), "f", Effect::NeedsMemory)));
    let pairs = (1..300).map(|at| (0, at, true));
    let pairs = pairs.chain((1..300).map(|at| (at, at + 300, true))).chain((300..600).map(|at| (at, at + 300, false)));
    let graph = CallGraph { functions, calls: calls(&pairs.collect::<Vec<_>>()), beyond: Beyond::Budget };
    let picture = picture(&graph);
    keep("synthetic-wide", &picture);
    assert!(picture.nodes.len() <= MOST_NODES, "{:?}", labels(&picture));
    assert_eq!(picture.nodes[1].details, ["299 functions"]);
}

#[test]
fn large_graphs_are_drawn_at_once() {
    let graph = many(20_000, 10);
    let start = Instant::now();
    let picture = picture(&graph);
    let drawn = picture.svg();
    let took = start.elapsed();
    if std::env::var_os("PICTURES").is_some() {
        println!("{} functions, {} calls: {took:?}", graph.functions.len(), graph.calls.len());
    }
    // Hardly anything is optimised in tests.
    assert!(took < Duration::from_secs(5) && !drawn.is_empty(), "{took:?}");
}

#[test]
fn functions_that_reach_no_import_are_counted_where_there_are_many() {
    let mut graph = five();
    graph.functions.extend((0..20).map(|at| function(20 + at, &format!("leaf{at}"))));
    graph.calls = calls(&[(0, 1, true), (1, 3, true), (3, 4, true)]);
    graph.calls.extend((0..20).map(|at| GraphCall { from: 3, to: 5 + at, direct: true }));
    let picture = picture(&graph);
    assert_eq!(picture.notes, ["and 21 functions that reach no import"]);
    assert!(picture.svg().contains("and 21 functions"));
    assert!(picture.dot().contains("and 21 functions"));
    assert!(picture.mermaid().contains("and 21 functions"));
}

#[test]
fn source_files_come_before_namespaces() {
    let graph = many(500, 1);
    let file_of = |func: u32| Some(format!("/src/part/file{}.cpp", func % 3));
    let picture = Picture::new(&graph, "", &name, &file_of);
    let files = labels(&picture).iter().filter(|label| label.starts_with("part/file")).count();
    assert!(files >= 3, "{:?}", labels(&picture));
}

#[test]
fn names_may_hold_anything() {
    let names = [
        "a<b>&\"c\"</title><script>",
        "line\nbreak\r\u{0}\u{1b}\u{202e}\u{ffff}",
        &"long".repeat(3000),
        "日本語のとても長い名前の関数、それはどこまでも続く、どこまでも、どこまでも、どこまでも",
        "`${x}` %%{init}%% #quot; --> ]\"]",
        "operator<",
        "((((<<<<{{{{",
        ")>}]",
        "\\",
        "",
    ];
    let mut functions = vec![function(0, "<root>")];
    functions.extend(names.iter().enumerate().map(|(at, name)| function(at + 1, name)));
    functions.push(import(40, "a\"b", "<\u{7}&>", Effect::Reenters));
    let last = functions.len() - 1;
    let pairs: Vec<(usize, usize, bool)> = (1..last).flat_map(|at| [(0, at, true), (at, last, at % 2 == 0)]).collect();
    let graph = CallGraph { functions, calls: calls(&pairs), beyond: Beyond::Open(given_table(&"<\"&\n".repeat(99))) };
    let picture = Picture::new(&graph, "<title> & \"more\"\n", &|it| it.name.clone().unwrap_or_default(), &|_| None);
    keep("hostile", &picture);
    assert_xml(&picture.svg());
    assert!(labels(&picture).iter().all(|label| label.chars().count() <= super::label::WIDEST));
    assert!(picture.dot().contains("label=\"a<…>&amp;\\\"c"), "{}", picture.dot());
    let mermaid = picture.mermaid();
    assert!(!mermaid.contains("script>") && !mermaid.contains('`') && !mermaid.contains('%'), "{mermaid}");
    assert!(mermaid.contains("n10[\"func 10\"]"), "{mermaid}");
}

#[test]
fn grouped_names_may_hold_anything() {
    let mut graph = many(500, 2);
    for (at, function) in graph.functions.iter_mut().enumerate().filter(|(_, function)| function.import.is_none()) {
        function.name = Some(format!("a{}\"<&\n{}::<{{(::", at % 50, "x".repeat(at)));
    }
    let file_of = |func: u32| func.is_multiple_of(3).then(|| format!("<&\"\u{1}{}/é\u{7f}.c", func % 9));
    let picture = Picture::new(&graph, "", &name, &file_of);
    assert!(picture.nodes.len() <= MOST_NODES);
    assert_xml(&picture.svg());
    assert!(!picture.dot().contains('\u{1}') && !picture.mermaid().contains('\u{1}'));
}

#[test]
fn the_same_graph_gives_the_same_picture() {
    let graph = many(500, 3);
    let (one, other) = (picture(&graph), picture(&graph));
    assert_eq!(one, other);
    assert_eq!((one.svg(), one.dot(), one.mermaid()), (other.svg(), other.dot(), other.mermaid()));
}

#[test]
fn cycles_and_calls_of_oneself_end() {
    let mut graph = five();
    graph.calls =
        calls(&[(0, 0, true), (0, 1, true), (1, 2, true), (2, 3, false), (3, 1, true), (3, 3, true), (3, 0, true)]);
    let picture = picture(&graph);
    keep("cycle", &picture);
    assert_eq!(picture.arrows.len(), 5);
    assert!(picture.arrows.iter().all(|arrow| arrow.from != arrow.to));
    assert_xml(&picture.svg());
}

#[test]
fn the_root_may_be_alone() {
    for functions in [vec![function(3, "main")], vec![import(0, "env", "main", Effect::Reenters)], Vec::new()] {
        let graph = CallGraph { functions, calls: Vec::new(), beyond: Beyond::Nothing };
        let picture = picture(&graph);
        keep(&format!("alone-{}", picture.nodes.len()), &picture);
        assert_eq!(picture.nodes.len(), graph.functions.len());
        assert_xml(&picture.svg());
    }
}

#[test]
fn thinning_keeps_what_is_reached() {
    let graph = many(500, 20);
    let picture = picture(&graph);
    assert!(picture.notes.iter().any(|note| note.contains("arrows left out")), "{:?}", picture.notes);
    let mut met = HashSet::new();
    let mut stack = vec![0];
    while let Some(node) = stack.pop() {
        if met.insert(node) {
            stack.extend(picture.arrows.iter().filter(|arrow| arrow.from == node).map(|arrow| arrow.to));
        }
    }
    assert_eq!(met.len(), picture.nodes.len());
}

#[test]
fn modules_are_drawn() {
    let cases = [
        "clang19/wrapped-printf",
        "clang19/ctors-priorities",
        "clang19/reactor-log",
        "clang22/iostream-importmem",
        "emscripten/glue-unoptimised",
        "rust/wasi-cdylib",
        "rust/unknown-cdylib-ctors",
        "rust/wasi-command",
    ];
    for case in cases {
        let picture = of_module(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("testdata/{case}.wasm")));
        keep(&case.replace('/', "-"), &picture);
        assert!(!picture.nodes.is_empty() && picture.nodes.len() <= MOST_NODES);
        assert_xml(&picture.svg());
    }
    if let (Some(more), Some(_)) = (std::env::var_os("MODULES"), std::env::var_os("PICTURES")) {
        for path in std::env::split_paths(&more) {
            keep(&path.file_stem().unwrap_or_default().to_string_lossy(), &of_module(&path));
        }
    }
}

/// From what runs constructors, by the usual names.
fn of_module(path: &Path) -> Picture {
    let wasm = fs::read(path).unwrap();
    let module = Module::parse(&wasm).unwrap();
    let exported = |name: &str| module.exported_functions().find(|it| it.name == name).map(|it| it.index);
    let called = || module.names.functions().find(|(_, name)| *name == "__wasm_call_ctors").map(|(func, _)| func);
    let named = ["_initialize", "__wasm_call_ctors", "__wbindgen_start"].iter().find_map(|name| exported(name));
    let root = named.or_else(called).or(module.start).or_else(|| exported("_start"));
    let graph = inspect::graph(
        &module,
        root.or_else(|| module.exported_functions().map(|it| it.index).next()).unwrap(),
        &[],
        &Bounds::default(),
    );
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    Picture::new(&graph.unwrap(), &file, &name, &|_| None)
}
