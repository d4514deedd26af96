#include "p8/backends/libtorch/training/training_settings.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include <fmt/core.h>

#include "p8/base/log.h"

namespace p8::training {

namespace {

/// What is compared by its content: its name, and how a message in French says that it is another.
struct Content {
  const char* name;
  const char* other_fr;
};
constexpr Content kTrainingImages = {"training photos", "autres photos d'entraînement"};
constexpr Content kValidationImages = {"validation photos", "autres photos de validation"};
constexpr Content kTexts = {"texts", "autres textes"};
constexpr Content kClassTexts = {"class texts", "autres textes de classes"};
constexpr Content kContents[] = {
    kTrainingImages,
    kValidationImages,
    kTexts,
    kClassTexts,
    {"step factor", "autre facteur de palier"},
    {"labels", "autres étiquettes"},
    {"backbone", "autre modèle de base"},
    {"initial weights", "autres poids de départ"},
};

std::string number(double value) { return fmt::format("{}", value); }

std::string hash_of(const LabelledFeatures& features, std::size_t width) {
  return ContentHash().add(features.values).add(features.labels).add(std::vector{width}).sha256();
}

std::string hash_of(const std::vector<RgbImage>& photos, const std::vector<std::int64_t>& numbers,
                    const std::vector<double>& weights) {
  ContentHash content;
  content.add(numbers).add(weights);
  for (const std::int64_t number : numbers) {
    const RgbImage& photo = photos[static_cast<std::size_t>(number)];
    content.add(std::vector{photo.width, photo.height}).add(photo.pixels);
  }
  return content.sha256();
}

bool is_option(const std::string& name) { return name.compare(0, 2, "--") == 0; }

Text value_text(const TrainingSettings& settings, const std::string& name) {
  const auto found = settings.find(name);
  if (found == settings.end() || found->second.empty()) return {"not given", "absent"};
  return same(printable(found->second, 60));
}

Text difference(const std::string& name, const TrainingSettings& before, const TrainingSettings& now) {
  if (is_option(name)) {
    return text("{} was {} and is now {}", "{} valait {} et vaut maintenant {}", name, value_text(before, name),
                value_text(now, name));
  }
  const auto* const content =
      std::find_if(std::begin(kContents), std::end(kContents), [&](const auto& known) { return name == known.name; });
  return {"other " + name, content == std::end(kContents) ? name : content->other_fr};
}

}  // namespace

TrainingSettings settings_of(const TrainingOptions& options) {
  // The last ones are not compared: threads, checkpoint, resume, order.
  const auto& [optimizer, learning_rate, backbone_rate, weight_decay, label_smoothing, schedule, step_epochs,
               step_factor, warmup_epochs, epochs, patience, batch, seed, threads, checkpoint, resume, settings,
               order] = options;
  TrainingSettings all = settings;
  all["--optimizer"] = name_of(optimizer);
  all["--lr"] = number(learning_rate);
  all["--lr-backbone"] = number(backbone_rate);
  all["--weight-decay"] = number(weight_decay);
  all["--label-smoothing"] = number(label_smoothing);
  all["--schedule"] = name_of(schedule);
  all["--step-epochs"] = std::to_string(step_epochs);
  all["step factor"] = number(step_factor);
  all["--warmup"] = std::to_string(warmup_epochs);
  all.erase("--epochs");
  if (schedule == Schedule::Cosine) all["--epochs"] = std::to_string(epochs);
  all["--patience"] = std::to_string(patience);
  all["--batch-train"] = std::to_string(batch);
  all["--seed"] = std::to_string(seed);
  return all;
}

void add_settings(const HeadTraining& training, TrainingSettings& settings) {
  // What training begins with is compared as the initial weights.
  const auto& [kind, width, classes, hidden, train, validation, class_texts, scale, wise_ft, start] = training;
  settings["--head"] = name_of(kind);
  settings["--hidden"] = std::to_string(hidden);
  settings["--wise-ft"] = wise_ft ? "given" : "";  // the share itself is applied once the training is over
  settings[kTrainingImages.name] = hash_of(train, width);
  settings[kValidationImages.name] = hash_of(validation, width);
  settings[kClassTexts.name] =
      ContentHash().add(class_texts).add(std::vector{scale}).add(std::vector{classes}).sha256();
}

void add_settings(const ContrastiveTraining& training, TrainingSettings& settings) {
  // The other photos are looked at when the training is over.
  const auto& [layers, frozen_width, train, text_of, texts, validation, class_texts, sentences, classes, other_images] =
      training;
  settings["--objective"] = "contrastive";
  settings["--unfreeze"] = std::to_string(layers);
  settings[kTrainingImages.name] = hash_of(train, frozen_width);
  settings[kValidationImages.name] = hash_of(validation, frozen_width);
  settings[kTexts.name] = ContentHash().add(texts).add(text_of).sha256();
  settings[kClassTexts.name] = ContentHash().add(class_texts).add(sentences).add(std::vector{classes}).sha256();
}

void add_settings(const PretrainingImages& photos, const PretrainingOptions& options, TrainingSettings& settings) {
  const auto& [training, micro_batch, device, weight_average] = options;
  settings["--micro-batch"] = std::to_string(micro_batch);
  settings["--weight-average"] = number(weight_average);
  const auto& [images, weights, train, validation, variation] = photos;
  settings[kTrainingImages.name] = hash_of(images, train, weights);
  settings[kValidationImages.name] = hash_of(images, validation, {});
  const auto& [least_area, aspect, mirror, colour, grey, erasing] = variation;
  settings["--crop-area"] = number(least_area);
  settings["--aspect"] = number(aspect);
  settings["--no-mirror"] = mirror ? "false" : "true";
  settings["--colour"] = number(colour);
  settings["--grey"] = number(grey);
  settings["--erasing"] = number(erasing);
}

std::vector<Text> differences(const TrainingSettings& before, const TrainingSettings& now) {
  TrainingSettings all = before;
  all.insert(now.begin(), now.end());
  std::vector<Text> found;
  const auto value = [](const TrainingSettings& settings, const std::string& name) {
    const auto place = settings.find(name);
    return place == settings.end() ? std::string() : place->second;
  };
  for (const bool options : {true, false}) {
    for (const auto& [name, ignored] : all) {
      if (is_option(name) != options || value(before, name) == value(now, name)) continue;
      found.push_back(difference(name, before, now));
    }
  }
  return found;
}

}  // namespace p8::training
