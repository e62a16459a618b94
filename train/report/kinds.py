"""Classifies collected records, for training and for the report. Standard library only."""

# Kinds of collected record that their text alone identifies.
BY_TEXT = {
    "spf",
    "microsoft_verify",
    "google_verify",
    "vercel_verify",
    "apple_verify",
    "discord_dh",
    "dkim",
    "facebook_verify",
    "atlassian_verify",
    "dmarc",
    "zoho_verify",
    "docusign_verify",
    "atproto_did",
    "mta_sts",
    "tls_rpt",
    "bimi",
    "brevo_sendinblue",
    "keybase_proof",
    "adobe_verify",
    "globalsign_verify",
    "protonmail_verify",
    "yandex_mailru",
    "salesforce_pardot",
    "zoom_verify",
    "amazonses",
    "external_dns",
    "dnslink",
    "stripe_verify",
    "verification_generic",
    "sender_id",
    "dkim_policy",
}
# Whose records training saw.
SOURCES_SEEN = {"mxmap-it/mxmap.it", "is-a-dev/register"}
