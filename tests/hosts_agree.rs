//! One decider: what `inspect` recommends for a host, what `--host` makes of the module, and what the host then does are the
//! same thing, for every module of `testdata/` and every host.
//!
//! Agreement alone would prove nothing, since one function answers all of these. So each module that a host is said to
//! initialise is loaded as that host loads it (`model`), and its constructors have to run once, before anything else.

#[path = "hosts_agree/instrument.rs"]
mod instrument;
#[path = "hosts_agree/model.rs"]
mod model;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use model::Constructors;
use model::Fault;
use model::Ground;
use rayon::prelude::*;
use wasm_initfix::Error;
use wasm_initfix::Module;
use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::cli::parse_options;
use wasm_initfix::decide;
use wasm_initfix::decide::Fit;
use wasm_initfix::decide::InitTarget;
use wasm_initfix::decide::Source;
use wasm_initfix::hosts::HOSTS;
use wasm_initfix::hosts::Host;
use wasm_initfix::hosts::Quirk;
use wasm_initfix::inspect;
use wasm_initfix::inspect::Convention;
use wasm_initfix::inspect::Depth;
use wasm_initfix::inspect::Facts;
use wasm_initfix::inspect::InspectOptions;

/// A module of `testdata/`, and what was seen in it.
struct Subject {
    name: String,
    wasm: Vec<u8>,
    facts: Facts,
}

static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut files = Vec::new();
    find(&root, &mut files);
    files.sort();
    let subject = |file: PathBuf| {
        let wasm = fs::read(&file).expect("testdata can be read");
        // Object files and components are no linked core modules.
        let facts = look(&wasm).ok()?;
        let name = file.strip_prefix(&root).unwrap_or(&file).with_extension("").display().to_string();
        Some(Subject { name, wasm, facts })
    };
    files.into_par_iter().filter_map(subject).collect()
});

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("testdata can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            files.push(path);
        }
    }
}

fn look(wasm: &[u8]) -> Result<Facts, Error> {
    inspect::inspect(&Module::parse(wasm)?, &InspectOptions { depth: Some(Depth::Full), ..InspectOptions::default() })
}

/// What `inspect` says.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    fit: &'static str,
    why: String,
    flags: Option<String>,
}

fn said(host: &'static Host, facts: &Facts) -> Said {
    let fit = decide::fit(facts, host);
    let why = match &fit {
        Fit::Works(why) | Fit::Unfit(why) | Fit::HostCalls(why) => why.clone(),
        Fit::ProgramCalls { name, .. } => name.clone(),
        Fit::Change(change) => change.why.clone(),
    };
    Said { fit: fit.keyword(), why, flags: fit.flags().map(|flags| flags.join(" ")) }
}

/// A fixed module, or the input where nothing was to be done.
struct After {
    wasm: Vec<u8>,
    facts: Facts,
    warnings: Vec<String>,
}

fn fix(subject: &Subject, flags: &str) -> Result<After, String> {
    let options = parse_options(flags.split(' '))?;
    let outcome = wasm_initfix::fix(&subject.wasm, &options).map_err(|error| format!("{flags}: {error}"))?;
    if let Outcome::Fixed(fixed) = &outcome {
        assert_eq!(fixed.rewriter, wasm_initfix::Rewriter::Splice, "indices stay, which the model relies on");
    }
    let wasm = outcome.wasm().map_or_else(|| subject.wasm.clone(), Pieces::to_vec);
    let facts = look(&wasm).map_err(|error| format!("{flags}: the result: {error}"))?;
    Ok(After { facts, warnings: outcome.warnings().map(|warning| warning.into_owned()).collect(), wasm })
}

/// The pairs of which something does not hold, by what that is.
type Faults = BTreeMap<&'static str, Vec<String>>;

fn faults(check: impl Fn(&Subject, &'static Host) -> Vec<(&'static str, String)> + Sync) -> Faults {
    let pairs: Vec<_> = SUBJECTS.iter().flat_map(|subject| HOSTS.iter().map(move |host| (subject, host))).collect();
    let found = pairs.par_iter().flat_map_iter(|(subject, host)| {
        let named = move |(kind, fault)| (kind, format!("{} in {}: {fault}", subject.name, host.name));
        check(subject, host).into_iter().map(named)
    });
    let mut faults = Faults::new();
    for (kind, fault) in found.collect::<Vec<_>>() {
        faults.entry(kind).or_default().push(fault);
    }
    faults
}

fn none(faults: &Faults) {
    let mut text = String::new();
    for (kind, faults) in faults {
        let _ = write!(text, "\n{kind}: {} pairs\n  {}", faults.len(), faults.join("\n  "));
    }
    assert!(faults.is_empty(), "{text}");
}

#[test]
fn what_is_recommended_is_what_the_host_option_does() {
    none(&faults(agreement));
}

