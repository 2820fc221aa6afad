//! One decider: what `inspect` recommends for a host, what `--host` makes of the module, and what the host then does are the
//! same thing, for every module of `testdata/` and every host.
//!
//! Agreement alone would prove nothing, since one function answers all of these. So each module that a host is said to
//! initialise is loaded as that host loads it (`model`), and its constructors have to run once, before anything else.

#[path = "hosts_agree/instrument.rs"]
mod instrument;
#[path = "hosts_agree/model.rs"]
mod model;
#[path = "hosts_agree/variant.rs"]
mod variant;

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
use variant::Variant;
use wasm_initfix::Error;
use wasm_initfix::Module;
use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::Prove;
use wasm_initfix::cli::parse_options;
use wasm_initfix::decide;
use wasm_initfix::decide::Fit;
use wasm_initfix::decide::InitTarget;
use wasm_initfix::decide::Ready;
use wasm_initfix::decide::Source;
use wasm_initfix::hosts::HOSTS;
use wasm_initfix::hosts::Host;
use wasm_initfix::hosts::Quirk;
use wasm_initfix::inspect;
use wasm_initfix::inspect::Assumption;
use wasm_initfix::inspect::Convention;
use wasm_initfix::inspect::Depth;
use wasm_initfix::inspect::Facts;
use wasm_initfix::inspect::InspectOptions;
use wasm_initfix::inspect::Others;
use wasm_initfix::inspect::Program;

/// A module of `testdata/`, and what was seen in it.
struct Subject {
    name: String,
    wasm: Vec<u8>,
    facts: Facts,
}

static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    find(&root.join("testdata"), "wasm", &mut files);
    find(&root.join("tests/hosts_agree/shapes"), "wat", &mut files);
    files.sort();
    let subject = |file: PathBuf| {
        let bytes = fs::read(&file).expect("the file can be read");
        let wasm = wat::parse_bytes(&bytes).expect("text or a binary").into_owned();
        // Object files and components are no linked core modules.
        let facts = look(&wasm).ok()?;
        let name = file.strip_prefix(root).unwrap_or(&file).with_extension("").display().to_string();
        let name = name.replace("testdata/", "").replace("tests/hosts_agree/", "");
        Some(Subject { name, wasm, facts })
    };
    files.into_par_iter().filter_map(subject).collect()
});

fn find(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find(&path, extension, files);
        } else if path.extension().is_some_and(|it| it == extension) {
            files.push(path);
        }
    }
}

fn look(wasm: &[u8]) -> Result<Facts, Error> {
    look_with(wasm, &Variant::default())
}

fn look_with(wasm: &[u8], variant: &Variant) -> Result<Facts, Error> {
    let depth = if variant.prove == Prove::Off { Depth::Direct } else { Depth::Full };
    let options = InspectOptions {
        depth: Some(depth),
        for_hosts: true,
        run: variant.prove == Prove::Run,
        assume: &variant.assume,
        init_export: variant.init_export.as_deref(),
        assume_wrapped: variant.assume_wrapped,
        ..InspectOptions::default()
    };
    inspect::inspect(&Module::parse(wasm)?, &options)
}

/// What `inspect` says.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    fit: &'static str,
    why: String,
    flags: Option<String>,
    /// Whether it says of itself that it may be wrong.
    is_hedged: bool,
}

fn said(host: &'static Host, facts: &Facts) -> Said {
    let fit = decide::fit(facts, host).expect("nothing is asked for");
    let why = match &fit {
        Fit::Ready(why) => why.to_string(),
        Fit::Unfit { why, .. } => why.to_string(),
        Fit::HostCalls { name, .. } | Fit::ProgramCalls { name, .. } => name.clone(),
        Fit::Change(change) => change.why.to_string(),
        other => panic!("{other:?} is not known here"),
    };
    let is_hedged = match &fit {
        Fit::HostCalls { may_fail, .. } => *may_fail,
        Fit::Ready(why) => *why == Ready::ByStartUnlessEarly,
        _ => false,
    };
    Said { fit: fit.keyword(), why, flags: fit.flags().map(|flags| flags.join(" ")), is_hedged }
}

/// A fixed module, or the input where nothing was to be done.
struct After {
    wasm: Vec<u8>,
    facts: Facts,
    warnings: Vec<String>,
}

fn fix(subject: &Subject, flags: &str) -> Result<After, String> {
    fix_with(subject, flags, &Variant::default())
}

