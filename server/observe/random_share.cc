#include "server/observe/random_share.h"

#include <random>

namespace txtsentry::server {

uint64_t RandomWord() {
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed = {device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return generator();
}

bool InRandomShare(double share) {
  constexpr double kTwoTo53 = 9007199254740992.0;
  return share > 0 && static_cast<double>(RandomWord() >> 11) / kTwoTo53 < share;
}

}  // namespace txtsentry::server
