#include "client/remote_scorer.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "client/calls_under_way.h"
#include "client/status_from_grpc.h"
#include "core/base/status.h"
#include "core/base/utf8.h"
#include "core/model/model.h"
#include "core/rules/verdict.h"

namespace txtsentry::client {

ScoreResult ToScoreResult(const v1::Result& result) {
  ScoreResult out;
  out.status = FromRpc(result.status());
  out.probability = result.probability();
  out.suspicious = result.label() == v1::LABEL_SUSPICIOUS;
  out.category = std::string(rules::CategoryName(static_cast<rules::Category>(result.category())));
  out.reasons.assign(result.reasons().begin(), result.reasons().end());
  out.token_count = result.token_count();
  out.matcher = result.matcher();
  out.execution_rule = result.execution_rule();
  if (result.has_encoded_blob()) {
    const v1::EncodedBlob& blob = result.encoded_blob();
    out.encoded_blob =
        ScoredBlob{blob.encoding(), blob.offset_bytes(), blob.length_bytes(), blob.entropy_bits()};
  }
  return out;
}

v1::Record ToWireRecord(ScoreRequest record) {
  v1::Record out;
  out.set_raw(std::move(record.text));
  // A proto3 string must be UTF-8; otherwise the whole request could not be sent.
  out.set_owner_name(base::ReplaceInvalidUtf8(record.owner_name));
  return out;
}

std::string ModelNameOf(const v1::GetModelResponse& model) {
  model::ModelInfo info;
  info.name = model.name();
  info.version = model.version();
  info.sha256 = model.sha256();
  return model::DisplayName(info);
}

namespace {

v1::ClassifyRequest ToRequest(std::vector<ScoreRequest> records) {
  v1::ClassifyRequest request;
  for (ScoreRequest& record : records) *request.add_records() = ToWireRecord(std::move(record));
  return request;
}

absl::StatusOr<std::vector<ScoreResult>> ToResults(
    const absl::StatusOr<v1::ClassifyResponse>& response, int records) {
  TXTSENTRY_RETURN_IF_ERROR(response.status());
  if (response->results_size() != records) {
    return absl::InternalError(
        absl::StrFormat("the server answered %d of %d records", response->results_size(), records));
  }
  std::vector<ScoreResult> results;
  results.reserve(records);
  for (const v1::Result& result : response->results()) results.push_back(ToScoreResult(result));
  return results;
}

class RemoteScorer final : public Scorer {
 public:
  RemoteScorer(std::unique_ptr<Client> client, std::string model_name, std::string policy)
      : client_(std::move(client)),
        model_name_(std::move(model_name)),
        policy_(std::move(policy)) {}

  void Score(std::vector<ScoreRequest> records, Done done) override {
    const int count = static_cast<int>(records.size());
    calls_.Begin();
    client_->ClassifyAsync(ToRequest(std::move(records)),
                           [this, count, done = std::move(done)](
                               const absl::StatusOr<v1::ClassifyResponse>& response) {
                             done(ToResults(response, count));
                             calls_.End();
                           });
  }

  std::string model_name() const override { return model_name_; }
  std::string policy() const override { return policy_; }

 private:
  const std::unique_ptr<Client> client_;
  const std::string model_name_;
  const std::string policy_;
  CallsUnderWay calls_;  // Last member: its destructor waits before the client is destroyed.
};

}  // namespace

absl::StatusOr<std::unique_ptr<Scorer>> MakeRemoteScorer(const ClientOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(auto client, Client::Create(options));
  TXTSENTRY_ASSIGN_OR_RETURN(const v1::GetModelResponse model, client->GetModel());
  // A server older than policies uses the notebook's.
  std::string policy = model.policy().empty() ? "notebook" : model.policy();
  return std::unique_ptr<Scorer>(
      std::make_unique<RemoteScorer>(std::move(client), ModelNameOf(model), std::move(policy)));
}

}  // namespace txtsentry::client