fn agreement(subject: &Subject, host: &'static Host) -> Vec<(&'static str, String)> {
    let before = said(host, &subject.facts);
    let by_host = match fix(subject, &format!("--host={}", host.name)) {
        Ok(by_host) => by_host,
        Err(error) => return vec![("--host ends in an error", error)],
    };
    let after = said(host, &by_host.facts);
    let mut faults = Vec::new();
    let unfit = format!("not fit for {}: {}", host.name, after.why);
    if !matches!(after.fit, "works" | "calls-it" | "call-it")
        && (after.fit != "unfit" || !by_host.warnings.contains(&unfit))
    {
        faults.push((
            "inspect --check finds a fault after --host that --host did not warn of",
            format!("{after:?}, {:?}", by_host.warnings),
        ));
    }
    if after.flags.is_some() {
        faults.push(("inspect recommends more after --host", format!("{after:?}")));
    }
    match &before.flags {
        None if before.fit != after.fit => {
            faults.push(("nothing is recommended, but --host makes it another", format!("{before:?}, {after:?}")))
        }
        None => {}
        Some(flags) => match fix(subject, flags) {
            Err(error) => faults.push(("what is recommended is refused", error)),
            Ok(by_flags) => {
                let then = said(host, &by_flags.facts);
                if then.flags.is_some() {
                    faults.push(("inspect recommends more after what it recommended", format!("{flags}: {then:?}")));
                }
                if then.fit != after.fit {
                    faults.push((
                        "--host and the flags give modules of different fit",
                        format!("{flags}: {then:?}, --host: {after:?}"),
                    ));
                }
                if by_flags.wasm != by_host.wasm {
                    faults.push(("--host and the flags give different modules", flags.clone()));
                }
            }
        },
    }
    faults
}

/// Fewer pairs than there are would mean that the test no longer runs them.
const RUN: usize = 2500;

#[test]
fn what_is_said_to_be_initialised_is_initialised_once_and_first() {
    let run = AtomicUsize::new(0);
    let faults = faults(|subject, host| oracle(subject, host, &run).unwrap_or_default());
    let run = run.into_inner();
    println!("{run} modules were loaded");
    none(&faults);
    assert!(run >= RUN, "only {run} modules were loaded");
}

/// Nothing if there is nothing to run, or the interpreter cannot run it.
fn oracle(subject: &Subject, host: &'static Host, run: &AtomicUsize) -> Option<Vec<(&'static str, String)>> {
    let ground = ground(subject)?;
    let mut faults = Vec::new();
    let by_host = fix(subject, &format!("--host={}", host.name)).ok();
    let by_host = by_host.as_ref().map(|after| ("after --host", after.wasm.as_slice(), &after.facts));
    for (what, wasm, facts) in [("as it is", subject.wasm.as_slice(), &subject.facts)].into_iter().chain(by_host) {
        let said = said(host, facts);
        if !matches!(said.fit, "works" | "calls-it" | "call-it") {
            continue;
        }
        let by_program = (said.fit == "call-it").then_some(said.why.as_str());
        match model::run(host, &ground, wasm, facts, by_program) {
            Ok(()) => drop(run.fetch_add(1, Ordering::Relaxed)),
            Err(Fault::Wrong(fault)) => faults.push((what, format!("{said:?}: {fault}"))),
            Err(Fault::Unsupported) => {}
        }
    }
    Some(faults)
}

/// What is known of a module without the tool's deciding anything.
fn ground(subject: &Subject) -> Option<Ground<'_>> {
    let facts = &subject.facts;
    match &facts.convention {
        // Their JS or loader initialises them; it is not here.
        Convention::Dylink | Convention::Bindgen | Convention::Emscripten => return None,
        // Nothing is claimed of these.
        Convention::Undecidable | Convention::Faulty => return None,
        _ => {}
    }
    let exported = facts.convention.exported();
    let constructors = facts.initialiser.as_ref().filter(|_| !exported.is_some_and(|it| it.empty));
    // The linker's function tells more than what is around it.
    let by_export = facts.functions.iter().find(|it| it.name == "__wasm_call_ctors").map(|it| it.func);
    let ctors = by_export.or_else(|| instrument::function_named(&subject.wasm, "__wasm_call_ctors"));
    let constructors = constructors.map(|it| {
        let once = |func| exported.is_some_and(|exported| exported.func == func && exported.once);
        match ctors {
            Some(func) if instrument::leads_to(&subject.wasm, it.function.func, func) => {
                Constructors { functions: vec![func], once: once(func) }
            }
            // An optimiser has put a copy of the one into the other.
            Some(func) => Constructors { functions: vec![it.function.func, func], once: once(it.function.func) },
            None => Constructors { functions: vec![it.function.func], once: once(it.function.func) },
        }
    });
    let mut initialisers: Vec<u32> = constructors.iter().flat_map(|it| it.functions.clone()).collect();
    initialisers.extend(exported.map(|it| it.func));
    initialisers.extend(facts.start.as_ref().map(|start| start.function.func));
    let is_ordinary = |name: &str, func: u32| {
        let never = ["_start", "_initialize", "__wasm_call_ctors", "__wasm_call_dtors", "__wasm_init_tls"];
        let allocators = ["malloc", "free", "realloc", "cabi_realloc"];
        !initialisers.contains(&func)
            && !exported.is_some_and(|it| it.is_called(name))
            && !never.contains(&name)
            && !allocators.contains(&name)
            && !name.starts_with("asyncify_")
    };
    let ordinary = facts.functions.iter().filter(|it| is_ordinary(&it.name, it.func));
    let ordinary: Vec<(&str, u32)> = ordinary.map(|it| (it.name.as_str(), it.func)).collect();
    // A program is run, and that is all.
    let is_command = matches!(facts.convention, Convention::Command { .. });
    let borne = model::called_in_start(&subject.wasm);
    Some(Ground { facts, constructors, ordinary: if is_command { Vec::new() } else { ordinary }, borne })
}

