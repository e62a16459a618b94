#include "tests/integration/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace txtsentry::test {
namespace {

constexpr long kHour = 3600;

using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

template <typename Write>
std::string Pem(const Write& write) {
  const BioPtr bio(BIO_new(BIO_s_mem()), &BIO_free);
  write(bio.get());
  char* data = nullptr;
  const long bytes = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<size_t>(bytes)};
}

void AddExtension(X509* cert, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  X509_add_ext(cert, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace

Authority::Authority(const std::string& name)
    : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free), cert_(nullptr, &X509_free) {
  cert_ = MakeCert(name, key_.get(), "", true);
  pem_ = Pem([this](BIO* bio) { PEM_write_bio_X509(bio, cert_.get()); });
}

Authority::CertPtr Authority::MakeCert(const std::string& name, EVP_PKEY* key,
                                       const std::string& sans, bool authority) {
  CertPtr cert(X509_new(), &X509_free);
  X509_set_version(cert.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), ++serial_);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -kHour);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), kHour);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509* issuer = authority ? cert.get() : cert_.get();
  X509_set_issuer_name(cert.get(), X509_get_subject_name(issuer));
  X509_set_pubkey(cert.get(), key);
  AddExtension(cert.get(), issuer, NID_basic_constraints,
               authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!sans.empty()) AddExtension(cert.get(), issuer, NID_subject_alt_name, sans);
  X509_sign(cert.get(), key_.get(), EVP_sha256());
  return cert;
}

KeyPair Authority::Issue(const std::string& name, const std::string& sans) {
  const KeyPtr key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const CertPtr cert = MakeCert(name, key.get(), sans, false);
  return {Pem([&cert](BIO* bio) { PEM_write_bio_X509(bio, cert.get()); }), Pem([&key](BIO* bio) {
            PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace txtsentry::test