fn fix_with(subject: &Subject, flags: &str, variant: &Variant) -> Result<After, String> {
    let more = variant.flags();
    let options = parse_options(flags.split(' ').chain(more.iter().map(String::as_str)))?;
    let outcome = wasm_initfix::fix(&subject.wasm, &options).map_err(|error| format!("{flags}: {error}"))?;
    if let Outcome::Fixed(fixed) = &outcome {
        assert_eq!(fixed.rewriter, wasm_initfix::Rewriter::Splice, "indices stay, which the model relies on");
    }
    let wasm = outcome.wasm().map_or_else(|| subject.wasm.clone(), Pieces::to_vec);
    // An export that the fix dropped cannot be named any more.
    let is_there = |name: &&String| outcome.wasm().is_none() || look(&wasm).is_ok_and(|it| it.exports.contains(name));
    let init_export = variant.init_export.as_ref().filter(is_there).cloned();
    let (assume, assume_wrapped) = (variant.assume.clone(), variant.assume_wrapped);
    let later = Variant { prove: variant.prove, assume, init_export, assume_wrapped };
    let facts = look_with(&wasm, &later).map_err(|error| format!("{flags}: the result: {error}"))?;
    Ok(After { facts, warnings: outcome.warnings().map(|warning| warning.to_string()).collect(), wasm })
}

/// The pairs that break a rule, by rule.
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
    none(&faults(|subject, host| agreement(subject, host, &Variant::default())));
}

/// Each shape of a host: exports after start, a WASI of its own, imports that work late, own names first, a memory that it
/// demands.
const KINDS: [&str; 6] = ["js", "node-wasi-initialize", "wasmtime", "extism", "wasm3", "wasm4"];

#[test]
fn the_same_holds_whatever_the_user_says_besides() {
    none(&faults(|subject, host| {
        if !KINDS.contains(&host.name) {
            return Vec::new();
        }
        let found = variants(subject).into_iter().flat_map(|variant| {
            let more = variant.flags().join(" ");
            let named = move |(kind, fault)| (kind, format!("{more}: {fault}"));
            agreement(subject, host, &variant).into_iter().map(named)
        });
        found.collect()
    }));
}

/// Closer and less close looks, each import that constructors may call said to be something, and each export that could be an
/// initialiser said to be it.
fn variants(subject: &Subject) -> Vec<Variant> {
    let mut variants = vec![
        Variant { prove: Prove::Off, ..Variant::default() },
        Variant { prove: Prove::Run, ..Variant::default() },
        Variant { assume_wrapped: true, ..Variant::default() },
    ];
    let reached = subject.facts.initialiser.iter().flat_map(|it| &it.reach.imports);
    let names: Vec<String> = reached.map(|import| format!("{}.{}", import.module, import.name)).collect();
    for effect in [Assumption::Pure, Assumption::Memory, Assumption::Reenters] {
        if !names.is_empty() {
            let assume = names.iter().map(|name| (name.clone(), effect)).collect();
            variants.push(Variant { assume, ..Variant::default() });
        }
    }
    let exports = subject.facts.functions.iter().take(6).map(|export| Some(export.name.clone()));
    let named = exports.map(|init_export| Variant { init_export, ..Variant::default() });
    // Of another type it cannot be one, which is refused whatever the host is.
    variants.extend(named.filter(|variant| look_with(&subject.wasm, variant).is_ok()));
    variants
}

fn agreement(subject: &Subject, host: &'static Host, variant: &Variant) -> Vec<(&'static str, String)> {
    let Ok(facts) = look_with(&subject.wasm, variant) else {
        return vec![("inspect ends in an error", variant.flags().join(" "))];
    };
    let before = said(host, &facts);
    let by_host = match fix_with(subject, &format!("--host={}", host.name), variant) {
        Ok(by_host) => by_host,
        Err(error) => return vec![("--host ends in an error", error)],
    };
    let after = said(host, &by_host.facts);
    let mut faults = Vec::new();
    let unfit = format!("not fit for {}: {}", host.name, after.why);
    if !matches!(after.fit, "ready" | "calls-it" | "call-it")
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
        Some(flags) => match fix_with(subject, flags, variant) {
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
const RUN: usize = 8000;

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
        if !matches!(said.fit, "ready" | "calls-it" | "call-it") {
            continue;
        }
        let by_program = (said.fit == "call-it").then_some(said.why.as_str());
        match model::run(host, &ground, wasm, facts, by_program) {
            Ok(()) => drop(run.fetch_add(1, Ordering::Relaxed)),
            Err(Fault::Wrong(_)) if said.is_hedged => {}
            Err(Fault::Wrong(fault)) => faults.push((what, format!("{said:?}: {fault}"))),
            Err(Fault::Unsupported) => {}
        }
    }
    Some(faults)
}

