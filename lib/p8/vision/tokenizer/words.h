#pragma once

#include <string_view>
#include <vector>

namespace p8 {

inline constexpr std::string_view kStartMark = "<|startoftext|>";
inline constexpr std::string_view kEndMark = "<|endoftext|>";

/// Cleaned text cut into the pieces that are encoded one by one: the two marks, English contractions ('s 't 're 've 'm
/// 'll 'd), runs of letters (`\p{L}`), single numbers (`\p{N}`), runs of anything else but white space (and U+0345,
/// which falls between words). The pattern of openai/CLIP d05afc4, clip/simple_tokenizer.py, for text in lower case.
/// The pieces borrow from `text`.
std::vector<std::string_view> split_words(std::string_view text);

}  // namespace p8
