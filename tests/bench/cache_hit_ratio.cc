// cache_hit_ratio [--quick]: how often the result cache has what is asked for, beside LRU and SIEVE
// of equal bytes.
//
// Records come with Zipf's frequencies (exponent 1.0) from a universe of a million; in the second
// trace a scan of records that never come again breaks in: twice the cache's room, each time that
// four times its room has been asked for. Only Zipf's requests count, so that the scans show by
// what they push out. Flat arrays of LRU would take 24 bytes an entry, 8 for two links and 6 for
// the index, those of SIEVE the same: 38, as S3Fifo with its ghost. Equal bytes are equal entries.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/cache/s3_fifo.h"
#include "core/cache/sip_hash.h"
#include "tests/support/random.h"

namespace txtsentry::cache {
namespace {

// True when the record was there; it is afterwards.
using Cache = std::function<bool(int64_t record)>;

Cache MakeS3Fifo(int64_t keys_max) {
  return [cache = std::make_shared<S3Fifo>(keys_max)](int64_t record) {
    test::Random hash(static_cast<uint64_t>(record));
    const Bits128 key = {hash.Next(), hash.Next()};
    if (cache->Find(key).has_value()) return true;
    cache->Insert(key, 0);
    return false;
  };
}

class Lru {
 public:
  explicit Lru(int64_t keys_max) : keys_max_(keys_max) {}
  bool Ask(int64_t record) {
    const auto found = places_.find(record);
    if (found != places_.end()) {
      order_.splice(order_.begin(), order_, found->second);
      return true;
    }
    if (static_cast<int64_t>(places_.size()) == keys_max_) {
      places_.erase(order_.back());
      order_.pop_back();
    }
    order_.push_front(record);
    places_[record] = order_.begin();
    return false;
  }

 private:
  const int64_t keys_max_;
  std::list<int64_t> order_;  // Last used first.
  std::unordered_map<int64_t, std::list<int64_t>::iterator> places_;
};

class Sieve {
 public:
  explicit Sieve(int64_t keys_max) : keys_max_(keys_max), hand_(order_.end()) {}
  bool Ask(int64_t record) {
    const auto found = places_.find(record);
    if (found != places_.end()) {
      found->second->visited = true;
      return true;
    }
    if (static_cast<int64_t>(places_.size()) == keys_max_) Evict();
    order_.push_front({record, false});
    places_[record] = order_.begin();
    return false;
  }

 private:
  struct Node {
    int64_t record = 0;
    bool visited = false;
  };
  void Evict() {
    if (hand_ == order_.end()) hand_ = std::prev(order_.end());
    while (hand_->visited) {
      hand_->visited = false;
      hand_ = hand_ == order_.begin() ? std::prev(order_.end()) : std::prev(hand_);
    }
    places_.erase(hand_->record);
    const auto next = hand_ == order_.begin() ? order_.end() : std::prev(hand_);
    order_.erase(hand_);
    hand_ = next;
  }

  const int64_t keys_max_;
  std::list<Node> order_;  // Newest first.
  std::list<Node>::iterator hand_;
  std::unordered_map<int64_t, std::list<Node>::iterator> places_;
};

struct Trace {
  std::vector<int32_t> records;
  int64_t scan_every = 0;  // 0: no scans.
  int64_t scan_records = 0;
};

// The share of the trace's requests that hit, after a first quarter that warms the cache.
double HitRatio(const Trace& trace, const Cache& ask) {
  int64_t hits = 0;
  int64_t counted = 0;
  int64_t scanned = -1;
  const auto warm = static_cast<int64_t>(trace.records.size()) / 4;
  for (int64_t i = 0; i < static_cast<int64_t>(trace.records.size()); ++i) {
    if (trace.scan_every > 0 && i % trace.scan_every == trace.scan_every - 1) {
      for (int64_t s = 0; s < trace.scan_records; ++s) ask(scanned--);
    }
    const bool hit = ask(trace.records[i]);
    if (i < warm) continue;
    ++counted;
    hits += hit ? 1 : 0;
  }
  return static_cast<double>(hits) / static_cast<double>(counted);
}

std::vector<int32_t> ZipfRecords(int64_t universe, int64_t requests) {
  std::vector<double> cumulative(static_cast<size_t>(universe));
  double sum = 0;
  for (int64_t i = 0; i < universe; ++i) cumulative[i] = sum += 1.0 / static_cast<double>(i + 1);
  test::Random random(1);
  std::vector<int32_t> records(static_cast<size_t>(requests));
  for (int32_t& record : records) {
    const double at = (random.Signed() + 1) / 2 * sum;
    record = static_cast<int32_t>(std::upper_bound(cumulative.begin(), cumulative.end(), at) -
                                  cumulative.begin());
  }
  return records;
}

void Print(int64_t universe, int64_t requests) {
  Trace trace;
  trace.records = ZipfRecords(universe, requests);
  std::printf("%-10s %9s %10s %8s %8s %8s\n", "trace", "entries", "bytes", "s3-fifo", "lru",
              "sieve");
  for (const bool scans : {false, true}) {
    for (const int64_t divisor : {1000, 100, 20, 10}) {
      const int64_t keys = universe / divisor;
      trace.scan_every = scans ? 4 * keys : 0;
      trace.scan_records = 2 * keys;
      Lru lru(keys);
      Sieve sieve(keys);
      const double s3 = HitRatio(trace, MakeS3Fifo(keys));
      const double of_lru = HitRatio(trace, [&lru](int64_t r) { return lru.Ask(r); });
      const double of_sieve = HitRatio(trace, [&sieve](int64_t r) { return sieve.Ask(r); });
      std::printf("%-10s %9lld %10lld %8.4f %8.4f %8.4f\n", scans ? "zipf+scan" : "zipf",
                  static_cast<long long>(keys), static_cast<long long>(keys) * S3Fifo::kBytesAKey,
                  s3, of_lru, of_sieve);
    }
  }
}

}  // namespace
}  // namespace txtsentry::cache

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::string_view(argv[1]) == "--quick";
  if (quick) {
    txtsentry::cache::Print(20'000, 100'000);
  } else {
    txtsentry::cache::Print(1'000'000, 8'000'000);
  }
  return 0;
}
