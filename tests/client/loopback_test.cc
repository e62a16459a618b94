#include "client/loopback.h"

#include <gtest/gtest.h>

namespace txtsentry::client {
namespace {

TEST(LoopbackTest, AcceptsThisMachine) {
  for (const char* target :
       {"127.0.0.1:8500", "127.9.9.9:1", "localhost:8500", "[::1]:8500", "ipv4:127.0.0.1:80",
        "ipv6:[::1]:80", "dns:///localhost:8500", "unix:/run/txtsentry", "unix-abstract:x"}) {
    EXPECT_TRUE(IsLoopbackTarget(target)) << target;
  }
}

TEST(LoopbackTest, TreatsOtherTargetsAsRemote) {
  for (const char* target :
       {"", "10.0.0.1:8500", "127.0.0.1", "127.0.0.1:", "127.0.0.1.example.com:80",
        "localhost.example.com:80", "[::2]:80", "::1:80", "128.0.0.1:1", "txtsentry:8500",
        "dns://127.0.0.1:53/example.com:80", "ipv4:127.0.0.1:80,10.0.0.1:80",
        "127.0.0.1:80,10.0.0.1", "xds:///localhost:80", "0.0.0.0:80"}) {
    EXPECT_FALSE(IsLoopbackTarget(target)) << target;
  }
}

}  // namespace
}  // namespace txtsentry::client
