#pragma once

#include <string>
#include <vector>

#include "p8/files/run_record.h"
#include "p8/vision/embedding/torch_backend.h"
#include "p8/vision/tokenizer/tokenizer.h"

namespace p8 {

/// A CLIP model ready for photos and texts.
struct ClipModel {
  ClipArchitecture architecture;
  std::string name;    ///< "ViT-B/32"
  std::string layout;  ///< "Hugging Face"
  Preprocessing preprocessing;
  Tokenizer tokenizer;
  ClipEncoders encoders;
  std::string identity;                 ///< for the cache: hash of the weights, precision, device
  std::vector<RunRecord::Input> files;  ///< weights, configurations, vocabulary, with their hashes
};

/// Opens the model (see open_clip_checkpoint), its vocabulary (see read_vocabulary), and the networks.
/// @param bpe  OpenAI's vocabulary file; empty: what lies in or beside the model.
/// Throws Error(Model); Error(Usage) for a precision or device that is not there.
ClipModel load_clip_model(const std::string& path, const std::string& bpe, const EncoderOptions& options);

/// "fp32", "bf16", "int8".
const char* name_of(Precision precision);

}  // namespace p8
