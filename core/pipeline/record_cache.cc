#include "core/pipeline/record_cache.h"

#include <limits>

#include "absl/strings/str_format.h"
#include "core/base/aligned_buffer.h"
#include "core/cache/s3_fifo.h"

namespace txtsentry::pipeline {

namespace {

constexpr int kShards = 16;  // A power of two.

static_assert(kRecordBytesMax <= std::numeric_limits<uint16_t>::max(), "offsets have 16 bits");

}  // namespace

// A compact result.
struct RecordCache::Answer {
  const std::string* matcher = nullptr;
  const std::string* execution_rule = nullptr;
  float probability = 0;
  float entropy_bits = 0;
  uint32_t token_count = 0;
  uint16_t reasons = 0;  // One bit per reason.
  uint16_t blob_offset = 0;
  uint16_t blob_bytes = 0;  // 0: no blob.
  uint8_t blob_encoding = 0;
  uint8_t category = 0;
  bool suspicious = false;
};

struct alignas(base::kCacheLineBytes) RecordCache::Shard {
  explicit Shard(int64_t keys_max) : answers(keys_max) {}

  mutable base::Mutex mu;
  cache::S3FifoMap<Answer> answers ABSL_GUARDED_BY(mu);
  RecordCacheStats counts ABSL_GUARDED_BY(mu);
};

absl::StatusOr<std::unique_ptr<RecordCache>> RecordCache::Create(int64_t bytes_max,
                                                                 const cache::Bits128& sip_key) {
  if (bytes_max < kBytesMin) {
    return absl::InvalidArgumentError(
        absl::StrFormat("answer memo bytes_max=%d is below %d", bytes_max, kBytesMin));
  }
  return std::unique_ptr<RecordCache>(new RecordCache(bytes_max, sip_key));
}

RecordCache::RecordCache(int64_t bytes_max, const cache::Bits128& sip_key) : sip_key_(sip_key) {
  const int64_t keys = bytes_max / kShards / cache::S3FifoMap<Answer>::kBytesAKey;
  for (int i = 0; i < kShards; ++i) shards_.push_back(std::make_unique<Shard>(keys));
}

RecordCache::~RecordCache() = default;

cache::Bits128 RecordCache::Key(uint64_t version, const Record& record) const {
  cache::SipHasher hasher(sip_key_);
  hasher.AddWord(version);
  // The text comes last because it may have any length, and a word says first whether a name
  // precedes it: so different records give different messages.
  hasher.AddWord(record.owner_name.empty() ? 0 : 1);
  if (!record.owner_name.empty()) {
    const cache::Bits128 owner = cache::SipHash128(sip_key_, record.owner_name);
    hasher.AddWord(owner.low);
    hasher.AddWord(owner.high);
  }
  return hasher.Finish(record.text);
}

bool RecordCache::Find(const cache::Bits128& key, Result& result) {
  std::optional<Answer> answer;
  {
    Shard& shard = ShardOf(key);
    const base::MutexLock lock(shard.mu);
    answer = shard.answers.Find(key);
    ++(answer ? shard.counts.hits : shard.counts.misses);
  }
  if (!answer) return false;
  result.probability = answer->probability;
  result.token_count = answer->token_count;
  result.cached = true;
  rules::Verdict& verdict = result.verdict;
  verdict.suspicious = answer->suspicious;
  verdict.category = static_cast<rules::Category>(answer->category);
  verdict.matcher = *answer->matcher;
  verdict.execution_rule = *answer->execution_rule;
  for (uint16_t bit = 0; answer->reasons >> bit != 0; ++bit) {
    if ((answer->reasons >> bit & 1) != 0) {
      verdict.reasons.push_back(static_cast<rules::Reason>(bit));
    }
  }
  if (answer->blob_bytes > 0) {
    verdict.encoded_blob = {static_cast<rules::Encoding>(answer->blob_encoding),
                            answer->blob_offset, answer->blob_bytes, answer->entropy_bits};
  }
  return true;
}

void RecordCache::Add(const cache::Bits128& key, const Result& result) {
  const rules::Verdict& verdict = result.verdict;
  Answer answer;
  answer.matcher = Intern(verdict.matcher);
  answer.execution_rule = Intern(verdict.execution_rule);
  answer.probability = result.probability;
  answer.token_count = static_cast<uint32_t>(result.token_count);
  for (const rules::Reason reason : verdict.reasons) {
    answer.reasons |= static_cast<uint16_t>(1U << static_cast<unsigned>(reason));
  }
  if (verdict.encoded_blob) {
    answer.entropy_bits = verdict.encoded_blob->entropy_bits;
    answer.blob_offset = static_cast<uint16_t>(verdict.encoded_blob->offset);
    answer.blob_bytes = static_cast<uint16_t>(verdict.encoded_blob->length);
    answer.blob_encoding = static_cast<uint8_t>(verdict.encoded_blob->encoding);
  }
  answer.category = static_cast<uint8_t>(verdict.category);
  answer.suspicious = verdict.suspicious;
  Shard& shard = ShardOf(key);
  const base::MutexLock lock(shard.mu);
  shard.counts.evictions += shard.answers.Insert(key, answer);
}

const std::string* RecordCache::Intern(const std::string& name) {
  const base::MutexLock lock(names_mu_);
  return &*names_.insert(name).first;
}

RecordCacheStats RecordCache::stats() const {
  RecordCacheStats sum;
  for (const auto& owned : shards_) {
    const Shard& shard = *owned;
    const base::MutexLock lock(shard.mu);
    sum.hits += shard.counts.hits;
    sum.misses += shard.counts.misses;
    sum.evictions += shard.counts.evictions;
    sum.entries += shard.answers.keys();
    sum.bytes_reserved += shard.answers.bytes_reserved();
  }
  sum.bytes = sum.entries * cache::S3FifoMap<Answer>::kBytesAKey;
  return sum;
}

}  // namespace txtsentry::pipeline
