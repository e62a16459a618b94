#include "server/grpc/proto_convert.h"

#include <functional>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "core/text/canonical.h"
#include "server/grpc/grpc_status.h"

namespace txtsentry::server {
namespace {

std::string TakeCanonicalText(v1::Record& record) {
  switch (record.content_case()) {
    case v1::Record::kText:
      return std::move(*record.mutable_text());
    case v1::Record::kRaw:
      return std::move(*record.mutable_raw());
    case v1::Record::kStrings: {
      const auto& strings = record.strings().strings();
      return text::JoinCharacterStrings(std::vector<std::string>(strings.begin(), strings.end()));
    }
    case v1::Record::CONTENT_NOT_SET:
      break;
  }
  return {};
}

absl::Status NoContentError() {
  return absl::InvalidArgumentError("the record has no text, raw or strings");
}

void FillVerdict(const rules::Verdict& verdict, v1::Result& out) {
  out.set_label(verdict.suspicious ? v1::LABEL_SUSPICIOUS : v1::LABEL_NOT_SUSPICIOUS);
  out.set_category(static_cast<v1::Category>(verdict.category));
  out.set_matcher(verdict.matcher);
  out.set_execution_rule(verdict.execution_rule);
  if (!verdict.encoded_blob) return;
  v1::EncodedBlob& blob = *out.mutable_encoded_blob();
  blob.set_encoding(std::string(rules::EncodingName(verdict.encoded_blob->encoding)));
  blob.set_offset_bytes(static_cast<uint32_t>(verdict.encoded_blob->offset));
  blob.set_length_bytes(static_cast<uint32_t>(verdict.encoded_blob->length));
  blob.set_entropy_bits(verdict.encoded_blob->entropy_bits);
}

void FillResult(const pipeline::Result& result, v1::Result& out) {
  // The only field that is valid beside an error.
  for (const rules::Reason reason : result.verdict.reasons) {
    out.add_reasons(std::string(rules::ReasonName(reason)));
  }
  if (!result.status.ok()) {
    *out.mutable_status() = ToRpcStatus(result.status);
    return;
  }
  out.set_probability(result.probability);
  FillVerdict(result.verdict, out);
  out.set_token_count(static_cast<uint32_t>(result.token_count));
  out.set_cached(result.cached);
}

}  // namespace

absl::StatusOr<std::vector<pipeline::Record>> TakeRecords(v1::ClassifyRequest& request,
                                                          int64_t records_max) {
  if (request.records_size() == 0) {
    return absl::InvalidArgumentError("records=0: a request holds at least one record");
  }
  if (request.records_size() > records_max) {
    return absl::InvalidArgumentError(
        absl::StrFormat("records=%d exceeds records_max=%d", request.records_size(), records_max));
  }
  std::vector<pipeline::Record> records;
  records.reserve(request.records_size());
  for (v1::Record& record : *request.mutable_records()) {
    records.push_back({TakeCanonicalText(record), std::move(*record.mutable_owner_name())});
  }
  return records;
}

schedule::Priority ToPriority(v1::Priority priority) {
  return priority == v1::PRIORITY_BULK ? schedule::Priority::kBulk
                                       : schedule::Priority::kInteractive;
}

std::string PeerAddress(const std::string& peer) {
  const bool has_port = peer.rfind("ipv4:", 0) == 0 || peer.rfind("ipv6:", 0) == 0;
  return absl::StrReplaceAll(has_port ? peer.substr(0, peer.rfind(':')) : peer,
                             {{"%5B", "["}, {"%5D", "]"}});
}

uint64_t ClientOfPeer(const std::string& peer) {
  return std::hash<std::string>()(PeerAddress(peer));
}

RequestEcho TakeEcho(v1::ClassifyRequest& request) {
  RequestEcho echo;
  echo.request_id = request.id();
  echo.record_ids.reserve(request.records_size());
  for (v1::Record& record : *request.mutable_records()) {
    echo.record_ids.push_back(std::move(*record.mutable_id()));
    echo.has_content.push_back(record.content_case() != v1::Record::CONTENT_NOT_SET);
  }
  return echo;
}

void FillResponse(const RequestEcho& echo, const std::vector<pipeline::Result>& results,
                  const std::string& model_name, v1::ClassifyResponse& response) {
  response.set_id(echo.request_id);
  response.set_model(model_name);
  response.mutable_results()->Reserve(static_cast<int>(results.size()));
  for (size_t i = 0; i < results.size(); ++i) {
    v1::Result& out = *response.add_results();
    out.set_id(echo.record_ids[i]);
    if (echo.has_content[i]) {
      FillResult(results[i], out);
    } else {
      *out.mutable_status() = ToRpcStatus(NoContentError());
    }
  }
}

absl::StatusOr<pipeline::Record> ToRecord(const v1::ExplainRequest& request) {
  v1::Record record = request.record();
  if (record.content_case() == v1::Record::CONTENT_NOT_SET) return NoContentError();
  return pipeline::Record{TakeCanonicalText(record), std::move(*record.mutable_owner_name())};
}

void FillExplanation(const std::string& text, const pipeline::Explanation& explanation,
                     v1::ExplainResponse& response) {
  FillResult(explanation.result, *response.mutable_result());
  response.set_text(text);
  response.mutable_contributions()->Reserve(static_cast<int>(explanation.contributions.size()));
  for (const explain::CharacterShare& share : explanation.contributions) {
    v1::Contribution& out = *response.add_contributions();
    out.set_offset_bytes(static_cast<uint32_t>(share.offset_bytes));
    out.set_length_bytes(static_cast<uint32_t>(share.length_bytes));
    out.set_logit(static_cast<float>(share.logit));
  }
  response.set_logit(static_cast<float>(explanation.logit));
  response.set_baseline_logit(static_cast<float>(explanation.baseline_logit));
  response.set_residual(static_cast<float>(explanation.residual));
  response.set_nearest_kind(explanation.nearest_kind);
}

absl::Status CallStatus(const std::vector<pipeline::Result>& results) {
  for (const pipeline::Result& result : results) {
    if (absl::IsDeadlineExceeded(result.status) || absl::IsCancelled(result.status)) {
      return result.status;
    }
  }
  return absl::OkStatus();
}

}  // namespace txtsentry::server
