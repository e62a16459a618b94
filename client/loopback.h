// Tests whether a target is this machine. A load generator aimed at another machine by mistake is
// an attack, and a token sent there unencrypted is compromised.
#ifndef TXTSENTRY_CLIENT_LOOPBACK_H_
#define TXTSENTRY_CLIENT_LOOPBACK_H_

#include <string_view>

namespace txtsentry::client {

// True for 127.0.0.0/8, ::1 and localhost with a port, also after gRPC's ipv4:, ipv6: and dns:///,
// and for unix sockets. Does not resolve names: any other name is remote.
bool IsLoopbackTarget(std::string_view target);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_LOOPBACK_H_
