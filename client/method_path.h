// How the API's methods are named on the wire, for calls that are made without its generated stubs.
#ifndef TXTSENTRY_CLIENT_METHOD_PATH_H_
#define TXTSENTRY_CLIENT_METHOD_PATH_H_

#include <string>

#include "txtsentry/v1/classifier.grpc.pb.h"

namespace txtsentry::client {

// "/txtsentry.v1.TxtClassifier/Classify" of "Classify".
inline std::string MethodPath(const std::string& method) {
  return std::string("/") + v1::TxtClassifier::service_full_name() + "/" + method;
}

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_METHOD_PATH_H_
