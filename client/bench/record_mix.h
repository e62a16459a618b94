// Records to load a server with, when no file of them is given.
#ifndef TXTSENTRY_CLIENT_BENCH_RECORD_MIX_H_
#define TXTSENTRY_CLIENT_BENCH_RECORD_MIX_H_

#include <cstdint>
#include <vector>

#include "client/scorer.h"

namespace txtsentry::client {

// `count` records, almost all of them different, of the kinds and lengths that DNS logs are full
// of: mail policies, keys, tokens of verification and ACME, some free text, now and then a payload.
// It is a load, not a test of the model. The same seed gives the same records everywhere.
std::vector<ScoreRequest> MakeRecordMix(uint64_t seed, int64_t count);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_RECORD_MIX_H_
