// Between the API's messages and core's types.
#ifndef TXTSENTRY_SERVER_GRPC_PROTO_CONVERT_H_
#define TXTSENTRY_SERVER_GRPC_PROTO_CONVERT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/pipeline/classifier.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

// A request's records as core takes them, whose texts and owner names are taken out of it.
// InvalidArgument when there are none or more than `records_max`. A record without content comes
// through as one whose Result will say so (FillResponse).
absl::StatusOr<std::vector<pipeline::Record>> TakeRecords(v1::ClassifyRequest& request,
                                                          int64_t records_max);

// A priority of the API; one that this version does not know counts as interactive.
schedule::Priority ToPriority(v1::Priority priority);

// The host of a peer as gRPC names it, without its port: "ipv4:192.0.2.1", "ipv6:[::1]", "unix:".
std::string PeerAddress(const std::string& peer);

// The client behind a peer as gRPC names it ("ipv4:192.0.2.1:40000", "ipv6:%5B::1%5D:40000",
// "unix:"): the same number for all connections of one host, so that opening more of them gains
// nothing.
uint64_t ClientOfPeer(const std::string& peer);

// What FillResponse needs of a request once the request itself may be gone.
struct RequestEcho {
  std::string request_id;
  std::vector<std::string> record_ids;
  std::vector<bool> has_content;
};
// Takes the records' ids out of the request.
RequestEcho TakeEcho(v1::ClassifyRequest& request);

// The whole response: ids, results in order, the model's name. `results` has an entry a record.
void FillResponse(const RequestEcho& echo, const std::vector<pipeline::Result>& results,
                  const std::string& model_name, v1::ClassifyResponse& response);

// The record of an Explain call. InvalidArgument when it has no content.
absl::StatusOr<pipeline::Record> ToRecord(const v1::ExplainRequest& request);

// All of the response but the id and the model. `text` is the record's canonical text.
void FillExplanation(const std::string& text, const pipeline::Explanation& explanation,
                     v1::ExplainResponse& response);

// DeadlineExceeded or Cancelled when a record was given up for that reason, which then is the
// call's own end: a deadline and a cancellation are the call's, not the record's. Else OK.
absl::Status CallStatus(const std::vector<pipeline::Result>& results);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_PROTO_CONVERT_H_
