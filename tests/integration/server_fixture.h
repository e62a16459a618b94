// Fixture with a real server on a free loopback port, a small random model and a client.
#ifndef TXTSENTRY_TESTS_INTEGRATION_SERVER_FIXTURE_H_
#define TXTSENTRY_TESTS_INTEGRATION_SERVER_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "client/client.h"
#include "core/engine/engine.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"
#include "server/options/options.h"
#include "server/server.h"

namespace txtsentry::test {

class ServerFixture : public ::testing::Test {
 protected:
  ServerFixture();
  ~ServerFixture() override;

  // Starts the server with the current `options`.
  void StartServer();
  std::string Target() const;
  std::unique_ptr<client::Client> MakeClient() const;

  // The reference engine's score for a text, through the same tokenizer; 0 without tokens.
  float ExpectedProbability(const std::string& text) const;

  server::ServerOptions options;
  std::string folder;  // Temporary folder of this test.
  model::Model model;
  std::unique_ptr<server::Server> server;

 private:
  std::unique_ptr<text::Tokenizer> tokenizer_;
  std::unique_ptr<engine::Engine> engine_;
};

// A seeded text of about `bytes` bytes: words, key=value pairs, invalid UTF-8.
std::string RandomText(uint64_t seed, int64_t bytes);

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_INTEGRATION_SERVER_FIXTURE_H_
