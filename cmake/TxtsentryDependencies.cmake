# Every outside library, found or refused here. Nothing is vendored and nothing is fetched: the
# process must hold one protobuf and one abseil.

find_package(Threads REQUIRED)
if(NOT TARGET absl::status)
  find_package(absl REQUIRED)
endif()
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)

find_package(PkgConfig REQUIRED)
pkg_check_modules(Highway REQUIRED IMPORTED_TARGET libhwy)
add_library(hwy::hwy ALIAS PkgConfig::Highway)

pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
add_library(txtsentry_re2 INTERFACE)
target_link_libraries(txtsentry_re2 INTERFACE PkgConfig::RE2)

find_package(simdjson REQUIRED)

if(TXTSENTRY_BUILD_SERVER)
  # Debian 12's protobuf has no package of its own, only CMake's module. The installed package looks
  # for it the same way.
  find_package(Protobuf CONFIG QUIET)
  set(TXTSENTRY_PROTOBUF_PACKAGE_MODE CONFIG)
  if(NOT Protobuf_FOUND)
    find_package(Protobuf REQUIRED)
    set(TXTSENTRY_PROTOBUF_PACKAGE_MODE MODULE)
  endif()
  find_package(gRPC CONFIG REQUIRED)
  find_package(spdlog REQUIRED)
  pkg_check_modules(HttpLib REQUIRED IMPORTED_TARGET cpp-httplib)
  find_package(CLI11 REQUIRED)
  # A sanitizer has a malloc of its own.
  if(TXTSENTRY_WITH_JEMALLOC AND NOT TXTSENTRY_SANITIZE)
    pkg_check_modules(Jemalloc REQUIRED IMPORTED_TARGET jemalloc)
  endif()
endif()

if(TXTSENTRY_WITH_TORCH)
  find_package(LibTorch REQUIRED)
  get_filename_component(TXTSENTRY_LIBTORCH_FOLDER "${LibTorch_LIBRARY}" DIRECTORY)
  find_package(CLI11 REQUIRED)
endif()

if(TXTSENTRY_BUILD_TESTS)
  find_package(GTest REQUIRED)
  find_program(TXTSENTRY_PYTHON NAMES python python3
    PATHS "${PROJECT_SOURCE_DIR}/.venv/bin" NO_DEFAULT_PATH)
  if(NOT TXTSENTRY_PYTHON)
    find_program(TXTSENTRY_PYTHON NAMES python3 REQUIRED)
  endif()
endif()
if(TXTSENTRY_BUILD_BENCH)
  find_package(benchmark REQUIRED)
endif()
