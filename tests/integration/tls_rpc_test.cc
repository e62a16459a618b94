// TLS over gRPC: which clients are admitted, and certificates that change while the server runs.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_format.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "server/listener/grpc_workarounds/listener_probe.h"
#include "tests/integration/certificates.h"
#include "tests/integration/raw_connection.h"
#include "tests/integration/server_fixture.h"

namespace txtsentry {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;

constexpr char kServerSans[] = "DNS:localhost,IP:127.0.0.1";
constexpr char kShipper[] = "spiffe://cluster.test/ns/siem/sa/shipper";

class TlsTest : public test::ServerFixture {
 protected:
  TlsTest() : authority_("test authority") {
    std::filesystem::create_directory(Path(""));
    Write("ca.pem", authority_.pem());
    WritePair("server", authority_.Issue("server", kServerSans));
    options.endpoints.tls.cert = Path("server.pem");
    options.endpoints.tls.key = Path("server.key");
    options.endpoints.tls.reload_s = 1;
    WritePair("client", authority_.Issue("client", "URI:" + std::string(kShipper)));
  }

  std::string Path(const std::string& name) const { return folder + "/tls/" + name; }
  void Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(Path(name)) << bytes;
  }
  void WritePair(const std::string& name, const test::KeyPair& pair) const {
    Write(name + ".pem", pair.cert);
    Write(name + ".key", pair.key);
  }

  // Makes a call over a new connection with the named client certificate (empty: none).
  absl::Status Call(const std::string& certificate, const std::string& ca = "ca.pem") const {
    client::ClientOptions client_options;
    client_options.target = Target();
    client_options.retry.attempts_max = 2;
    client_options.retry.backoff_ms_first = 1;
    client_options.credentials.tls_ca = Path(ca);
    if (!certificate.empty()) {
      client_options.credentials.tls_cert = Path(certificate + ".pem");
      client_options.credentials.tls_key = Path(certificate + ".key");
    }
    const auto client = client::Client::Create(client_options);
    if (!client.ok()) return client.status();
    v1::ClassifyRequest request;
    request.add_records()->set_text("v=spf1 -all");
    return (*client)->Classify(request).status();
  }

  // Makes calls over new connections until the server presents a certificate issued only by `ca`.
  // All calls before that must succeed too, trusting both authorities.
  void AwaitServerOf(const std::string& ca, const std::string& either) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!Call("", ca).ok()) {
      ASSERT_LT(std::chrono::steady_clock::now(), end) << "the new certificate never came";
      const absl::Status status = Call("", either);
      ASSERT_TRUE(status.ok()) << status;
    }
  }

  test::Authority authority_;
};

TEST_F(TlsTest, ServesAClientThatTrustsTheAuthority) {
  StartServer();
  EXPECT_TRUE(Call("").ok());
}

TEST_F(TlsTest, AClientThatTrustsAnotherAuthorityFails) {
  Write("other.pem", test::Authority("another").pem());
  StartServer();
  EXPECT_EQ(Call("", "other.pem").code(), absl::StatusCode::kUnavailable);
}

