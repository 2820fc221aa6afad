//! What the user should know, beside the reason.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use super::import::list;
use super::missing::copies;
use super::named::named;
use crate::decide::Advice;
use crate::decide::Assumable;
use crate::decide::Changed;
use crate::decide::MemoryChanged;
use crate::decide::NamesChanged;
use crate::decide::NoEffect;
use crate::decide::Note;
use crate::decide::TableChanged;
use crate::decide::ThroughTable;
use crate::shell::quoted;
use crate::shown::pages;

/// How rustc links a reactor: the folder is below what `rustc --print target-libdir` says.
const REACTOR: &str = "-Clink-arg=…/self-contained/crt1-reactor.o -Clink-arg=--export=_initialize";

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Advice(it) => it.fmt(f),
            Self::Changed(it) => it.fmt(f),
            Self::Memory(it) => it.fmt(f),
            Self::Table(it) => it.fmt(f),
            Self::Names(it) => it.fmt(f),
            Self::NoEffect(it) => it.fmt(f),
            Self::HostLacks(host, what) => f.write_str(&named(host, &what.to_string())),
            Self::HostCopies(host, globals) => write!(f, "with {host}, {}", copies(globals)),
            Self::Initialisation(why) => write!(f, "initialisation: {why}"),
        }
    }
}

impl Display for Advice {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::RunUncalled => f.write_str(
                "if they should run, say --init=lazy, and the first call of an export runs them; initfix-wasm-ld does so when \
                 it links",
            ),
            Self::AssumeWrapped(ctors) => write!(
                f,
                "lld calls the constructors first in each export of a command: if {ctors} is that, say --assume-wrapped; \
                 initfix-wasm-ld sees it when it links"
            ),
            Self::NameInitialiser => f.write_str(
                "if its exports run constructors on each call, link it with initfix-wasm-ld, which sees them; if one export runs \
                 them, name it with --init-export=NAME",
            ),
            Self::TellApart => f.write_str(
                "if an optimiser came after the linker, link with initfix-wasm-ld, which comes before it; or say \
                 --after-call=nothing: then the host does both at the end, by `__wasm_call_dtors`",
            ),
            Self::GuardProgram => f.write_str(
                "other exports run the constructors again, over what the program made: --init=lazy has them run once",
            ),
            Self::ShowHidden => f.write_str(
                "if it is C++, or has other constructors, link it with initfix-wasm-ld, which sees them, or as a reactor \
                 (clang: -mexec-model=reactor)",
            ),
            Self::ShowHiddenRust => f.write_str(
                "if it has constructors, as of C code or the crate ctor, build it with cargo initfix, whose linker sees them",
            ),
            Self::LinkAsReactorRust => write!(
                f,
                "each call ends with destructors and buffered output; linked as a reactor (rustc for WASI: {REACTOR}), it ends \
                 with neither, and output is written when its buffer is full or flushed"
            ),
            Self::ProveByRunning => {
                f.write_str("--prove=run runs the constructors, and may show that they call nothing that keeps them from starting")
            }
            Self::LinkAsReactor => f.write_str(
                "each call ends with destructors and buffered output; linked as a reactor (clang: -mexec-model=reactor), it \
                 ends with neither, and output is written when its buffer is full or flushed",
            ),
            Self::ForceLazy => f.write_str("--init=lazy has the first call of any export run the constructors"),
            Self::GiveTable(it) => give_table(f, it),
            Self::AssumeForStart(imports) => assume_for_start(f, imports),
            Self::AssumeFails(imports) => assume_fails(f, imports),
            Self::StartIfUnwritten(exposed) => write!(
                f,
                "if your host writes nothing to {exposed} before, say --init=start: then the start section runs the constructors"
            ),
        }
    }
}

impl Display for Changed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::InitializeEarly(import) => write!(
                f,
                "hosts that know `_initialize` call it now; if yours does so before `{import}` works, as Extism does, name it \
                 with --host"
            ),
            Self::NamedForEarly(name, import) => write!(
                f,
                "the init function is called `{name}`, since hosts that know `_initialize` may call it before `{import}` works; \
                 --init=lazy names it `_initialize`"
            ),
            Self::CalledOtherwise(wrappers) => write!(
                f,
                "{} can also be called through a table or a reference, and no longer initialises then",
                list(wrappers)
            ),
            Self::FirstCallRunsProgram => f.write_str(
                "the first call of any export runs the constructors: what a host writes for them has to be there before",
            ),
            Self::FirstCallReads(exposed) => write!(
                f,
                "the first call of an export runs the constructors now: a host that writes to {exposed} for them has to do \
                 that before"
            ),
            Self::NoLongerExported(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                write!(f, "no longer exported, so that no host calls it: {}", names.join(", "))
            }
            Self::ThreadsWait(address) => write!(
                f,
                "the constructors run once for all threads, by the word at {address:#x}: other threads wait until they have run, \
                 and for ever if one traps"
            ),
            Self::OneThreadCalls => f.write_str(
                "each thread's instance has a guard of its own: one thread alone may call the init function, before others call \
                 anything",
            ),
            Self::DestructorsAtEnd => f.write_str(
                "destructors, atexit handlers and the flushing of stdio happen when `_start` ends, and no longer after each \
                 call: what they destroy is gone then",
            ),
            Self::DestructorsAtEndOutputKept => f.write_str(
                "destructors and atexit handlers run when `_start` ends, and no longer after each call: what they destroy is \
                 gone then; buffered output is still written",
            ),
            Self::DestructorsDropped => f.write_str("destructors and atexit handlers no longer run after each call"),
            Self::DestructorsDroppedOutputKept => f.write_str(
                "destructors and atexit handlers no longer run after each call; buffered output is still written",
            ),
            Self::OutputDropped => f.write_str(
                "destructors, atexit handlers and the flushing of stdio no longer happen after each call",
            ),
            Self::MainMayKeepOutput => f.write_str(
                "what `main` prints may stay in a buffer when its export returns: `_start` writes that where it runs destructors, \
                 and one cannot be told apart from the other",
            ),
        }
    }
}

