//! Options in messages, written as the user writes them: the fix has no other names for them than `wasm-initfix` has.

use std::borrow::Cow;

use super::arguments::OWN;
use crate::spelling::respelled;

/// How our options are written where we are called.
pub(super) struct LinkSpelling {
    prefix: Cow<'static, str>,
    /// Our options' names.
    names: Vec<String>,
}

impl LinkSpelling {
    /// clang passes on only what it is told to.
    pub(super) fn new(for_clang: bool, names: impl Iterator<Item = String>) -> Self {
        let prefix = if for_clang { format!("-Wl,{OWN}").into() } else { OWN.into() };
        Self { prefix, names: names.collect() }
    }

    /// What stands before an option's name.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A message with its options written like that. What only looks like an option stays.
    pub(super) fn spelled(&self, message: &str) -> String {
        let is_option = |name: &str| self.names.iter().any(|own| own == name);
        respelled(message, is_option, |name, value| {
            let value = value.map(|value| format!("={value}")).unwrap_or_default();
            format!("{}{name}{value}", self.prefix)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_spelled_as_they_are_written() {
        let names = || ["init", "init-export", "assume"].map(str::to_owned).into_iter();
        let spelled = |text: &str| LinkSpelling::new(false, names()).spelled(text);
        assert_eq!(spelled("say --init=lazy; leave out --init"), "say --initfix-init=lazy; leave out --initfix-init");
        assert_eq!(
            spelled("'--assume=env.*=pure' (--init-export=a)"),
            "'--initfix-assume=env.*=pure' (--initfix-init-export=a)"
        );
        for text in ["--initfix-init", "a--init", "---init", "--other", "--", "-- init --inits `--init-expor`"] {
            assert_eq!(spelled(text), text);
        }
        assert_eq!(LinkSpelling::new(true, names()).spelled("say --init=lazy"), "say -Wl,--initfix-init=lazy");
    }
}
