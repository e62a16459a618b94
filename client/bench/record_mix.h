// Generates records for a load if no file is given.
#ifndef TXTSENTRY_CLIENT_BENCH_RECORD_MIX_H_
#define TXTSENTRY_CLIENT_BENCH_RECORD_MIX_H_

#include <cstdint>
#include <vector>

#include "client/scorer.h"

namespace txtsentry::client {

// Returns `count` records, nearly all distinct, with the kinds and lengths common in DNS logs: mail
// policies, keys, verification and ACME tokens, some free text and occasional payloads. They serve
// as load, not as a test of the model. The same seed gives the same records everywhere.
std::vector<ScoreRequest> MakeRecordMix(uint64_t seed, int64_t count);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_RECORD_MIX_H_