/// Lazy modules whose initialiser cannot be counted as a function: wasm-opt has put it into the exports, or there are two, each for
/// the exports of its part. `tests/cases.rs` runs these.
const NOT_COUNTED: [&str; 4] = ["wasm-opt/own-lazy-O2", "wasm-opt/own-lazy-O3", "wat/merged-lazy", "wat/merged-lazies"];

/// What is known of a module without the tool's deciding anything.
fn ground(subject: &Subject) -> Option<Ground<'_>> {
    let facts = &subject.facts;
    if NOT_COUNTED.contains(&subject.name.as_str()) {
        return None;
    }
    match &facts.convention {
        // Their JS or loader initialises them; it is not here.
        _ if facts.loader().is_some() => return None,
        // Their exports look at a flag in memory, which the model does not see.
        Convention::Itself(_) => return None,
        Convention::Reactor(it) if matches!(it.others, Some(Others::Caller(_))) => return None,
        // Nothing is claimed of these.
        Convention::Undecidable | Convention::Uncalled(_) | Convention::Faulty => return None,
        _ => {}
    }
    let exported = facts.convention.exported();
    let constructors = facts.initialiser.as_ref().filter(|_| !exported.is_some_and(|it| it.empty));
    // The linker's function tells more than what is around it.
    let by_export = facts.functions.iter().find(|it| it.name == "__wasm_call_ctors").map(|it| it.func);
    let ctors = by_export.or_else(|| instrument::function_named(&subject.wasm, "__wasm_call_ctors"));
    let ctors = ctors.filter(|func| {
        instrument::is_nullary(&subject.wasm, *func)
            && !matches!(facts.convention, Convention::Wrapped(_))
            && !instrument::is_empty(&subject.wasm, *func)
    });
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
    // Where the start section runs those of a program, `_start` runs none.
    let constructors = match &facts.convention {
        Convention::Command(Program::Started(func)) => Some(Constructors { functions: vec![*func], once: false }),
        _ => constructors,
    };
    let mut initialisers: Vec<u32> = constructors.iter().flat_map(|it| it.functions.clone()).collect();
    initialisers.extend(exported.map(|it| it.func));
    initialisers.extend(facts.start.as_ref().map(|start| start.function.func));
    let is_allocator = |name: &str| ["malloc", "free", "realloc", "cabi_realloc", "cm32p2_realloc"].contains(&name);
    // Destructors need no constructors to have run.
    let dtors = match &facts.convention {
        Convention::Wrapped(wrapped) => wrapped.dtors.map(|dtors| dtors.func),
        _ => None,
    };
    let is_ordinary = |name: &str, func: u32| {
        let never = ["_start", "_initialize", "__wasm_call_ctors", "__wasm_call_dtors"];
        let first = [
            "__wasm_init_tls",
            "__wasm_apply_global_relocs",
            "__wasm_init_task",
            "__wasm_init_async_task",
            "__wasm_task_hook",
        ];
        !initialisers.contains(&func)
            && Some(func) != dtors
            && !exported.is_some_and(|it| it.is_called(name))
            && !never.contains(&name)
            && !first.contains(&name)
            && !name.starts_with("asyncify_")
    };
    let ordinary: Vec<_> = facts.functions.iter().filter(|it| is_ordinary(&it.name, it.func)).collect();
    // Allocators make sure of nothing, but for where they are all that there is.
    let has_others = ordinary.iter().any(|it| !is_allocator(&it.name));
    let ordinary = ordinary.into_iter().filter(|it| !has_others || !is_allocator(&it.name));
    let behind = |func| match facts.convention {
        Convention::Lazy(_) => instrument::behind_guard(&subject.wasm, func).unwrap_or(func),
        _ => func,
    };
    // An export whose own code runs the constructors does that by its author's will.
    let reruns = |func| {
        let mut functions = constructors.iter().flat_map(|it| &it.functions);
        functions.any(|constructors| instrument::leads_to(&subject.wasm, func, *constructors))
    };
    // An export that the initialiser itself calls runs when its author wants.
    let is_called = |func| exported.is_some_and(|it| instrument::leads_to(&subject.wasm, it.func, func));
    let is_wrapped = matches!(facts.convention, Convention::Wrapped(_));
    let ordinary = ordinary.map(|it| (it.name.as_str(), behind(it.func)));
    let ordinary: Vec<(&str, u32)> =
        ordinary.filter(|(_, func)| is_wrapped || !reruns(*func) && !is_called(*func)).collect();
    // A program is run, and that is all.
    let is_command = matches!(facts.convention, Convention::Command(_));
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
    // A loader calls what it knows, whatever the host is.
    if matches!(init.source, Source::Started(_)) || facts.loader().is_some() {
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
                  host makes of the result (w ready, h host calls it, p program calls it, - unfit)";
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
            "ready" => "w",
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
