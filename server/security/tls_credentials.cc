#include "server/security/tls_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <spdlog/spdlog.h>

#include <functional>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "server/security/peer_names.h"

namespace txtsentry::server {
namespace {

namespace tls = grpc::experimental;

constexpr int64_t kPemBytesMax = 1 << 20;

using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;
using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

BioPtr BioOf(std::string_view text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

// Refuses encrypted keys, because no one can be asked for the password.
int NoPassword(char* /*buffer*/, int /*bytes*/, int /*writing*/, void* /*user*/) { return 0; }

X509Ptr FirstCertificate(std::string_view pem) {
  const BioPtr bio = BioOf(pem);
  return {PEM_read_bio_X509(bio.get(), nullptr, &NoPassword, nullptr), &X509_free};
}

std::vector<std::string> Strings(const std::vector<grpc::string_ref>& names) {
  std::vector<std::string> out;
  out.reserve(names.size());
  for (const grpc::string_ref& name : names) out.emplace_back(name.data(), name.size());
  return out;
}

// Ends the handshake of clients without an allowed name, so that only allowed clients reach HTTP/2
// and its header compression.
class NameVerifier final : public tls::ExternalCertificateVerifier {
 public:
  explicit NameVerifier(NameList names) : names_(std::move(names)) {}

  bool Verify(tls::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/, grpc::Status* sync_status) override {
    const PeerNames peer = {Strings(request->uri_names()), Strings(request->dns_names()),
                            Strings(request->email_names()), Strings(request->ip_names())};
    if (!names_.Matches(peer)) {
      *sync_status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                                  "no name of the client's certificate is in --tls-allow-san");
    }
    return true;
  }
  void Cancel(tls::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  const NameList names_;
};

absl::Status CheckFiles(const TlsOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string cert, base::ReadFile(options.cert, kPemBytesMax));
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string key, base::ReadFile(options.key, kPemBytesMax));
  if (absl::Status status = CheckKeyPair(cert, key); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrFormat("--tls-cert %s, --tls-key %s: %s",
                                                      options.cert, options.key,
                                                      std::string(status.message())));
  }
  if (options.client_ca.empty()) return absl::OkStatus();
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string ca, base::ReadFile(options.client_ca, kPemBytesMax));
  if (FirstCertificate(ca) == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--tls-client-ca %s: has no certificate in PEM", options.client_ca));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateTls(const TlsOptions& options) {
  const auto needs = [](const char* flag, const char* other) {
    return absl::InvalidArgumentError(absl::StrFormat("%s needs %s", flag, other));
  };
  if (!options.cert.empty() && options.key.empty()) return needs("--tls-cert", "--tls-key");
  if (!options.key.empty() && options.cert.empty()) return needs("--tls-key", "--tls-cert");
  if (!options.client_ca.empty() && !options.enabled()) {
    return needs("--tls-client-ca", "--tls-cert");
  }
  if (!options.allow_sans.empty() && options.client_ca.empty()) {
    return needs("--tls-allow-san", "--tls-client-ca");
  }
  return NameList::Parse(options.allow_sans).status();
}

absl::Status CheckKeyPair(std::string_view cert_pem, std::string_view key_pem) {
  const X509Ptr cert = FirstCertificate(cert_pem);
  if (cert == nullptr) return absl::InvalidArgumentError("there is no certificate in PEM");
  const BioPtr bio = BioOf(key_pem);
  const KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassword, nullptr),
                   &EVP_PKEY_free);
  if (key == nullptr) return absl::InvalidArgumentError("there is no plain private key in PEM");
  if (X509_check_private_key(cert.get(), key.get()) != 1) {
    return absl::InvalidArgumentError("the key is not that of the first certificate");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsOptions& options) {
  if (!options.enabled()) return grpc::InsecureServerCredentials();
  TXTSENTRY_RETURN_IF_ERROR(CheckFiles(options));
  TXTSENTRY_ASSIGN_OR_RETURN(NameList names, NameList::Parse(options.allow_sans));
  const auto provider = std::make_shared<tls::FileWatcherCertificateProvider>(
      options.key, options.cert, options.client_ca, static_cast<unsigned>(options.reload_s));
  tls::TlsServerCredentialsOptions credentials(provider);
  credentials.watch_identity_key_cert_pairs();
  if (!options.client_ca.empty()) {
    credentials.watch_root_certs();
    credentials.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  if (!names.empty()) {
    credentials.set_certificate_verifier(
        tls::ExternalCertificateVerifier::Create<NameVerifier>(std::move(names)));
  }
  spdlog::info("TLS with {}{}, looked at every {} s", options.cert,
               options.client_ca.empty() ? "" : ", clients by " + options.client_ca,
               options.reload_s);
  return tls::TlsServerCredentials(credentials);
}

}  // namespace txtsentry::server