impl Display for MemoryChanged {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
        Self::DataIntoImported => f.write_str(
            "data segments are written into the host's memory at each instantiation, and everything between them is taken \
             to be zero",
        ),
        Self::ImportedTakenForZero => f.write_str("the module takes the host's memory to be zero at first"),
        Self::FirstInstanceFillsImported => f.write_str(
            "the first instance writes its data into the host's memory, which has to be zero before, and marks that there; \
             further instances use it as they find it",
        ),
        Self::ZeroedAtStart(from, declared) => write!(
            f,
            "at each instantiation, all that no data segment writes is zero from address {from:#x} up to {}; what the host's memory \
             holds elsewhere stays, and the module may take it to be zero",
            format_args!("the {} that it declares", pages(*declared))
        ),
        Self::WrittenOnce(address) => write!(
            f,
            "the first instance writes its data into the host's memory, which has to be zero before, initialises it, and leaves a mark of 16 \
             bytes at {address:#x}; further instances use it as they find it, and what the start section tells imports, it tells them in the \
             first one alone; another build has another mark, and writes its data anew"
        ),
        Self::WrittenOnceAndZeroed(address) => write!(
            f,
            "the first instance fills the host's memory with its data and with zeros, initialises it, and leaves a mark of 16 bytes at \
             {address:#x}; further instances use it as they find it, and what the start section tells imports, it tells them in the first \
             one alone; another build has another mark, and fills it anew"
        ),
        Self::BulkMemoryNeeded => f.write_str(
            "the module has instructions for bulk memory now, which it had not: engines since 2020 know them, and wasm-opt wants \
             --enable-bulk-memory",
        ),
        Self::GrowsNoFurther(func, most) => write!(f, "{func} grows the memory: it gets no more than {} now", pages(*most)),
        Self::SharedNoLonger => f.write_str(
            "each instance has a shared memory of its own now: threads that instantiate the module again share none",
        ),
        Self::MemoryOutOfReach(module, name) => write!(
            f,
            "what gave the module `{module}.{name}` has another memory now, and cannot reach the module's own, which is not exported"
        ),
        Self::MemoryElsewhere(module, name) => write!(
            f,
            "what gave the module `{module}.{name}` has another memory now: if it reads or writes there, it has to take the \
             module's own from the exports, which are not there while the start section runs"
        ),
        }
    }
}

impl Display for TableChanged {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::ElementsIntoImported { minimum, maximum } => {
                host_table(f, *minimum, *maximum)?;
                f.write_str(
                    "; elements are written into it at each instantiation, before the start section runs, and so again by each \
                     further instance; the module takes everything else in it to be null at first",
                )
            }
            Self::ImportedTakenForNull { minimum, maximum } => {
                host_table(f, *minimum, *maximum)?;
                f.write_str("; the module takes everything in it to be null at first")
            }
            Self::TableOutOfReach(module, name) => write!(
                f,
                "what gave the module `{module}.{name}` has another table now, and cannot reach the module's own, which is not exported"
            ),
            Self::TableElsewhere(module, name) => write!(
                f,
                "what gave the module `{module}.{name}` has another table now: if it calls or changes what is there, it has to take the \
                 module's own from the exports, which are not there while the start section runs"
            ),
        }
    }
}

/// What the host's table has to be like.
fn host_table(f: &mut Formatter<'_>, minimum: u64, maximum: Option<u64>) -> fmt::Result {
    let elements = if minimum == 1 { "element" } else { "elements" };
    write!(f, "the host's table has to have {minimum} {elements} at least")?;
    maximum.map_or(Ok(()), |maximum| write!(f, ", and a maximum of {maximum} at most"))
}

