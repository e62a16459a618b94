// Conversion between the messages of the API and the types of core.
#ifndef TXTSENTRY_SERVER_GRPC_PROTO_CONVERT_H_
#define TXTSENTRY_SERVER_GRPC_PROTO_CONVERT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/pipeline/classifier.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

// Moves a request's texts and owner names into records. InvalidArgument if there are none or more
// than `records_max`. A record without content is kept; FillResponse reports it as an error.
absl::StatusOr<std::vector<pipeline::Record>> TakeRecords(v1::ClassifyRequest& request,
                                                          int64_t records_max);

// Converts a priority; unknown values count as interactive.
schedule::Priority ToPriority(v1::Priority priority);

// The host part of a gRPC peer, without the port: "ipv4:192.0.2.1", "ipv6:[::1]", "unix:".
std::string PeerAddress(const std::string& peer);

// The client number of a gRPC peer ("ipv4:192.0.2.1:40000", "ipv6:%5B::1%5D:40000", "unix:"): the
// same for all connections of one host, so that opening more connections gives no larger share.
uint64_t ClientOfPeer(const std::string& peer);

// The parts of a request that FillResponse needs after the request is freed.
struct RequestEcho {
  std::string request_id;
  std::vector<std::string> record_ids;
  std::vector<bool> has_content;
};
// Moves the records' ids out of the request.
RequestEcho TakeEcho(v1::ClassifyRequest& request);

// Fills the whole response: ids, results in order, the model's name. `results` has one entry per
// record.
void FillResponse(const RequestEcho& echo, const std::vector<pipeline::Result>& results,
                  const std::string& model_name, v1::ClassifyResponse& response);

// The record of an Explain request. InvalidArgument if it has no content.
absl::StatusOr<pipeline::Record> ToRecord(const v1::ExplainRequest& request);

// Fills all of the response but the id and the model. `text` is the record's canonical text.
void FillExplanation(const std::string& text, const pipeline::Explanation& explanation,
                     v1::ExplainResponse& response);

// Returns DeadlineExceeded or Cancelled if a record has that error, because the deadline and the
// cancellation belong to the whole call. Else OK.
absl::Status CallStatus(const std::vector<pipeline::Result>& results);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_PROTO_CONVERT_H_
