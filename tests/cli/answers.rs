//! What `decide` says of each answer that `--init` can ask for is what `--init` does, for all modules of `testdata/`.

use std::path::Path;

use walkdir::WalkDir;
use wasm_initfix::InitChoice;
use wasm_initfix::Module;
use wasm_initfix::Options;
use wasm_initfix::Outcome;
use wasm_initfix::Prove;
use wasm_initfix::Spelling;
use wasm_initfix::cli::parse_options;
use wasm_initfix::decide::ANSWERS;
use wasm_initfix::decide::InitCall;
use wasm_initfix::decide::InitFix;
use wasm_initfix::decide::MayStart;
use wasm_initfix::decide::Reason;
use wasm_initfix::decide::Standing;
use wasm_initfix::decide::weigh;
use wasm_initfix::hosts::HOSTS;
use wasm_initfix::hosts::Host;
use wasm_initfix::inspect;
use wasm_initfix::report::explained::Explained;

/// Options that change who is asked, or what is known.
const LINES: [&[&str]; 7] = [
    &[],
    &["--host=extism"],
    &["--host=wasmtime"],
    &["--host=wasm3"],
    &["--policy=memory"],
    &["--import-memory", "--assume=*.*=memory"],
    &["--init=lazy"],
];

/// All modules of `testdata/`: what messages call them, and their bytes.
pub fn modules() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let entries = WalkDir::new(&folder).sort_by_file_name().into_iter();
    let paths = entries.map(|entry| entry.expect("testdata can be read").into_path());
    let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "wasm"));
    let read = |path: &Path| std::fs::read(path).expect("a module can be read");
    let name = |path: &Path| path.strip_prefix(&folder).expect("it is in that folder").display().to_string();
    paths.map(|path| (name(&path), read(&path))).collect()
}

#[test]
fn answers_are_what_init_does() {
    let mut seen = Vec::new();
    for (name, wasm) in modules() {
        for line in LINES {
            let options = parse_options(line.iter().copied()).expect("these options are there");
            // What is refused has no answers.
            let Ok(outcome) = wasm_initfix::fix(&wasm, &options) else { continue };
            for choice in ANSWERS {
                let asked = options.clone().init(choice);
                let standing = standing(&wasm, &asked, &options, &outcome);
                tells_the_same(&standing, &outcome, &asked, &format!("{name} {line:?}"));
                agrees(&standing, &outcome, &asked, &wasm, &format!("{name} {line:?} {choice:?}: {standing:?}"));
                seen.push(standing.keyword());
            }
        }
    }
    for keyword in ["taken", "same", "right", "doubtful", "stays", "refused"] {
        assert!(seen.contains(&keyword), "no module has an answer that is {keyword}");
    }
}

/// Where `--prove=run` changes who runs the constructors, that is named before it is tried; and so are the hosts that change it and
/// run the result, and no others.
#[test]
fn what_may_tell_is_named() {
    for (name, wasm) in modules() {
        let options = Options::default();
        let Ok(outcome) = wasm_initfix::fix(&wasm, &options) else { continue };
        let changes = |options: &Options| {
            let done = wasm_initfix::fix(&wasm, options).unwrap_or_else(|error| panic!("{name}: {error}"));
            init(&done) != init(&outcome)
        };
        let explained = Explained::new(&wasm, &outcome, &options);
        if cfg!(feature = "prove") && changes(&options.clone().prove(Prove::Run)) {
            assert!(explained.more.iter().any(|line| line.contains("--prove=run")), "{name}: {:?}", explained.more);
        }
        let named = |host: &Host| explained.hosts.iter().any(|it| it.name == host.name);
        for host in HOSTS {
            let options = options.clone().host(host);
            let done = wasm_initfix::fix(&wasm, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
            let is_fit = !done.keys().contains(&"not-fit-for");
            let changes = is_fit && init(&done) != init(&outcome);
            assert_eq!(named(host), changes, "{name}: --host={}", host.name);
        }
    }
}

fn standing(wasm: &[u8], asked: &Options, options: &Options, outcome: &Outcome) -> Standing {
    let module = Module::parse(wasm).expect("it was fixed");
    let facts = inspect::inspect(&module, &asked.inspect_options()).expect("it was fixed");
    weigh(&facts, options, asked.init, init(outcome))
}

/// Whether an answer is what comes of asking for it.
fn agrees(standing: &Standing, outcome: &Outcome, asked: &Options, wasm: &[u8], what: &str) {
    let done = wasm_initfix::fix(wasm, asked);
    match standing {
        Standing::Taken => assert!(is_for(init(outcome), asked.init), "{what}"),
        Standing::Right { .. } | Standing::Doubtful(_) => {
            let done = done.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(is_for(init(&done), asked.init) && !is_for(init(outcome), asked.init), "{what}");
        }
        Standing::Same(_) => {
            let done = done.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(init(&done), None, "{what}");
        }
        Standing::Stays { reason, .. } => {
            let refused = done.expect_err(what).spelled(Spelling::CommandLine);
            assert!(refused.contains(&reason.to_string()), "{what}: {refused}");
        }
        Standing::Refused(why) => match done {
            Err(refused) => assert_eq!(refused.spelled(Spelling::CommandLine), *why, "{what}"),
            // `--init=lazy` without exports that could have a guard.
            Ok(done) => assert!(asked.init == InitChoice::Lazy && !is_for(init(&done), asked.init), "{what}"),
        },
        other => panic!("{what}: {other:?} is not known here"),
    }
}

/// Where the decision gives the start section's doubt as its own reason, the answer gives the same.
fn tells_the_same(standing: &Standing, outcome: &Outcome, asked: &Options, what: &str) {
    let why = match &outcome.reasons().reason {
        Reason::Call(InitCall::ByAnySince(why) | InitCall::AsBefore(why, _)) => why,
        Reason::Start(why) if !is_for(init(outcome), InitChoice::Start) => why,
        _ => return,
    };
    let is_first = matches!(why, MayStart::CallFirst(_));
    match standing {
        Standing::Doubtful(Reason::Start(said)) if asked.init == InitChoice::Start => assert_eq!(said, why, "{what}"),
        // What tasks need is refused even to the user who insists.
        Standing::Refused(_) if asked.init == InitChoice::Start && is_first => {}
        other => assert_ne!(asked.init, InitChoice::Start, "{what}: {other:?}, but {why:?}"),
    }
}

fn init<'o>(outcome: &'o Outcome) -> Option<&'o InitFix> {
    match outcome {
        Outcome::Unchanged { .. } => None,
        Outcome::Fixed(fixed) => fixed.fix.init.as_ref(),
    }
}

fn is_for(init: Option<&InitFix>, choice: InitChoice) -> bool {
    let keyword = match choice {
        InitChoice::Start => "start",
        InitChoice::Export => "export",
        InitChoice::Lazy => "lazy",
        InitChoice::Auto | InitChoice::Keep => return false,
        other => panic!("{other:?} is not known here"),
    };
    init.is_some_and(|init| init.target.keyword() == keyword)
}