impl Display for NoEffect {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AssumesNothing(pattern) => {
                return write!(f, "--assume={pattern}=… has no effect: it means no function that is imported");
            }
            Self::GuardsNothing => "--guard-address has no effect: no guard is made that threads share",
            Self::DropsNoExport => {
                "--drop-init-export has no effect: no other export runs the constructors and nothing else"
            }
            Self::DropsNothingStays => "--drop-init-export has no effect: initialisation stays as it is",
            Self::DropsNoneCalled => "--drop-init-export has no effect: the host still has to call the init function",
            Self::DestructorsStay => {
                "--export-dtors and --no-export-dtors have no effect: no export stops running destructors"
            }
            Self::NothingAfterCall => {
                "--after-call=nothing has no effect: no export stops writing buffered output after each call"
            }
            Self::NamesNothing => "--init-name has no effect: no init function is made",
            Self::ZeroesOwn => "--zero-memory has no effect: the memory is the module's own, and zero at first",
            Self::ZeroesNothing => {
                "--zero-memory has no effect: no byte that it could fill is left in the declared minimum"
            }
            Self::OnceOfOwn => {
                "--segments=init has no effect: each instance makes a new memory; --import-memory lets the host keep one"
            }
            Self::OnceAlready => "--segments=init has no effect: a fix had the first instance alone write the data before",
            Self::OnceByLinker => {
                "--segments=init has no effect: the linker had the first instance alone write the data"
            }
            Self::OnceNothing => "--segments=init has no effect: no data is written, and nothing is seen that initialises the memory",
            Self::RunDoesNotTell(why) => return write!(f, "--prove=run has no effect: {why}"),
            Self::ProvesNothing => "--prove=run has no effect: --policy=memory decides by the memory alone",
        })
    }
}

fn give_table(f: &mut Formatter<'_>, through: &ThroughTable) -> fmt::Result {
    let ThroughTable { module, name, table, memory } = through;
    let which = table.map(|table| format!(" --table={table}")).unwrap_or_default();
    let memory = if *memory { ", with --import-memory if it needs the memory" } else { "" };
    write!(
        f,
        "if `{module}.{name}` calls back through the table alone, as by a function pointer, say --import-table{which} \
         --init=start{memory}: then the host has the table before the start section runs"
    )
}

fn assume_for_start(f: &mut Formatter<'_>, imports: &Assumable) -> fmt::Result {
    let uses = if imports.names.len() == 1 { "uses" } else { "use" };
    let but = if imports.memory { " but its memory" } else { "" };
    let effect = if imports.memory { "memory" } else { "pure" };
    write!(
        f,
        "if {} {uses} nothing of the module{but}, and nothing that its host sets up after instantiation, say {}: then the \
         start section can run the constructors",
        shown(&imports.names),
        assumptions(&imports.names, effect)
    )
}

fn assume_fails(f: &mut Formatter<'_>, imports: &Assumable) -> fmt::Result {
    write!(f, "{} ", shown(&imports.names))?;
    match (imports.names.as_slice(), imports.address) {
        ([_], Some(ty)) => {
            write!(f, "may need memory: it takes an {ty}, and nothing else is known of it; if it does")?;
        }
        _ => {
            f.write_str("may need memory: they take an i32 or i64, and nothing else is known of them; if they do")?;
        }
    }
    write!(f, ", say {}: then the constructors leave the start section", assumptions(&imports.names, "memory"))
}

/// The first, and how many more.
fn shown(names: &[(String, String)]) -> String {
    let named = |(module, name): &(String, String)| format!("`{module}.{name}`");
    match names {
        [] => String::new(),
        [one] => named(one),
        [one, other] => format!("{} and {}", named(one), named(other)),
        [first, more @ ..] => format!("{} and {} more", named(first), more.len()),
    }
}

/// The options that say it, as few as cover these imports: one for several of a module. A pattern says nothing of what is known.
fn assumptions(names: &[(String, String)], effect: &str) -> String {
    let mut of_module: HashMap<&str, usize> = HashMap::new();
    names.iter().for_each(|(module, _)| *of_module.entry(module).or_default() += 1);
    let (mut seen, mut options) = (HashSet::new(), Vec::new());
    for (module, name) in names {
        let is_whole = of_module.get(module.as_str()).is_some_and(|count| *count > 1);
        let name = if is_whole { "*" } else { name };
        if seen.insert((module, name)) {
            options.push(quoted(&format!("--assume={module}.{name}={effect}")));
        }
    }
    match options.as_slice() {
        [first, second, third, more @ ..] if !more.is_empty() => {
            format!("{first} {second} {third}, and the same of {} more", more.len())
        }
        _ => options.join(" "),
    }
}

impl Display for NamesChanged {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::KnownExportRenamed(from, to) => write!(
                f,
                "hosts that know `{from}` by its name do not find it as `{to}`: your program has to call or use that"
            ),
            Self::WasiRenamed(module) => {
                write!(f, "hosts give the functions of WASI as `{module}`: what has other names now is yours to give")
            }
        }
    }
}
