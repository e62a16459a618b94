# LibTorch as one imported target, txtsentry_libtorch: from LibTorch_ROOT where that is given (the
# folder with include/ and lib/), else the PyPI wheel in the project's .venv, else Debian's
# libtorch-dev. Not through CMAKE_PREFIX_PATH: the wheel's bin/ has a protoc of another version, which
# find_package(Protobuf) would then take.
#
# TorchConfig.cmake is not used: it edits CMAKE_CXX_FLAGS, and with a CUDA build it wants a whole CUDA
# toolkit although this project compiles no device code.

file(GLOB _hints "${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch")

find_path(LibTorch_INCLUDE_DIR torch/csrc/api/include/torch/torch.h
  HINTS ${_hints} PATH_SUFFIXES include)
find_library(LibTorch_LIBRARY torch HINTS ${_hints} PATH_SUFFIXES lib)
find_library(LibTorch_CPU_LIBRARY torch_cpu HINTS ${_hints} PATH_SUFFIXES lib)
find_library(LibTorch_C10_LIBRARY c10 HINTS ${_hints} PATH_SUFFIXES lib)
find_library(LibTorch_CUDA_LIBRARY torch_cuda HINTS ${_hints} PATH_SUFFIXES lib)

# The header that says the version has moved twice between 1.13 and 2.13.
foreach(_place torch/headeronly torch torch/csrc/api/include/torch)
  set(_version_header "${LibTorch_INCLUDE_DIR}/${_place}/version.h")
  if(EXISTS "${_version_header}" AND NOT LibTorch_VERSION)
    file(STRINGS "${_version_header}" _v REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) [0-9]+")
    if(_v MATCHES "MAJOR ([0-9]+).*MINOR ([0-9]+).*PATCH ([0-9]+)")
      set(LibTorch_VERSION "${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
    endif()
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_LIBRARY LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR
  VERSION_VAR LibTorch_VERSION)

if(LibTorch_FOUND AND NOT TARGET txtsentry_libtorch)
  add_library(txtsentry_libtorch INTERFACE)
  target_include_directories(txtsentry_libtorch SYSTEM INTERFACE
    "${LibTorch_INCLUDE_DIR}" "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include")
  target_link_libraries(txtsentry_libtorch INTERFACE
    "${LibTorch_LIBRARY}" "${LibTorch_CPU_LIBRARY}" "${LibTorch_C10_LIBRARY}")
  if(LibTorch_CUDA_LIBRARY)
    # Nothing names a symbol of it, yet without it torch::cuda::is_available() is false.
    target_link_libraries(txtsentry_libtorch INTERFACE
      "-Wl,--no-as-needed,${LibTorch_CUDA_LIBRARY},--as-needed")
  endif()
  # Late 2.x headers no longer compile as C++17 (2.13 does not); the rest of the project is C++17.
  if(LibTorch_VERSION VERSION_GREATER_EQUAL 2.9)
    target_compile_features(txtsentry_libtorch INTERFACE cxx_std_20)
  endif()
endif()
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_LIBRARY LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY
  LibTorch_CUDA_LIBRARY)
