// The command `txtsentry bench`: a load on a server, and how the server took it.
#ifndef TXTSENTRY_CLIENT_BENCH_BENCH_COMMAND_H_
#define TXTSENTRY_CLIENT_BENCH_BENCH_COMMAND_H_

#include <functional>

#include "CLI/CLI.hpp"
#include "client/bench/bench_options.h"

namespace txtsentry::client {

// Exit code besides those of score_command.h.
inline constexpr int kExitWrongAnswers = 1;

using RunBenchFunction = std::function<int(const BenchOptions&)>;

// Adds the subcommand to `app`. When `app` parses a command line with it, `run` (RunBench of
// bench_run.h) is called and what it returns left in `exit_code`, which must outlive the parsing.
// Options that exclude one another are a CLI::ParseError.
void AddBenchCommand(CLI::App& app, RunBenchFunction run, int& exit_code);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_BENCH_COMMAND_H_
