// The command `txtsentry bench`: loads a server and reports its performance.
#ifndef TXTSENTRY_CLIENT_BENCH_BENCH_COMMAND_H_
#define TXTSENTRY_CLIENT_BENCH_BENCH_COMMAND_H_

#include <functional>

#include "CLI/CLI.hpp"
#include "client/bench/bench_options.h"

namespace txtsentry::client {

// Exit code in addition to those of score_command.h.
inline constexpr int kExitWrongAnswers = 1;

using RunBenchFunction = std::function<int(const BenchOptions&)>;

// Adds the subcommand to `app`. When `app` parses a command line with it, calls `run` (RunBench of
// bench_run.h) and stores the result in `exit_code`, which must outlive the parsing. Mutually
// exclusive options are a CLI::ParseError.
void AddBenchCommand(CLI::App& app, RunBenchFunction run, int& exit_code);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_BENCH_COMMAND_H_
