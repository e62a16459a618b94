// The version of the program, as --version, GetModel and model cards say it. CMakeLists.txt's
// project(VERSION) is checked against it when CMake runs.
#ifndef TXTSENTRY_CORE_BASE_VERSION_H_
#define TXTSENTRY_CORE_BASE_VERSION_H_

namespace txtsentry::base {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_VERSION_H_
