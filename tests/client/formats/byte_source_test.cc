#include "client/formats/byte_source.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/client/formats/read_events.h"

namespace txtsentry::client {
namespace {

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Returns all bytes of the source, or its error as "!message".
std::string ReadAll(ByteSource& source, size_t buffer_bytes = 7) {
  std::string all;
  std::string buffer(buffer_bytes, '\0');
  while (true) {
    const auto n = source.Read(absl::MakeSpan(buffer));
    if (!n.ok()) return all + "!" + std::string(n.status().message());
    if (*n == 0) return all;
    all.append(buffer, 0, *n);
  }
}

std::string ReadAllOf(const std::string& bytes, size_t block_bytes) {
  const auto source = DecompressIfGzip(std::make_unique<MemorySource>(bytes, block_bytes));
  return ReadAll(*source);
}

TEST(DecompressIfGzipTest, PassesPlainBytesForAnyBlockSize) {
  for (const std::string& text :
       {std::string(""), std::string("a"), std::string("\x1f"), std::string("\x1f\x8b"),
        std::string("\x1f\x8bplain"), std::string("hello\nworld\n")}) {
    for (const size_t block_bytes : {1, 2, 3, 5, 100}) {
      EXPECT_EQ(ReadAllOf(text, block_bytes), text);
    }
  }
}

TEST(DecompressIfGzipTest, ReadsConcatenatedMembersForAnyBlockSize) {
  const std::string bytes = Gzip("first member\n") + Gzip("") + Gzip("second member\n");
  for (size_t block_bytes = 1; block_bytes <= bytes.size(); ++block_bytes) {
    EXPECT_EQ(ReadAllOf(bytes, block_bytes), "first member\nsecond member\n") << block_bytes;
  }
}

TEST(DecompressIfGzipTest, RejectsATruncatedMember) {
  const std::string bytes = Gzip("some text that is long enough");
  for (size_t kept = 3; kept < bytes.size(); ++kept) {
    EXPECT_NE(ReadAllOf(bytes.substr(0, kept), 4).find("!gzip data ends in the middle"),
              std::string::npos)
        << kept;
  }
}

TEST(DecompressIfGzipTest, RejectsCorruptData) {
  std::string bytes = Gzip("some text that is long enough");
  bytes[bytes.size() - 6] ^= 1;  // Inside the checksum.
  EXPECT_NE(ReadAllOf(bytes, 100).find("!broken gzip data before offset"), std::string::npos);
}

TEST(DecompressIfGzipTest, RejectsTrailingDataAfterAMember) {
  EXPECT_EQ(ReadAllOf(Gzip("text") + "garbage", 100).rfind("text!broken gzip data", 0), 0u);
}

TEST(OpenInputTest, ReportsAMissingFile) {
  const auto source = OpenInput(testing::TempDir() + "/no-such-file", {});
  EXPECT_EQ(source.status().code(), absl::StatusCode::kNotFound);
}

// A pipe at a path, like a shell's <(...).
class OpenPipeTest : public testing::Test {
 protected:
  OpenPipeTest() { EXPECT_EQ(::pipe(fds_), 0); }
  ~OpenPipeTest() override {
    ::close(fds_[0]);
    if (fds_[1] >= 0) ::close(fds_[1]);
  }
  std::string path() const { return "/dev/fd/" + std::to_string(fds_[0]); }
  void Put(const std::string& text) const {
    EXPECT_EQ(::write(fds_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void CloseWriter() {
    ::close(fds_[1]);
    fds_[1] = -1;
  }

  int fds_[2] = {-1, -1};
};

TEST_F(OpenPipeTest, CallsBeforeWaitingOnce) {
  Put("ready");
  int waits = 0;
  WaitOptions options;
  options.before_waiting = [&] {
    ++waits;
    Put("later");
    CloseWriter();
    return true;
  };
  const auto source = OpenInput(path(), options);
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(ReadAll(**source, 100), "readylater");
  EXPECT_EQ(waits, 1);
}

TEST_F(OpenPipeTest, StopsInsteadOfWaiting) {
  WaitOptions options;
  options.before_waiting = [] { return false; };
  const auto source = OpenInput(path(), options);
  ASSERT_TRUE(source.ok());
  std::string buffer(10, '\0');
  EXPECT_EQ((*source)->Read(absl::MakeSpan(buffer)).status().code(), absl::StatusCode::kCancelled);
}

TEST_F(OpenPipeTest, StopsWhenTheStopDescriptorIsReadable) {
  int stop[2] = {-1, -1};
  ASSERT_EQ(::pipe(stop), 0);
  ASSERT_EQ(::write(stop[1], "x", 1), 1);
  WaitOptions options;
  options.stop_fd = stop[0];
  const auto source = OpenInput(path(), options);
  ASSERT_TRUE(source.ok());
  std::string buffer(10, '\0');
  EXPECT_EQ((*source)->Read(absl::MakeSpan(buffer)).status().code(), absl::StatusCode::kCancelled);
  ::close(stop[0]);
  ::close(stop[1]);
}

}  // namespace
}  // namespace txtsentry::client
