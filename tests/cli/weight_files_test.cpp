// Model folders and weight files as people have them: what p8 cannot do is refused by name, what it trained it reads
// back.
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/contains.h"
#include "support/csv.h"
#include "support/drawn_picture.h"
#include "support/golden_weights.h"
#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8::test;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::string vocabulary() { return shared_file("golden/vision/tokenizer/bpe_simple_vocab_16e6.txt.gz"); }

/// Four drawn photos of each class, in folders of these names.
std::string photos(const TemporaryDirectory& directory, const std::string& name,
                   const std::vector<std::string>& classes) {
  for (std::size_t i = 0; i < 4 * classes.size(); ++i) {
    const std::string folder = name + "/" + classes[i % classes.size()];
    fs::create_directories(directory.file(folder));
    directory.write(folder + "/" + std::to_string(i) + ".jpg", drawn_jpeg(60, 60, static_cast<int>(i)));
  }
  return directory.file(name);
}

/// The probabilities of every photo that zero-shot classification writes, in the order of the columns.
std::vector<std::string> probabilities(const TemporaryDirectory& directory, const std::string& model,
                                       const std::string& images, const std::vector<std::string>& more) {
  static int runs = 0;
  const std::string out = directory.file("zeroshot" + std::to_string(++runs));
  std::vector<std::string> words = {"zeroshot", "--model", model, "--images", images, "--out", out, "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  const Outcome run = run_p8(words);
  CAPTURE(run.error);
  REQUIRE(run.exit_code == 0);
  std::vector<std::string> numbers;
  for (const auto& row : read_csv(read(out + "/predictions.csv"))) {
    for (const auto& [column, cell] : row) {
      if (cell.find("0.") == 0) numbers.push_back(cell);
    }
  }
  return numbers;
}

}  // namespace

TEST_CASE("an open_clip folder of another model is refused by the key of its configuration, with and without --bpe" *
          needs_shared()) {
  const auto weights = golden_weights("clip/open_clip_gelu/open_clip_model.safetensors");
  struct Case {
    const char *section, *key;
    json value;
    const char* message;
  };
  const Case cases[] = {
      {"text_cfg", "hf_tokenizer_name", "facebook/xlm-v-base", "text_cfg.hf_tokenizer_name is not supported"},
      {"text_cfg", "pool_type", "last", "text_cfg.pool_type is not supported (\"last\")"},
      {"vision_cfg", "pool_type", "avg", "vision_cfg.pool_type is not supported (\"avg\")"},
      {"vision_cfg", "timm_model_name", "vit_so400m_siglip", "vision_cfg.timm_model_name is not supported"},
  };
  const TemporaryDirectory directory;
  const std::string images = photos(directory, "images", {"mug", "watch"});
  fs::copy(weights, directory.file("open_clip_model.safetensors"));
  for (const Case& one : cases) {
    json config = json::parse(read((fs::path(weights).parent_path() / "open_clip_config.json").string()));
    config["model_cfg"][one.section][one.key] = one.value;
    directory.write("open_clip_config.json", config.dump());
    for (const std::string& model : {directory.path(), directory.file("open_clip_model.safetensors")}) {
      for (const bool has_vocabulary : {false, true}) {
        std::vector<std::string> words = {"zeroshot",           "--model", model, "--images", images, "--out",
                                          directory.file("out")};
        if (has_vocabulary) words.insert(words.end(), {"--bpe", vocabulary()});
        const Outcome run = run_p8(words);
        CAPTURE(run.error);
        CHECK(run.exit_code == 4);
        CHECK(contains(run.error, one.message));
      }
    }
  }
}

TEST_CASE("two spellings of one class name, composed and not, give the same probabilities" * needs_shared()) {
  const auto model = golden_weights("clip/hf_fp32");
  const TemporaryDirectory directory;
  const auto composed = probabilities(directory, model, photos(directory, "nfc", {"caf\u00E9", "th\u00E9"}), {});
  CHECK(composed.size() >= 8);
  CHECK(probabilities(directory, model, photos(directory, "nfd", {"cafe\u0301", "the\u0301"}), {}) == composed);
}

