#include "p8/outputs/pretrain_output.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "p8/files/file.h"
#include "p8/outputs/classification_output.h"
#include "p8/report/html/render.h"
#include "p8/report/number.h"
#include "p8/views/vision/training/pretrain_page.h"
#include "p8/vision/classifier/finetuning.h"
#include "p8/vision/dataset/training_images.h"

namespace p8::app {

namespace {

Text summary(const PretrainingResult& result) {
  using report::Number;
  const auto count = [](std::size_t value) { return Number{static_cast<double>(value), report::integer()}; };
  const auto best = std::find_if(result.history.begin(), result.history.end(),
                                 [&](const EpochMetrics& epoch) { return epoch.epoch == result.best_epoch; });
  const double accuracy = best == result.history.end() ? NAN : best->val_accuracy;
  return text(
      "{0} trained from scratch on {1} photos: validation accuracy {2} at epoch {3} of {4}, that of the lowest "
      "validation loss.",
      "{0} entraîné à partir de zéro sur {1} photos : exactitude de validation {2} à l'époque {3} sur {4}, celle où la "
      "perte de validation est la plus basse.",
      same(result.model), count(result.train), Number{accuracy, report::percent(1)}, count(result.best_epoch),
      count(result.history.size()));
}

}  // namespace

const char* objective_of(BackboneKind kind) { return kind == BackboneKind::Clip ? "contrastive" : "ce"; }

PretrainingResult describe(const FinetuneCommand& command, const BackboneName& name, const PretrainData& data,
                           const PretrainingOptions& options) {
  PretrainingResult result;
  result.objective = objective_of(name.kind);
  result.backbone = command.backbone;
  result.train = data.split.items_of(Part::Train).size();
  result.validation = data.split.items_of(Part::Validation).size();
  result.counts = count_images(command, data);
  result.counted_by = command.pretrain.balance;
  result.failed = data.photos.failed;
  result.unused = data.unused;
  result.duplicates = data.duplicates;
  result.kept_megabytes = static_cast<double>(data.photos.bytes) / 1e6;
  result.cost.feature_seconds = data.photos.seconds;
  result.balanced_by = command.pretrain.balance;
  result.balance_power = command.pretrain.balance_power;
  result.weight_column = command.pretrain.weight_col;
  result.optimizer = command.training.optimizer;
  result.schedule = command.training.schedule;
  result.saved = command.pretrain.save_precision;
  result.options = options;
  result.variation = command.pretrain.random_resized_crop();
  return result;
}

void warn(const PretrainingResult& result, Log& log) {
  if (!result.failed.empty()) {
    log.warn(text("{} images could not be read, see errors.csv", "images illisibles : {}, voir errors.csv",
                  result.failed.size()));
  }
  if (result.unused > 0) {
    log.warn(result.objective == "contrastive"
                 ? text("{} photos have neither a text nor a label and were left out",
                        "{} photos n'ont ni texte ni étiquette et sont exclues", result.unused)
                 : text("{} photos have no label and were left out", "{} photos sont sans étiquette et exclues",
                        result.unused));
  }
  if (result.duplicates > 0) {
    log.warn(text("{} pairs of photos in different parts look the same; --group-duplicates keeps them together",
                  "{} paires de photos de parties différentes se ressemblent ; --group-duplicates les garde ensemble",
                  result.duplicates));
  }
  if (result.cut_texts > 0) {
    log.info(text("{} of {} texts are longer than the model reads and are cut",
                  "{} textes sur {} sont plus longs que ce que le modèle lit et sont coupés", result.cut_texts,
                  result.texts));
  }
}

std::string write_labels(const std::vector<std::string>& classes, Run& run) {
  std::string lines;
  for (const std::string& name : classes) lines += name + "\n";
  write_file((std::filesystem::path(run.file(kModelFolder)) / "labels.txt").string(), lines);
  return "labels.txt";
}

void write_results(const PretrainData& data, const PretrainingResult& result,
                   const std::vector<std::string>& model_files, Run& run) {
  std::vector<std::string> files;
  for (const std::string& file : model_files) files.push_back(std::string(kModelFolder) + "/" + file);
  for (const std::string& file : files) run.note_model(file);
  const std::string metrics = pretraining_metrics_json(result);
  run.write("history.csv", history_csv(result.history));
  run.write("split.csv", split_csv(data.set, data.split));
  run.write("metrics.json", metrics);
  run.write(kTrainingImagesFile, training_images_csv(data.set, data.split, data.photos.items, data.photos.sha256));
  files.insert(files.end(), {"history.csv", "split.csv", kTrainingImagesFile, "metrics.json", "report.html"});
  write_failed(result.failed, run, files);
  const views::PretrainPage page{result, data.set.name, run.record()};
  run.write("report.html", report::render_html(views::pretrain_page(page), run.language()));
  run.finish(summary(result), metrics, files);
}

}  // namespace p8::app
