// Proofs of domain ownership: one form per vendor, and generic forms for new vendors.
#include <string>

#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

// A vendor's key and its token: `count` characters of `alphabet`, then `tail`.
struct VendorToken {
  const char* key;
  std::string_view alphabet;
  int count;
  const char* tail;
};

constexpr VendorToken kVendors[] = {{"adobe-idp-site-verification=", kHexLower, 64, ""},
                                    {"adobe-idp-site-verification=", kHexLower, 36, ""},
                                    {"adobe-sign-verification=", kHexLower, 32, ""},
                                    {"ahrefs-site-verification_", kHexLower, 64, ""},
                                    {"airtable-verification=", kHexLower, 32, ""},
                                    {"amazonses:", kBase64, 43, "="},
                                    {"anthropic-domain-verification-", kLowerDigits, 32, ""},
                                    {"asv=", kHexLower, 32, ""},
                                    {"atlassian-sending-domain-verification=", kHexLower, 36, ""},
                                    {"bw=", kBase64, 43, "="},
                                    {"brevo-code:", kHexLower, 32, ""},
                                    {"sendinblue-code:", kHexLower, 32, ""},
                                    {"canva-site-verification=", kBase64Url, 22, ""},
                                    {"cisco-ci-domain-verification=", kHexLower, 64, ""},
                                    {"citrix-verification-code=", kHexLower, 36, ""},
                                    {"cloudhealth=", kHexLower, 36, ""},
                                    {"detectify-verification=", kHexLower, 32, ""},
                                    {"docker-verification=", kHexLower, 36, ""},
                                    {"dropbox-domain-verification=", kLowerDigits, 12, ""},
                                    {"duo_sso_verification=", kAlnum, 64, ""},
                                    {"dynatrace-site-verification=", kHexLower, 36, ""},
                                    {"fastly-domain-delegation-", kLowerDigits, 20, ""},
                                    {"figma-domain-verification=", kHexLower, 64, ""},
                                    {"google-gws-recovery-domain-verification=", kDigits, 8, ""},
                                    {"have-i-been-pwned-verification=", kHexLower, 32, ""},
                                    {"hubspot-developer-verification=", kBase64Url, 48, ""},
                                    {"jamf-site-verification=", kBase64Url, 22, ""},
                                    {"klaviyo-site-verification=", kAlnum, 6, ""},
                                    {"knowbe4-site-verification=", kHexLower, 32, ""},
                                    {"lastpass-verification-code=", kLowerDigits, 22, ""},
                                    {"linkedin-site-verification=", kHexLower, 36, ""},
                                    {"logmein-verification-code=", kHexLower, 36, ""},
                                    {"mailru-verification: ", kHexLower, 16, ""},
                                    {"mandrill_verify.", kBase64Url, 22, ""},
                                    {"miro-verification=", kHexLower, 40, ""},
                                    {"mixpanel-domain-verify=", kHexLower, 36, ""},
                                    {"mongodb-site-verification=", kAlnum, 32, ""},
                                    {"nethely-dvc=", kHexLower, 32, ""},
                                    {"notion-domain-verification=", kAlnum, 43, ""},
                                    {"okta-verification=", kAlnum, 20, ""},
                                    {"onetrust-domain-verification=", kHexLower, 32, ""},
                                    {"openai-domain-verification=dv-", kAlnum, 24, ""},
                                    {"pinterest-site-verification=", kHexLower, 32, ""},
                                    {"postman-domain-verification=", kHexLower, 64, ""},
                                    {"protonmail-verification=", kHexLower, 40, ""},
                                    {"railway-verify=", kHexLower, 64, ""},
                                    {"replit-verify=", kHexLower, 36, ""},
                                    {"segment-site-verification=", kAlnum, 32, ""},
                                    {"shopify-verification-code=", kAlnum, 22, ""},
                                    {"slack-domain-verification=", kAlnum, 40, ""},
                                    {"sl-verification=", kLower, 30, ""},
                                    {"smartsheet-site-validation=", kBase64Url, 32, ""},
                                    {"sophos-domain-verification=", kHexLower, 64, ""},
                                    {"status-page-domain-verification=", kLowerDigits, 12, ""},
                                    {"stripe-verification=", kHexLower, 64, ""},
                                    {"teamviewer-sso-verification=", kHexLower, 32, ""},
                                    {"tiktok-developers-site-verification=", kAlnum, 32, ""},
                                    {"traction-guest=", kHexLower, 36, ""},
                                    {"trustpilot-one-time-verification=", kHexLower, 36, ""},
                                    {"twilio-domain-verification=", kHexLower, 32, ""},
                                    {"uber-domain-verification=", kHexLower, 36, ""},
                                    {"webexdomainverification.", kUpperDigits, 4, ""},
                                    {"wework-site-verification=", kHexLower, 32, ""},
                                    {"whimsical=", kHexLower, 40, ""},
                                    {"wiz-domain-verification=", kHexLower, 64, ""},
                                    {"wrike-verification=", kBase64, 43, "="},
                                    {"yahoo-verification-key=", kBase64, 43, "="},
                                    {"yandex-verification: ", kHexLower, 16, ""},
                                    {"zapier-domain-verification-challenge=", kHexLower, 36, ""},
                                    {"zendeskverification=", kHexLower, 16, ""},
                                    {"ZOOM_verify_", kBase64Url, 22, ""},
                                    {"ca3-", kHexLower, 32, ""},
                                    {"ppe-", kHexLower, 20, ""},
                                    {"workplace-domain-verification=", kAlnum, 30, ""},
                                    {"_globalsign-domain-verification=", kBase64Url, 43, ""},
                                    {"globalsign-domain-verification=", kHexUpper, 32, ""},
                                    {"globalsign-smime-dv=", kBase64, 43, "="},
                                    {"citrix.mobile.ads.otp=", kLowerDigits, 23, ""},
                                    {"ibmid=", kHexLower, 32, ""},
                                    {"blitz=", kHexLower, 34, ""},
                                    {"fah-claim=", kHexLower, 36, ""},
                                    {"lovable_verify=", kHexLower, 64, ""}};

