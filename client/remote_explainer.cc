#include "client/remote_explainer.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include "client/remote_scorer.h"
#include "core/base/status.h"
#include "core/base/utf8.h"

namespace txtsentry::client {
namespace {

absl::Status CheckParts(const RecordExplanation& explanation) {
  size_t end = 0;
  for (const CharacterPart& part : explanation.parts) {
    if (part.offset_bytes < end || part.length_bytes < 1 ||
        part.offset_bytes + part.length_bytes > explanation.text.size() ||
        !std::isfinite(part.logit)) {
      return absl::InternalError(absl::StrFormat(
          "the server gave a contribution of %g at offset_bytes=%d, "
          "length_bytes=%d that is out of place in bytes=%d",
          part.logit, part.offset_bytes, part.length_bytes, explanation.text.size()));
    }
    end = part.offset_bytes + part.length_bytes;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RecordExplanation> ExplainRemotely(const ClientOptions& options,
                                                  const ScoreRequest& record) {
  TXTSENTRY_ASSIGN_OR_RETURN(const auto client, Client::Create(options));
  v1::ExplainRequest request;
  request.mutable_record()->set_raw(record.text);
  // A proto3 string must be UTF-8.
  request.mutable_record()->set_owner_name(base::ReplaceInvalidUtf8(record.owner_name));
  TXTSENTRY_ASSIGN_OR_RETURN(const v1::ExplainResponse response, client->Explain(request));
  RecordExplanation out;
  out.text = response.text();
  out.result = ToScoreResult(response.result());
  for (const v1::Contribution& contribution : response.contributions()) {
    out.parts.push_back(
        {contribution.offset_bytes(), contribution.length_bytes(), contribution.logit()});
  }
  out.logit = response.logit();
  out.baseline_logit = response.baseline_logit();
  out.residual = response.residual();
  out.nearest_kind = response.nearest_kind();
  out.model = response.model();
  TXTSENTRY_RETURN_IF_ERROR(CheckParts(out));
  return out;
}

}  // namespace txtsentry::client
