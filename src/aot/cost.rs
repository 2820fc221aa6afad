//! What compiling takes, about, before Cranelift is called: once it works, nothing bounds its memory.
//!
//! Three things grow faster than a function. For each place where paths meet, Cranelift makes a value of every local variable that
//! is alive there, and each path brings one; the same goes for what blocks take and give. It looks at each loop with all
//! others, and at each global that a function names with all others that it names.

use std::collections::HashMap;
use std::collections::HashSet;

use rayon::iter::IntoParallelIterator;
use rayon::iter::ParallelIterator;
use wasmparser::BlockType;
use wasmparser::Operator;

use super::startup;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::module::Module;

/// What a block takes, compared with a value.
const BLOCK: u64 = 40;

/// What a value takes while a function is compiled, in bytes, about: 30 to 70 were measured.
const VALUE: u64 = 64;

/// Whether each function can be compiled within the bounds, and how much memory that takes at most, about, in bytes.
pub(super) fn within(module: &Module, bounds: &Bounds) -> Result<u64> {
    let startup = startup::values(module);
    if startup > bounds.get(Bound::CompileValues) {
        return Err(refused(
            "what initialises globals, tables and memories",
            startup,
            "values",
            bounds.advice(Bound::CompileValues),
        ));
    }
    let functions = (module.imported_functions..module.function_count()).into_par_iter();
    let costs: Vec<Result<u64>> = functions.map(|func| function(module, func, bounds)).collect();
    let most = costs.into_iter().try_fold(startup, |most, cost| Ok::<_, Error>(u64::max(most, cost?)))?;
    Ok(most.saturating_mul(VALUE))
}

fn function(module: &Module, func: u32, bounds: &Bounds) -> Result<u64> {
    let cost = CompileCost::of(module, func)?;
    let met = [(Bound::CompileValues, cost.values, "values"), (Bound::CompileLoops, cost.loops, "loops")];
    match met.into_iter().find(|(bound, count, _)| *count > bounds.get(*bound)) {
        None => Ok(cost.values),
        Some((bound, count, what)) => {
            let name = module.names.function(func).map_or_else(|| format!("func {func}"), str::to_owned);
            Err(refused(&name, count, what, bounds.advice(bound)))
        }
    }
}

fn refused(name: &str, count: u64, what: &str, advice: String) -> Error {
    let what = format!("cannot be compiled to run: {name} may need {count} {what}: {advice}");
    Error::new(ErrorKind::Unsupported, what)
}

struct CompileCost {
    values: u64,
    loops: u64,
}

impl CompileCost {
    fn of(module: &Module, func: u32) -> Result<Self> {
        let mut paths = Paths::new(module);
        // It puts parameters where the body finds them, and results where callers do.
        paths.made += module.function_type(func).map_or(0, width);
        for operator in module.operators(func) {
            paths.pass(&operator?.0);
        }
        Ok(Self { values: paths.values(), loops: paths.loop_count })
    }
}

/// How far it is from where a local variable is set to where it is used last, in paths.
struct LocalSpan {
    /// The block in which it is first set: its depth and number. It is set for all that follows in that block.
    block: (usize, usize),
    start: u64,
    end: u64,
    /// The outermost loop that is used in and begins later: the variable is alive until its end.
    around: Option<usize>,
}

/// A walk through a function.
struct Paths<'m, 'a> {
    module: &'m Module<'a>,
    /// How many paths there were so far.
    passed: u64,
    /// The blocks that are open, by number.
    open: Vec<usize>,
    blocks: usize,
    /// The loops that are open: depth and number.
    loops: Vec<(usize, usize)>,
    /// Where each loop ends.
    loop_ends: HashMap<usize, u64>,
    loop_count: u64,
    locals: HashMap<u32, LocalSpan>,
    /// The globals that are named.
    globals: HashSet<u32>,
    /// The most that a block takes or gives.
    widest: u64,
    made: u64,
}

