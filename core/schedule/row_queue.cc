#include "core/schedule/row_queue.h"

#include <algorithm>
#include <limits>

namespace txtsentry::schedule {
namespace {

base::TimeUs BucketOf(base::TimeUs deadline_us) {
  return deadline_us == base::kNever ? base::kNever : deadline_us / RowQueue::kBucketUs;
}

}  // namespace

double RowQueue::ShareOf(Priority priority) const {
  return priority == Priority::kInteractive ? options_.interactive_share
                                            : 1 - options_.interactive_share;
}

int64_t RowQueue::clients() const {
  return static_cast<int64_t>(classes_[0].clients.size() + classes_[1].clients.size());
}

void RowQueue::Add(int64_t job, const JobClass& job_class, absl::Span<const int64_t> row_tokens) {
  if (row_tokens.empty()) return;
  Class& in = OfPriority(job_class.priority);
  const Class& other = classes_[1 - static_cast<size_t>(job_class.priority)];
  const bool was_idle = in.clients.empty();
  if (was_idle && !other.clients.empty()) in.served = std::max(in.served, other.served);

  WaitingJob& waiting = jobs_[job];
  waiting.job_class = job_class;
  int64_t tokens = 0;
  for (size_t i = 0; i < row_tokens.size(); ++i) {
    const int length = LengthClass(row_tokens[i]);
    waiting.rows[length].push_back(
        {job, static_cast<int64_t>(i), row_tokens[i], job_class.deadline_us, job_class.priority});
    ++in.rows[length];
    tokens += row_tokens[i];
  }
  rows_ += static_cast<int64_t>(row_tokens.size());
  tokens_ += tokens;
  in.tokens += tokens;
  in.tokens_by_bucket[BucketOf(job_class.deadline_us)] += tokens;

  auto [entry, is_new] = in.clients.try_emplace(job_class.client);
  Client& client = entry->second;
  if (is_new) {
    if (!in.by_service.empty()) client.served = in.by_service.begin()->first;
    in.by_service.emplace(client.served, job_class.client);
  }
  for (int length = 0; length < 2; ++length) {
    if (!waiting.rows[length].empty()) {
      client.jobs[length].emplace(JobKey(job_class.deadline_us, job), &waiting);
    }
  }
  if (job_class.deadline_us != base::kNever) by_deadline_.emplace(job_class.deadline_us, job);
}

std::optional<Priority> RowQueue::ChoosePriority(bool short_only) const {
  std::optional<Priority> chosen;
  for (const Priority priority : {Priority::kInteractive, Priority::kBulk}) {
    const Class& in = OfPriority(priority);
    if (in.rows[0] + (short_only ? 0 : in.rows[1]) == 0) continue;
    if (!chosen.has_value() || in.served < OfPriority(*chosen).served) chosen = priority;
  }
  return chosen;
}

// Precondition: some client has a row.
RowQueue::Client& RowQueue::ChooseClient(Class& in, bool short_only, uint64_t& number) {
  Client* chosen = nullptr;
  JobKey chosen_key;
  double least = 0;
  int compared = 0;
  for (const auto& [served, candidate] : in.by_service) {
    if (chosen != nullptr &&
        (served > least + static_cast<double>(kQuantumTokens) || compared >= kClientsMax)) {
      break;
    }
    Client& client = in.clients.find(candidate)->second;
    JobKey key(base::kNever, std::numeric_limits<int64_t>::max());
    bool can_give = false;
    for (int length = 0; length < (short_only ? 1 : 2); ++length) {
      if (client.jobs[length].empty()) continue;
      key = std::min(key, client.jobs[length].begin()->first);
      can_give = true;
    }
    if (!can_give) continue;
    if (chosen == nullptr) least = served;
    ++compared;
    if (chosen == nullptr || key.first < chosen_key.first) {
      chosen = &client;
      chosen_key = key;
      number = candidate;
    }
  }
  // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn): some client has a row.
  return *chosen;
}

WaitingRow RowQueue::TakeFirstRow(Client& client, bool short_only) {
  int length = 0;
  if (!short_only && !client.jobs[1].empty()) {
    const JobKey long_key = client.jobs[1].begin()->first;
    if (client.jobs[0].empty() || long_key < client.jobs[0].begin()->first) {
      length = 1;
    } else if (long_key == client.jobs[0].begin()->first) {
      const WaitingJob& job = *client.jobs[0].begin()->second;
      length = job.rows[1].front().index < job.rows[0].front().index ? 1 : 0;
    }
  }
  const auto entry = client.jobs[length].begin();
  const JobKey key = entry->first;
  WaitingJob& job = *entry->second;
  const WaitingRow row = job.rows[length].front();
  job.rows[length].pop_front();
  if (job.rows[length].empty()) client.jobs[length].erase(entry);
  if (job.rows[0].empty() && job.rows[1].empty()) {
    by_deadline_.erase(key);
    jobs_.erase(key.second);
  }
  RowLeaves(row);
  return row;
}

void RowQueue::RowLeaves(const WaitingRow& row) {
  Class& in = OfPriority(row.priority);
  --rows_;
  tokens_ -= row.tokens;
  --in.rows[LengthClass(row.tokens)];
  in.tokens -= row.tokens;
  const auto bucket = in.tokens_by_bucket.find(BucketOf(row.deadline_us));
  bucket->second -= row.tokens;
  if (bucket->second == 0) in.tokens_by_bucket.erase(bucket);
}

std::optional<WaitingRow> RowQueue::Pop(base::TimeUs now_us, bool short_only,
                                        std::vector<WaitingRow>& expired) {
  Expire(now_us, expired);
  const std::optional<Priority> priority = ChoosePriority(short_only);
  if (!priority.has_value()) return std::nullopt;
  Class& in = OfPriority(*priority);
  uint64_t number = 0;
  Client& client = ChooseClient(in, short_only, number);
  const WaitingRow row = TakeFirstRow(client, short_only);
  const auto tokens = static_cast<double>(row.tokens);
  in.served += tokens / ShareOf(*priority);
  auto entry = in.by_service.extract({client.served, number});
  if (client.Waits()) {
    client.served += tokens;
    entry.value().first = client.served;
    in.by_service.insert(std::move(entry));
  } else {
    in.clients.erase(number);
  }
  return row;
}

void RowQueue::Expire(base::TimeUs now_us, std::vector<WaitingRow>& expired) {
  while (!by_deadline_.empty() && by_deadline_.begin()->first <= now_us) {
    for (const WaitingRow& row : RemoveJob(jobs_.find(by_deadline_.begin()->second))) {
      expired.push_back(row);
    }
  }
}

std::vector<WaitingRow> RowQueue::Remove(int64_t job) {
  const auto entry = jobs_.find(job);
  if (entry == jobs_.end()) return {};
  return RemoveJob(entry);
}

std::vector<WaitingRow> RowQueue::RemoveJob(std::map<int64_t, WaitingJob>::iterator entry) {
  WaitingJob& job = entry->second;
  const JobKey key(job.job_class.deadline_us, entry->first);
  Class& in = OfPriority(job.job_class.priority);
  const auto client = in.clients.find(job.job_class.client);
  std::vector<WaitingRow> rows(job.rows[0].begin(), job.rows[0].end());
  rows.insert(rows.end(), job.rows[1].begin(), job.rows[1].end());
  std::sort(rows.begin(), rows.end(),
            [](const WaitingRow& a, const WaitingRow& b) { return a.index < b.index; });
  for (const WaitingRow& row : rows) RowLeaves(row);
  for (auto& jobs : client->second.jobs) jobs.erase(key);
  if (!client->second.Waits()) {
    in.by_service.erase({client->second.served, client->first});
    in.clients.erase(client);
  }
  by_deadline_.erase(key);
  jobs_.erase(entry);
  return rows;
}

int64_t RowQueue::TokensBefore(Priority priority, base::TimeUs deadline_us) const {
  const Class& in = OfPriority(priority);
  const base::TimeUs bucket = BucketOf(deadline_us);
  if (bucket == base::kNever) return in.tokens;
  int64_t tokens = 0;
  for (const auto& [of, waiting] : in.tokens_by_bucket) {
    if (of > bucket) break;
    tokens += waiting;
  }
  return tokens;
}

}  // namespace txtsentry::schedule
