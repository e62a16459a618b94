// What an LSTM's state is after prefixes that many rows share, so that a row can start behind its
// own: records of one kind begin alike.
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_PREFIX_STATES_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_PREFIX_STATES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "core/base/aligned_buffer.h"
#include "core/base/cache_line.h"

namespace txtsentry::engine {

// Remembers the states of a bounded number of prefixes of whole strides, by their exact tokens.
//
// A prefix is a chain of strides, each of which knows the one before it. What is worth a state is
// learned from the rows: a stride behind a known prefix is remembered as a hash when it is first
// met, and given one of the kWays places of its set when it is met again soon. A place is taken
// from whoever was not met since the clock's hand came by, after as many rounds as it was met
// (CLOCK with counters). So rows that come once, which most do, take no place.
//
// Thread-compatible; meant for one thread. The states are those of one engine and one model.
class PrefixStates {
 public:
  static constexpr int64_t kStride = 8;  // Tokens.
  static constexpr int kWays = 8;

  // Room for at least `states` prefixes. All memory is taken here.
  PrefixStates(int64_t states, size_t state_floats);

  // A place that waits for its state. A null ticket has kept_after 0.
  struct Ticket {
    int64_t kept_after = 0;  // The tokens of the row after which the state is to be written.
    int64_t place = 0;
    uint64_t number = 0;
  };

  // Where a row may start.
  struct Start {
    int64_t tokens = 0;            // So many are behind it; up to all of them.
    const float* state = nullptr;  // [state_floats] after them, until the next call; null for 0.
    Ticket ticket;                 // The state that is wanted of this row, if any.
  };
  Start Find(absl::Span<const int32_t> ids);

  // Where the state of a ticket that Find gave goes, [state_floats], to be written before the next
  // call; null when its place has been given away since.
  float* Keep(const Ticket& ticket);

  // What each state takes, with all that is kept for finding it.
  static int64_t BytesOfOne(size_t state_floats);

 private:
  // A stride behind a prefix.
  struct Key {
    uint64_t before = 0;  // The prefix's number; 0: the row's beginning.
    int32_t ids[kStride] = {};
    bool operator==(const Key& other) const;
  };
  // Numbers are never used twice, so that what stood behind a prefix that has lost its place is not
  // found behind another.
  struct alignas(base::kCacheLineBytes) Place {
    Key key;
    uint64_t number = 0;  // 0: free.
    uint8_t uses = 0;     // Not yet worn off by the clock; at most kUsesMax.
    bool has_state = false;
  };
  static constexpr uint8_t kUsesMax = 15;

  static int64_t SetsOf(int64_t states);  // A power of two.
  // The place of a set to be used anew: moves its clock on to the first that has worn off.
  int64_t TakePlace(int64_t set);

  const size_t state_floats_;
  const uint64_t set_mask_;
  std::vector<uint32_t> tags_;         // [sets, kWays]: of the keys' hashes; 0: free.
  std::vector<Place> places_;          // [sets, kWays]
  std::vector<uint8_t> hands_;         // [sets]: the clock's next way.
  std::vector<uint32_t> met_once_;     // By hash; a later one takes its place.
  base::AlignedBuffer<float> states_;  // [sets, kWays, state_floats]
  uint64_t last_number_ = 0;
};

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_PREFIX_STATES_H_
