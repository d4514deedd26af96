#include "support/golden_weights.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/base/hash.h"
#include "p8/vision/weights/weight_file.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

namespace {

/// Checks that the file has just these tensors, of these shapes, and of the type that `dtype_of` expects of each name.
void check_tensors(const WeightFile& file, const Shapes& expected,
                   const std::function<DType(const std::string&)>& dtype_of) {
  Shapes found;
  for (const StoredTensor& tensor : file.tensors()) {
    found[tensor.name] = tensor.shape;
    CAPTURE(tensor.name);
    CHECK(name_of(tensor.dtype) == std::string(name_of(dtype_of(tensor.name))));
  }
  CHECK(found == expected);
}

std::function<DType(const std::string&)> all(DType dtype) {
  return [dtype](const std::string&) { return dtype; };
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Checks that two files have the same tensors, bit for bit.
void check_equal(const WeightFile& a, const WeightFile& b) {
  REQUIRE(a.tensors().size() == b.tensors().size());
  for (const StoredTensor& tensor : a.tensors()) {
    CAPTURE(tensor.name);
    const StoredTensor& other = b.at(tensor.name);
    CHECK(other.dtype == tensor.dtype);
    CHECK(other.shape == tensor.shape);
    const std::vector<float> x = to_float(tensor);
    const std::vector<float> y = to_float(other);
    CHECK(std::equal(x.begin(), x.end(), y.begin(), y.end()));
  }
}

/// The largest distance between numbers and their roundings to half precision, in units of what rounding may do.
double rounding_distance(const std::vector<float>& exact, const std::vector<float>& rounded) {
  REQUIRE(exact.size() == rounded.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double x = static_cast<double>(exact[i]);
    const double half_unit = std::ldexp(1.0, std::max(std::ilogb(x == 0.0 ? 1.0 : x), -14) - 11);
    largest = std::max(largest, std::fabs(x - static_cast<double>(rounded[i])) / half_unit);
  }
  return largest;
}

std::vector<float> transposed(const std::vector<float>& matrix, std::size_t rows) {
  const std::size_t columns = matrix.size() / rows;
  std::vector<float> result(matrix.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) result[i % columns * rows + i / columns] = matrix[i];
  return result;
}

/// The tensor of a Hugging Face file that OpenAI's name stands for, in OpenAI's layout.
std::vector<float> in_hugging_face(const WeightFile& file, std::string name) {
  const auto values = [&](const std::string& own) { return to_float(file.at(own)); };
  const bool is_vision = name.rfind("visual.", 0) == 0;
  if (name == "text_projection") return transposed(values("text_projection.weight"), 64);
  if (name == "visual.proj") return transposed(values("visual_projection.weight"), 64);
  if (name == "logit_scale") return values(name);
  if (name == "token_embedding.weight") return values("text_model.embeddings." + name);
  if (is_vision) name = name.substr(7);
  const std::string tower = is_vision ? "vision_model." : "text_model.";
  if (name == "positional_embedding") return values(tower + "embeddings.position_embedding.weight");
  if (name == "class_embedding") return values(tower + "embeddings.class_embedding");
  if (name == "conv1.weight") return values(tower + "embeddings.patch_embedding.weight");
  const std::vector<std::pair<std::string, std::string>> renamed{{"ln_final", "final_layer_norm"},
                                                                 {"ln_pre", "pre_layrnorm"},
                                                                 {"ln_post", "post_layernorm"},
                                                                 {"transformer.resblocks", "encoder.layers"},
                                                                 {".ln_", ".layer_norm"},
                                                                 {".attn.", ".self_attn."},
                                                                 {".c_fc", ".fc1"},
                                                                 {".c_proj", ".fc2"}};
  for (const auto& [ours, theirs] : renamed) {
    const std::size_t at = name.find(ours);
    if (at != std::string::npos) name.replace(at, ours.size(), theirs);
  }
  const std::size_t in_proj = name.find("in_proj_");
  if (in_proj == std::string::npos) return values(tower + name);
  std::vector<float> rows;
  for (const char* part : {"q_proj.", "k_proj.", "v_proj."}) {
    const std::vector<float> block = values(tower + name.substr(0, in_proj) + part + name.substr(in_proj + 8));
    rows.insert(rows.end(), block.begin(), block.end());
  }
  return rows;
}

}  // namespace

TEST_CASE("golden: the unpacked files are those that the list names" * needs_shared()) {
  const std::string list = shared_file("golden/vision/weights.json");
  const nlohmann::json files = nlohmann::json::parse(read(list))["files"];
  CHECK(files.size() == 25);
  for (const nlohmann::json& file : files) {
    const std::string name = file["file"].get<std::string>().substr(std::string("weights/").size());
    const Digest digest = digest_of(read(golden_weights(name)));
    CAPTURE(name);
    CHECK(digest.bytes == file["bytes"].get<std::size_t>());
    CHECK(digest.sha256 == file["sha256"].get<std::string>());
  }
}

TEST_CASE("golden: names, shapes and types of every weight file" * needs_shared()) {
  const auto open = [](const std::string& name) { return open_weights(golden_weights(name)); };
  const WeightFile jit = open("clip/openai_jit_fp16.pt");
  CHECK(jit.format() == WeightFormat::TorchScript);
  Shapes with_buffers = openai_shapes();
  with_buffers["input_resolution"] = with_buffers["context_length"] = with_buffers["vocab_size"] = {};
  check_tensors(jit, with_buffers, [](const std::string& name) {
    if (name == "input_resolution" || name == "context_length" || name == "vocab_size") return DType::I64;
    const bool is_single =
        name.find("ln_") != std::string::npos || name.find("_embedding") != std::string::npos || name == "logit_scale";
    return is_single ? DType::F32 : DType::F16;
  });
  CHECK(to_float(jit.at("input_resolution")) == std::vector<float>{64});
  CHECK(to_float(jit.at("vocab_size")) == std::vector<float>{49408});
  REQUIRE(jit.constants().size() == 3);
  CHECK(jit.constants()[2].name == "CONSTANTS.c2");
  CHECK(jit.constants()[2].shape == std::vector<std::int64_t>{77, 77});

  const WeightFile zip = open("clip/state_dict_zip_fp16.pt");
  CHECK(zip.format() == WeightFormat::TorchZip);
  check_tensors(zip, openai_shapes(), all(DType::F16));
  const WeightFile legacy = open("clip/state_dict_legacy_fp16.pt");
  CHECK(legacy.format() == WeightFormat::TorchLegacy);
  check_tensors(legacy, openai_shapes(), all(DType::F16));
  check_tensors(open("clip/open_clip_gelu/open_clip_model.safetensors"), openai_shapes(), all(DType::F16));
  check_tensors(open("clip/open_clip_quickgelu/open_clip_model.safetensors"), openai_shapes(), all(DType::F16));
  check_tensors(open("clip/hf_fp16/model.safetensors"), hugging_face_shapes(false), all(DType::F16));
  check_tensors(open("clip/hf_fp32/model.safetensors"), hugging_face_shapes(true),
                [](const std::string& name) { return ends_with(name, "position_ids") ? DType::I64 : DType::F32; });
  for (const char* name : {"vgg/vgg_fp32.safetensors", "vgg/vgg_legacy_fp32.pth", "vgg/vgg_legacy_parameters_fp32.pth",
                           "vgg/vgg_zip_fp32.pth"}) {
    check_tensors(open(name), vgg_shapes(), all(DType::F32));
  }
}

TEST_CASE("golden: a ResNet keeps its batch counters as whole numbers" * needs_shared()) {
  const std::string path = shared_file("golden/vision/clip_resnet/state_dict_zip_fp16.pt");
  check_tensors(open_weights(path), resnet_shapes(), [](const std::string& name) {
    return ends_with(name, "num_batches_tracked") ? DType::I64 : DType::F16;
  });
}

TEST_CASE("golden: the same model in several containers has the same numbers, bit for bit" * needs_shared()) {
  const auto open = [](const std::string& name) { return open_weights(golden_weights(name)); };
  const WeightFile zip = open("clip/state_dict_zip_fp16.pt");
  check_equal(zip, open("clip/state_dict_legacy_fp16.pt"));
  check_equal(zip, open("clip/open_clip_gelu/open_clip_model.safetensors"));
  const WeightFile vgg = open("vgg/vgg_fp32.safetensors");
  check_equal(vgg, open("vgg/vgg_zip_fp32.pth"));
  check_equal(vgg, open("vgg/vgg_legacy_fp32.pth"));
  check_equal(vgg, open("vgg/vgg_legacy_parameters_fp32.pth"));
}

TEST_CASE("golden: half precision holds the single-precision numbers rounded, in every file" * needs_shared()) {
  const auto open = [](const std::string& name) { return open_weights(golden_weights(name)); };
  const WeightFile zip = open("clip/state_dict_zip_fp16.pt");
  const WeightFile jit = open("clip/openai_jit_fp16.pt");
  const WeightFile exact = open("clip/hf_fp32/model.safetensors");
  const WeightFile half = open("clip/hf_fp16/model.safetensors");
  for (const StoredTensor& tensor : zip.tensors()) {
    CAPTURE(tensor.name);
    const std::vector<float> rounded = to_float(tensor);
    const std::vector<float> single = in_hugging_face(exact, tensor.name);
    CHECK(in_hugging_face(half, tensor.name) == rounded);
    CHECK(rounding_distance(single, rounded) <= 1.0);
    const StoredTensor& mixed = jit.at(tensor.name);
    CHECK(to_float(mixed) == (mixed.dtype == DType::F32 ? single : rounded));
  }
}
