# What find_package(WasmInitfix) reads: defines wasm_initfix(), and WasmInitfix_LINKER, the path of initfix-wasm-ld.

# A program of this machine, and not of the system that is built for.
find_program(WasmInitfix_LINKER initfix-wasm-ld
  HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../bin"
  NO_CMAKE_FIND_ROOT_PATH)
mark_as_advanced(WasmInitfix_LINKER)

if(WasmInitfix_LINKER)
  include("${CMAKE_CURRENT_LIST_DIR}/WasmInitfix.cmake")
else()
  set(WasmInitfix_FOUND FALSE)
  set(WasmInitfix_NOT_FOUND_MESSAGE "initfix-wasm-ld is neither in PATH nor beside this package: cargo install wasm-initfix")
endif()
