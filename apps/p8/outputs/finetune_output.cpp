#include "p8/outputs/finetune_output.h"

#include <algorithm>
#include <filesystem>
#include <limits>

#include <sys/resource.h>

#include "p8/base/interrupt.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/outputs/classification_output.h"
#include "p8/report/number.h"
#include "p8/vision/classifier/classifier_file.h"
#include "p8/vision/pretraining/clip_file.h"
#include "p8/vision/tokenizer/vocabulary_files.h"

namespace p8::app {

namespace {

constexpr const char* kClipFile = "clip.safetensors";  // a whole CLIP model with the trained layers

/// The vocabulary beside the model, so that `p8 zeroshot` finds it.
std::vector<std::string> write_clip_model(const FinetuneCommand& command, const FinetuneData& data,
                                          const FinetunedHead& head, Run& run) {
  std::vector<std::string> files = {kClipFile};
  write_clip(run.file(kClipFile), *data.backbone.clip, head.weights);
  for (const std::string& file : vocabulary_files(data.backbone.name.path, command.bpe)) {
    // Under the name by which it is found there.
    const std::string name = command.bpe.empty() ? std::filesystem::path(file).filename().string() : kOpenAiVocabulary;
    run.write(name, read_file(file, ErrorKind::Model));
    files.push_back(name);
  }
  for (const std::string& file : files) run.note_model(file);
  return files;
}

}  // namespace

TrainingObserver training_observer(Run& run, std::size_t epochs) {
  TrainingObserver observer;
  observer.batch = [](double) { throw_if_interrupted(); };
  observer.epoch = [&run, epochs](const EpochMetrics& epoch) {
    run.log().progress({"Training", "Entraînement"}, static_cast<double>(epoch.epoch) / static_cast<double>(epochs));
    run.log().detail(text("epoch {}: training loss {:.4f}, validation loss {:.4f}, validation accuracy {:.3f}",
                          "époque {} : perte d'entraînement {:.4f}, perte de validation {:.4f}, exactitude de "
                          "validation {:.3f}",
                          epoch.epoch, epoch.train_loss, epoch.val_loss, epoch.val_accuracy));
  };
  return observer;
}

double peak_megabytes() {
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

void describe(const FinetuneCommand& command, const FinetuneOptions& options, const FinetuneData& data,
              FinetuneResult& result) {
  result.backbone = command.backbone;
  result.backbone_name = data.backbone.model;
  result.head = options.contrastive ? name_of(HeadKind::Text) : command.training.head;
  result.objective = command.training.objective;
  result.optimizer = command.training.optimizer;
  result.learning_rate = options.contrastive ? options.training.backbone_rate : options.training.learning_rate;
  result.batch = options.training.batch;
  result.epochs = options.training.epochs;
  result.unfrozen = options.unfreeze;
  result.augmented = command.training.augment;
  result.cost.feature_seconds = data.photos.seconds;
  for (const EmbeddedImages& variant : data.variants) result.cost.feature_seconds += variant.seconds;
  result.cost.images_per_second = images_per_second(data.photos).value_or(std::numeric_limits<double>::quiet_NaN());
  result.cost.peak_megabytes = peak_megabytes();
}

namespace {

/// Says which classes have no photo in a part that tells how good the classifier is.
void warn_of_parts(const FinetuneResult& result, Log& log) {
  for (const Part part : {Part::Validation, Part::Test}) {
    std::string names;
    std::size_t missing = 0;
    for (std::size_t c = 0; c < result.images_by_part.size(); ++c) {
      if (result.images_by_part[c][static_cast<std::size_t>(part)] > 0) continue;
      if (++missing <= 5) names += (missing > 1 ? ", " : "") + printable(result.test.classes[c], 40);
    }
    if (missing == 0) continue;
    if (missing > 5) names += "…";
    const Text meaning =
        part == Part::Validation
            ? Text{"the epoch that is kept was chosen without them", "l'époque gardée a été choisie sans elles"}
            : Text{"the figures say nothing about them", "les chiffres n'en disent rien"};
    log.warn(text("{0} of {1} classes have no photo in the part '{2}' ({3}): {4}",
                  "{0} classes sur {1} sont sans photo dans la partie « {2} » ({3}) : {4}", missing,
                  result.images_by_part.size(), name_of(part), names, meaning));
  }
}

}  // namespace

void warn(const FinetuneResult& result, std::size_t unlabelled, std::size_t photos, Log& log) {
  warn_of_failed(result.test.failed, photos, log);
  if (unlabelled > 0) {
    log.warn(text("{} of {} images have no label and were left out", "{} images sur {} sont sans étiquette et exclues",
                  unlabelled, photos));
  }
  warn_of_parts(result, log);
  if (result.texts.cut > 0) {
    log.warn(text("{} of {} texts were longer than the model reads and were cut",
                  "{} textes sur {} dépassaient ce que le modèle lit et ont été coupés", result.texts.cut,
                  result.texts.texts));
  }
  for (const std::string& factor : result.at_limit) {
    log.warn(text("the search for {} still gained at its limit: no value of it is best",
                  "la recherche de {} gagnait encore à sa limite : aucune valeur n'est la meilleure", factor));
  }
  if (result.best_epoch == result.epochs && result.epochs > 1) {
    log.info(text("the validation loss was still falling at the last of --epochs {}: more may do better",
                  "la perte de validation diminuait encore à la dernière des --epochs {} : davantage peut faire mieux",
                  result.epochs));
  }
  if (!result.duplicates.empty()) {
    log.warn(text("{} pairs of photos in different parts look the same; --group-duplicates keeps them together",
                  "{} paires de photos de parties différentes se ressemblent ; --group-duplicates les garde ensemble",
                  result.duplicates.size()));
  }
}

std::vector<std::string> write_classifier(const FinetuneCommand& command, const FinetuneData& data,
                                          const FinetunedHead& head, Run& run) {
  const Backbone& backbone = data.backbone;
  Classifier classifier;
  classifier.backbone = backbone.name;
  classifier.backbone_model = backbone.model;
  classifier.backbone_sha256 = backbone.sha256;
  classifier.precision = command.images.precision;
  classifier.classes = data.set.classes;
  classifier.preprocessing = backbone.preprocessing;
  const DecodeOptions decode = decoding_for(command, backbone);
  classifier.decoding = {decode.apply_orientation, decode.fast, decode.background, decode.resizes_first, false};
  classifier.head = head.trained.head;
  std::vector<std::string> files = {kHeadFile, kClassifierFile};
  write_head(run.file(kHeadFile), classifier.head);
  if (!head.weights.empty()) {
    write_tensors(run.file(kTrainedFile), head.weights);
    classifier.trained_sha256 = digest_of_file(run.file(kTrainedFile)).sha256;
    files.emplace_back(kTrainedFile);
  }
  run.write(kClassifierFile, classifier_json(classifier, digest_of_file(run.file(kHeadFile)).sha256));
  if (command.training.is_contrastive()) {
    const std::vector<std::string> model = write_clip_model(command, data, head, run);
    files.insert(files.end(), model.begin(), model.end());
  }
  return files;
}

Text summary(const FinetuneResult& result, const ClassifierMetrics& figures) {
  using report::Number;
  using report::percent;
  const auto count = [](std::size_t value) { return Number{static_cast<double>(value), report::integer()}; };
  const Text epoch = result.history.size() == 1  // nothing was chosen
                         ? Text()
                         : text(", best epoch {0} (lowest validation loss)",
                                ", meilleure époque {0} (perte de validation la plus basse)", count(result.best_epoch));
  const Text written = text("{0} test images, {1} classes: accuracy {2} (95% interval {3} to {4}){5}.",
                            "{0} images de test, {1} classes : exactitude {2} (intervalle à 95 % de {3} à {4}){5}.",
                            count(figures.images), count(result.test.classes.size()),
                            Number{figures.metrics.accuracy.value_or(0.0), percent(1)},
                            Number{figures.metrics.accuracy_interval.low, percent(1)},
                            Number{figures.metrics.accuracy_interval.high, percent(1)}, epoch);
  if (!result.repeated) return written;
  const RepeatedAccuracy& repeated = *result.repeated;
  const Number mean{repeated.mean, percent(1)}, low{std::max(0.0, repeated.interval.low), percent(1)},
      high{std::min(1.0, repeated.interval.high), percent(1)};
  const Text all = repeated.kind == "folds"
                       ? text("Cross-validated on {0} folds: mean accuracy {1} (95% interval {2} to {3}).",
                              "Validation croisée sur {0} plis : exactitude moyenne {1} (intervalle à 95 % de {2} à "
                              "{3}).",
                              count(repeated.accuracies.size()), mean, low, high)
                       : text("Trained {0} times: mean accuracy {1} (95% interval {2} to {3}).",
                              "Entraîné {0} fois : exactitude moyenne {1} (intervalle à 95 % de {2} à {3}).",
                              count(repeated.accuracies.size()), mean, low, high);
  return text("{0}\nThe classifier that was written: {1}", "{0}\nLe classifieur enregistré : {1}", all, written);
}

}  // namespace p8::app
