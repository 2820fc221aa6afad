//! What a module imports and exports, as a host of the JS API has to know it.

use serde_json::Value;
use serde_json::json;
use wasmparser::CompositeInnerType;
use wasmparser::ExternalKind;
use wasmparser::FuncType;
use wasmparser::Parser;
use wasmparser::Payload;
use wasmparser::TypeRef;
use wasmparser::ValType;

/// Its imports and exported functions. None if it is no module, or needs what JS cannot give.
pub fn of(wasm: &[u8]) -> Option<(Vec<Value>, Vec<Value>)> {
    let (mut types, mut functions) = (Vec::new(), Vec::new());
    let (mut imports, mut exports) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.ok()? {
            Payload::Version { encoding: wasmparser::Encoding::Component, .. } => return None,
            Payload::TypeSection(section) => {
                for group in section {
                    for ty in group.ok()?.into_types() {
                        types.push(match ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => Some(ty),
                            _ => None,
                        });
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.ok()?;
                    if let TypeRef::Func(ty) = import.ty {
                        functions.push(ty);
                    }
                    imports.push(described(&types, import.module, import.name, import.ty)?);
                }
            }
            Payload::FunctionSection(section) => functions.extend(section.into_iter().flatten()),
            Payload::ExportSection(section) => {
                for export in section.into_iter().flatten().filter(|export| export.kind == ExternalKind::Func) {
                    let ty = function(&types, *functions.get(export.index as usize)?)?;
                    let mut described = json!({ "name": export.name });
                    add_type(&mut described, ty);
                    exports.push(described);
                }
            }
            _ => {}
        }
    }
    Some((imports, exports))
}

fn function(types: &[Option<FuncType>], ty: u32) -> Option<&FuncType> {
    types.get(ty as usize)?.as_ref()
}

fn described(types: &[Option<FuncType>], module: &str, name: &str, ty: TypeRef) -> Option<Value> {
    let mut described = json!({ "module": module, "name": name });
    let (kind, more) = match ty {
        TypeRef::Func(ty) => {
            add_type(&mut described, function(types, ty)?);
            ("function", Value::Null)
        }
        TypeRef::Memory(ty) if ty.memory64 || ty.page_size_log2.is_some() => return None,
        TypeRef::Memory(ty) => {
            // Zig's modules want more for their stack than they say.
            let initial = ty.initial.max(ty.maximum.unwrap_or(300).min(300));
            ("memory", limits(initial, ty.maximum, &json!({ "shared": ty.shared })))
        }
        TypeRef::Table(ty) => {
            ("table", limits(ty.initial.max(ty.maximum.unwrap_or(1000)), ty.maximum, &json!({ "element": "anyfunc" })))
        }
        TypeRef::Global(ty) => ("global", json!({ "value": keyword(ty.content_type), "mutable": ty.mutable })),
        TypeRef::Tag(ty) => {
            add_type(&mut described, function(types, ty.func_type_idx)?);
            ("tag", Value::Null)
        }
        TypeRef::FuncExact(_) => return None,
    };
    described["kind"] = kind.into();
    described[kind] = more;
    Some(described)
}

fn limits(initial: u64, maximum: Option<u64>, more: &Value) -> Value {
    let mut limits = more.clone();
    limits["initial"] = initial.into();
    if let Some(maximum) = maximum {
        limits["maximum"] = maximum.into();
    }
    limits
}

fn add_type(described: &mut Value, ty: &FuncType) {
    let keywords = |types: &[ValType]| types.iter().map(|ty| keyword(*ty)).collect::<Vec<_>>();
    described["params"] = keywords(ty.params()).into();
    described["results"] = keywords(ty.results()).into();
}

fn keyword(ty: ValType) -> String {
    match ty {
        ValType::Ref(_) => "externref".to_owned(),
        ty => ty.to_string(),
    }
}
