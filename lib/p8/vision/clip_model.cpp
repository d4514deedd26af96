#include "p8/vision/clip_model.h"

#include <utility>

#include <fmt/format.h>

#include "p8/core/file.h"
#include "p8/vision/encoders.h"
#include "p8/vision/text/vocabulary_files.h"

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

ClipModel load_clip_model(const std::string& path, const std::string& bpe, const EncoderOptions& options) {
  // What is quick to find wrong comes first.
  const TokenVocabulary vocabulary = read_vocabulary(path, bpe);
  const ClipCheckpoint checkpoint = open_clip_checkpoint(path);
  ClipEncoders encoders = make_clip_encoders(checkpoint, options);

  std::vector<RunRecord::Input> files;
  for (const std::string& file : checkpoint.files) files.push_back({"model", file, digest_of_file(file)});
  for (const std::string& file : vocabulary_files(path, bpe)) {
    files.push_back({"vocabulary", file, digest_of_file(file)});
  }
  // The configuration decides on activations and heads.
  std::string identity =
      fmt::format("clip {} {} {}", name_of(options.precision), encoders.device, encoders.image->engine().library);
  for (const RunRecord::Input& file : files) identity += " " + file.digest.sha256;
  TokenizerOptions tokenizing;
  tokenizing.context = checkpoint.architecture.text.context;
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
