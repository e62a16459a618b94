// Wire names of the API's methods, for calls without the generated stubs.
#ifndef TXTSENTRY_CLIENT_METHOD_PATH_H_
#define TXTSENTRY_CLIENT_METHOD_PATH_H_

#include <string>

#include "txtsentry/v1/classifier.grpc.pb.h"

namespace txtsentry::client {

// Returns "/txtsentry.v1.TxtClassifier/Classify" for "Classify".
inline std::string MethodPath(const std::string& method) {
  return std::string("/") + v1::TxtClassifier::service_full_name() + "/" + method;
}

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_METHOD_PATH_H_
