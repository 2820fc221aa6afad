//! One module: how it is initialised, and what its exports do then.

use super::checked::Checked;
use super::checked::CheckedExport;
use super::checked::DoubtfulCall;
use super::checked::Observed;
use super::convention::Init;
use super::made_up;
use super::options::Invocation;
use super::session::Session;
use super::subject::Subject;
use super::trace::End;
use super::value::Value;
use super::value::list;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::START;
use crate::inspect::CALL_DTORS;
use crate::inspect::Convention;
use crate::inspect::Others;
use crate::inspect::Program;
use crate::shell::quoted;

/// How a module was initialised in a session.
pub(super) fn observed(subject: &Subject, session: &mut Session) -> Observed {
    let (stdout, stderr) = output(session);
    let initialisation = session.phases.iter().filter(|phase| !phase.phase.is_call());
    Observed {
        convention: subject.known.convention,
        memory: subject.known.facts.memory.keyword(),
        has_start: subject.known.module.start.is_some(),
        phases: initialisation.cloned().collect(),
        constructors: session.constructors(),
        stdout,
        stderr,
    }
}

/// What was written to standard output and error.
fn output(session: &Session) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&session.wasi().stdout), text(&session.wasi().stderr))
}

/// After this many exports that a limit ended, no more are called.
pub(super) const PATIENCE: usize = 3;

/// Initialises a module, and makes calls.
pub(super) fn observe(subject: &Subject, calls: &Calls) -> Checked {
    let mut session = Session::initialised(subject);
    let mut checked = Checked {
        before: None,
        after: observed(subject, &mut session),
        asked: !subject.options.invoke.is_empty(),
        exports: Vec::new(),
        ran_again: false,
        faults: Vec::new(),
        excused: Vec::new(),
        notes: calls.left_out().into_iter().collect(),
        untold: Vec::new(),
        differences: Vec::new(),
    };
    let end = checked.after.end().clone();
    checked.ends("initialisation", &end, made_up::doubt(subject, &mut session, &end));
    let evidence = &subject.known.facts.evidence;
    if !evidence.is_certain() && checked.after.constructors.is_none_or(|count| count == 0) {
        let advice =
            evidence.may_be_constructors().map_or("", |_| "; if it runs the constructors, say --assume-wrapped");
        checked.untold.push(format!("{}: the module {evidence}{advice}", evidence.unseen()));
    }
    checked.notes.extend(checked.after.doubts().iter().map(DoubtfulCall::to_string));
    if session.is_alive() {
        make(subject, calls, &mut checked);
    }
    checked.untold.extend(subject.deadline.untold());
    checked
}

/// Makes the calls.
fn make(subject: &Subject, calls: &Calls, checked: &mut Checked) {
    let mut shared = calls.one_instance.then(|| fresh(subject));
    let mut endless = 0;
    for call in &calls.calls {
        if subject.deadline.is_over() {
            break;
        }
        if endless == PATIENCE {
            checked.untold.push(calls.out_of_patience());
            break;
        }
        let mut own = None;
        let session = match &mut shared {
            Some(session) => session,
            None => own.insert(fresh(subject)),
        };
        let after = session.call(&call.name, &call.arguments).clone();
        endless += usize::from(after.end.is_bounded());
        if checked.asked {
            let doubt = made_up::doubt(subject, session, &after.end);
            checked.ends(&call.to_string(), &after.end, doubt);
        }
        let again = own.filter(|_| after.end.is_return() && can_come_again(&call.name));
        let seen = match again {
            Some(mut session) => Again::call(&mut session, call),
            None => Again::after(shared.as_mut()),
        };
        seen.say(checked, subject, call);
        checked.faults.extend(reruns(subject, call));
        checked.exports.push(CheckedExport { call: call.to_string(), before: None, after, guarded: None });
    }
    if let Some(session) = &shared {
        (checked.after.stdout, checked.after.stderr) = output(session);
    }
}

/// An export of a program that runs its constructors again. That is known, and not counted: `_start` was not called.
fn reruns(subject: &Subject, call: &ExportCall) -> Option<String> {
    let convention = &subject.known.facts.convention;
    if let Some(Others::Wrapped(export)) = convention.exported().and_then(|exported| exported.others.as_ref()) {
        return (*export == call.name)
            .then(|| format!("{call}: it runs constructors on every call, as do exports like it"));
    }
    let Convention::Command(Program::Runs(wrapped)) = convention else {
        return None;
    };
    let export = subject.known.facts.functions.iter().find(|export| export.name == call.name && call.name != START)?;
    let is_wrapper = wrapped.wrappers.iter().any(|wrapper| wrapper.func == export.func);
    is_wrapper.then(|| format!("{call}: it would run the constructors again, over what the program made"))
}

/// Whether a host may call an export several times: not what ends an instance, or runs a program.
fn can_come_again(name: &str) -> bool {
    ![START, CALL_DTORS].contains(&name)
}

/// What is seen once an export was called again in the same instance.
#[derive(Default)]
struct Again {
    /// How often constructors have run by then, if that is counted.
    constructors: Option<u32>,
    /// How the second call ended, if it did not end as the first.
    trapped: Option<End>,
}

impl Again {
    fn call(session: &mut Session, call: &ExportCall) -> Self {
        let end = session.call(&call.name, &call.arguments).end.clone();
        let trapped = matches!(end, End::Trapped { .. }).then_some(end);
        Self { constructors: session.constructors(), trapped }
    }

    fn after(session: Option<&mut Session>) -> Self {
        Self { constructors: session.and_then(Session::constructors), trapped: None }
    }

