#include "p8/vision/checkpoint/clip_origin.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "p8/vision/checkpoint/clip_metadata.h"

namespace p8 {

namespace {

namespace fs = std::filesystem;

bool is_as_published(const WeightFile& file) {
  const StoredTensor* const image = file.find("visual.conv1.weight");
  if (image == nullptr || file.find("token_embedding.weight") == nullptr) return false;
  const bool is_of_torch = file.format() == WeightFormat::TorchZip || file.format() == WeightFormat::TorchLegacy;
  return is_of_torch && image->dtype == DType::F16;
}

}  // namespace

bool is_named_as_by_open_clip(const std::string& path) {
  return std::find(std::begin(kOpenClipWeights), std::end(kOpenClipWeights), fs::path(path).filename().string()) !=
         std::end(kOpenClipWeights);
}

std::optional<std::string> open_clip_config_beside(const std::string& path) {
  std::error_code ignored;
  const fs::path config = fs::path(path).parent_path() / kOpenClipConfig;
  return fs::exists(config, ignored) ? std::optional(config.string()) : std::nullopt;
}

bool describes_itself(const WeightFile& file) {
  return file.format() == WeightFormat::TorchScript || file.metadata().count(kClipMetadataKey) > 0;
}

bool is_assumed_openai(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return false;  // has a configuration
  WeightReading reading;
  reading.verify_checksums = false;
  const WeightFile file = open_weights(path, reading);
  const auto written = file.metadata().find(kClipMetadataKey);
  if (written != file.metadata().end()) return written->second.find(kAssumedLayout) != std::string::npos;
  if (describes_itself(file) || open_clip_config_beside(path)) return false;
  return is_named_as_by_open_clip(path) || !is_as_published(file);
}

}  // namespace p8
