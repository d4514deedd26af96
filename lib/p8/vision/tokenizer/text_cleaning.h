#pragma once

#include <string>
#include <string_view>

namespace p8 {

/// The text as CLIP's tokenizer wants it: HTML references replaced twice, no white space at the ends, each run of white
/// space one space, lower case by Unicode's full mappings (final sigma, dotted I). Bytes that are not UTF-8 count as
/// U+FFFD. The reference (openai/CLIP d05afc4, clip/simple_tokenizer.py: basic_clean, whitespace_clean) also runs ftfy,
/// as open_clip does; of that, here is done what Hugging Face's tokenizer does too: @param compose  asks for Unicode's
/// normalisation form C, after HTML. Curly quotes, ligatures and full-width forms stay what they are, as there.
/// Throws Error(Data) for more than 16 MiB.
std::string clean_text(std::string_view text, bool compose = false);

}  // namespace p8
