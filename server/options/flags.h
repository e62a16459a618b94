// Declares a flag of the daemon for command line, environment and config file at once.
#ifndef TXTSENTRY_SERVER_OPTIONS_FLAGS_H_
#define TXTSENTRY_SERVER_OPTIONS_FLAGS_H_

#include <CLI/CLI.hpp>
#include <cctype>
#include <string>
#include <type_traits>

namespace txtsentry::server {

// For example --queue-rows-max is also TXTSENTRY_QUEUE_ROWS_MAX. `value` must outlive the parsing.
template <typename T>
CLI::Option* AddFlag(CLI::App& app, const std::string& name, T& value, const std::string& help) {
  std::string environment = "TXTSENTRY_";
  for (const char c : name) {
    environment += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  if constexpr (std::is_same_v<T, bool>) {
    return app.add_flag("--" + name, value, help)->envname(environment);
  } else {
    return app.add_option("--" + name, value, help)->envname(environment)->capture_default_str();
  }
}

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OPTIONS_FLAGS_H_
