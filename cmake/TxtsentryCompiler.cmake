# Compiler settings. They live on one INTERFACE target that every target of the project links
# PRIVATE, so that nothing leaks into the libraries around us.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(TXTSENTRY_CCACHE ccache)
if(TXTSENTRY_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER "${TXTSENTRY_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${TXTSENTRY_CCACHE}")
endif()

add_library(txtsentry_flags INTERFACE)
target_include_directories(txtsentry_flags INTERFACE "${PROJECT_SOURCE_DIR}")
# -ffp-contract=off: a fused multiply-add happens where the code names one and nowhere else, so
# that every engine's arithmetic is what its source says.
target_compile_options(txtsentry_flags INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers
  -ffp-contract=off)
if(DEFINED ENV{CI})
  target_compile_options(txtsentry_flags INTERFACE -Werror)
endif()
if(TXTSENTRY_THREAD_SAFETY_ANALYSIS)
  target_compile_options(txtsentry_flags INTERFACE -Wthread-safety -Werror=thread-safety)
endif()
# Apart, as generated code has them without the warnings: protobuf's classes have another layout under
# ThreadSanitizer.
add_library(txtsentry_sanitizers INTERFACE)
target_link_libraries(txtsentry_flags INTERFACE txtsentry_sanitizers)
if(TXTSENTRY_SANITIZE)
  target_compile_options(txtsentry_sanitizers INTERFACE
    -fsanitize=${TXTSENTRY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(txtsentry_sanitizers INTERFACE -fsanitize=${TXTSENTRY_SANITIZE})
endif()
if(TXTSENTRY_BUILD_FUZZERS)
  # Coverage feedback for libFuzzer in every object; the fuzzer's main only in the fuzz targets.
  target_compile_options(txtsentry_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(txtsentry_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()
