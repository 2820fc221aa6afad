//! What a user may say besides.

use wasm_initfix::Prove;
use wasm_initfix::inspect::Assumption;

/// What a user may say to `inspect` and to the fix alike.
#[derive(Default)]
pub struct Variant {
    pub prove: Prove,
    pub assume: Vec<(String, Assumption)>,
    pub init_export: Option<String>,
    pub assume_wrapped: bool,
}

impl Variant {
    pub fn flags(&self) -> Vec<String> {
        let prove = match self.prove {
            Prove::Off => Some("--prove=off".to_owned()),
            Prove::Static => None,
            Prove::Run => Some("--prove=run".to_owned()),
            other => panic!("{other:?} has no flag here"),
        };
        let assume = self.assume.iter().map(|(name, it)| format!("--assume={name}={}", assumed(*it)));
        let init_export = self.init_export.iter().map(|name| format!("--init-export={name}"));
        let wrapped = self.assume_wrapped.then(|| "--assume-wrapped".to_owned());
        prove.into_iter().chain(assume).chain(wrapped).chain(init_export).collect()
    }
}

fn assumed(assumption: Assumption) -> &'static str {
    match assumption {
        Assumption::Pure => "pure",
        Assumption::Memory => "memory",
        Assumption::Reenters => "reenters",
        other => panic!("{other:?} has no word here"),
    }
}
