// Formats the progress of a command. Uses no clock and no terminal.
#ifndef TXTSENTRY_CLIENT_COMMANDS_PROGRESS_H_
#define TXTSENTRY_CLIENT_COMMANDS_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/clock.h"

namespace txtsentry::client {

struct ProgressNumbers {
  int64_t records = 0;  // Scored and written.
  int64_t errors = 0;
  int64_t bytes_read = 0;   // Compressed size read from all inputs.
  int64_t bytes_total = 0;  // 0 if unknown, as for a pipe.
  base::TimeUs elapsed_us = 0;
};

// Returns for example "12345 records, 6172/s, 45.2 of 120.0 MiB (37 %), 0:12 left", with errors if
// there are any. Omits unknown parts.
std::string ProgressText(const ProgressNumbers& numbers);

enum class ProgressMode {
  kNever,
  kTerminal,  // One line, redrawn at most every 100 ms.
  kPlain,     // A line every 10 s, so a short run writes none.
};

// Not thread-safe.
class ProgressMeter {
 public:
  explicit ProgressMeter(ProgressMode mode) : mode_(mode) {}

  // Returns the text to write to standard error now; usually empty.
  std::string Update(const ProgressNumbers& numbers);

  // Same, for a text that is created only when due. `elapsed_us` is the time since the start.
  std::string UpdateText(base::TimeUs elapsed_us, const std::function<std::string()>& make_text);

  // Returns the text that erases the terminal line, to be written before other output.
  std::string Clear();

 private:
  const ProgressMode mode_;
  base::TimeUs shown_us_ = 0;  // elapsed_us of the last text.
  bool drawn_ = false;         // True if a terminal line is shown.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_PROGRESS_H_
