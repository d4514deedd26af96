#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/vision/tokenizer/byte_pairs.h"

namespace p8 {

/// Bytes, bytes that end a word, and two marks: what every vocabulary of CLIP's tokenizer has beside its merges.
inline constexpr std::size_t kMinTokens = 2 * 256 + 2;

/// Learns merges from texts (Sennrich et al. 2016, ACL, algorithm 1), cleaned and cut into words as the tokenizer does
/// it: again and again the pair of neighbouring tokens that is met most often becomes one token. Of pairs that are met
/// equally often the one goes first whose left token has the lower id, then whose right one has. It ends with `tokens`
/// tokens, or before a pair that is met only once: merging it would learn single words by heart.
///
/// Ids are given as in OpenAI's vocabulary: the bytes, the same at a word's end, a token a merge, <|startoftext|>,
/// <|endoftext|>, so that the end of a text is the highest id of its row. The same texts give the same vocabulary,
/// whatever their order.
/// @param tokens  at least kMinTokens.   Throws Error(Data) for a text of more than 16 MiB.
TokenVocabulary learn_byte_pairs(const std::vector<std::string>& texts, std::size_t tokens);

/// How many ids there are: one more than the highest.
std::size_t token_count(const TokenVocabulary& vocabulary);

}  // namespace p8
