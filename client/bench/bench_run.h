// `txtsentry bench` from its options to its exit code.
#ifndef TXTSENTRY_CLIENT_BENCH_BENCH_RUN_H_
#define TXTSENTRY_CLIENT_BENCH_BENCH_RUN_H_

#include "client/bench/bench_options.h"

namespace txtsentry::client {

// Loads the server and writes the reports; complaints go to standard error. Exit codes: 0;
// kExitWrongAnswers when any answer was wrong; kExitUsage for a target that is not this machine,
// without allow_remote; kExitBadInput for files; kExitUnreachable when the server could not be
// reached or answered nothing; kExitInterrupted.
int RunBench(const BenchOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_BENCH_RUN_H_
