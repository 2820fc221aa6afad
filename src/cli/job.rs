//! One module on its way: read, fix, prove, write.

use std::path::Path;

use super::general::GaveWay;
use super::general::General;
use super::io;
use super::io::Input;
use super::io::Output;
use super::memory;
use super::options::FixArgs;
use super::source_map::SourceMap;
use super::strip;
#[cfg(not(feature = "aot"))]
use super::words::absent;
#[cfg(feature = "aot")]
use crate::aot::CheckVerdict;
#[cfg(feature = "aot")]
use crate::aot::RunOptions;
use crate::error::Error;
use crate::error::ErrorKind;
#[cfg(feature = "aot")]
use crate::hosts::JS;
use crate::inspect::Convention;
use crate::options::Options;
use crate::options::RewriterChoice;
use crate::outcome::Outcome;
use crate::pieces::Pieces;
#[cfg(feature = "aot")]
use crate::report::check;

/// What to do with a module.
pub(super) struct Job<'a> {
    /// Where it is.
    pub(super) input: &'a Path,
    /// What messages call it.
    pub(super) name: &'a str,
    /// Where the result goes; if nowhere, nothing is written.
    pub(super) output: Option<Output>,
    /// The source map that goes with it.
    pub(super) map: Option<SourceMap>,
    /// What to do.
    pub(super) fix: &'a FixArgs,
    /// Whether no other job is done meanwhile.
    pub(super) alone: bool,
    /// Whether the linker made the module just now.
    pub(super) at_link: bool,
    /// The custom sections that are left out in the end.
    pub(super) strip: Vec<String>,
    /// The options that are for many modules, if some are.
    pub(super) general: Option<&'a General>,
}

/// What there is to tell of a module.
pub(super) struct Told<'t> {
    /// The module as it was.
    pub(super) wasm: &'t [u8],
    /// What it was fixed with, as far as that fits the module.
    pub(super) options: &'t Options,
    pub(super) outcome: &'t Outcome<'t>,
    pub(super) gave_way: GaveWay,
    /// Whether both modules ran, and did the same.
    pub(super) checked: bool,
}

/// What became of a module.
pub(super) enum Done<T> {
    /// It was fixed or left as it was, and written; what to tell of it.
    Written(T),
    /// `--check` found a difference: which. Nothing was written.
    Different(String),
}

