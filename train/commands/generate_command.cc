#include <cstdio>
#include <map>
#include <string>

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "train/commands.h"
#include "train/generator.h"

namespace txtsentry::train {

absl::Status RunGenerate(const GenerateOptions& options) {
  if (options.rows < 1) {
    return absl::InvalidArgumentError(absl::StrFormat("rows=%d must be at least 1", options.rows));
  }
  TXTSENTRY_RETURN_IF_ERROR(CheckOmissions(options.omissions));
  Generator generator(options.seed, options.omissions);
  std::string file;
  std::map<std::string_view, int64_t> rows_by_kind;
  for (int64_t i = 0; i < options.rows; ++i) {
    const GeneratedRecord generated = generator.Next();
    file += FormatRecord(generated.record);
    file += '\n';
    ++rows_by_kind[generated.kind];
  }
  TXTSENTRY_RETURN_IF_ERROR(base::WriteFileAtomically(options.output_path, file));
  absl::PrintF("label  kind                    rows\n");
  for (const Kind& kind : generator.kinds()) {
    absl::PrintF("%5d  %-22s %5d\n", kind.label, kind.name, rows_by_kind[kind.name]);
  }
  return absl::OkStatus();
}

}  // namespace txtsentry::train
