#include "server/models/repository_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "core/model/model.h"

namespace txtsentry::server {
namespace {

constexpr int64_t kShadowFileBytesMax = 64;

// The names in a folder, sorted, without those that begin with a dot.
absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  while (!error && entry != std::filesystem::directory_iterator()) {
    std::string name = entry->path().filename().string();
    if (name.front() != '.') names.push_back(std::move(name));
    entry.increment(error);
  }
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: cannot be listed: %s", folder, error.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The version number; 0 if the text is not a version.
int64_t VersionOf(std::string_view text) {
  int64_t version = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, version);
  const bool whole = error == std::errc() && at == end && text.front() != '0';
  return whole && version > 0 ? version : 0;
}

std::string FingerprintOf(const std::string& folder, const std::vector<std::string>& files) {
  std::string fingerprint;
  for (const std::string& file : files) {
    struct stat info = {};
    // A file that was just removed gives zeros, which change the fingerprint.
    if (::stat((folder + "/" + file).c_str(), &info) != 0) info = {};
    absl::StrAppendFormat(&fingerprint, "%s %d %d.%09d %d.%09d %d\n", file, info.st_size,
                          info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ctim.tv_sec,
                          info.st_ctim.tv_nsec, info.st_ino);
  }
  return fingerprint;
}

absl::StatusOr<int64_t> ReadShadow(const std::string& path) {
  if (!base::FileExists(path)) return 0;
  TXTSENTRY_ASSIGN_OR_RETURN(std::string text, base::ReadFile(path, kShadowFileBytesMax));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const int64_t version = text.empty() ? 0 : VersionOf(text);
  if (version == 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: does not hold the number of a version", path));
  }
  return version;
}

absl::StatusOr<ModelFolder> ListModel(const std::string& folder, const std::string& name) {
  ModelFolder model;
  model.name = name;
  const std::string path = folder + "/" + name;
  TXTSENTRY_ASSIGN_OR_RETURN(const auto entries, NamesIn(path));
  for (const std::string& entry : entries) {
    VersionFolder version;
    version.version = VersionOf(entry);
    version.path = path + "/" + entry;
    if (version.version == 0 || !base::IsFolder(version.path)) continue;
    TXTSENTRY_ASSIGN_OR_RETURN(const auto files, NamesIn(version.path));
    version.fingerprint = FingerprintOf(version.path, files);
    model.versions.push_back(std::move(version));
  }
  std::sort(model.versions.begin(), model.versions.end(),
            [](const auto& a, const auto& b) { return a.version > b.version; });
  TXTSENTRY_ASSIGN_OR_RETURN(model.shadow, ReadShadow(path + "/" + kShadowFile));
  return model;
}

}  // namespace

absl::StatusOr<std::vector<ModelFolder>> ListRepository(const std::string& folder) {
  TXTSENTRY_ASSIGN_OR_RETURN(const auto names, NamesIn(folder));
  std::vector<ModelFolder> models;
  for (const std::string& name : names) {
    if (!base::IsFolder(folder + "/" + name) || !model::CheckLabel("name", name).ok()) continue;
    auto model = ListModel(folder, name);
    if (!model.ok()) {
      // If the folder was just removed, the next listing omits it.
      ModelFolder broken;
      broken.name = name;
      broken.status = model.status();
      model = std::move(broken);
    }
    models.push_back(*std::move(model));
  }
  return models;
}

}  // namespace txtsentry::server