    fn say(self, checked: &mut Checked, subject: &Subject, call: &ExportCall) {
        let is_known = self.constructors.is_some() || subject.known.facts.evidence.is_certain();
        match self {
            Self { constructors: Some(count), trapped } if count > 1 => {
                let then = trapped.map(|end| format!(", and the second call {end}")).unwrap_or_default();
                let said = format!("{call}: the constructors ran {count} times in one instance{then}");
                // An export may call them by its author's will.
                let is_every_call = matches!(subject.known.init, Init::EveryCall { .. });
                checked.ran_again = true;
                if is_every_call { checked.faults.push(said) } else { checked.notes.push(said) }
            }
            Self { trapped: Some(end), .. } if !is_known => checked.untold.push(format!(
                "{call}: the first call returned, and the second {end}: it may rerun constructors, which cannot be seen here; \
                 initfix-wasm-ld sees it when it links"
            )),
            Self { .. } => {}
        }
    }
}

/// An instance as a host has it that knows the convention. Exports that run the constructors are called as they are.
pub(super) fn fresh<'s>(subject: &'s Subject<'s, 's>) -> Session<'s> {
    match subject.known.init {
        Init::EveryCall { .. } if subject.wrappers.is_empty() => Session::start(subject),
        _ => Session::initialised(subject),
    }
}

/// The calls to make, and where.
pub(super) struct Calls {
    pub calls: Vec<ExportCall>,
    /// All in one instance, or each in one of its own.
    pub one_instance: bool,
    /// How many exports take a value of a type that has no zero.
    uncallable: usize,
}

/// A call of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ExportCall {
    pub name: String,
    pub arguments: Vec<Value>,
}

impl Calls {
    /// Those that the user wants.
    pub(super) fn wanted(subject: &Subject) -> Result<Self> {
        let invoke = subject.options.invoke.iter();
        let calls = invoke.map(|invocation| ExportCall::of(subject, invocation)).collect::<Result<_>>()?;
        Ok(Self { calls, one_instance: true, uncallable: 0 })
    }

    /// Those that the user wants, or else one of every exported function whose parameters are numbers. What initialises or
    /// ends an instance is no call.
    pub(super) fn of(subject: &Subject) -> Result<Self> {
        if !subject.options.invoke.is_empty() {
            return Self::wanted(subject);
        }
        let mut calls = Vec::new();
        let mut uncallable = 0;
        for export in subject.compiled.exports() {
            let name = export.name();
            let initialises = subject.known.initialisers.iter().any(|initialiser| initialiser == name);
            if initialises || subject.copy.is_own(name) {
                continue;
            }
            let Some(ty) = export.ty().func().cloned() else {
                continue;
            };
            let zeros: Option<Vec<Value>> = ty.params().map(|ty| Value::zero(&ty)).collect();
            match zeros {
                Some(arguments) => calls.push(ExportCall { name: name.to_owned(), arguments }),
                None => uncallable += 1,
            }
        }
        Ok(Self { calls, one_instance: false, uncallable })
    }
}

impl Calls {
    /// What is said if no more exports are called. Those that the user wants are named by `--invoke` already.
    pub(super) fn out_of_patience(&self) -> String {
        let advice = if self.one_instance { "" } else { "; --invoke 'NAME(NUMBERS)' calls those that you name" };
        format!("{PATIENCE} exports did not end: the others were not called{advice}")
    }

    /// A note about exports that are not called.
    pub(super) fn left_out(&self) -> Option<String> {
        let what = "take references, and were not called";
        (self.uncallable > 0).then(|| format!("{} exported functions {what}", self.uncallable))
    }
}

impl ExportCall {
    fn of(subject: &Subject, invocation: &Invocation) -> Result<Self> {
        let Invocation { name, arguments: texts } = invocation;
        let refused = |why: String| Err(Error::refused(format!("--invoke {name}: {why}")));
        let ty = subject.compiled.get_export(name).and_then(|export| export.func().cloned());
        let Some(ty) = ty.filter(|_| !subject.copy.is_own(name)) else {
            let functions: Vec<&str> =
                subject.known.facts.functions.iter().map(|function| function.name.as_str()).collect();
            return refused(format!("no function is exported under that name; there are: {}", functions.join(", ")));
        };
        if ty.params().len() != texts.len() {
            return refused(format!("takes {}, not {}", takes(name, &ty), texts.len()));
        }
        let mut arguments = Vec::new();
        for (text, ty) in texts.iter().zip(ty.params()) {
            match Value::parse(text, &ty) {
                Some(value) => arguments.push(value),
                None => return refused(format!("`{text}` is no {ty}")),
            }
        }
        Ok(Self { name: name.clone(), arguments })
    }

    /// The function behind the export, if it runs the constructors each time.
    pub(super) fn wrapper(&self, subject: &Subject) -> Option<u32> {
        let func = subject.known.facts.functions.iter().find(|function| function.name == self.name)?.func;
        subject.wrappers.contains_key(&func).then_some(func)
    }
}

impl std::fmt::Display for ExportCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({})", self.name, list(&self.arguments))
    }
}

/// How many arguments a function takes, their types, and how to write a call.
fn takes(name: &str, ty: &wasmtime::FuncType) -> String {
    let types: Vec<String> = ty.params().map(|ty| ty.to_string()).collect();
    let count = match types.len() {
        0 => return "no argument".to_owned(),
        1 => "1 argument".to_owned(),
        count => format!("{count} arguments"),
    };
    let call = quoted(&format!("{name}({})", vec!["0"; types.len()].join(", ")));
    format!("{count} ({}) as in --invoke {call}", types.join(", "))
}