TEST_CASE("a model trained by contrast keeps the activation and the image preparation of what it was made of" *
          needs_shared()) {
  const auto weights = golden_weights("clip/open_clip_gelu/open_clip_model.safetensors");
  const TemporaryDirectory directory;
  fs::create_directory(directory.file("model"));
  fs::copy(weights, directory.file("model/open_clip_model.safetensors"));
  json config = json::parse(read((fs::path(weights).parent_path() / "open_clip_config.json").string()));
  config["preprocess_cfg"]["mean"] = {0.5, 0.5, 0.5};
  config["preprocess_cfg"]["interpolation"] = "bilinear";
  directory.write("model/open_clip_config.json", config.dump());
  const std::string bpe = directory.file("vocabulary.gz");  // by another name than p8 looks for
  fs::copy(vocabulary(), bpe);
  std::string csv = "image,shape,text\n";
  const std::string images = photos(directory, "images", {"disc", "square", "cross"});
  for (int i = 0; i < 30; ++i) {
    const std::string name = std::to_string(i) + ".jpg";
    directory.write(name, drawn_jpeg(60 + i, 60, i));
  }
  for (int i = 0; i < 30; ++i) {
    const char* const shape = i % 3 == 0 ? "disc" : i % 3 == 1 ? "square" : "cross";
    csv += std::to_string(i) + ".jpg," + shape + ",a " + shape + "\n";
  }
  const std::string data = directory.write("data.csv", csv);
  const Outcome run = run_p8({"finetune",
                              "--backbone",
                              "clip:" + directory.file("model"),
                              "--bpe",
                              bpe,
                              "--data",
                              data,
                              "--images",
                              directory.path(),
                              "--label-col",
                              "shape",
                              "--text-col",
                              "text",
                              "--objective",
                              "contrastive",
                              "--lr-backbone",
                              "1e-12",
                              "--epochs",
                              "1",
                              "--out",
                              directory.file("run")});
  CAPTURE(run.error);
  REQUIRE(run.exit_code == 0);
  CHECK_FALSE(contains(run.error, "activations"));
  CHECK(probabilities(directory, directory.file("run/clip.safetensors"), images, {}) ==
        probabilities(directory, directory.file("model"), images, {"--bpe", bpe}));
}

TEST_CASE("a checkpoint that may be open_clip's is used with a warning, until its configuration lies beside it" *
          needs_shared()) {
  const auto weights = golden_weights("clip/open_clip_gelu/open_clip_model.safetensors");
  const auto published = golden_weights("clip/openai_jit_fp16.pt");
  const TemporaryDirectory directory;
  const std::string images = photos(directory, "images", {"mug", "watch"});
  const std::string model = directory.file("epoch_3.safetensors");
  fs::copy(weights, model);
  int runs = 0;
  const auto zeroshot = [&](const std::string& path) {
    const std::string out = directory.file("run" + std::to_string(++runs));
    const Outcome run =
        run_p8({"zeroshot", "--model", path, "--bpe", vocabulary(), "--images", images, "--out", out, "--lang", "en"});
    REQUIRE_MESSAGE(run.exit_code == 0, run.error);
    const json record = json::parse(read(out + "/run.json"));
    return std::pair(run.error, record["encoder"]["clip_settings"].get<std::string>());
  };
  const auto [warning, assumed] = zeroshot(model);
  CHECK(contains(warning, "nothing says whether its model computes with QuickGELU"));
  CHECK(contains(warning, "put its open_clip_config.json beside it"));
  CHECK(assumed == "assumed to be OpenAI's (quick_gelu)");
  const std::string guessed = read(directory.file("run1/predictions.csv"));
  const auto [quiet, published_settings] = zeroshot(published);
  CHECK_FALSE(contains(quiet, "QuickGELU"));
  CHECK(published_settings == "stated");
  fs::copy(fs::path(weights).parent_path() / "open_clip_config.json", directory.file("open_clip_config.json"));
  const auto [configured, settings] = zeroshot(model);
  CHECK_FALSE(contains(configured, "QuickGELU"));
  CHECK(settings == "stated");
  CHECK(read(directory.file("run3/predictions.csv")) != guessed);
  zeroshot(fs::path(weights).parent_path().string());
  CHECK(read(directory.file("run3/predictions.csv")) == read(directory.file("run4/predictions.csv")));
}