TEST_F(TlsTest, DoesNotServePlaintextClients) {
  StartServer();
  client::ClientOptions client_options;
  client_options.target = Target();
  client_options.retry.attempts_max = 2;
  client_options.retry.backoff_ms_first = 1;
  const auto client = client::Client::Create(client_options).value();
  EXPECT_EQ(client->GetModel().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(TlsTest, AdmitsOnlyCertificatesOfTheClientAuthority) {
  test::Authority another("another");
  WritePair("stranger", another.Issue("stranger", "URI:" + std::string(kShipper)));
  options.endpoints.tls.client_ca = Path("ca.pem");
  StartServer();
  EXPECT_TRUE(Call("client").ok()) << Call("client");
  EXPECT_EQ(Call("").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Call("stranger").code(), absl::StatusCode::kUnavailable);
}

TEST_F(TlsTest, AdmitsOnlyAllowedNames) {
  WritePair("uninvited", authority_.Issue("uninvited", "DNS:uninvited.test"));
  WritePair("nameless", authority_.Issue(kShipper, ""));
  options.endpoints.tls.client_ca = Path("ca.pem");
  options.endpoints.tls.allow_sans = {"other.test", kShipper};
  StartServer();
  EXPECT_TRUE(Call("client").ok()) << Call("client");
  EXPECT_EQ(Call("uninvited").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Call("nameless").code(), absl::StatusCode::kUnavailable);
}

TEST_F(TlsTest, TheAccessLogNamesACallerByItsCertificate) {
  options.endpoints.tls.client_ca = Path("ca.pem");
  options.endpoints.access_log.path = Path("access.log");
  StartServer();
  EXPECT_TRUE(Call("client").ok());
  server.reset();  // Writes the waiting lines.
  std::string line;
  std::getline(std::ifstream(Path("access.log")) >> std::ws, line);
  EXPECT_THAT(line, HasSubstr("\"caller\":\"" + std::string(kShipper) + "\""));
}

// The watchdog has no certificate and needs none.
TEST_F(TlsTest, AListenerThatRequiresCertificatesCountsAsAlive) {
  options.endpoints.tls.client_ca = Path("ca.pem");
  StartServer();
  EXPECT_TRUE(server::Answers(server->ports()[0], 20'000'000).value());
}

TEST_F(TlsTest, ClosesAConnectionWithoutAHandshake) {
  options.endpoints.listener.handshake_ms = 200;
  StartServer();
  EXPECT_EQ(test::ReadToEnd(test::ConnectTo(server->ports()[0])), "");
}

TEST_F(TlsTest, LoadsACertificateReplacedByRenameWhileServing) {
  test::Authority next("next authority");
  Write("next.pem", next.pem());
  Write("either.pem", authority_.pem() + next.pem());
  // Key and certificate in one file are replaced by one rename.
  const test::KeyPair old_pair = authority_.Issue("server", kServerSans);
  Write("both.pem", old_pair.key + old_pair.cert);
  options.endpoints.tls.cert = options.endpoints.tls.key = Path("both.pem");
  StartServer();
  ASSERT_FALSE(Call("", "next.pem").ok());
  const test::KeyPair pair = next.Issue("server", kServerSans);
  Write("both.tmp", pair.key + pair.cert);
  std::filesystem::rename(Path("both.tmp"), Path("both.pem"));
  AwaitServerOf("next.pem", "either.pem");
}

TEST_F(TlsTest, LoadsACertificateReplacedBySymbolicLinkWhileServing) {
  test::Authority next("next authority");
  Write("next.pem", next.pem());
  Write("either.pem", authority_.pem() + next.pem());
  // The layout of a Kubernetes secret: files -> ..data/files, ..data -> a folder with a date.
  std::filesystem::create_directory(Path("1"));
  std::filesystem::create_directory(Path("2"));
  WritePair("1/tls", authority_.Issue("server", kServerSans));
  WritePair("2/tls", next.Issue("server", kServerSans));
  std::filesystem::create_symlink("1", Path("..data"));
  std::filesystem::create_symlink("..data/tls.pem", Path("tls.pem"));
  std::filesystem::create_symlink("..data/tls.key", Path("tls.key"));
  options.endpoints.tls.cert = Path("tls.pem");
  options.endpoints.tls.key = Path("tls.key");
  StartServer();
  ASSERT_FALSE(Call("", "next.pem").ok());
  std::filesystem::create_symlink("2", Path("..data_tmp"));
  std::filesystem::rename(Path("..data_tmp"), Path("..data"));
  AwaitServerOf("next.pem", "either.pem");
}

TEST_F(TlsTest, KeepsTheOldCertificateWhenTheFileVanishes) {
  test::Authority next("next authority");
  WritePair("next", next.Issue("client", "URI:" + std::string(kShipper)));
  Write("clients.pem", authority_.pem());
  options.endpoints.tls.client_ca = Path("clients.pem");
  StartServer();
  ASSERT_FALSE(Call("next").ok());
  std::filesystem::remove(Path("server.pem"));
  // Once the server trusts another authority it has looked at the files since.
  Write("clients.new", next.pem());
  std::filesystem::rename(Path("clients.new"), Path("clients.pem"));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!Call("next").ok()) {
    ASSERT_LT(std::chrono::steady_clock::now(), end) << "no call with the old certificate";
  }
}

TEST_F(TlsTest, AKeyOfAnotherCertificateFailsTheStart) {
  Write("server.key", authority_.Issue("other", kServerSans).key);
  const auto started = server::Server::Start(options);
  EXPECT_EQ(started.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(started.status().message()),
              HasSubstr("the key is not that of the first certificate"));
}

TEST_F(TlsTest, TheHealthPortNeedsNoTls) {
  options.endpoints.health_listen = "127.0.0.1:0";
  options.endpoints.tls.client_ca = Path("ca.pem");
  StartServer();
  const auto health = Health::NewStub(grpc::CreateChannel(
      absl::StrFormat("127.0.0.1:%d", server->health_port()), grpc::InsecureChannelCredentials()));
  const auto check = [&health](const std::string& service) {
    grpc::ClientContext context;
    HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    EXPECT_TRUE(health->Check(&context, request, &response).ok());
    return response.status();
  };
  EXPECT_EQ(check(""), HealthCheckResponse::SERVING);
  EXPECT_EQ(check(server::kServiceName), HealthCheckResponse::SERVING);
  server->BeginLameDuck();
  EXPECT_EQ(check(""), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(check(server::kServiceName), HealthCheckResponse::NOT_SERVING);
}

}  // namespace
}  // namespace txtsentry
