# The functions that declare the project's targets. Dependencies are aliases (txtsentry::text,
# absl::status), so that a misspelt one fails at configure time instead of at link time.

# txtsentry_library(text SRCS a.cc DEPS txtsentry::base): static library txtsentry_text, alias
# txtsentry::text. DEPS are public.
function(txtsentry_library name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_library(txtsentry_${name} STATIC ${ARG_SRCS})
  add_library(txtsentry::${name} ALIAS txtsentry_${name})
  # The flags are this build's own: an exported library does not name them.
  target_link_libraries(txtsentry_${name}
    PRIVATE $<BUILD_INTERFACE:txtsentry_flags> PUBLIC ${ARG_DEPS})
endfunction()

# txtsentry_program(txtsentryd SRCS main.cc DEPS ...): an executable.
function(txtsentry_program name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE txtsentry_flags ${ARG_DEPS})
endfunction()

# txtsentry_test(text_test SRCS utf8_test.cc ... DEPS txtsentry::text LABELS unit SHARDS 2): a
# GoogleTest program, one ctest entry, or SHARDS entries that share its tests and run side by side.
# LABELS: unit | kernel | integration | fuzz | bench.
function(txtsentry_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT;SHARDS" "SRCS;DEPS;LABELS" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(NOT ARG_SHARDS)
    set(ARG_SHARDS 1)
  endif()
  add_executable(${name} ${ARG_SRCS})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_link_libraries(${name} PRIVATE txtsentry_flags ${ARG_DEPS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE TXTSENTRY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  foreach(_shard RANGE 1 ${ARG_SHARDS})
    set(_entry ${name})
    if(ARG_SHARDS GREATER 1)
      set(_entry ${name}_${_shard}_of_${ARG_SHARDS})
    endif()
    math(EXPR _index "${_shard} - 1")
    add_test(NAME ${_entry} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${_entry} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${ARG_SHARDS};GTEST_SHARD_INDEX=${_index}")
  endforeach()
endfunction()

# txtsentry_fuzzer(utf8_fuzz SRCS utf8_fuzz.cc DEPS txtsentry::text CORPUS dir): a libFuzzer
# program; ctest runs it for a few seconds. The same file is a plain replay test elsewhere.
function(txtsentry_fuzzer name)
  cmake_parse_arguments(ARG "" "SECONDS;MAX_LEN" "SRCS;DEPS;CORPUS" ${ARGN})
  if(NOT TXTSENTRY_BUILD_FUZZERS)
    return()
  endif()
  if(NOT ARG_SECONDS)
    set(ARG_SECONDS 3)
  endif()
  if(NOT ARG_MAX_LEN)
    set(ARG_MAX_LEN 4096)
  endif()
  add_executable(${name} ${ARG_SRCS})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_link_libraries(${name} PRIVATE txtsentry_flags ${ARG_DEPS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/corpus/${name}")
  add_test(NAME ${name} COMMAND ${name} -max_total_time=${ARG_SECONDS} -timeout=10
    -rss_limit_mb=2048 -max_len=${ARG_MAX_LEN} -seed=1
    "-artifact_prefix=${CMAKE_BINARY_DIR}/corpus/"
    "${CMAKE_BINARY_DIR}/corpus/${name}" ${ARG_CORPUS})
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 120)
endfunction()
