// TCP connections for sending data that a gRPC client would not send.
#ifndef TXTSENTRY_TESTS_INTEGRATION_RAW_CONNECTION_H_
#define TXTSENTRY_TESTS_INTEGRATION_RAW_CONNECTION_H_

#include <string>

#include "server/listener/file_descriptor.h"

namespace txtsentry::test {

// Connects to a port of this machine.
server::FileDescriptor ConnectTo(int port);

// Reads until the peer closes the connection.
std::string ReadToEnd(const server::FileDescriptor& connection);

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_INTEGRATION_RAW_CONNECTION_H_
