//! Values as they are compared and shown.

use std::fmt;

use wasmtime::AsContext;
use wasmtime::Val;
use wasmtime::ValType;

/// A value that went into or came out of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Value {
    /// A 32-bit integer.
    I32(i32),
    /// A 64-bit integer.
    I64(i64),
    /// The bits of a 32-bit float: a NaN is the same as itself.
    F32(u32),
    /// The bits of a 64-bit float.
    F64(u64),
    /// A vector.
    V128(u128),
    /// A null reference of any type.
    Null,
    /// A reference to a function.
    Func(FuncIdentity),
    /// A reference to a 31-bit integer.
    I31(u32),
    /// A reference to something unknown.
    Ref,
}

/// What a function is, apart from its index: equal functions of two modules have equal identities.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FuncIdentity {
    /// Its index in the module that it is of, for messages; none if it is not known.
    pub index: Option<u32>,
    pub(crate) hash: u64,
}

impl PartialEq for FuncIdentity {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl Eq for FuncIdentity {}

impl std::hash::Hash for FuncIdentity {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

impl Value {
    /// What can be seen of a value; of references to functions, no more than whether they are null.
    pub(crate) fn of(value: &Val, store: impl AsContext) -> Self {
        match value {
            Val::AnyRef(Some(reference)) => match reference.as_i31(&store) {
                Ok(Some(value)) => Self::I31(value.get_u32()),
                _ => Self::Ref,
            },
            Val::I32(value) => Self::I32(*value),
            Val::I64(value) => Self::I64(*value),
            Val::F32(bits) => Self::F32(*bits),
            Val::F64(bits) => Self::F64(*bits),
            Val::V128(value) => Self::V128(value.as_u128()),
            Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None) => Self::Null,
            Val::ContRef(None) => Self::Null,
            Val::FuncRef(_) | Val::ExternRef(_) | Val::ExnRef(_) | Val::ContRef(_) => Self::Ref,
        }
    }

    /// Whether [`Value::parse`] can read a value of its type.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::I32(_) | Self::I64(_) | Self::F32(_) | Self::F64(_))
    }

    /// A number of a type, for calls.
    pub(crate) fn to_val(self, ty: &ValType) -> Option<Val> {
        match (self, ty) {
            (Self::I32(value), ValType::I32) => Some(Val::I32(value)),
            (Self::I64(value), ValType::I64) => Some(Val::I64(value)),
            (Self::F32(bits), ValType::F32) => Some(Val::F32(bits)),
            (Self::F64(bits), ValType::F64) => Some(Val::F64(bits)),
            (Self::V128(bits), ValType::V128) => Some(Val::V128(bits.into())),
            _ => None,
        }
    }

    /// A number in decimal, or an integer in hex after `0x`; integers may be signed or unsigned.
    pub(crate) fn parse(text: &str, ty: &ValType) -> Option<Self> {
        let integer = |bits: u32| {
            let value = match text.strip_prefix("0x") {
                Some(hex) => i128::from_str_radix(hex, 16).ok()?,
                None => text.parse::<i128>().ok()?,
            };
            (-(1i128 << (bits - 1))..1i128 << bits).contains(&value).then_some(value)
        };
        match ty {
            ValType::I32 => integer(32).map(|value| Self::I32(value as i32)),
            ValType::I64 => integer(64).map(|value| Self::I64(value as i64)),
            ValType::F32 => text.parse::<f32>().ok().map(|value| Self::F32(value.to_bits())),
            ValType::F64 => text.parse::<f64>().ok().map(|value| Self::F64(value.to_bits())),
            _ => None,
        }
    }

    /// The zero of a number type.
    pub(crate) fn zero(ty: &ValType) -> Option<Self> {
        match ty {
            ValType::I32 => Some(Self::I32(0)),
            ValType::I64 => Some(Self::I64(0)),
            ValType::F32 => Some(Self::F32(0)),
            ValType::F64 => Some(Self::F64(0)),
            ValType::V128 => Some(Self::V128(0)),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I32(value) => write!(f, "{value}"),
            Self::I64(value) => write!(f, "{value}"),
            Self::F32(bits) => write!(f, "{:?}", f32::from_bits(*bits)),
            Self::F64(bits) => write!(f, "{:?}", f64::from_bits(*bits)),
            Self::V128(bits) => write!(f, "{bits:#034x}"),
            Self::Null => write!(f, "null"),
            Self::Func(FuncIdentity { index: Some(index), .. }) => write!(f, "func {index}"),
            Self::Func(_) => write!(f, "a function"),
            Self::I31(value) => write!(f, "i31 {value}"),
            Self::Ref => write!(f, "a reference"),
        }
    }
}

/// `1, 2.5`.
pub(crate) fn list(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}
