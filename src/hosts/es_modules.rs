//! How hosts that import a `.wasm` by themselves find what it imports, and as what they give what it exports. Such a host takes the
//! module names of imports as those of ES modules.

/// How a host finds ES modules by their names, without configuration or plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Specifiers {
    /// The URLs that it takes, by their schemes.
    pub schemes: &'static [&'static str],
    /// What it gives itself under other names.
    pub built_in: &'static [BuiltIn],
    /// Where imported globals come from.
    pub globals: GlobalsFrom,
}

/// Modules that a host gives itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuiltIn {
    /// Node's, without `node:` before their names.
    Node,
    /// JavaScript's strings: the proposal for JS string builtins.
    Strings,
}

impl BuiltIn {
    /// Their names.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Node => OF_NODE,
            Self::Strings => &["wasm:js-string", "wasm:js/string-constants"],
        }
    }
}

/// Where a host takes the globals from that a module imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GlobalsFrom {
    /// Any module.
    Modules,
    /// A `.wasm` alone.
    Wasm,
}

/// As what a program has what a module exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportsAs {
    /// As what it is: what changes there is seen.
    Live,
    /// As exports of an ES module.
    Namespace {
        /// What exported globals become.
        globals: ExportedGlobals,
        /// What becomes of an import where a function is exported as `then`.
        then: ThenStops,
    },
}

/// What exported globals become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportedGlobals {
    /// `WebAssembly.Global`.
    Objects,
    /// Their values when the start section has run.
    Copies,
}

/// Which imports of a module come to no end, since JavaScript takes for a promise what has a function `then`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThenStops {
    /// `import()`.
    Dynamic,
    /// `import()` and `import … from`.
    All,
}

/// The function by which JavaScript knows a promise.
pub(crate) const THEN: &str = "then";

/// What a name is to a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Specified {
    /// A path, a URL, or a name that `package.json` explains: the user says where the module is.
    Place,
    /// The host gives it itself.
    BuiltIn,
    /// A package, if there is one.
    Package,
    /// Nothing that it knows.
    Nothing,
}

impl Specifiers {
    pub(crate) fn named(&self, name: &str) -> Specified {
        let is_path = name == "." || name == ".." || ["./", "../", "/"].iter().any(|start| name.starts_with(start));
        match scheme(name) {
            _ if self.built_in.iter().any(|it| it.names().contains(&name)) => Specified::BuiltIn,
            Some(scheme) if self.schemes.iter().any(|it| it.eq_ignore_ascii_case(scheme)) => Specified::Place,
            Some(_) => Specified::Nothing,
            None if name.is_empty() => Specified::Nothing,
            None if is_path || name.starts_with('#') => Specified::Place,
            None => Specified::Package,
        }
    }
}

/// The scheme of a URL: what is before the first colon, if it looks like one (RFC 3986, 3.1).
fn scheme(name: &str) -> Option<&str> {
    let (scheme, _) = name.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char));
    is_scheme.then_some(scheme)
}

/// `module.builtinModules` of Node 20 and 26. Deno has all of them too.
const OF_NODE: &[&str] = &[
    "assert",
    "assert/strict",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "domain",
    "events",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "inspector",
    "inspector/promises",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "readline/promises",
    "repl",
    "stream",
    "stream/consumers",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "sys",
    "timers",
    "timers/promises",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

#[cfg(test)]
mod tests {
    use super::*;

    const NODE: Specifiers = Specifiers {
        schemes: &["file", "node"],
        built_in: &[BuiltIn::Node, BuiltIn::Strings],
        globals: GlobalsFrom::Modules,
    };

    #[test]
    fn a_name_is_what_its_beginning_says() {
        let named =
            |named, names: &[&str]| names.iter().for_each(|name| assert_eq!(NODE.named(name), named, "{name:?}"));
        named(
            Specified::Place,
            &["./x.mjs", "../x.mjs", "/x.mjs", ".", "..", "#x", "file:///x.mjs", "node:fs", "NODE:fs"],
        );
        named(Specified::BuiltIn, &["fs", "wasm:js-string"]);
        named(
            Specified::Package,
            &["env", "wasi_snapshot_preview1", "GOT.mem", "@scope/name", "fs/x", ".x", "1:x", ":x", "a b:c"],
        );
        named(Specified::Nothing, &["", "wasm:x", "wasi:http/types@0.2.0", "C:\\x"]);
    }
}
