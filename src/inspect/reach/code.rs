//! What of a function's code matters for what it may call.

use std::collections::HashSet;

use wasmparser::Operator;

use super::exposed::ExposedKind;
use super::exposed::Writable;
use crate::error::Result;
use crate::inspect::flow::FlowStep;
use crate::inspect::flow::always;
use crate::module::Module;

/// One function's calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Code {
    /// The functions that it calls directly, each once, in the order of the calls.
    pub calls: Vec<u32>,
    /// Those among them that it makes whenever it runs, unless it ends before; one for each call.
    pub always: Vec<u32>,
    /// Its indirect calls, each kind once.
    pub indirect: Vec<Site>,
    /// Whether it changes what a table holds.
    pub writes_tables: bool,
    /// The first thing of each kind that it reads and a host can write to: what, and the name of its export.
    pub reads: Vec<(ExposedKind, String)>,
    /// The same of what it writes to.
    pub writes: Vec<(ExposedKind, String)>,
}

/// A kind of indirect call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Site {
    /// Through a table, with the type at an index, and the place in the table where that is a constant.
    Table { table: u32, ty: u32, place: Option<u64> },
    /// Of a reference to a function of the type at an index.
    Reference { ty: u32 },
    /// Of a continuation: what it runs is not followed.
    Continuation,
}

impl Code {
    pub fn read(module: &Module, func: u32, writable: &Writable) -> Result<Self> {
        let mut code = Self::default();
        let mut calls = HashSet::new();
        let mut sites = HashSet::new();
        let (mut constant, mut steps) = (None, Vec::new());
        for operator in module.operators(func) {
            let place = constant.take();
            let operator = operator?.0;
            for (access, seen) in
                [(writable.read(&operator), &mut code.reads), (writable.written(&operator), &mut code.writes)]
            {
                if let Some((kind, name)) = access.filter(|(kind, _)| !seen.iter().any(|(known, _)| known == kind)) {
                    seen.push((kind, name.to_owned()));
                }
            }
            steps.extend(FlowStep::of(&operator));
            let site = match operator {
                Operator::I32Const { value } => {
                    constant = Some(u64::from(value as u32));
                    continue;
                }
                Operator::I64Const { value } => {
                    constant = Some(value as u64);
                    continue;
                }
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    if calls.insert(function_index) {
                        code.calls.push(function_index);
                    }
                    continue;
                }
                Operator::CallIndirect { type_index, table_index }
                | Operator::ReturnCallIndirect { type_index, table_index } => {
                    Site::Table { table: table_index, ty: type_index, place }
                }
                Operator::CallRef { type_index } | Operator::ReturnCallRef { type_index } => {
                    Site::Reference { ty: type_index }
                }
                Operator::Resume { .. }
                | Operator::ResumeThrow { .. }
                | Operator::ResumeThrowRef { .. }
                | Operator::Switch { .. } => Site::Continuation,
                operator => {
                    code.writes_tables |= writes_table(&operator);
                    continue;
                }
            };
            if sites.insert(site) {
                code.indirect.push(site);
            }
        }
        code.always = if code.calls.is_empty() { Vec::new() } else { always(&steps) };
        Ok(code)
    }
}

fn writes_table(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::TableSet { .. }
            | Operator::TableInit { .. }
            | Operator::TableCopy { .. }
            | Operator::TableFill { .. }
            | Operator::TableGrow { .. }
            | Operator::TableAtomicSet { .. }
            | Operator::TableAtomicRmwXchg { .. }
            | Operator::TableAtomicRmwCmpxchg { .. }
    )
}
