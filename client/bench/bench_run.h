// Runs `txtsentry bench`, from its options to its exit code.
#ifndef TXTSENTRY_CLIENT_BENCH_BENCH_RUN_H_
#define TXTSENTRY_CLIENT_BENCH_BENCH_RUN_H_

#include "client/bench/bench_options.h"

namespace txtsentry::client {

// Loads the server and writes the reports; errors go to standard error. Exit codes: 0;
// kExitWrongAnswers if any answer was wrong; kExitUsage for a remote target without allow_remote;
// kExitBadInput for files; kExitUnreachable if the server could not be reached or did not answer;
// kExitInterrupted.
int RunBench(const BenchOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_BENCH_RUN_H_
