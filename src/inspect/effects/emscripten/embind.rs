//! What `embind` and `emval` do: they register C++ types and functions with JS, and handle JS values in C++.
//!
//! - What registers functions reads their names from memory, and looks them up in the table at once or only when JS calls
//!   them: by how the module was linked, and whether a type has 64-bit numbers.
//! - `_embind_register_bigint` does nothing in modules for JS without BigInt, whose 64-bit numbers are parted.
//! - `_embind_register_emval` read a name in earlier releases, and `_embind_register_user_type` calls it.
//! - What calls JS functions, gets properties or compares may run code that the user wrote: getters, `valueOf`.
//! - A value may be a C++ exception, with functions of the module to count who uses it.

use super::super::entry::Entry;
use super::super::entry::may_reenter;
use super::super::entry::memory;
use super::super::entry::pure;

const EMBIND: &str = "Emscripten's src/lib/libembind.js";
const EMBIND_3_1_30: &str = "src/embind/embind.js of Emscripten 3.1.30";
const EMBIND_3_1_46: &str = "src/embind/embind.js of Emscripten 3.1.46";
const EMBIND_3_1_60: &str = "src/embind/embind.js of Emscripten 3.1.60";
const EMBIND_4_0_22: &str = "src/lib/libembind.js of Emscripten 4.0.22";
const EMVAL: &str = "Emscripten's src/lib/libemval.js";
const EMVAL_3_1_46: &str = "src/embind/emval.js of Emscripten 3.1.46";
const EMVAL_4_0_10: &str = "src/lib/libemval.js of Emscripten 4.0.10";

