#include "client/bench/workload.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "client/remote_scorer.h"
#include "core/base/random.h"

namespace txtsentry::client {
namespace {

// Enough draws that a cache cannot benefit from their repetition.
constexpr int64_t kZipfDraws = int64_t{1} << 20;

std::vector<uint32_t> DrawZipf(base::Random& random, const std::vector<uint32_t>& ranked,
                               double exponent) {
  std::vector<double> cumulative(ranked.size());
  double sum = 0;
  for (size_t rank = 0; rank < ranked.size(); ++rank) {
    sum += std::pow(static_cast<double>(rank + 1), -exponent);
    cumulative[rank] = sum;
  }
  std::vector<uint32_t> draws(kZipfDraws);
  for (uint32_t& draw : draws) {
    const auto found =
        std::upper_bound(cumulative.begin(), cumulative.end(), random.Uniform() * sum);
    // The product can be rounded up to the sum itself.
    const auto rank = std::min<size_t>(found - cumulative.begin(), ranked.size() - 1);
    draw = ranked[rank];
  }
  return draws;
}

}  // namespace

Workload::Workload(std::vector<ScoreRequest> records, const WorkloadOptions& options)
    : options_(options), order_(records.size()) {
  begins_.reserve(records.size() + 1);
  for (ScoreRequest& record : records) {
    const auto index = static_cast<int64_t>(begins_.size());
    begins_.push_back(record_bytes_.size());
    v1::ClassifyRequest alone;
    *alone.add_records() = ToWireRecord(std::move(record));
    if (options_.record_ids) alone.mutable_records(0)->set_id(IdOf(index));
    alone.AppendToString(&record_bytes_);
  }
  begins_.push_back(record_bytes_.size());
  std::iota(order_.begin(), order_.end(), 0U);
  if (options_.draw == Draw::kInOrder) return;
  base::Random random(options_.seed);
  random.Shuffle(order_);
  if (options_.draw == Draw::kZipf) order_ = DrawZipf(random, order_, options_.zipf_exponent);
}

std::string Workload::IdOf(int64_t number) { return std::to_string(number); }

std::vector<uint32_t> Workload::RecordsOf(int64_t call) const {
  std::vector<uint32_t> records(static_cast<size_t>(options_.records_a_call));
  int64_t position = call * options_.records_a_call;
  for (uint32_t& record : records) record = RecordAt(position++);
  return records;
}

std::string Workload::RequestOf(int64_t call) const {
  const std::vector<uint32_t> records = RecordsOf(call);
  v1::ClassifyRequest rest;
  rest.set_id(IdOf(call));
  rest.set_priority(options_.priority);
  size_t bytes = rest.ByteSizeLong();
  for (const uint32_t record : records) bytes += begins_[record + 1] - begins_[record];
  std::string request;
  request.reserve(bytes);
  // Concatenated serialized messages parse as one message with all their fields.
  for (const uint32_t record : records) {
    request.append(record_bytes_, begins_[record], begins_[record + 1] - begins_[record]);
  }
  rest.AppendToString(&request);
  return request;
}

}  // namespace txtsentry::client
