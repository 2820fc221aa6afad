//! Options in messages, written as the user writes them: the fix has no other names for them than `wasm-initfix` has.

use std::borrow::Cow;

use super::arguments::OWN;

/// How our options are written where we are called.
pub(super) struct Spelling {
    prefix: Cow<'static, str>,
    /// Our options' names.
    names: Vec<String>,
}

impl Spelling {
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
        let mut text = String::with_capacity(message.len());
        let mut rest = message;
        while let Some(at) = rest.find("--") {
            let (before, option) = rest.split_at(at);
            text.push_str(before);
            let is_within = text.ends_with(|char: char| char.is_alphanumeric() || char == '-');
            let name = &option[2..];
            let end = name.find(|char: char| !char.is_ascii_alphanumeric() && char != '-').unwrap_or(name.len());
            let is_own = !is_within && self.names.iter().any(|own| own == &name[..end]);
            text.push_str(if is_own { &self.prefix } else { "--" });
            rest = name;
        }
        text.push_str(rest);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_spelled_as_they_are_written() {
        let names = || ["init", "init-export", "assume"].map(str::to_owned).into_iter();
        let spelled = |text: &str| Spelling::new(false, names()).spelled(text);
        assert_eq!(spelled("say --init=lazy; leave out --init"), "say --initfix-init=lazy; leave out --initfix-init");
        assert_eq!(
            spelled("'--assume=env.*=pure' (--init-export=a)"),
            "'--initfix-assume=env.*=pure' (--initfix-init-export=a)"
        );
        for text in ["--initfix-init", "a--init", "---init", "--other", "--", "-- init --inits `--init-expor`"] {
            assert_eq!(spelled(text), text);
        }
        assert_eq!(Spelling::new(true, names()).spelled("say --init=lazy"), "say -Wl,--initfix-init=lazy");
    }
}