impl Job<'_> {
    /// Does the job, and tells of the outcome; the error is the line that follows `wasm-initfix: error: `.
    pub(super) fn run<T>(self, tell: impl FnOnce(Told) -> T) -> Result<Done<T>, String> {
        let in_file = |message: String| format!("{}: {message}", self.name);
        let mut options = self.fix.options(self.map.is_some());
        let bounds = &options.bounds;
        let input = if self.alone { io::read(self.input, bounds) } else { io::read_whole(self.input, bounds) };
        let input = input.map_err(in_file)?;
        let in_place = self.output.as_ref().is_some_and(|output| output.is(self.input));
        if in_place && input.is_text {
            return Err(in_file("-o would replace the text by a binary; give the module a file of its own".to_owned()));
        }
        options.at_link = self.at_link;
        if options.gc || options.rewriter == RewriterChoice::Walrus {
            memory::expect_much();
        }
        let (outcome, gave_way) =
            self.fixed(input.wasm(), &mut options).map_err(|error| in_file(error.message().to_owned()))?;
        let checked = self.fix.check && outcome.wasm().is_some();
        if self.fix.check
            && let Some(different) = self.different(input.wasm(), &outcome, &options)?
        {
            return Ok(Done::Different(different));
        }
        if let Some(output) = &self.output {
            self.write(output, &input, &outcome)?;
        }
        Ok(Done::Written(tell(Told { wasm: input.wasm(), options: &options, outcome: &outcome, gave_way, checked })))
    }

    /// Writes the module, and the source map that goes with it. Both appear in their places, or neither does.
    fn write(&self, output: &Output, input: &Input, outcome: &Outcome) -> Result<(), String> {
        let with_map = self.map.as_ref().map(|map| map.write(input.wasm(), outcome)).transpose()?.unwrap_or_default();
        let module = match outcome.wasm() {
            _ if let Some(renamed) = with_map.module => Some(output.write(&Pieces::new(renamed), input)?),
            wasm if !self.strip.is_empty() => {
                let whole = wasm.map_or_else(|| input.wasm().to_vec(), Pieces::to_vec);
                Some(output.write(&Pieces::new(strip::without(&whole, &self.strip)), input)?)
            }
            Some(wasm) => Some(output.write(wasm, input)?),
            // Not even its time stamp changes.
            None if output.is(self.input) => None,
            None => Some(output.write(&Pieces::whole(input.wasm()), input)?),
        };
        io::persist(with_map.map.into_iter().chain(module))
    }

    /// Fixes the module. Options that are for many modules give way, and are changed to what counts.
    fn fixed<'w>(&self, wasm: &'w [u8], options: &mut Options) -> Result<(Outcome<'w>, GaveWay), Error> {
        let general = self.general;
        let gives_way = |options: &Options| general.filter(|it| it.gives_way(options));
        let mut gave_way = GaveWay { init: None, ignored: general.and_then(|it| it.fit(options, wasm)) };
        let is_program = |fixed: &Outcome| matches!(fixed.facts().convention, Convention::Command(_));
        let fixed = match crate::fix(wasm, options) {
            // Programs initialise themselves, and are built beside libraries. What speaks of `main` is for them.
            Ok(fixed)
                if let Some(general) = gives_way(options)
                    && is_program(&fixed)
                    && options.export_main.is_none() =>
            {
                general.give_way(options);
                crate::fix(wasm, options)?
            }
            Err(error)
                if let Some(general) = gives_way(options)
                    && error.kind() == ErrorKind::Refused =>
            {
                general.give_way(options);
                let fixed = crate::fix(wasm, options)?;
                gave_way.init = (!is_program(&fixed)).then(|| error.message().to_owned());
                fixed
            }
            fixed => fixed?,
        };
        Ok((fixed, gave_way))
    }

    /// What differs when both modules run.
    #[cfg(feature = "aot")]
    fn different(&self, before: &[u8], outcome: &Outcome, options: &Options) -> Result<Option<String>, String> {
        let Some(after) = outcome.wasm() else {
            return Ok(None);
        };
        let name = self.name;
        let after = crate::with_old_names(before, &after.to_vec(), options);
        // For the same host, and on the same assumptions, as it was fixed.
        let options = RunOptions {
            host: options.host.unwrap_or(JS),
            assume: options.assume.clone(),
            assume_wrapped: options.assume_wrapped,
            init_export: options.init_export.clone(),
            after_call: options.after_call,
            other_limits: options.asks_for_limits(),
            bounds: options.bounds,
            ..RunOptions::default()
        };
        let progress = self.alone.then(|| io::progress("checking"));
        let checked = after.and_then(|after| crate::aot::compare(before, &after, &options));
        drop(progress);
        let checked = checked.map_err(|error| format!("{name}: --check: {}", error.message()))?;
        match checked.verdict() {
            CheckVerdict::Sound | CheckVerdict::Same => Ok(None),
            CheckVerdict::Unknown => Err(format!("{name}: --check: {}", options_named(checked.untold.join("; ")))),
            CheckVerdict::Different | CheckVerdict::Fault => {
                let title = format!("{name} and what it would become; nothing was written");
                Ok(Some(check::table(&title, &checked, false, None)))
            }
        }
    }

    #[cfg(not(feature = "aot"))]
    fn different(&self, _: &[u8], _: &Outcome, _: &Options) -> Result<Option<String>, String> {
        Err(absent("--check"))
    }
}

/// What a check says, and which command has the options that it names, if this one does not.
#[cfg(feature = "aot")]
fn options_named(said: String) -> String {
    const OF_CHECK: [&str; 5] = ["--invoke", "--max-time", "--deadline", "--max-memory", "--max-calls"];
    let named: Vec<&str> = OF_CHECK.into_iter().filter(|option| said.contains(option)).collect();
    match named[..] {
        [] => said,
        [option] => format!("{said}; {option} is an option of wasm-initfix check"),
        _ => format!("{said}; {} are options of wasm-initfix check", named.join(" and ")),
    }
}
