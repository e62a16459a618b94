// Whether a target is this machine: a load generator pointed elsewhere by mistake is an attack, and
// a token sent elsewhere in the clear is lost.
#ifndef TXTSENTRY_CLIENT_LOOPBACK_H_
#define TXTSENTRY_CLIENT_LOOPBACK_H_

#include <string_view>

namespace txtsentry::client {

// True for 127.0.0.0/8, ::1 and localhost with a port, also behind gRPC's ipv4:, ipv6: and dns:///,
// and for unix sockets. Names are not looked up: any other is remote.
bool IsLoopbackTarget(std::string_view target);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_LOOPBACK_H_
