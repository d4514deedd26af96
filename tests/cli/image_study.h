#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "support/drawn_picture.h"
#include "support/golden_weights.h"
#include "support/run.h"
#include "support/temporary.h"

namespace p8::test {

/// The small golden CLIP model, and 20 drawn photos of each of three shapes with a CSV file of them.
class ImageStudy {
 public:
  ImageStudy() {
    constexpr const char* kShapes[] = {"disc", "ring", "box"};
    const auto weights = golden_weights("clip/hf_fp32/model.safetensors");
    clip = "clip:" + std::filesystem::path(weights).parent_path().string();
    vgg16 = "vgg16:" + golden_weights("vgg/vgg_fp32.safetensors");
    std::filesystem::create_directory(directory.file("photos"));
    std::string csv = "image,shape,text\n";
    for (int i = 0; i < 60; ++i) {
      const std::string name = fmt::format("{:02}.jpg", i);
      directory.write("photos/" + name, drawn_jpeg(60 + i % 7 * 9, 60 + i % 5 * 8, i));
      csv += fmt::format("{},{},a picture of a {}\n", name, kShapes[i % 3], kShapes[i % 3]);
    }
    data = directory.write("photos.csv", csv);
  }

  std::vector<std::string> words(const std::string& backbone, const std::string& out,
                                 const std::vector<std::string>& options) const {
    std::vector<std::string> all = {"finetune", "--backbone",       backbone, "--data",  data,        "--images",
                                    photos(),   "--label-col",      "shape",  "--quiet", "--threads", "2",
                                    "--out",    directory.file(out)};
    const bool has_rate = std::find(options.begin(), options.end(), "--lr") != options.end();
    if (!has_rate) all.insert(all.end(), {"--lr", "1e-2"});
    all.insert(all.end(), options.begin(), options.end());
    return all;
  }
  Outcome finetune(const std::string& out, const std::vector<std::string>& options = {}) const {
    return run_p8(words(clip, out, options));
  }
  std::string photos() const { return directory.file("photos"); }
  std::string result(const std::string& name) const { return read(directory.file(name)); }
  nlohmann::json metrics(const std::string& out) const { return nlohmann::json::parse(result(out + "/metrics.json")); }

  const TemporaryDirectory directory;
  std::string clip, vgg16, data;
};

}  // namespace p8::test
