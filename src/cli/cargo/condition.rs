//! `[target.'cfg(…)']`: conditions, and the targets that they are true of.

use std::cell::RefCell;
use std::collections::HashMap;
use std::process::Command;

use cargo_config2::Config;
use cargo_platform::Cfg;
use cargo_platform::CfgExpr;

use crate::cli::io::explain;

/// What rustc says of targets. It is asked once for each.
#[derive(Default)]
pub(super) struct Conditions(RefCell<HashMap<String, Vec<Cfg>>>);

impl Conditions {
    /// Whether `cfg(…)` is true of a target. What is no condition is true of none, as cargo has it.
    pub(super) fn are_true(&self, config: &Config, condition: &str, target: &str) -> Result<bool, String> {
        if !self.0.borrow().contains_key(target) {
            let said = ask(config, target)?;
            self.0.borrow_mut().insert(target.to_owned(), said);
        }
        Ok(self.0.borrow().get(target).is_some_and(|said| CfgExpr::matches_key(condition, said)))
    }
}

/// With the flags that rustc gets for the target: they can add features.
fn ask(config: &Config, target: &str) -> Result<Vec<Cfg>, String> {
    let flags = config.rustflags(target).map_err(|error| format!("{target}: {error}"))?;
    let flags = flags.map(|flags| flags.flags).unwrap_or_default();
    let rustc = config.rustc();
    let name = rustc.path.display();
    let mut command = Command::new(&rustc.path);
    let output = command.args(&rustc.args).args(["--print", "cfg", "--target", target]).args(flags).output();
    let output = output.map_err(|error| format!("{name}: cannot run: {}", explain(&error)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{name} --print cfg --target {target}: {}", said.trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| line.parse().ok()).collect())
}
