#include "p8/vision/embedding/clip_model.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/finished_run.h"
#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/hugging_face_keys.h"
#include "p8/vision/embedding/encoders.h"
#include "p8/vision/tokenizer/byte_pair_training.h"
#include "p8/vision/tokenizer/vocabulary_files.h"

namespace p8 {

const char* name_of(Precision precision) {
  switch (precision) {
    case Precision::Fp32:
      return "fp32";
    case Precision::Bf16:
      return "bf16";
    case Precision::Int8:
      return "int8";
  }
  return "";
}

namespace {

/// The vocabulary, which must be that of the model: no token without a row, and the end where the model looks for it.
TokenVocabulary vocabulary_of(const ClipCheckpoint& checkpoint, const std::string& path, const std::string& bpe) {
  const TextTransformerShape& text = checkpoint.architecture.text;
  const std::string settings = (std::filesystem::path(path) / "tokenizer_config.json").string();
  if (std::filesystem::exists(settings)) check_hugging_face_tokenizer(settings, text.context);
  TokenVocabulary vocabulary = read_vocabulary(path, bpe);
  const std::string name = printable(vocabulary_files(path, bpe).front());
  if (token_count(vocabulary) > text.vocabulary) {
    throw model_error("{}: the vocabulary has {} tokens, but the model {} of {}: it belongs to another model",
                      "{} : le vocabulaire a {} jetons, mais le modèle {} de {} : il est d'un autre modèle", name,
                      token_count(vocabulary), text.vocabulary, checkpoint.weights.name());
  }
  // p8 takes the embedding where the end of the text stands.
  const std::string config = (std::filesystem::path(path) / "config.json").string();
  const bool has_config = std::find(checkpoint.files.begin(), checkpoint.files.end(), config) != checkpoint.files.end();
  const std::optional<std::size_t> end = has_config ? hugging_face_end_id(config) : std::nullopt;
  if (end && *end != static_cast<std::size_t>(vocabulary.end)) {
    throw model_error("{}: text_config.eos_token_id is {}, but <|endoftext|> is {} in {}",
                      "{} : text_config.eos_token_id vaut {}, mais <|endoftext|> vaut {} dans {}", printable(config),
                      *end, vocabulary.end, name);
  }
  return vocabulary;
}

}  // namespace

ClipModel load_clip_model(const std::string& path, const std::string& bpe, const EncoderOptions& options) {
  // What kind of model it is comes before what it lacks; what takes long comes last.
  const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
  const TokenVocabulary vocabulary = vocabulary_of(checkpoint, path, bpe);
  ClipEncoders encoders = make_clip_encoders(checkpoint, options);

  std::vector<RunRecord::Input> files;
  for (const std::string& file : checkpoint.files) files.push_back(model_input("model", file));
  for (const std::string& file : vocabulary_files(path, bpe)) files.push_back(model_input("vocabulary", file));
  // The configuration decides on activations and heads.
  std::string identity =
      fmt::format("clip {} {} {}", name_of(options.precision), encoders.device, encoders.image->engine().library);
  for (const RunRecord::Input& file : files) identity += " " + file.digest.sha256;
  TokenizerOptions tokenizing;
  tokenizing.context = checkpoint.architecture.text.context;
  tokenizing.composes = true;
  return {checkpoint.architecture,
          architecture_name(checkpoint.architecture),
          checkpoint.layout,
          checkpoint.preprocessing,
          Tokenizer(vocabulary, tokenizing),
          std::move(encoders),
          std::move(identity),
          std::move(files)};
}

}  // namespace p8
