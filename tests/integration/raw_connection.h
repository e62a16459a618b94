// Connections as no client of gRPC makes them.
#ifndef TXTSENTRY_TESTS_INTEGRATION_RAW_CONNECTION_H_
#define TXTSENTRY_TESTS_INTEGRATION_RAW_CONNECTION_H_

#include <string>

#include "server/listener/file_descriptor.h"

namespace txtsentry::test {

// To a port of this machine.
server::FileDescriptor ConnectTo(int port);

// What comes until the other side ends the connection.
std::string ReadToEnd(const server::FileDescriptor& connection);

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_INTEGRATION_RAW_CONNECTION_H_
