#pragma once

#include <string>

namespace p8 {

/// The text with every address in it as it may be shown and kept: "https://host/path?…", without user, password, query
/// and fragment, where keys are often put. An address is SCHEME:// and ends at a space or a quotation mark.
std::string without_secrets(const std::string& text);

}  // namespace p8
