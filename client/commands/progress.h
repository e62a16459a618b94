// What the commands say about how far they are. No clock, no terminal: numbers in, text out.
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
  int64_t bytes_read = 0;   // Of all inputs, as they lie on the disk.
  int64_t bytes_total = 0;  // 0 when unknown, as with a pipe.
  base::TimeUs elapsed_us = 0;
};

// "12345 records, 6172/s, 45.2 of 120.0 MiB (37 %), 0:12 left", with errors where there are any.
// The parts that are unknown are left out.
std::string ProgressText(const ProgressNumbers& numbers);

enum class ProgressMode {
  kNever,
  kTerminal,  // One line, drawn again at most every 100 ms.
  kPlain,     // A line every 10 s, so nothing in a shorter run.
};

// One thread only.
class ProgressMeter {
 public:
  explicit ProgressMeter(ProgressMode mode) : mode_(mode) {}

  // What to write to standard error now: mostly nothing.
  std::string Update(const ProgressNumbers& numbers);

  // The same for a text that is only made when it is due. `elapsed_us` is since the start.
  std::string UpdateText(base::TimeUs elapsed_us, const std::function<std::string()>& make_text);

  // What takes the terminal line away again, before anything else is written.
  std::string Clear();

 private:
  const ProgressMode mode_;
  base::TimeUs shown_us_ = 0;  // elapsed_us of the last text.
  bool drawn_ = false;         // A terminal line stands there.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_PROGRESS_H_
