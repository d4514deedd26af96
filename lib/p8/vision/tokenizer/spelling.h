#pragma once

#include <string>
#include <string_view>

namespace p8 {

/// What a name has in common with the same name spelled in another way: two names have one key where they differ only
/// in upper and lower case, in blanks, underscores and hyphens, or in how Unicode encodes their characters (composed or
/// decomposed accents, full-width letters, no-break and zero-width spaces): "T-Shirt", "t shirt " and "T_shirt". A
/// separator between two digits counts ("1 2" is not "12"), and so does a hyphen in front ("-1" is not "1").
/// Source: NFKC_Casefold of the Unicode Standard, section 3.13, toNFKC_Casefold; then the separators are left out.
std::string spelling_key(std::string_view name);

}  // namespace p8
