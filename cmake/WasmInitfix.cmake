# wasm_initfix(<target> [OPTIONS <option>...])
#
# Lets the constructors of an executable that clang links for WebAssembly run once, in time. The target is linked by
# initfix-wasm-ld, which is wasm-ld and then the fix, so that whatever comes after linking sees what was fixed, and nothing is
# built twice. Options are those of wasm-initfix: OPTIONS --init=lazy --host=esm

function(wasm_initfix target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "wasm_initfix(${target}): unexpected `${arg_UNPARSED_ARGUMENTS}`; options follow OPTIONS")
  endif()
  set(options "")
  set(before "")
  foreach(option IN LISTS arg_OPTIONS)
    if(NOT option MATCHES "^--" AND before)
      message(FATAL_ERROR "wasm_initfix(${target}): `${before} ${option}` has to be one word: `${before}=${option}`")
    elseif(NOT option MATCHES "^--")
      message(FATAL_ERROR "wasm_initfix(${target}): `${option}` does not begin with `--`, as options do: --init=lazy")
    endif()
    set(before "${option}")
    if(option MATCHES "=")
      set(before "")
    endif()
    string(REGEX REPLACE "^--" "--initfix-" own "${option}")
    # -Wl, would part it at commas, and options may hold some.
    list(APPEND options "SHELL:-Xlinker \"${own}\"")
  endforeach()
  get_target_property(linker_language ${target} LINKER_LANGUAGE)
  if(NOT linker_language)
    set(linker_language CXX)
    if(NOT CMAKE_CXX_COMPILER_ID)
      set(linker_language C)
    endif()
  endif()
  if(NOT CMAKE_${linker_language}_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR
      "wasm_initfix(${target}): ${CMAKE_${linker_language}_COMPILER} is not clang, and takes no other linker; run wasm-initfix "
      "in a custom command")
  endif()
  # For WebAssembly, clang takes no bare name here.
  target_link_options(${target} PRIVATE "-fuse-ld=${WasmInitfix_LINKER}")
  target_link_options(${target} PRIVATE ${options})
  # A newer one may fix more.
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${WasmInitfix_LINKER}")
endfunction()