#[test]
fn the_host_is_asked_before_its_user_and_the_start_section_before_both() {
    none(&faults(|subject, host| preference(subject, host).into_iter().collect()));
}

/// The order in which answers are preferred, said a second time: what is proven safe goes to the start section; an init function
/// is for hosts that call it; guards are for those that do not; and the user's program is asked where guards do not work.
fn preference(subject: &Subject, host: &'static Host) -> Option<(&'static str, String)> {
    let facts = &subject.facts;
    let options = parse_options([format!("--host={}", host.name).as_str()]).ok()?;
    let Ok(Outcome::Fixed(fixed)) = wasm_initfix::fix(&subject.wasm, &options) else {
        return None;
    };
    let init = fixed.fix.init.as_ref()?;
    if matches!(init.source, Source::Started(_)) {
        return None;
    }
    let passes_guards = facts.names && host.quirks.contains(&Quirk::FindsOwnNames);
    let initialiser = facts.initialiser.as_ref()?;
    let skips_start = initialiser.function.func == 0 && host.quirks.contains(&Quirk::SkipsStartZero);
    let is_exported = matches!(init.source, Source::Exported(_));
    let has = |name: &str| facts.exports.iter().any(|export| export == name);
    let is_free = !has("_start") && (is_exported || !has("_initialize"));
    let is_called = host.calls.contains(&"_initialize") && host.imports_in_initialize && is_free;
    let wrong = |what: &str| Some((what.to_owned(), init.target.keyword()));
    let fault = match &init.target {
        InitTarget::Start { .. } => None,
        _ if initialiser.is_safe() && !skips_start && !(passes_guards && is_exported) => wrong("start would be safe"),
        InitTarget::Lazy { .. } if is_called => wrong("the host would call _initialize"),
        InitTarget::Lazy { .. } if passes_guards => wrong("the guards are passed by"),
        InitTarget::Export { name } if !host.calls.contains(&name.as_str()) && !passes_guards => {
            let guarded = facts
                .functions
                .iter()
                .any(|it| fixed.fix.init.iter().all(|init| init.source.names() != [it.name.as_str()]));
            if guarded { wrong("guards would ask nothing of the program") } else { None }
        }
        _ => None,
    };
    fault.map(|(what, is)| ("an answer is preferred to a better one", format!("{what}, but it is {is}")))
}

#[test]
fn every_pair_at_a_glance() {
    let rows: Vec<String> = SUBJECTS.par_iter().map(row).collect();
    let names = HOSTS.iter().map(|host| host.name).collect::<Vec<_>>().join(" ");
    let legend = "what --host does about initialisation (. nothing, s start, e export, l lazy) and memory (m), and what the \
                  host makes of the result (w works, h host calls it, p program calls it, - unfit)";
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("hosts_agree");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("matrix", format!("{legend}\n{names}\n\n{}", rows.join("\n"))));
}

fn row(subject: &Subject) -> String {
    let cell = |host: &'static Host| {
        let options = parse_options([format!("--host={}", host.name).as_str()]).expect("options");
        let outcome = wasm_initfix::fix(&subject.wasm, &options).expect("--host refuses nothing");
        let wasm = outcome.wasm().map_or_else(|| subject.wasm.clone(), Pieces::to_vec);
        let fit = said(host, &look(&wasm).expect("a valid module")).fit;
        let (init, memory) = match &outcome {
            Outcome::Unchanged { .. } => (None, false),
            Outcome::Fixed(fixed) => (fixed.fix.init.as_ref(), !fixed.fix.memory.is_empty()),
        };
        let init = init.map_or(".", |init| &init.target.keyword()[..1]);
        let fit = match fit {
            "works" => "w",
            "calls-it" => "h",
            "call-it" => "p",
            "unfit" => "-",
            other => other,
        };
        format!("{init}{}{fit}", if memory { "m" } else { "" })
    };
    let cells: Vec<String> = HOSTS.iter().map(|host| format!("{:<3}", cell(host))).collect();
    format!("{:<40} {}", subject.name, cells.join(" ").trim_end())
}
