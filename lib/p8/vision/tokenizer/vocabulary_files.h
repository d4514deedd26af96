#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "p8/vision/tokenizer/byte_pairs.h"

// The two forms in which CLIP's vocabulary is published. Bytes are written as printable characters (Radford et al.
// 2019: visible Latin-1 characters stand for themselves, the others for U+0100 and following); "</w>" ends a word. Each
// function throws Error(Model) that names the file and the line, and says what was expected.
namespace p8 {

inline constexpr const char* kOpenAiVocabulary = "bpe_simple_vocab_16e6.txt.gz";

/// Merges that OpenAI's CLIP uses of its list: 49152 tokens in all but for 256 bytes and two marks.
inline constexpr std::size_t kClipMerges = 49152 - 256 - 2;

/// OpenAI's bpe_simple_vocab_16e6.txt.gz (openai/CLIP d05afc4, clip/simple_tokenizer.py): a heading, then a merge a
/// line, of which the first `merges` count. Ids: 256 bytes in the order of their characters' groups, the same at a
/// word's end, the merges in order, the two marks.
/// @param bytes  the compressed file.   @param name  for messages, already printable.
TokenVocabulary parse_openai_vocabulary(std::string_view bytes, const std::string& name,
                                        std::size_t merges = kClipMerges);

/// Hugging Face's vocab.json (token → id) and merges.txt (a merge a line, below "#version").
TokenVocabulary parse_hugging_face_vocabulary(std::string_view vocab_json, const std::string& vocab_name,
                                              std::string_view merges_txt, const std::string& merges_name);

/// A vocabulary in Hugging Face's form, from which parse_hugging_face_vocabulary() reads the same one. A merge's parts
/// must be made by merges before it.
struct VocabularyFiles {
  std::string vocab_json;
  std::string merges_txt;
};
VocabularyFiles hugging_face_files(const TokenVocabulary& vocabulary);

/// Hugging Face's tokenizer.json, which has both: "model" of type BPE whose words end in "</w>", and as steps before it
/// those of CLIPTokenizer. Throws Error(Model) naming the part that asks for something else.
TokenVocabulary parse_tokenizer_json(std::string_view json, const std::string& name);

/// The vocabulary of a CLIP model: `bpe` where it is not empty, else what lies in the model's folder (or, for a model
/// of one file, beside it): vocab.json and merges.txt, or tokenizer.json, or bpe_simple_vocab_16e6.txt.gz.
/// @param model  a folder or a file of weights; may be empty when `bpe` is not.   @param bpe  OpenAI's file.
TokenVocabulary read_vocabulary(const std::string& model, const std::string& bpe = {});

/// The files that read_vocabulary() reads, whether they are there or not.
std::vector<std::string> vocabulary_files(const std::string& model, const std::string& bpe = {});

}  // namespace p8
