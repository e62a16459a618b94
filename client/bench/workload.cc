#include "client/bench/workload.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

#include "client/bench/uniform.h"
#include "client/remote_scorer.h"

namespace txtsentry::client {
namespace {

// So many draws of the law that their repetition is none that a cache could profit from.
constexpr int64_t kZipfDraws = int64_t{1} << 20;

void Shuffle(std::mt19937_64& engine, std::vector<uint32_t>& order) {
  for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[UniformBelow(engine, i)]);
}

std::vector<uint32_t> DrawZipf(std::mt19937_64& engine, const std::vector<uint32_t>& ranked,
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
        std::upper_bound(cumulative.begin(), cumulative.end(), Uniform(engine) * sum);
    // The product can be rounded up to the sum itself.
    const auto rank = std::min<size_t>(found - cumulative.begin(), ranked.size() - 1);
    draw = ranked[rank];
  }
  return draws;
}

}  // namespace

Workload::Workload(std::vector<ScoreRequest> records, const WorkloadOptions& options)
    : options_(options), order_(records.size()) {
  records_.reserve(records.size());
  for (ScoreRequest& record : records) {
    v1::Record wire = ToWireRecord(std::move(record));
    if (options_.record_ids) wire.set_id(IdOf(static_cast<int64_t>(records_.size())));
    records_.push_back(std::move(wire));
  }
  std::iota(order_.begin(), order_.end(), 0U);
  if (options_.draw == Draw::kInOrder) return;
  std::mt19937_64 engine(options_.seed);
  Shuffle(engine, order_);
  if (options_.draw == Draw::kZipf) order_ = DrawZipf(engine, order_, options_.zipf_exponent);
}

std::string Workload::IdOf(int64_t number) { return std::to_string(number); }

std::vector<uint32_t> Workload::RecordsOf(int64_t call) const {
  std::vector<uint32_t> records(static_cast<size_t>(options_.records_a_call));
  int64_t position = call * options_.records_a_call;
  for (uint32_t& record : records) record = RecordAt(position++);
  return records;
}

v1::ClassifyRequest Workload::RequestOf(int64_t call, v1::ClassifyRequest empty) const {
  v1::ClassifyRequest request = std::move(empty);
  request.set_id(IdOf(call));
  request.set_priority(options_.priority);
  for (const uint32_t record : RecordsOf(call)) *request.add_records() = records_[record];
  return request;
}

}  // namespace txtsentry::client
