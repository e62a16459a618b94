// The program's version, as shown by --version, GetModel and model cards. CMake checks at configure
// time that it equals project(VERSION) in CMakeLists.txt.
#ifndef TXTSENTRY_CORE_BASE_VERSION_H_
#define TXTSENTRY_CORE_BASE_VERSION_H_

namespace txtsentry::base {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_VERSION_H_
