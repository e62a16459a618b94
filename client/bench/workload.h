// Selects the records of each call of a load.
#ifndef TXTSENTRY_CLIENT_BENCH_WORKLOAD_H_
#define TXTSENTRY_CLIENT_BENCH_WORKLOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "client/scorer.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::client {

// The order in which records are drawn.
enum class Draw {
  kInOrder,   // In input order, cyclically.
  kShuffled,  // In one shuffled order, cyclically: every record equally often.
  kZipf,      // The r-th record of a shuffled order is r^-s times as frequent as the first.
};

struct WorkloadOptions {
  int64_t records_a_call = 1;
  Draw draw = Draw::kShuffled;
  double zipf_exponent = 1;
  uint64_t seed = 1;
  v1::Priority priority = v1::PRIORITY_INTERACTIVE;
  bool record_ids = true;  // Gives each record an id, which its result must carry.
};

// Thread-safe: immutable. The contents of call n depend only on n, not on the order in which
// threads ask.
class Workload {
 public:
  // `records` must not be empty and have at most 2^31 elements.
  Workload(std::vector<ScoreRequest> records, const WorkloadOptions& options);

  // Returns the record indices of a call.
  std::vector<uint32_t> RecordsOf(int64_t call) const;

  // Returns the request of a call as a serialized v1::ClassifyRequest. Its parts are serialized in
  // advance, so a generator on the same machine as the server takes little processor time. The
  // request's id is IdOf(call); each record's id, if enabled, is IdOf of its index.
  std::string RequestOf(int64_t call) const;

  int64_t records() const { return static_cast<int64_t>(begins_.size()) - 1; }
  const WorkloadOptions& options() const { return options_; }

  static std::string IdOf(int64_t number);

 private:
  uint32_t RecordAt(int64_t position) const {
    return order_[static_cast<uint64_t>(position) % order_.size()];
  }

  const WorkloadOptions options_;
  // Serialized requests with one record each and without an id, concatenated; the start of each
  // record's bytes, and the end.
  std::string record_bytes_;
  std::vector<size_t> begins_;
  std::vector<uint32_t> order_;  // Traversed cyclically.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_WORKLOAD_H_
