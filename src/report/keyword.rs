//! Words that programs go by: a report has them as strings, and the schema lists those that there are.

#[cfg(feature = "schema")]
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

#[cfg(feature = "schema")]
use schemars::JsonSchema;
#[cfg(feature = "schema")]
use schemars::Schema;
#[cfg(feature = "schema")]
use schemars::SchemaGenerator;
#[cfg(feature = "schema")]
use schemars::json_schema;
use serde::Serialize;
use serde::Serializer;

/// A word that stays when sentences change, of the words that there are for `T`.
pub struct Keyword<T> {
    word: &'static str,
    of: PhantomData<fn() -> T>,
}

impl<T> Keyword<T> {
    pub(super) fn new(word: &'static str) -> Self {
        Self { word, of: PhantomData }
    }

    /// The word.
    pub fn as_str(&self) -> &'static str {
        self.word
    }
}

impl<T> fmt::Debug for Keyword<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.word)
    }
}

impl<T> Serialize for Keyword<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word)
    }
}

/// All words that there are for something.
#[cfg(feature = "schema")]
pub trait Keywords {
    /// Each once.
    fn keywords() -> Vec<&'static str>;
}

#[cfg(feature = "schema")]
impl<T: Keywords> JsonSchema for Keyword<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Keyword".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": T::keywords() })
    }
}

/// What initialises a module after a fix: its convention, or where the fix put the initialiser.
#[derive(Debug)]
pub enum InitAfter {}

#[cfg(feature = "schema")]
mod words {
    use strum::VariantNames;

    use super::InitAfter;
    use super::Keywords;
    use crate::decide::Fit;
    use crate::decide::InitTarget;
    use crate::decide::Standing;
    use crate::inspect::Convention;
    use crate::inspect::Direction;
    use crate::inspect::Effect;
    use crate::inspect::ExposedKind;
    use crate::inspect::Proof;
    use crate::inspect::StartVerdict;
    use crate::options::InitChoice;
    use crate::rewrite::Rewriter;

    macro_rules! variants {
        ($($enum:ty),*) => {
            $(impl Keywords for $enum {
                fn keywords() -> Vec<&'static str> {
                    Self::VARIANTS.to_vec()
                }
            })*
        };
    }

    variants!(Direction, Effect, ExposedKind, Fit, InitChoice, Proof, Rewriter, Standing, StartVerdict);
    #[cfg(feature = "aot")]
    variants!(crate::aot::CheckVerdict, crate::aot::Phase);

    impl Keywords for Convention {
        fn keywords() -> Vec<&'static str> {
            Self::keywords().collect()
        }
    }

    impl Keywords for InitAfter {
        fn keywords() -> Vec<&'static str> {
            let mut words = <Convention as Keywords>::keywords();
            words.extend(InitTarget::VARIANTS);
            words.sort_unstable();
            words.dedup();
            words
        }
    }
}
