#include "core/cache/s3_fifo.h"

#include <algorithm>

namespace txtsentry::cache {
namespace {

constexpr int64_t kSmallShare = 10;  // The paper's tenth; it finds little change from 5 % to 20 %.

int64_t Clamped(int64_t keys_max) {
  return std::clamp<int64_t>(keys_max, S3Fifo::kKeysMin, (int64_t{1} << 31) - 1);
}

}  // namespace

S3Fifo::S3Fifo(int64_t keys_max)
    : entries_(static_cast<size_t>(Clamped(keys_max))),
      index_(entries_.size() + entries_.size() / 2),
      ghost_(static_cast<int64_t>(entries_.size()) - Clamped(keys_max) / kSmallShare) {
  small_.room = Clamped(keys_max) / kSmallShare;
  main_.begin = small_.room;
  main_.room = Clamped(keys_max) - small_.room;
}

int64_t S3Fifo::bytes_reserved() const {
  return static_cast<int64_t>(entries_.capacity() * sizeof(Entry) +
                              index_.capacity() * sizeof(uint32_t)) +
         ghost_.bytes_reserved();
}

int64_t S3Fifo::Home(const Bits128& key) const {
  return static_cast<int64_t>(((key.low >> 32) * index_.size()) >> 32);
}

int64_t S3Fifo::CellOf(const Bits128& key) const {
  int64_t cell = Home(key);
  while (index_[cell] != kNoEntry && !(entries_[index_[cell] - 1].key == key)) {
    if (++cell == static_cast<int64_t>(index_.size())) cell = 0;
  }
  return cell;
}

// Moves back what stands behind the hole and would no longer be found across it (Knuth 6.4,
// algorithm R), so that no marks of deleted cells pile up.
void S3Fifo::EraseCell(int64_t cell) {
  const auto cells = static_cast<int64_t>(index_.size());
  int64_t hole = cell;
  for (int64_t next = hole;;) {
    if (++next == cells) next = 0;
    if (index_[next] == kNoEntry) break;
    const int64_t home = Home(entries_[index_[next] - 1].key);
    // It may move when its home does not lie in the cells after the hole, up to itself.
    const int64_t from_home = (next - home + cells) % cells;
    const int64_t from_hole = (next - hole + cells) % cells;
    if (from_home < from_hole) continue;
    index_[hole] = index_[next];
    hole = next;
  }
  index_[hole] = kNoEntry;
}

std::optional<float> S3Fifo::Find(const Bits128& key) {
  const uint32_t found = index_[CellOf(key)];
  if (found == kNoEntry) return std::nullopt;
  Entry& entry = entries_[found - 1];
  entry.asked = std::min(entry.asked + 1, kAskedMax);
  return entry.value;
}

int64_t S3Fifo::Insert(const Bits128& key, float value) {
  const uint32_t found = index_[CellOf(key)];
  if (found != kNoEntry) {
    entries_[found - 1].value = value;
    return 0;
  }
  int64_t evicted = 0;
  if (ghost_.Take(key)) {
    if (main_.count == main_.room) {
      EvictFromMain();
      evicted = 1;
    }
    Push(main_, key, value);
  } else {
    if (small_.count == small_.room) evicted = MakeRoomInSmall();
    Push(small_, key, value);
  }
  return evicted;
}

void S3Fifo::Push(Queue& queue, const Bits128& key, float value) {
  const int64_t place = queue.begin + (queue.head + queue.count) % queue.room;
  ++queue.count;
  entries_[place] = {key, value, 0};
  index_[CellOf(key)] = static_cast<uint32_t>(place) + 1;
}

S3Fifo::Entry S3Fifo::Pop(Queue& queue) {
  const Entry entry = entries_[queue.begin + queue.head];
  EraseCell(CellOf(entry.key));
  queue.head = (queue.head + 1) % queue.room;
  --queue.count;
  return entry;
}

int64_t S3Fifo::MakeRoomInSmall() {
  const Entry entry = Pop(small_);
  const bool main_is_full = main_.count == main_.room;
  if (main_is_full && entry.asked < kAskedToStay) {
    ghost_.Add(entry.key);
    return 1;
  }
  if (main_is_full) EvictFromMain();
  Push(main_, entry.key, entry.value);
  return main_is_full ? 1 : 0;
}

void S3Fifo::EvictFromMain() {
  while (true) {
    Entry& oldest = entries_[main_.begin + main_.head];
    if (oldest.asked == 0) break;
    // Another round for it. The ring is full, so the place of its oldest is also that of its
    // newest, and turning the ring moves the key without moving the entry.
    --oldest.asked;
    main_.head = (main_.head + 1) % main_.room;
  }
  Pop(main_);
}

void S3Fifo::Clear() {
  std::fill(index_.begin(), index_.end(), kNoEntry);
  small_.head = small_.count = 0;
  main_.head = main_.count = 0;
  ghost_.Clear();
}

}  // namespace txtsentry::cache
