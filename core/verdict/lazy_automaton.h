// An automaton that is made when a text first needs it: those of all tables together take a tenth
// of a second.
#ifndef TXTSENTRY_CORE_VERDICT_LAZY_AUTOMATON_H_
#define TXTSENTRY_CORE_VERDICT_LAZY_AUTOMATON_H_

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "core/verdict/byte_automaton.h"

namespace txtsentry::verdict {

// Thread-safe.
class LazyAutomaton {
 public:
  // What `make`, which gives an absl::StatusOr<ByteAutomaton>, makes when this is first called;
  // null when that is an error.
  template <typename Make>
  const ByteAutomaton* Get(Make make) const {
    if (const ByteAutomaton* const made = made_.load(std::memory_order_acquire)) return made;
    std::call_once(once_, [this, &make] {
      absl::StatusOr<ByteAutomaton> automaton = make();
      if (!automaton.ok()) return;
      automaton_.emplace(*std::move(automaton));
      made_.store(&*automaton_, std::memory_order_release);
    });
    return made_.load(std::memory_order_acquire);
  }

 private:
  mutable std::once_flag once_;
  mutable std::optional<const ByteAutomaton> automaton_;
  mutable std::atomic<const ByteAutomaton*> made_ = nullptr;
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_LAZY_AUTOMATON_H_
