//! Every import and export under another name, and back: the bytes are the input's again, and what walrus makes of it does the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use wasm_initfix::ErrorKind;
use wasm_initfix::InitChoice;
use wasm_initfix::Options;
use wasm_initfix::Pieces;
use wasm_initfix::RewriterChoice;
use wasm_initfix::inspect::RenameExport;
use wasm_initfix::inspect::RenameImport;
use wasm_initfix::with_old_names;
use wasmparser::Parser;
use wasmparser::Payload;

use super::Came;
use super::compared;
use super::modules;

/// Module names and names of imports, and names of exports.
#[derive(Debug, PartialEq, Eq)]
struct Names {
    imports: Vec<(String, String)>,
    exports: Vec<String>,
}

impl Names {
    fn of(wasm: &[u8]) -> Self {
        let (mut imports, mut exports) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm).filter_map(Result::ok) {
            match payload {
                Payload::ImportSection(section) => imports
                    .extend(section.into_imports().flatten().map(|it| (it.module.to_owned(), it.name.to_owned()))),
                Payload::ExportSection(section) => {
                    exports.extend(section.into_iter().flatten().map(|it| it.name.to_owned()));
                }
                _ => {}
            }
        }
        Self { imports, exports }
    }

    /// Others for all.
    fn others(&self) -> Self {
        Self {
            imports: self.imports.iter().map(|(module, name)| (file(module), name.clone())).collect(),
            exports: self.exports.iter().map(|name| format!("{name}2")).collect(),
        }
    }
}

fn file(module: &str) -> String {
    format!("./{module}.mjs")
}

#[test]
fn every_name_changes_and_comes_back() {
    let modules = modules();
    let results: Vec<Result<bool, String>> = modules
        .par_iter()
        .map(|module| there_and_back(module).map_err(|fault| format!("{}: {fault}", module.display())))
        .collect();
    let faults: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let changed = results.iter().filter(|result| matches!(result, Ok(true))).count();
    assert!(changed > 200, "only {changed} modules were renamed");
}

/// Whether it is a module that has names.
fn there_and_back(module: &Path) -> Result<bool, String> {
    let input = fs::read(module).map_err(|error| error.to_string())?;
    let names = Names::of(&input);
    let modules: BTreeSet<&String> = names.imports.iter().map(|(module, _)| module).collect();
    let renames = modules.into_iter().map(|from| RenameImport::Module { from: from.clone(), to: file(from) });
    let one = |from: &String| RenameExport::One { from: from.clone(), to: format!("{from}2") };
    let mut options = Options::new().init(InitChoice::Keep);
    options.rename_imports.extend(renames);
    options.rename_exports.extend(names.exports.iter().map(one));
    let spliced = match wasm_initfix::fix(&input, &options) {
        Ok(outcome) => outcome.wasm().map(Pieces::to_vec),
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Relocatable | ErrorKind::NotAModule) => {
            return Ok(false);
        }
        Err(error) if error.to_string() == "the module has compact imports, which no rewriter here can change" => {
            return Ok(false);
        }
        Err(error) => return Err(error.to_string()),
    };
    let Some(spliced) = spliced else {
        return Ok(false);
    };
    if Names::of(&spliced) != names.others() {
        return Err(format!("other names: {:?}", Names::of(&spliced)));
    }
    // Relocations do not come along.
    let is_linked = !Parser::new(0).parse_all(&input).filter_map(Result::ok).any(|payload| match payload {
        Payload::CustomSection(custom) => custom.name() == "linking" || custom.name().starts_with("reloc."),
        _ => false,
    });
    if is_linked && with_old_names(&input, &spliced, &options).map_err(|error| error.to_string())? != input {
        return Err("comes back with other bytes".to_owned());
    }
    let options = options.rewriter(RewriterChoice::Walrus);
    let Ok(outcome) = wasm_initfix::fix(&input, &options) else {
        // There are things that walrus does not know.
        return Ok(true);
    };
    let rebuilt = outcome.wasm().map(Pieces::to_vec).unwrap_or_default();
    if Names::of(&rebuilt) != names.others() {
        return Err(format!("by walrus, other names: {:?}", Names::of(&rebuilt)));
    }
    let rebuilt = with_old_names(&input, &rebuilt, &options).map_err(|error| error.to_string())?;
    match compared(&input, &rebuilt)? {
        Came::Same | Came::Changed => Ok(true),
        came => Err(format!("by walrus: {came:?}")),
    }
}
