#include "p8/options/pretrain_options.h"

#include <vector>

#include <fmt/format.h>

#include "p8/base/error.h"

namespace p8::app {

namespace {

/// What only training from scratch has.
constexpr const char* kFromNothing[] = {"--micro-batch", "--weight-average", "--crop-area",  "--aspect",
                                        "--no-mirror",   "--colour",         "--grey",       "--erasing",
                                        "--keep",        "--balance",        "--weight-col", "--balance-power",
                                        "--label-texts", "--save-precision"};

/// What only a model that has weights can do.
constexpr const char* kWithWeights[] = {
    "--head",      "--hidden", "--wise-ft", "--unfreeze",   "--lr-backbone", "--augment",    "--class", "--class-names",
    "--precision", "--batch",  "--cache",   "--cache-size", "--split-col",   "--split-file", "--folds", "--repeats"};

template <std::size_t N>
std::vector<std::string> given_of(const CLI::App& command, const char* const (&names)[N]) {
  std::vector<std::string> given;
  for (const char* const name : names) {
    if (command.count(name) > 0) given.emplace_back(name);
  }
  return given;
}

}  // namespace

RandomResizedCrop PretrainOptions::random_resized_crop() const {
  RandomResizedCrop result = variation;
  result.mirror = !no_mirror;
  return result;
}

void add_pretrain_options(CLI::App& command, PretrainOptions& arguments) {
  RandomResizedCrop& variation = arguments.variation;
  const auto add = [&](const char* name, auto& value, const char* description) {
    return command.add_option(name, value, description)->capture_default_str()->group("Training from scratch");
  };
  const CLI::Range share(0.0, 1.0);
  add("--micro-batch", arguments.micro_batch, "Photos whose activations are in memory at once")
      ->check(CLI::Range(1, 65536));
  add("--weight-average", arguments.weight_average, "Decay of the moving average of the weights; 0: no average")
      ->check(CLI::Range(0.0, 0.99999));
  add("--crop-area", variation.least_area, "Smallest share of a photo in a random crop")->check(CLI::Range(0.01, 1.0));
  add("--aspect", variation.aspect, "Largest change of the crop's aspect ratio")->check(CLI::Range(1.0, 10.0));
  command.add_flag("--no-mirror", arguments.no_mirror, "Do not mirror photos")->group("Training from scratch");
  add("--colour", variation.colour, "Largest change of brightness, contrast and saturation")->check(share);
  add("--grey", variation.grey, "Probability that a photo is turned grey")->check(share);
  add("--erasing", variation.erasing, "Probability that a part of a photo is erased")->check(share);
  add("--keep", arguments.keep, "Shorter side of the photos in memory, in pixels; 0: 1.5 times the model's")
      ->check(CLI::Range(0, 4096));
  CLI::Option* const balance =
      add("--balance", arguments.balance, "Column whose rare values are drawn more often")->type_name("COL");
  add("--balance-power", arguments.balance_power, "A photo is drawn in proportion to 1 / count^POWER of its value")
      ->check(share)
      ->type_name("POWER")
      ->needs(balance);
  add("--weight-col", arguments.weight_col, "Column with the weight with which each photo is drawn")
      ->type_name("COL")
      ->excludes(balance);
  add("--label-texts", arguments.label_texts,
      "How often a photo is paired with a sentence of its label instead of its own text")
      ->check(CLI::Range(0.0, 0.99));
  add("--save-precision", arguments.save_precision, "Number format of the model that is written")
      ->check(CLI::IsMember({"fp16", "fp32"}));
}

void refuse_foreign_options(const CLI::App& command, bool is_configuration) {
  if (is_configuration) {
    const std::vector<std::string> given = given_of(command, kWithWeights);
    if (given.empty()) return;
    throw usage_error("--backbone names a configuration, so a model is trained from scratch; leave out {}",
                      "--backbone désigne une configuration : un modèle est entraîné à partir de zéro ; retirez {}",
                      fmt::join(given, ", "));
  }
  const std::vector<std::string> given = given_of(command, kFromNothing);
  if (given.empty()) return;
  throw usage_error(
      "{0}: only for training from scratch, when --backbone names a configuration, such as clip:CONFIG.json",
      "{0} : réservé aux entraînements à partir de zéro, quand --backbone désigne une configuration, comme "
      "clip:CONFIG.json",
      fmt::join(given, ", "));
}

}  // namespace p8::app
