#pragma once

#include <string>
#include <vector>

namespace p8 {

/// The text with every address in it as it may be shown and kept: "https://host/path?…", without user, password, query
/// and fragment, where keys are often put. An address is SCHEME:// and ends at a space or a quotation mark. Of what may
/// be meant as one ("host:80/path?…", "http:/host?…", "api.example/path?…") user, password and query go, too.
std::string without_secrets(const std::string& text);

/// What may be secret in one address: the values of its query, as they stand there and decoded, its fragment, user and
/// password. Those shorter than four bytes are left out: they are none, and occur in any text.
std::vector<std::string> secrets_of(const std::string& address);

/// The text with each of these strings, wherever it is, replaced by "…".
std::string withheld(std::string text, std::vector<std::string> secrets);

}  // namespace p8