impl<'m, 'a> Paths<'m, 'a> {
    fn new(module: &'m Module<'a>) -> Self {
        Self {
            module,
            passed: 0,
            open: vec![0],
            blocks: 1,
            loops: Vec::new(),
            loop_ends: HashMap::new(),
            loop_count: 0,
            locals: HashMap::new(),
            globals: HashSet::new(),
            widest: 0,
            made: 0,
        }
    }

    fn pass(&mut self, operator: &Operator) {
        self.made += 1;
        match operator {
            Operator::Block { blockty }
            | Operator::TryTable { try_table: wasmparser::TryTable { ty: blockty, .. } } => {
                self.begin(*blockty);
            }
            Operator::If { blockty } => {
                self.begin(*blockty);
                self.passed += 1;
            }
            Operator::Loop { blockty } => {
                self.begin(*blockty);
                self.loop_count += 1;
                self.loops.push((self.open.len() - 1, self.blocks - 1));
            }
            Operator::End => self.end(),
            Operator::BrTable { targets } => self.passed += u64::from(targets.len()) + 1,
            Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                self.globals.insert(*global_index);
            }
            Operator::LocalGet { local_index } => self.mention(*local_index, false),
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => self.mention(*local_index, true),
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                self.made += self.module.function_type(*function_index).map_or(0, width);
            }
            Operator::CallIndirect { type_index, .. }
            | Operator::ReturnCallIndirect { type_index, .. }
            | Operator::CallRef { type_index }
            | Operator::ReturnCallRef { type_index } => {
                self.made += self.module.type_at(*type_index).map_or(0, width);
            }
            Operator::StructNew { struct_type_index } | Operator::StructNewDefault { struct_type_index } => {
                self.made += startup::fields(self.module, *struct_type_index);
            }
            operator if is_branch(operator) => self.passed += 1,
            _ => {}
        }
    }

    fn begin(&mut self, ty: BlockType) {
        if let BlockType::FuncType(index) = ty {
            self.widest = self.widest.max(self.module.type_at(index).map_or(0, width));
        }
        self.open.push(self.blocks);
        self.blocks += 1;
        self.passed += 1;
        self.made += BLOCK;
    }

    fn end(&mut self) {
        // Two paths meet: the one here, and those of branches, which are counted where they begin.
        self.passed += 1;
        self.open.pop();
        if let Some((_, number)) = self.loops.pop_if(|(depth, _)| *depth == self.open.len()) {
            self.loop_ends.insert(number, self.passed);
        }
    }

    fn mention(&mut self, local: u32, sets: bool) {
        let Self { passed, open, loops, locals, .. } = self;
        let here = (open.len().saturating_sub(1), open.last().copied().unwrap_or_default());
        let span = locals.entry(local).or_insert_with(|| {
            // Else it is what it was at the beginning.
            let (block, start) = if sets { (here, *passed) } else { ((0, 0), 0) };
            LocalSpan { block, start, end: *passed, around: None }
        });
        if open.get(span.block.0) != Some(&span.block.1) {
            (span.block, span.start) = ((0, 0), 0);
        }
        span.end = *passed;
        let later = loops.partition_point(|(depth, _)| *depth <= span.block.0);
        span.around = loops.get(later).map(|(_, number)| *number);
    }

    fn values(&self) -> u64 {
        let span = |local: &LocalSpan| {
            let around = local.around.and_then(|number| self.loop_ends.get(&number)).copied().unwrap_or_default();
            local.end.max(around) - local.start
        };
        let alive: u64 = self.locals.values().map(span).sum();
        let globals = startup::distinct(self.globals.len() as u64);
        self.made.saturating_add(globals).saturating_add(alive).saturating_add(self.passed.saturating_mul(self.widest))
    }
}

fn width(ty: &wasmparser::FuncType) -> u64 {
    (ty.params().len() + ty.results().len()) as u64
}

fn is_branch(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Br { .. }
            | Operator::BrIf { .. }
            | Operator::BrOnNull { .. }
            | Operator::BrOnNonNull { .. }
            | Operator::BrOnCast { .. }
            | Operator::BrOnCastFail { .. }
            | Operator::Else
    )
}
