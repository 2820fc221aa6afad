//! Colours and words for what is reached.
//!
//! The fills are pale, so that black text stands out, and differ in lightness as well as in hue between orange and blue,
//! which people see that do not tell red from green. Imports say in words what they do.

use crate::inspect::Basis;
use crate::inspect::Effect;
use crate::inspect::ReachedImport;

/// What a node's colours tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NodeLook {
    /// It reaches imports.
    Reaches {
        /// The worst of those that direct calls lead to.
        certain: Option<Effect>,
        /// The worst of all.
        possible: Effect,
    },
    /// It reaches no import.
    Nothing,
    /// It may call anything.
    Unknown,
}

impl NodeLook {
    pub(super) fn new(certain: Option<Effect>, possible: Option<Effect>) -> Self {
        match possible {
            Some(possible) => Self::Reaches { certain, possible },
            None => Self::Nothing,
        }
    }

    /// The worst that is possible.
    pub(super) fn effect(self) -> Option<Effect> {
        match self {
            Self::Reaches { possible, .. } => Some(possible),
            Self::Nothing | Self::Unknown => None,
        }
    }

    /// What is certain; paler, if nothing is.
    pub(super) fn fill(self) -> &'static str {
        match self {
            Self::Reaches { certain: Some(effect), .. } => match effect {
                Effect::Pure => "#b3d7f0",
                Effect::Aborts => "#cfcfcf",
                Effect::NeedsMemory => "#ffe083",
                Effect::Unknown | Effect::Reenters => "#f2a07b",
            },
            Self::Reaches { certain: None, possible } => match possible {
                Effect::Pure => "#e6f2fb",
                Effect::Aborts => "#efefef",
                Effect::NeedsMemory => "#fff6d9",
                Effect::Unknown | Effect::Reenters => "#fce3d8",
            },
            Self::Nothing => "#ffffff",
            Self::Unknown => "#eadcf2",
        }
    }

    /// The worst that is possible: for borders, and for arrows that lead there.
    pub(super) fn stroke(self) -> &'static str {
        match self {
            Self::Reaches { possible, .. } => match possible {
                Effect::Pure => "#2a6fa8",
                Effect::Aborts => "#6b6b6b",
                Effect::NeedsMemory => "#946c00",
                Effect::Unknown | Effect::Reenters => "#b03a10",
            },
            Self::Nothing => "#8a8a8a",
            Self::Unknown => "#6f3a91",
        }
    }

    /// Whether the border tells of what is only possible.
    pub(super) fn is_dashed(self) -> bool {
        match self {
            Self::Reaches { certain, possible } => certain != Some(possible),
            Self::Nothing => false,
            Self::Unknown => true,
        }
    }

    /// A word for it that is an identifier.
    pub(super) fn keyword(self) -> String {
        match self {
            Self::Reaches { certain: None, possible } => format!("maybe_{}", possible.keyword()),
            Self::Reaches { certain: Some(certain), possible } if certain == possible => certain.keyword().to_owned(),
            Self::Reaches { certain: Some(certain), possible } => {
                format!("{}_maybe_{}", certain.keyword(), possible.keyword())
            }
            Self::Nothing => "nothing".to_owned(),
            Self::Unknown => "unknown".to_owned(),
        }
    }

    /// For the legend.
    pub(super) fn words(self) -> String {
        match self {
            Self::Reaches { certain: None, possible } => format!("perhaps {}", effect_words(possible)),
            Self::Reaches { certain: Some(certain), possible } if certain == possible => {
                effect_words(certain).to_owned()
            }
            Self::Reaches { certain: Some(certain), possible } => {
                format!("{}, perhaps {}", effect_words(certain), effect_words(possible))
            }
            Self::Nothing => "reaches no import".to_owned(),
            Self::Unknown => "unknown".to_owned(),
        }
    }
}

pub(super) fn effect_words(effect: Effect) -> &'static str {
    match effect {
        Effect::Pure => "touches nothing",
        Effect::Aborts => "ends the run",
        Effect::NeedsMemory => "needs memory",
        Effect::Unknown => "may need the module",
        Effect::Reenters => "needs other exports",
    }
}

/// What an import does, and whether that is only assumed.
pub(super) fn import_words(import: &ReachedImport) -> String {
    match import.basis {
        Basis::Known(_) => effect_words(import.effect).to_owned(),
        Basis::Assumed => format!("{} (assumed)", effect_words(import.effect)),
        Basis::Type { .. } => "nothing is known of it".to_owned(),
    }
}
