//! What to write, by the names that options have on the command line, for programs that have no command line.

use super::EsmBytes;
use super::EsmGlobals;
use super::EsmImports;
use super::EsmLoading;
use super::EsmMake;
use super::EsmOptions;
use super::WasiSource;
use super::name::check;
use crate::error::Error;
use crate::error::Result;
use crate::options::Options;

impl EsmOptions {
    /// Options by the names that they have on the command line, without dashes, each with its value if it has one: `("factory", None)`,
    /// `("wasi", Some("shim"))`; those of a fix are among them, as [`Options::named`] takes them. `imports` is the file as
    /// `NAME.host.mjs` imports it, and `folder` is the folder of that file, as `import` of the user's takes it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) for a name that files cannot have, and what [`Options::named`] refuses.
    pub fn named<'n>(name: &str, given: impl IntoIterator<Item = (&'n str, Option<&'n str>)>) -> Result<Self> {
        check(name)?;
        let mut options = Self {
            name: name.to_owned(),
            imports: None,
            wasi: WasiSource::default(),
            make: EsmMake::default(),
            bytes: EsmBytes::default(),
            loading: EsmLoading::default(),
            globals: EsmGlobals::default(),
            fix: Options::default(),
        };
        let (mut specifier, mut folder) = (None, ".");
        let mut of_fix = Vec::new();
        for (name, value) in given {
            match (name, value) {
                ("imports", Some(path)) => specifier = Some(path.to_owned()),
                ("folder", Some(path)) => folder = path,
                ("imports" | "folder", None) => return Err(unexpected(name, None, "a path, as `import` takes it")),
                given if !options.set(given)? => of_fix.push(given),
                _ => {}
            }
        }
        options.imports = specifier.map(|specifier| EsmImports { specifier, folder: folder.to_owned() });
        options.fix = Options::named(of_fix)?;
        Ok(options)
    }

    /// Sets one of the options that choose among a few things; says whether it is one.
    fn set(&mut self, (name, value): (&str, Option<&str>)) -> Result<bool> {
        match (name, value) {
            ("direct", None) if self.make == EsmMake::Factory => return Err(both()),
            ("factory", None) if self.make == EsmMake::Direct => return Err(both()),
            ("direct", None) => self.make = EsmMake::Direct,
            ("factory", None) => self.make = EsmMake::Factory,
            ("inline", None) => self.bytes = EsmBytes::Inline,
            ("sync", None) => self.loading = EsmLoading::Sync,
            ("direct" | "factory" | "inline" | "sync", _) => return Err(unexpected(name, value, "no value")),
            ("globals", Some("global")) => self.globals = EsmGlobals::Global,
            ("globals", Some("value")) => self.globals = EsmGlobals::Value,
            ("globals", _) => return Err(unexpected(name, value, "global, value")),
            ("wasi", Some("own")) => self.wasi = WasiSource::Own,
            ("wasi", Some("shim")) => self.wasi = WasiSource::Shim,
            ("wasi", Some("given")) => self.wasi = WasiSource::Given,
            ("wasi", _) => return Err(unexpected(name, value, "own, shim, given")),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn both() -> Error {
    Error::refused("--direct and --factory exclude each other")
}

fn unexpected(name: &str, value: Option<&str>, expected: &str) -> Error {
    let value = value.map(|value| format!("={value}")).unwrap_or_default();
    Error::refused(format!("--{name}{value}: expected {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(given: &[(&str, Option<&str>)]) -> String {
        EsmOptions::named("plugin", given.iter().copied())
            .map(|_| String::new())
            .unwrap_or_else(|error| error.message().to_owned())
    }

    #[test]
    fn what_is_not_said_is_as_on_the_command_line() {
        let options =
            EsmOptions::named("plugin", [("wasi", Some("shim")), ("init", Some("start")), ("sync", None)]).unwrap();
        assert_eq!(
            (options.make, options.bytes, options.loading),
            (EsmMake::Instance, EsmBytes::File, EsmLoading::Sync)
        );
        assert_eq!((options.wasi, options.imports), (WasiSource::Shim, None));
        assert_eq!(options.fix.init, crate::options::InitChoice::Start);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(refused(&[("wasi", Some("mine"))]), "--wasi=mine: expected own, shim, given");
        assert_eq!(refused(&[("globals", None)]), "--globals: expected global, value");
        assert_eq!(refused(&[("sync", Some("x"))]), "--sync=x: expected no value");
        assert_eq!(refused(&[("imports", None)]), "--imports: expected a path, as `import` takes it");
        assert_eq!(refused(&[("factory", None), ("direct", None)]), "--direct and --factory exclude each other");
        assert_eq!(refused(&[("direct", None), ("factory", None)]), "--direct and --factory exclude each other");
        assert_eq!(refused(&[("inti", Some("start"))]), "no option is called `inti`; did you mean --init?");
        let name = EsmOptions::named("a/b", []).map(|_| ()).unwrap_err().to_string();
        let said =
            "name=NAME says what the files are called, in letters, digits, `-`, `_` and `.`: `a/b` is no name for them";
        assert_eq!(name, said);
    }
}
