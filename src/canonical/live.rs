//! The instructions of a function that can be reached and do something.
//!
//! What walrus drops from every body is dropped here from both sides before they are compared: `nop`s, code that cannot
//! be reached, and `else` without instructions (which walrus adds).

use wasmparser::OperatorsReader;

use super::Canonical;
use super::Opcode;
use crate::error::Result;
use crate::module::Module;
use crate::module::RawBody;
use crate::module::format::opcode;

/// Reads the instructions that can be reached and do something.
pub(crate) struct Live<'a, 'm> {
    body: RawBody<'m>,
    operators: Option<OperatorsReader<'m>>,
    dropped: Vec<usize>,
    /// How many blocks were opened in code that cannot be reached; none if this code can.
    dead: Option<usize>,
    /// Whether there was such code.
    pub skipped_dead: bool,
    /// The instruction last read.
    pub canonical: Canonical<'a>,
    /// Its offset in the file, in bytes.
    pub offset: usize,
}

impl<'a, 'm> Live<'a, 'm> {
    /// Begins to read; calls at these offsets are passed over.
    pub(crate) fn new(module: &Module<'m>, func: u32, dropped: Vec<usize>, canonical: Canonical<'a>) -> Result<Self> {
        let body = module.body(func);
        let operators = body.map(|body| body.function().get_operators_reader()).transpose()?;
        let body = body.unwrap_or(RawBody { bytes: &[], offset: 0 });
        Ok(Self { body, operators, dropped, dead: None, skipped_dead: false, canonical, offset: 0 })
    }

    /// Reads the next instruction, if there is one.
    pub(crate) fn advance(&mut self) -> Result<bool> {
        let Some(operators) = &mut self.operators else {
            return Ok(false);
        };
        while !operators.eof() {
            self.offset = operators.original_position() as usize;
            self.canonical.live = self.dead.is_none();
            operators.visit_operator(&mut self.canonical)?;
            let opcode = self.canonical.opcode;
            if self.dead.is_some() && still_dead(&mut self.dead, opcode) {
                self.skipped_dead = true;
                continue;
            }
            match opcode {
                Opcode::Nop => continue,
                Opcode::Call if self.dropped.contains(&self.offset) => continue,
                Opcode::Else if ends_next(self.body.bytes, self.offset - self.body.offset + 1) => continue,
                opcode if ends_block(opcode) => self.dead = Some(0),
                _ => {}
            }
            return Ok(true);
        }
        Ok(false)
    }
}

/// Whether nothing but `end` follows at an offset of a body. InspectOptions at the bytes is much cheaper than reading ahead, and walrus
/// writes an `else` after every `then`.
fn ends_next(bytes: &[u8], offset: usize) -> bool {
    let mut following = bytes.iter().skip(offset).skip_while(|byte| **byte == opcode::NOP);
    following.next() == Some(&opcode::END)
}

/// Whether an instruction after code that cannot be reached cannot be reached either.
fn still_dead(dead: &mut Option<usize>, opcode: Opcode) -> bool {
    let Some(depth) = dead else {
        return false;
    };
    match opcode {
        Opcode::Block | Opcode::Loop | Opcode::If | Opcode::Try | Opcode::TryTable => *depth += 1,
        Opcode::End | Opcode::Delegate if *depth > 0 => *depth -= 1,
        Opcode::End | Opcode::Else | Opcode::Catch | Opcode::CatchAll | Opcode::Delegate if *depth == 0 => {
            *dead = None;
            return false;
        }
        _ => {}
    }
    true
}

/// Whether what follows cannot be reached.
fn ends_block(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::Unreachable
            | Opcode::Br
            | Opcode::BrTable
            | Opcode::Return
            | Opcode::ReturnCall
            | Opcode::ReturnCallIndirect
            | Opcode::ReturnCallRef
            | Opcode::Throw
            | Opcode::ThrowRef
            | Opcode::Rethrow
    )
}
