//! The main command, for many modules: in parallel, and said in the order in which they were named.

mod clash;
mod tasks;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::thread;

use super::arguments::Args;
use super::general::General;
use super::io;
use super::io::Bar;
use super::io::Output;
use super::job::Done;
use super::job::Job;
use super::say::Severity;
use super::say::marked;
use super::say::say_lost_report;
use super::screen;
use super::tell::Texts;
use super::words::ERROR;
use super::words::FAULT;
use super::words::NAME;
use super::words::Report;
use crate::report::json::FixReport;
use crate::report::json::ModuleReport;
use crate::shown::on_one_line;
use tasks::Task;
use tasks::tasks;

/// What became of one, ready to be said.
struct Said {
    /// For programs, if they asked.
    report: Option<ModuleReport>,
    stdout: String,
    stderr: String,
    status: u8,
}

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &Args) -> Result<ExitCode, String> {
    let tasks = tasks(args)?;
    if args.output.is_some() {
        return Err("-o is for one module; --out-dir takes many".to_owned());
    }
    let general = (tasks.len() > 1).then(General::of_several);
    if let Some(general) = &general {
        general.check(
            &args.fix.options(false),
            tasks.iter().filter(|task| task.unreadable.is_none()).map(|task| task.input.as_path()),
        )?;
    }
    let general = general.as_ref();
    let mut speaker = Speaker::new(args, tasks.len());
    let threads = rayon::current_num_threads().min(tasks.len());
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, receiver) = mpsc::channel();
    let (tasks, next, stop) = (&tasks, &next, &stop);
    // Threads of their own, and not rayon's: one that waits for its module's functions would take up another module.
    thread::scope(|scope| {
        for number in 0..threads {
            let sender = sender.clone();
            let work = move || {
                while !stop.load(Ordering::Relaxed) {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = tasks.get(place) else { break };
                    // The receiver is gone once there were too many errors.
                    if sender.send((place, task.run(args, general))).is_err() {
                        break;
                    }
                }
            };
            // Without a thread to be had, this one does it all.
            let spawned = thread::Builder::new().spawn_scoped(scope, work.clone()).is_ok();
            if !spawned && number == 0 {
                work();
            }
        }
        drop(sender);
        let said = speaker.listen(receiver);
        stop.store(true, Ordering::Relaxed);
        said
    })?;
    speaker.end()
}

/// Says things in the order of the command line.
struct Speaker<'a> {
    args: &'a Args,
    bar: Bar,
    early: BTreeMap<usize, Said>,
    turn: usize,
    reports: Vec<ModuleReport>,
    errors: u64,
    status: u8,
    /// Why the report is not written any more, which matters less than that the modules are.
    lost: Option<String>,
}

impl<'a> Speaker<'a> {
    fn new(args: &'a Args, modules: usize) -> Self {
        let bar = Bar::new(modules, args.quiet);
        Self { args, bar, early: BTreeMap::new(), turn: 0, reports: Vec::new(), errors: 0, status: 0, lost: None }
    }

    /// Until there is no more, or were too many errors.
    fn listen(&mut self, receiver: mpsc::Receiver<(usize, Said)>) -> Result<(), String> {
        for (place, said) in receiver {
            self.bar.advance();
            self.early.insert(place, said);
            while let Some(said) = self.early.remove(&self.turn) {
                self.turn += 1;
                self.say(said)?;
                if self.errors == self.args.error_limit && self.errors > 0 {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn say(&mut self, said: Said) -> Result<(), String> {
        self.errors += u64::from(said.status == ERROR);
        self.status = self.status.max(said.status);
        self.reports.extend(said.report);
        self.bar.suspend(|| {
            screen::say(&said.stderr);
        });
        if self.args.report.is_none() { self.print(&said.stdout) } else { Ok(()) }
    }

    /// Prints a result. With an output, the modules are the results.
    fn print(&mut self, text: &str) -> Result<(), String> {
        let is_written = self.args.out_dir.is_some();
        if self.lost.is_some() {
            return Ok(());
        }
        match self.bar.suspend(|| screen::print(text)) {
            Err(lost) if is_written => {
                self.lost = Some(lost);
                Ok(())
            }
            printed => printed,
        }
    }

    fn end(mut self) -> Result<ExitCode, String> {
        self.bar.clear();
        if self.args.report == Some(Report::Json) {
            let reports = std::mem::take(&mut self.reports);
            self.print(&io::json(&reports)?)?;
        }
        if let Some(lost) = &self.lost {
            say_lost_report(lost);
        }
        if self.errors == self.args.error_limit && self.errors > 0 {
            return Err("too many errors, so no more modules were looked at (--error-limit=0 to see all)".to_owned());
        }
        Ok(ExitCode::from(self.status))
    }
}

impl Task {
    fn run(&self, args: &Args, general: Option<&General>) -> Said {
        let name = io::shown(&self.input);
        let done = self.job(args, &name, general).and_then(|job| {
            job.run(|told| {
                let texts = Texts::of(args, &name, &told, self.output.is_some());
                // An explanation names its module.
                let is_plan = !texts.stdout.is_empty() && !args.explain;
                Said {
                    report: texts
                        .report
                        .map(|report| ModuleReport::Fix(Box::new(FixReport { file: Some(name.clone()), ..report }))),
                    stdout: if is_plan { format!("{}:\n{}", on_one_line(&name), texts.stdout) } else { texts.stdout },
                    stderr: texts.stderr,
                    status: 0,
                }
            })
        });
        match done {
            Ok(Done::Written(said)) => said,
            Ok(Done::Different(table)) => Said {
                report: Some(ModuleReport::different(name)),
                stdout: String::new(),
                stderr: table,
                status: FAULT,
            },
            Err(error) => Said {
                stdout: String::new(),
                stderr: marked(NAME, Severity::Error, &error),
                report: Some(ModuleReport::error(name, error)),
                status: ERROR,
            },
        }
    }

    fn job<'a>(&'a self, args: &'a Args, name: &'a str, general: Option<&'a General>) -> Result<Job<'a>, String> {
        if let Some(unreadable) = &self.unreadable {
            return Err(unreadable.why().to_owned());
        }
        let is_json = args.report == Some(Report::Json);
        let output = self.output.as_deref().map(|path| Output::open(path, is_json)).transpose()?;
        if let Some(folder) = self.output.as_deref().and_then(Path::parent) {
            fs::create_dir_all(folder)
                .map_err(|error| format!("{}: cannot make the folder: {}", folder.display(), io::explain(&error)))?;
        }
        Ok(Job {
            input: &self.input,
            name,
            output,
            map: None,
            fix: &args.fix,
            alone: false,
            at_link: false,
            strip: Vec::new(),
            general,
        })
    }
}
