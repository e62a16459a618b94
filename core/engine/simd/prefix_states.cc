#include "core/engine/simd/prefix_states.h"

#include <algorithm>
#include <cstring>

#include "absl/hash/hash.h"
#include "absl/numeric/bits.h"

namespace txtsentry::engine {
namespace {

// The table of strides seen once has this many entries per slot.
constexpr int64_t kSeenOncePerSlot = 4;

}  // namespace

bool PrefixStates::Key::operator==(const Key& other) const {
  return before == other.before && std::memcmp(ids, other.ids, sizeof(ids)) == 0;
}

int64_t PrefixStates::SetsOf(int64_t states) {
  const int64_t sets = (std::max<int64_t>(states, 1) + kWays - 1) / kWays;
  return static_cast<int64_t>(absl::bit_ceil(static_cast<uint64_t>(sets)));
}

int64_t PrefixStates::BytesOfOne(size_t state_floats) {
  return static_cast<int64_t>(sizeof(Slot) + state_floats * sizeof(float) +
                              (1 + kSeenOncePerSlot) * sizeof(uint32_t));
}

PrefixStates::PrefixStates(int64_t states, size_t state_floats)
    : state_floats_(state_floats),
      set_mask_(static_cast<uint64_t>(SetsOf(states)) - 1),
      tags_(SetsOf(states) * kWays),
      slots_(tags_.size()),
      hands_(SetsOf(states)),
      seen_once_(tags_.size() * kSeenOncePerSlot),
      states_(tags_.size() * state_floats) {}

PrefixStates::Start PrefixStates::Find(absl::Span<const int32_t> ids) {
  Start start;
  Key key;
  for (int64_t end = kStride; end <= static_cast<int64_t>(ids.size()); end += kStride) {
    std::memcpy(key.ids, ids.data() + end - kStride, sizeof(key.ids));
    const uint64_t hash = absl::HashOf(key.before, absl::MakeConstSpan(key.ids));
    const auto set = static_cast<int64_t>(hash & set_mask_);
    const uint32_t tag = static_cast<uint32_t>(hash >> 32) | 1;
    int64_t found = -1;
    for (int64_t slot = set * kWays; slot < (set + 1) * kWays; ++slot) {
      if (tags_[slot] == tag && slots_[slot].key == key) found = slot;
    }
    if (found < 0) {
      uint32_t& seen_once = seen_once_[(hash >> 8) & (seen_once_.size() - 1)];
      if (seen_once != tag) {
        seen_once = tag;
        break;
      }
      const int64_t slot = TakeSlot(set);
      tags_[slot] = tag;
      slots_[slot] = {key, ++last_number_, 0, false};
      start.ticket = {end, slot, last_number_};
      break;
    }
    Slot& slot = slots_[found];
    if (slot.uses < kUsesMax) ++slot.uses;
    if (!slot.has_state) break;
    start.tokens = end;
    start.state = states_.data() + found * state_floats_;
    key.before = slot.number;
  }
  return start;
}

int64_t PrefixStates::TakeSlot(int64_t set) {
  while (true) {
    const int64_t way = hands_[set];
    hands_[set] = static_cast<uint8_t>((way + 1) % kWays);
    Slot& slot = slots_[set * kWays + way];
    if (slot.uses == 0) return set * kWays + way;
    --slot.uses;
  }
}

float* PrefixStates::Keep(const Ticket& ticket) {
  Slot& slot = slots_[ticket.slot];
  if (slot.number != ticket.number) return nullptr;
  slot.has_state = true;
  return states_.data() + ticket.slot * state_floats_;
}

}  // namespace txtsentry::engine
