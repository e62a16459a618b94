// Uniform random numbers that are the same with every standard library, unlike the distributions of
// <random>.
#ifndef TXTSENTRY_CLIENT_BENCH_UNIFORM_H_
#define TXTSENTRY_CLIENT_BENCH_UNIFORM_H_

#include <cstdint>
#include <random>

namespace txtsentry::client {

inline double Uniform(std::mt19937_64& engine) {
  return static_cast<double>(engine() >> 11) * 0x1p-53;
}

// Uniform in [0, count); requires `count` > 0.
inline uint64_t UniformBelow(std::mt19937_64& engine, uint64_t count) {
  return static_cast<uint64_t>(Uniform(engine) * static_cast<double>(count));
}

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_UNIFORM_H_