/// Sorted by name and type.
pub(in super::super) const TABLE: &[Entry] = &[
    memory("_embind_create_inheriting_constructor", "pppp", EMBIND),
    may_reenter("_embind_finalize_value_array", "vp", EMBIND),
    may_reenter("_embind_finalize_value_object", "vp", EMBIND),
    pure("_embind_register_bigint", "vpppiiii", EMBIND),
    memory("_embind_register_bigint", "vpppjj", EMBIND),
    memory("_embind_register_bool", "vppii", EMBIND),
    memory("_embind_register_bool", "vpppii", EMBIND_3_1_30),
    may_reenter("_embind_register_class", "vppppppppppppp", EMBIND),
    may_reenter("_embind_register_class_class_function", "vppipppp", EMBIND_3_1_30),
    may_reenter("_embind_register_class_class_function", "vppippppi", EMBIND_3_1_60),
    may_reenter("_embind_register_class_class_function", "vppippppii", EMBIND),
    may_reenter("_embind_register_class_class_property", "vpppppppp", EMBIND),
    may_reenter("_embind_register_class_constructor", "vpipppp", EMBIND),
    may_reenter("_embind_register_class_function", "vppippppi", EMBIND_3_1_30),
    may_reenter("_embind_register_class_function", "vppippppii", EMBIND_3_1_60),
    may_reenter("_embind_register_class_function", "vppippppiii", EMBIND),
    may_reenter("_embind_register_class_property", "vpppppppppp", EMBIND),
    may_reenter("_embind_register_constant", "vppd", EMBIND),
    pure("_embind_register_emval", "vp", EMBIND),
    memory("_embind_register_emval", "vpp", EMBIND_3_1_46),
    memory("_embind_register_enum", "vpppi", EMBIND_4_0_22),
    memory("_embind_register_enum", "vpppii", EMBIND),
    memory("_embind_register_enum_value", "vppi", EMBIND),
    memory("_embind_register_float", "vppp", EMBIND),
    may_reenter("_embind_register_function", "vpipppp", EMBIND_3_1_30),
    may_reenter("_embind_register_function", "vpippppi", EMBIND_3_1_60),
    may_reenter("_embind_register_function", "vpippppii", EMBIND),
    memory("_embind_register_integer", "vpppii", EMBIND),
    memory("_embind_register_iterable", "vpppp", EMBIND),
    memory("_embind_register_memory_view", "vpip", EMBIND),
    pure("_embind_register_optional", "vpp", EMBIND),
    may_reenter("_embind_register_smart_ptr", "vpppipppppppp", EMBIND),
    memory("_embind_register_std_string", "vpp", EMBIND),
    memory("_embind_register_std_wstring", "vppp", EMBIND),
    may_reenter("_embind_register_user_type", "vpp", EMBIND),
    pure("_embind_register_user_type_definition", "vppp", EMBIND),
    may_reenter("_embind_register_value_array", "vpppppp", EMBIND),
    may_reenter("_embind_register_value_array_element", "vppppppppp", EMBIND),
    may_reenter("_embind_register_value_object", "vpppppp", EMBIND),
    may_reenter("_embind_register_value_object_field", "vpppppppppp", EMBIND),
    memory("_embind_register_void", "vpp", EMBIND),
    memory("_emval_array_to_memory_view", "vpp", EMVAL),
    may_reenter("_emval_as", "dppp", EMVAL_4_0_10),
    may_reenter("_emval_as_int64", "jpp", EMVAL_4_0_10),
    may_reenter("_emval_as_uint64", "jpp", EMVAL_4_0_10),
    may_reenter("_emval_await", "pp", EMVAL),
    may_reenter("_emval_call", "dpppp", EMVAL_4_0_10),
    may_reenter("_emval_call", "ppipp", EMVAL_3_1_46),
    may_reenter("_emval_call_method", "dppppp", EMVAL_4_0_10),
    may_reenter("_emval_call_void_method", "vpppp", EMVAL_3_1_46),
    memory("_emval_coro_make_promise", "ppp", EMVAL),
    may_reenter("_emval_coro_suspend", "vpp", EMVAL),
    memory("_emval_create_invoker", "pipi", EMVAL),
    may_reenter("_emval_decref", "vp", EMVAL),
    may_reenter("_emval_delete", "ipp", EMVAL),
    may_reenter("_emval_equals", "ipp", EMVAL),
    may_reenter("_emval_from_current_cxa_exception", "p", EMVAL),
    memory("_emval_get_global", "pp", EMVAL),
    memory("_emval_get_method_caller", "pip", EMVAL_3_1_46),
    memory("_emval_get_method_caller", "pipi", EMVAL_4_0_10),
    memory("_emval_get_module_property", "pp", EMVAL),
    may_reenter("_emval_get_property", "ppp", EMVAL),
    may_reenter("_emval_greater_than", "ipp", EMVAL),
    may_reenter("_emval_in", "ipp", EMVAL),
    pure("_emval_incref", "vp", EMVAL),
    may_reenter("_emval_instanceof", "ipp", EMVAL),
    may_reenter("_emval_invoke", "dppppp", EMVAL),
    may_reenter("_emval_invoke_i64", "jppppp", EMVAL),
    pure("_emval_is_catchable_cpp_exception_object", "ip", EMVAL),
    pure("_emval_is_number", "ip", EMVAL),
    pure("_emval_is_string", "ip", EMVAL),
    may_reenter("_emval_iter_begin", "pp", EMVAL),
    may_reenter("_emval_iter_next", "pp", EMVAL),
    may_reenter("_emval_less_than", "ipp", EMVAL),
    may_reenter("_emval_new", "ppipp", EMVAL_3_1_46),
    pure("_emval_new_array", "p", EMVAL),
    memory("_emval_new_array_from_memory_view", "pp", EMVAL),
    memory("_emval_new_cstring", "pp", EMVAL),
    pure("_emval_new_object", "p", EMVAL),
    memory("_emval_new_u16string", "pp", EMVAL),
    memory("_emval_new_u8string", "pp", EMVAL),
    pure("_emval_not", "ip", EMVAL),
    memory("_emval_register_symbol", "vp", EMVAL),
    may_reenter("_emval_run_destructors", "vp", EMVAL),
    may_reenter("_emval_set_property", "vppp", EMVAL),
    pure("_emval_strictly_equals", "ipp", EMVAL),
    may_reenter("_emval_take_value", "ppp", EMVAL_4_0_10),
    may_reenter("_emval_throw", "ip", EMVAL),
    pure("_emval_typeof", "pp", EMVAL),
];
