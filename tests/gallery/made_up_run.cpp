#include "gallery/made_up_run.h"

#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "p8/csv/csv_writer.h"
#include "p8/files/file.h"
#include "p8/files/run_record.h"
#include "p8/vision/classifier/classification_json.h"

namespace p8::test {

namespace {

using Json = nlohmann::ordered_json;

std::string history_csv(const std::vector<EpochMetrics>& history) {
  std::string csv = "epoch,train_loss,val_loss,train_accuracy,val_accuracy,seconds\n";
  CsvLine line(csv);
  for (const EpochMetrics& epoch : history) {
    line.integer(static_cast<long long>(epoch.epoch)).number(epoch.train_loss).number(epoch.val_loss);
    line.number(epoch.train_accuracy).number(epoch.val_accuracy).number(epoch.seconds).end();
  }
  return csv;
}

Json metrics_json(const MadeUpRun& run) {
  Json json = classification_json(run.predictions, classifier_metrics(run.predictions));
  json["images_per_second"] = 81.5;
  if (run.best_epoch > 0) {
    json["best_epoch"] = run.best_epoch;
    json["epochs"] = run.history.size();
    json["seconds_to_best"] = 0.25 * static_cast<double>(run.best_epoch);
    json["parameters_trained"] = run.parameters_trained;
  }
  return json;
}

}  // namespace

MadeUpRun made_up_run(const std::vector<std::string>& classes, const std::vector<std::size_t>& labels,
                      const std::vector<std::optional<std::size_t>>& answers) {
  MadeUpRun run;
  run.options = {{"images", "photos"}, {"backbone", "clip:models/ViT-B-32.pt"}};
  run.predictions.classes = classes;
  const auto others = static_cast<double>(classes.size() - 1);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ImagePrediction image;
    image.image = "photo-" + std::to_string(i) + ".jpg";
    image.label = labels[i];
    image.predicted = answers[i];
    const double p = answers[i] ? 0.8 : std::min(0.9, 1.2 / static_cast<double>(classes.size()));
    image.p.assign(classes.size(), (1.0 - p) / others);
    image.p[answers[i].value_or(0)] = p;
    run.predictions.images.push_back(std::move(image));
  }
  return run;
}

std::vector<EpochMetrics> made_up_history(std::size_t epochs, std::size_t best_epoch) {
  std::vector<EpochMetrics> history;
  for (std::size_t i = 1; i <= epochs; ++i) {
    const double away = std::abs(static_cast<double>(i) - static_cast<double>(best_epoch));
    const double loss = 2.0 / static_cast<double>(i);
    history.push_back({i, loss, 0.4 + 0.1 * away, 1.0 - loss / 4.0, 0.7 - (i < best_epoch ? 0.06 : 0.02) * away, 0.25});
  }
  return history;
}

void write_run(const std::string& directory, const MadeUpRun& run) {
  const std::filesystem::path path = directory;
  std::filesystem::create_directories(path);
  Json record = {{"p8", run.version}, {"command", run.command}, {"options", Json::object()}};
  for (const auto& [name, value] : run.options) record["options"][name] = value;
  write_file((path / "run.json").string(), record.dump(2));
  write_file((path / "predictions.csv").string(), predictions_csv(run.predictions));
  write_file((path / "metrics.json").string(), metrics_json(run).dump(2));
  if (!run.history.empty()) write_file((path / "history.csv").string(), history_csv(run.history));
}

}  // namespace p8::test
