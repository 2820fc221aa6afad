//! What people call hosts that have other names here, or that have no rules of their own.

/// Programs and runtimes, in small letters, and the hosts whose rules they may have, the most likely one first.
const MEANT: &[(&[&str], &[&str])] = &[
    (&["node", "nodejs", "node.js"], &["js", "esm", "node-wasi-initialize", "node-wasi-start"]),
    (&["node-wasi", "node:wasi", "wasi"], &["node-wasi-initialize", "node-wasi-start", "wasmtime"]),
    (&["browser", "browsers", "web", "chrome", "chromium", "edge", "electron"], &["js"]),
    (&["firefox", "safari", "webkit", "v8", "d8", "spidermonkey"], &["js"]),
    (&["javascript", "js-api", "jsapi", "typescript"], &["js"]),
    // Cloudflare's documentation of WebAssembly in Workers: an import gives a `WebAssembly.Module`, which the program instantiates.
    (&["cloudflare", "cloudflare-workers", "workers", "workerd", "wrangler"], &["js"]),
    (&["es-module", "es-modules", "esmodule", "import", "mjs"], &["esm"]),
    (&["bundler", "bundlers", "rollup", "rolldown", "esbuild", "parcel"], &["js", "vite", "webpack"]),
    (&["rspack", "next", "nextjs", "next.js"], &["webpack"]),
    (&["iwasm", "wasm-micro-runtime"], &["wamr", "wamr-plain"]),
    (&["pywasm3"], &["wasm3"]),
    (&["envoy", "proxy", "istio"], &["proxy-wasm"]),
    (&["jco", "components", "component-model", "wasip2", "wit-component", "preview2"], &["component"]),
    (&["wasm-4", "w4"], &["wasm4"]),
    (&["tic-80", "tic"], &["tic80"]),
    (&["go", "golang"], &["wazero"]),
];

/// The hosts that someone may mean with this word.
pub(crate) fn meant(word: &str) -> &'static [&'static str] {
    let word = word.to_lowercase();
    let found = MEANT.iter().find(|(words, _)| words.contains(&word.as_str()));
    found.map_or(&[], |(_, hosts)| *hosts)
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn words_mean_hosts_and_are_none() {
        for (words, hosts) in MEANT {
            for word in *words {
                assert!(find(word).is_none(), "{word}: a host of that name would be found");
                assert_eq!(*word, word.to_lowercase());
                assert_eq!(meant(&word.to_uppercase()), *hosts, "{word}: twice");
            }
            assert!(!hosts.is_empty() && hosts.iter().all(|host| find(host).is_some()), "{hosts:?}");
        }
        assert_eq!(meant("nothing"), [""; 0]);
    }
}