std::string VendorText(Rng& rng) {
  const VendorToken& vendor = rng.Pick(kVendors);
  if (vendor.count == 36) return vendor.key + Uuid(rng);
  return Concat({vendor.key, rng.Characters(vendor.alphabet, vendor.count), vendor.tail});
}

Draft Vendor(Rng& rng) { return {VendorText(rng), Domain(rng)}; }

Draft Google(Rng& rng) {
  std::string text = rng.Chance(97) ? "google-site-verification=" : "google-site-verification: ";
  return {text + rng.Characters(kBase64Url, 43), Domain(rng)};
}

Draft Microsoft(Rng& rng) {
  switch (rng.Below(10)) {
    case 0:
    case 2:
    case 3: {
      const bool upper = rng.Chance(75);
      return {"MS=" + rng.Characters(upper ? kHexUpper : kHexLower, 40), Domain(rng)};
    }
    case 1:
      return {"ms-domain-verification=" + Uuid(rng), Domain(rng)};
    default: {
      std::string text = rng.Chance(95) ? "MS=ms" : "ms=ms";
      const int digits = rng.Chance(85) ? 8 : rng.Range(7, 9);
      return {text + rng.Characters(kDigits, digits), Domain(rng)};
    }
  }
}

Draft Facebook(Rng& rng) {
  return {"facebook-domain-verification=" + rng.Characters(kLowerDigits, 30), Domain(rng)};
}

Draft Apple(Rng& rng) {
  const char* const key = rng.Pick({"apple-domain-verification=", "apple-domain-verification=",
                                    "apple-domain-verification=", "apple-domain="});
  // Sixteen letters and digits; recently also the base64url of 32 bytes.
  if (rng.Chance(15)) return {key + rng.Characters(kBase64Url, 43), Domain(rng)};
  return {key + rng.Characters(kAlnum, 16), Domain(rng)};
}

Draft Atlassian(Rng& rng) {
  return {"atlassian-domain-verification=" + rng.Characters(kBase64, 64), Domain(rng)};
}

Draft DocuSign(Rng& rng) { return {"docusign=" + Uuid(rng), Domain(rng)}; }

Draft Vercel(Rng& rng) {
  std::string host = HostName(rng);
  if (rng.Chance(30)) host = Concat({HostLabel(rng), "-", HostLabel(rng), ".", host});
  std::string text = Concat({"vc-domain-verify=", host, ",", rng.Characters(kHexLower, 20)});
  if (rng.Chance(5)) text = "_vercel=" + text;
  return {text, "_vercel." + Domain(rng)};
}

Draft Zoho(Rng& rng) {
  return {Concat({"zoho-verification=zb", rng.Characters(kDigits, 8), ".zmverify.zoho.",
                  rng.Pick({"com", "com", "eu", "in", "com.au"})}),
          Domain(rng)};
}

Draft Salesforce(Rng& rng) {
  switch (rng.Below(3)) {
    case 0:
      return {"SFMC-" + rng.Characters(kBase64Url, 40), Domain(rng)};
    case 1:
      return {Concat({"pardot", rng.Characters(kDigits, 6), "=", rng.Characters(kHexLower, 64)}),
              Domain(rng)};
    default:
      return {Concat({"sending_domain", rng.Characters(kDigits, 7), "=",
                      rng.Characters(kHexLower, 64)}),
              Domain(rng)};
  }
}

Draft Keybase(Rng& rng) {
  return {"keybase-site-verification=" + rng.Characters(kBase64Url, 43), Domain(rng)};
}

Draft Discord(Rng& rng) {
  return {"dh=" + rng.Characters(kHexLower, 40), "_discord." + Domain(rng)};
}

