// Random numbers for identifiers and samples: quick, different in every process, no secrets.
#ifndef TXTSENTRY_SERVER_OBSERVE_RANDOM_SHARE_H_
#define TXTSENTRY_SERVER_OBSERVE_RANDOM_SHARE_H_

#include <cstdint>

namespace txtsentry::server {

// Thread-safe: each thread has a generator of its own.
uint64_t RandomWord();

// True for `share` (0 to 1) of the calls; always for 1, never for 0.
bool InRandomShare(double share);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_RANDOM_SHARE_H_
