// Which records each call of a load carries.
#ifndef TXTSENTRY_CLIENT_BENCH_WORKLOAD_H_
#define TXTSENTRY_CLIENT_BENCH_WORKLOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "client/scorer.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::client {

// How the records are drawn.
enum class Draw {
  kInOrder,   // As they come, from the first on again at the end.
  kShuffled,  // In one shuffled order, over and over: each as often as any other.
  kZipf,      // The r-th record of a shuffled order r^-s as often as the first.
};

struct WorkloadOptions {
  int64_t records_a_call = 1;
  Draw draw = Draw::kShuffled;
  double zipf_exponent = 1;
  uint64_t seed = 1;
  v1::Priority priority = v1::PRIORITY_INTERACTIVE;
  bool record_ids = true;  // Each record with an id that its result must carry.
};

// Thread-safe: immutable. What call number n carries depends on n alone, whatever the order in
// which threads come to it.
class Workload {
 public:
  // `records` is not empty and holds at most 2^31.
  Workload(std::vector<ScoreRequest> records, const WorkloadOptions& options);

  // Indices of the records of a call.
  std::vector<uint32_t> RecordsOf(int64_t call) const;

  // The request of a call, a v1::ClassifyRequest as it goes over the wire: its parts are ready, so
  // that a generator on the processors of the server that it loads takes little of them. Its id is
  // IdOf(call), and each record's IdOf its index, if it has one.
  std::string RequestOf(int64_t call) const;

  int64_t records() const { return static_cast<int64_t>(begins_.size()) - 1; }
  const WorkloadOptions& options() const { return options_; }

  static std::string IdOf(int64_t number);

 private:
  uint32_t RecordAt(int64_t position) const {
    return order_[static_cast<uint64_t>(position) % order_.size()];
  }

  const WorkloadOptions options_;
  // A request of each record alone, without an id, one behind the other; where the bytes of a
  // record begin, and where they all end.
  std::string record_bytes_;
  std::vector<size_t> begins_;
  std::vector<uint32_t> order_;  // Gone through over and over.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_WORKLOAD_H_
