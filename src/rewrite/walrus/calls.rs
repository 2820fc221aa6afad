//! Calls that go.

use walrus::FunctionId;
use walrus::LocalFunction;
use walrus::ir::Instr;
use walrus::ir::InstrLocId;
use walrus::ir::InstrSeqId;

use crate::error::Error;
use crate::error::Result;
use crate::plan::Site;

/// Drops a call of a function.
pub(super) fn drop_call(local: &mut LocalFunction, callee: FunctionId, site: Site) -> Result<()> {
    let is_call = |instr: &Instr| matches!(instr, Instr::Call(call) if call.func == callee);
    let is_there = |body: &[(Instr, InstrLocId)]| body.iter().any(|(instr, _)| is_call(instr));
    let seq = match site {
        Site::First => all_blocks(local).into_iter().find(|seq| is_there(&local.block(*seq).instrs)),
        Site::Last => last_blocks(local).into_iter().find(|seq| is_there(&local.block(*seq).instrs)),
    };
    let seq = seq.ok_or_else(|| Error::bug("the plan drops a call that is not in the function"))?;
    let body = &mut local.block_mut(seq).instrs;
    let at = match site {
        Site::First => body.iter().position(|(instr, _)| is_call(instr)),
        Site::Last => body.iter().rposition(|(instr, _)| is_call(instr)),
    };
    at.map(|at| drop(body.remove(at))).ok_or_else(|| Error::bug("a call was there, and is not"))
}

/// A function's own block, the last that it has, the last in that, and so on.
fn last_blocks(func: &LocalFunction) -> Vec<InstrSeqId> {
    let last = |seq: &InstrSeqId| {
        func.block(*seq).instrs.iter().rev().find_map(|(instr, _)| match instr {
            Instr::Block(block) => Some(block.seq),
            _ => None,
        })
    };
    std::iter::successors(Some(func.entry_block()), last).collect()
}

/// All blocks of a function, each behind the one that it is in.
fn all_blocks(func: &LocalFunction) -> Vec<InstrSeqId> {
    let mut blocks = vec![func.entry_block()];
    let mut at = 0;
    while let Some(seq) = blocks.get(at).copied() {
        at += 1;
        for (instr, _) in &func.block(seq).instrs {
            match instr {
                Instr::Block(block) => blocks.push(block.seq),
                Instr::Loop(block) => blocks.push(block.seq),
                Instr::IfElse(branches) => blocks.extend([branches.consequent, branches.alternative]),
                _ => {}
            }
        }
    }
    blocks
}
