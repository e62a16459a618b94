// Test certificates, generated at run time and valid for an hour.
#ifndef TXTSENTRY_TESTS_INTEGRATION_CERTIFICATES_H_
#define TXTSENTRY_TESTS_INTEGRATION_CERTIFICATES_H_

#include <openssl/x509.h>

#include <memory>
#include <string>

namespace txtsentry::test {

struct KeyPair {
  std::string cert;  // PEM
  std::string key;   // PEM
};

// A certificate authority with P-256 keys. Used by one thread.
class Authority {
 public:
  explicit Authority(const std::string& name);

  const std::string& pem() const { return pem_; }

  // `sans` in OpenSSL's syntax: "DNS:localhost,IP:127.0.0.1,URI:spiffe://a/b".
  KeyPair Issue(const std::string& name, const std::string& sans);

 private:
  using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using CertPtr = std::unique_ptr<X509, decltype(&X509_free)>;

  CertPtr MakeCert(const std::string& name, EVP_PKEY* key, const std::string& sans, bool authority);

  KeyPtr key_;
  CertPtr cert_;
  std::string pem_;
  long serial_ = 0;
};

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_INTEGRATION_CERTIFICATES_H_