Draft AtProto(Rng& rng) {
  std::string text = rng.Chance(88) ? "did=did:plc:" + rng.Characters(kBase32Lower, 24)
                                    : "did=did:web:" + HostName(rng);
  return {text, "_atproto." + Domain(rng)};
}

std::string GeneralKey(Rng& rng) {
  if (rng.Chance(8)) {
    return rng.Pick({"domain-verification", "site-verification", "verification", "verify"});
  }
  std::string key = HostLabel(rng);
  if (rng.Chance(20)) key += "-" + Word(rng);
  const char* const stem = rng.Pick({"-domain-verification",
                                     "-domain-verification",
                                     "-site-verification",
                                     "-site-verification",
                                     "-verification",
                                     "-verify",
                                     "_verify",
                                     "verification",
                                     "-domain-verify",
                                     "-verification-code",
                                     "-domain-validation",
                                     "-ownership",
                                     "-challenge",
                                     "-validation",
                                     "-site-confirmation",
                                     "-domain-verification-key",
                                     "-ownership-proof",
                                     "_ownership_proof",
                                     "verify",
                                     "-network-verification",
                                     "-one-time-verification",
                                     "-verification-token",
                                     "-code",
                                     "_sso",
                                     "-domain-key",
                                     "-owner-verification",
                                     "-dns-verification",
                                     "-tenant-verification"});
  key += stem;
  if (rng.Chance(12)) {
    key += '-';
    key += rng.Characters(kLowerDigits, 6);
  }
  return key;
}

std::string GeneralToken(Rng& rng) {
  switch (rng.Below(8)) {
    case 0:
      return Uuid(rng);
    case 1: {
      const int bytes = rng.Chance(80) ? rng.Range(8, 48) : rng.Range(49, 80);
      return Base64Encode(rng.Chance(35) ? rng.Characters(kHexLower, bytes) : rng.Bytes(bytes));
    }
    case 2: {
      const int count = rng.Range(16, 48);
      return rng.Characters(kBase64Url, count);
    }
    case 3: {
      const int count = rng.Range(6, 14);
      return rng.Characters(kDigits, count);
    }
    case 4:
    case 5: {
      const int count = rng.Chance(85) ? rng.Range(3, 32) * 2 : rng.Range(2, 5) * 32;
      return rng.Characters(kHexLower, count);
    }
    case 6:
      return rng.Chance(50) ? HostLabel(rng) : Word(rng);
    default: {
      const int count = rng.Chance(85) ? rng.Range(6, 40) : rng.Range(41, 104);
      return rng.Characters(rng.Chance(50) ? kAlnum : kLowerDigits, count);
    }
  }
}

Draft General(Rng& rng) {
  const char* const join = rng.Pick({"=", "=", "=", "=", ":", ": ", " = "});
  std::string text = Concat({GeneralKey(rng), join, GeneralToken(rng)});
  return {text, Domain(rng)};
}

// The owner name, or a part of it, pasted in front of the value.
Draft OwnerNameGlued(Rng& rng) {
  const char* const glue = rng.Pick({"=", "=", " ", ": "});
  switch (rng.Below(6)) {
    case 0:
    case 1:
      return {Concat({HostName(rng), glue, Vendor(rng).text}), Domain(rng)};
    case 2:
      return {Concat({rng.Pick({"_vercel", "_discord", "_atproto", "@"}), glue,
                      rng.Chance(50) ? Vercel(rng).text : AtProto(rng).text}),
              Domain(rng)};
    case 3:
      return {Concat({rng.Chance(80) ? "_" : "", "github-pages-challenge-", HostLabel(rng),
                      rng.Chance(50) ? "." + HostName(rng) : std::string(), glue,
                      rng.Characters(kHexLower, 30)}),
              Domain(rng)};
    case 4: {
      const std::string token = rng.Characters(kHexLower, 32);
      return {Concat({token.substr(0, 8), "._improvmx=", token}), Domain(rng)};
    }
    default:
      return {Concat({"_github-challenge-", HostLabel(rng), rng.Chance(50) ? "-org" : "", glue,
                      rng.Characters(kHexLower, 10)}),
              Domain(rng)};
  }
}

constexpr Kind kKinds[] = {{"vendor_verification", 0, 110, Vendor},
                           {"google", 0, 40, Google},
                           {"microsoft", 0, 48, Microsoft},
                           {"facebook", 0, 10, Facebook},
                           {"apple", 0, 20, Apple},
                           {"atlassian", 0, 14, Atlassian},
                           {"docusign", 0, 10, DocuSign},
                           {"vercel", 0, 24, Vercel},
                           {"zoho", 0, 8, Zoho},
                           {"salesforce", 0, 8, Salesforce},
                           {"keybase", 0, 8, Keybase},
                           {"discord", 0, 10, Discord},
                           {"atproto", 0, 8, AtProto},
                           {"general_verification", 0, 60, General},
                           {"owner_name_glued", 0, 14, OwnerNameGlued}};

}  // namespace

absl::Span<const Kind> VerificationKinds() { return kKinds; }

}  // namespace txtsentry::train
