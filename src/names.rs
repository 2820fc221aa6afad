//! The `name` section's function names. A custom section may hold anything, so whatever cannot be read is passed over.

use std::collections::HashMap;

use wasmparser::CustomSectionReader;
use wasmparser::Name;
use wasmparser::NameSectionReader;

/// Names of functions by index.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    functions: HashMap<u32, &'a str>,
}

impl<'a> Names<'a> {
    pub(crate) fn parse(section: &CustomSectionReader<'a>) -> Self {
        let mut functions = HashMap::new();
        for subsection in NameSectionReader::new(section.data_reader()) {
            match subsection {
                Ok(Name::Function(names)) => {
                    functions.extend(names.into_iter().flatten().map(|naming| (naming.index, naming.name)));
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        Self { functions }
    }

    pub(crate) fn function(&self, func: u32) -> Option<&'a str> {
        self.functions.get(&func).copied()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }
}
