//! A program's `main` that the second module exports, without constructors.

use super::ComparedPair;
use super::last_end;
use crate::aot::options::AfterCall;
use crate::aot::session::Session;
use crate::aot::value::Value;
use crate::inspect::MainOutput;

impl ComparedPair<'_, '_, '_> {
    /// Such an export does what `main` did, and then writes output if `_start` did.
    pub(super) fn main_exports(&mut self) {
        let Some(main) = self.before.known.facts.main.filter(|_| self.wrapped.is_some()) else {
            return;
        };
        let ty = self.before.known.module.function_type(main.func);
        let zeros: Option<Vec<Value>> = ty.iter().flat_map(|ty| ty.params()).map(|_| Some(Value::I32(0))).collect();
        let added = self.added().into_iter().filter(|(_, func)| self.after.known.module.function_type(*func) == ty);
        for (name, _) in added.collect::<Vec<_>>() {
            let arguments = zeros.clone().unwrap_or_default();
            let (mut old, mut new) = (Session::initialised(self.before), Session::initialised(self.after));
            if !old.is_alive() || !new.is_alive() {
                return;
            }
            let first = old.call_func(main.func, &arguments).end.clone();
            if let MainOutput::WrittenBy(output) = main.output
                && self.before.options.after_call == AfterCall::Flush
                && first.is_return()
            {
                old.call_func(output, &[]);
            }
            let second = new.call(name, &arguments).end.clone();
            let place = format!("{name}({})", vec!["0"; arguments.len()].join(", "));
            self.out.ends(&place, &first, &second, false);
            if last_end(&old).is_return() && second.is_return() {
                self.initialised(&place, &mut old, &mut new);
            }
        }
    }
}
