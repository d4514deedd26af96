#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>

#include <sys/resource.h>

#include "p8/commands.h"
#include "p8/core/error.h"
#include "p8/core/interrupt.h"
#include "p8/image_options.h"
#include "p8/report/number.h"
#include "p8/report/render.h"
#include "p8/run.h"
#include "p8/split_options.h"
#include "p8/training_options.h"
#include "p8/views/finetune_page.h"
#include "p8/vision/classifier_file.h"
#include "p8/vision/near_duplicates.h"
#include "p8/vision/prompts.h"
#include "p8/vision/similarity.h"
#include "p8/vision/text_embeddings.h"
#include "p8/vision/thumbnails.h"

namespace p8::app {

namespace {

struct Options {
  CommonOptions common;
  ImageOptions images;
  SplitArguments split;
  TrainingArguments training;
  std::string backbone;
  std::string bpe;
  std::vector<std::string> classes;
  std::vector<std::string> templates;
  std::string template_file;
};

EmbedProgress shown(Run& run, const Text& what) {
  return [&run, what](std::size_t done, std::size_t total) {
    run.log().progress(what, static_cast<double>(done) / static_cast<double>(total));
  };
}

/// The photos, at least two classes with three labelled photos each.
ImageSet read_photos(const Options& options, Log& log) {
  ImageSet set = options.images.read(log);
  if (!options.classes.empty()) use_classes(set, options.classes);
  std::vector<std::size_t> all(set.items.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (!options.split.is_given()) require_classes(set, all);
  return set;
}

/// The labelled photos of a set, and the numbers that they have in it.
struct LabelledPhotos {
  ImageSet set;
  std::vector<std::size_t> items;
};

LabelledPhotos labelled_photos(const ImageSet& set) {
  LabelledPhotos labelled{set, {}};
  labelled.set.items.clear();
  for (std::size_t item = 0; item < set.items.size(); ++item) {
    if (!set.items[item].label) continue;
    labelled.set.items.push_back(set.items[item]);
    labelled.items.push_back(item);
  }
  if (labelled.items.empty()) require_classes(set, {});
  return labelled;
}

/// Features of the labelled photos; `items` are those of the whole set.
EmbeddedImages embed_labelled(const ImageSet& set, Backbone& backbone, const Options& options, EmbeddingCache* cache,
                              Run& run) {
  const LabelledPhotos labelled = labelled_photos(set);
  EmbedOptions embedding;
  embedding.batch = options.images.batch;
  embedding.threads = options.common.thread_count();
  embedding.decode = options.images.decode();
  embedding.strict = options.images.strict;
  embedding.cache = cache;
  embedding.encoder = backbone.identity;
  EmbeddedImages photos =
      embed_images(labelled.set, backbone.preprocessing, *backbone.image, embedding, shown(run, {"Images", "Images"}));
  for (std::size_t& item : photos.items) item = labelled.items[item];
  return photos;
}

/// (C, E) of length 1: the mean direction of each class's sentences.
std::vector<float> embed_classes(const ImageSet& set, Backbone& backbone, const Options& options,
                                 EmbeddingCache* cache) {
  std::vector<std::string> templates = options.templates;
  if (!options.template_file.empty()) {
    const std::vector<std::string> more = read_templates(options.template_file);
    templates.insert(templates.end(), more.begin(), more.end());
  }
  if (templates.empty()) templates = {kDefaultTemplate};
  std::vector<std::string> sentences;
  for (const std::string& name : set.classes) {
    const std::vector<std::string> filled = fill_templates(templates, name);
    sentences.insert(sentences.end(), filled.begin(), filled.end());
  }
  EmbedTextOptions embedding;
  embedding.batch = options.images.batch;
  embedding.cache = cache;
  embedding.encoder = backbone.identity;
  const EmbeddedTexts texts = embed_texts(sentences, *backbone.tokenizer, *backbone.text, embedding);
  return mean_directions(unit_vectors(texts.values, texts.width), templates.size()).values;
}

TrainingObserver observer_of(Run& run, std::size_t epochs, const Text& what) {
  TrainingObserver observer;
  observer.batch = [](double) { throw_if_interrupted(); };
  observer.epoch = [&run, epochs, what](const EpochFigures& epoch) {
    run.log().progress(what, static_cast<double>(epoch.epoch) / static_cast<double>(epochs));
    run.log().detail(text("epoch {}: training loss {:.4f}, validation loss {:.4f}, validation accuracy {:.3f}",
                          "époque {} : perte d'entraînement {:.4f}, perte de validation {:.4f}, exactitude de "
                          "validation {:.3f}",
                          epoch.epoch, epoch.train_loss, epoch.val_loss, epoch.val_accuracy));
  };
  return observer;
}

/// Trainings beside the main one, which tell how much luck is in its accuracy.
std::optional<RepeatedAccuracy> repeat(const FinetuneData& data, const Options& options,
                                       const FinetuneOptions& finetuning, const Groups& groups, double main_accuracy,
                                       Run& run) {
  const std::uint64_t seed = options.common.seed;
  std::vector<double> accuracies;
  const auto train = [&](const Split& split, std::size_t number, std::size_t count) {
    FinetuneOptions own = finetuning;
    own.training.seed = seed + number;
    if (!own.training.checkpoint.empty()) own.training.checkpoint += "/repeated-" + std::to_string(number);
    run.log().progress({"Repeated", "Répétitions"}, static_cast<double>(number) / static_cast<double>(count));
    TrainingObserver observer;
    observer.batch = [](double) { throw_if_interrupted(); };
    accuracies.push_back(test_accuracy(finetune(data, split, own, vision_module(), observer).test));
  };
  const SplitArguments& arguments = options.split;
  if (arguments.folds > 0) {
    const auto splits =
        stratified_folds(data.set, data.photos.items, arguments.folds, parse_split(arguments.fractions), seed, groups);
    for (std::size_t fold = 0; fold < splits.size(); ++fold) train(splits[fold], fold + 1, splits.size());
    return repeated_accuracy("folds", accuracies);
  }
  if (arguments.repeats == 0) return std::nullopt;
  accuracies.push_back(main_accuracy);
  for (std::size_t i = 1; i < arguments.repeats; ++i) {
    train(arguments.split(data.set, data.photos.items, options.images.data, options.images.image_col, seed + i, groups),
          i, arguments.repeats);
  }
  return repeated_accuracy("repeats", accuracies);
}

void warn(const FinetuneResult& result, std::size_t unlabelled, std::size_t photos, Log& log) {
  if (!result.test.failed.empty()) {
    log.warn(text("{} of {} images could not be read, see errors.csv",
                  "{} images sur {} n'ont pas pu être lues, voir errors.csv", result.test.failed.size(), photos));
  }
  if (unlabelled > 0) {
    log.warn(text("{} of {} images have no label and were left out", "{} images sur {} sont sans étiquette et exclues",
                  unlabelled, photos));
  }
  if (!result.duplicates.empty()) {
    log.warn(text("{} pairs of photos in different parts look the same; --group-duplicates keeps them together",
                  "{} paires de photos de parties différentes se ressemblent ; --group-duplicates les garde ensemble",
                  result.duplicates.size()));
  }
}

double peak_megabytes() {
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

Text summary(const FinetuneResult& result, const ClassificationFigures& figures) {
  using report::Number;
  using report::percent;
  const auto count = [](std::size_t value) { return Number{static_cast<double>(value), report::integer()}; };
  return report::sentence("{0} test images, {1} classes: accuracy {2} (95% interval {3} to {4}), best epoch {5}.",
                          "{0} images de test, {1} classes : exactitude {2} (intervalle à 95 % de {3} à {4}), "
                          "meilleure époque {5}.",
                          count(figures.images), count(result.test.classes.size()),
                          Number{figures.metrics.accuracy.value_or(0.0), percent(1)},
                          Number{figures.metrics.accuracy_interval.low, percent(1)},
                          Number{figures.metrics.accuracy_interval.high, percent(1)}, count(result.best_epoch));
}

void describe(const Options& options, const Backbone& backbone, const FinetuneOptions& finetuning,
              const EmbeddedImages& photos, FinetuneResult& result) {
  result.backbone = options.backbone;
  result.backbone_name = backbone.model;
  result.head = options.training.head;
  result.objective = "ce";
  result.optimizer = options.training.optimizer;
  result.learning_rate = finetuning.training.learning_rate;
  result.batch = finetuning.training.batch;
  result.epochs = finetuning.training.epochs;
  result.cost.feature_seconds = photos.seconds;
  // What the cache gave tells nothing of the backbone's speed.
  result.cost.images_per_second = photos.from_cache == 0 && photos.seconds > 0.0
                                      ? static_cast<double>(photos.items.size()) / photos.seconds
                                      : std::numeric_limits<double>::quiet_NaN();
  result.cost.peak_megabytes = peak_megabytes();
}

Classifier classifier_of(const Options& options, const ImageSet& set, const Backbone& backbone, const Head& head) {
  return {backbone.name, backbone.model,         backbone.sha256,     options.images.precision,
          set.classes,   backbone.preprocessing, options.images.exif, head};
}

void run(const Options& options, const CLI::App& command) {
  const BackboneName name = parse_backbone(options.backbone);
  const int threads = options.common.thread_count();
  const FinetuneOptions finetuning = options.training.options(name, options.common.seed, threads);
  options.split.checked(options.images.data);
  std::optional<EmbeddingCache> cache = options.images.open_cache();
  EmbeddingCache* const kept = cache ? &*cache : nullptr;
  Run run(command, options.common,
          {name.path, options.images.data, options.images.images, options.split.file, finetuning.training.checkpoint});
  const ImageSet set = read_photos(options, run.log());
  Backbone backbone = load_backbone(name, options.bpe, options.training.needs_texts(), options.images.encoder(threads));
  run.log().detail(same(backbone.model + ", " + backbone.device));

  const EmbeddedImages photos = embed_labelled(set, backbone, options, kept, run);
  FinetuneData data{set, photos, {}, 1.0 / backbone.temperature};
  if (options.training.needs_texts()) data.class_texts = embed_classes(set, backbone, options, kept);
  const PhotoHashes hashes = hash_photos(set, photos.items, options.images.decode(), threads, kept,
                                         shown(run, {"Near-duplicates", "Quasi-doublons"}));
  if (cache) cache->trim();
  const Groups groups = options.split.group_duplicates ? duplicate_groups(hashes) : single_groups(set.items.size());
  const Split split = options.split.split(set, photos.items, options.images.data, options.images.image_col,
                                          options.common.seed, groups);

  FinetunedHead main = finetune(data, split, finetuning, vision_module(),
                                observer_of(run, finetuning.training.epochs, {"Training", "Entraînement"}));
  FinetuneResult result;
  result.test = std::move(main.test);
  result.history = main.trained.history;
  result.best_epoch = main.trained.best_epoch;
  result.images_by_part = images_by_part(set, split);
  result.duplicates = torn_duplicates(set, split, hashes);
  fill_training_cost(main.trained, result.cost);
  result.cost.parameters = backbone.parameters + main.trained.head.parameters();
  result.repeated = repeat(data, options, finetuning, groups, test_accuracy(result.test), run);
  describe(options, backbone, finetuning, photos, result);
  const auto labelled = static_cast<std::size_t>(
      std::count_if(set.items.begin(), set.items.end(), [](const ImageItem& item) { return item.label.has_value(); }));
  const std::size_t unlabelled = set.items.size() - labelled;
  warn(result, unlabelled, set.items.size(), run.log());

  const ClassificationFigures figures = classification_figures(result.test);
  const std::string metrics = finetune_metrics_json(result, figures, unlabelled, options.images.precision);
  std::vector<std::string> files = {"head.safetensors", "classifier.json", "history.csv",  "predictions.csv",
                                    "confusion.csv",    "split.csv",       "metrics.json", "report.html"};
  write_head(run.file(kHeadFile), main.trained.head);
  run.write(kClassifierFile, classifier_json(classifier_of(options, set, backbone, main.trained.head)));
  run.write("history.csv", history_csv(result.history));
  run.write("predictions.csv", predictions_csv(result.test));
  run.write("confusion.csv", confusion_csv(result.test));
  run.write("split.csv", split_csv(set, split));
  run.write("metrics.json", metrics);
  if (!result.test.failed.empty()) {
    run.write("errors.csv", errors_csv(result.test.failed, run.language()));
    files.push_back("errors.csv");
  }
  run.record().inputs = backbone.files;
  record_images(set, options.images, photos, run.record());
  for (const auto& library : vision_module().libraries()) run.record().libraries.push_back(library);
  const views::Thumbnails thumbnails =
      read_thumbnails(views::pictured_paths(result.test), options.images.decode(), threads);
  const views::FinetunePage page{
      result,      figures, thumbnails, set.name, backbone.device == "cuda" ? "CUDA" : "CPU", options.images.precision,
      run.record()};
  run.write("report.html", report::render_html(views::finetune_page(page), run.language()));
  run.finish(summary(result, figures), metrics, files);
}

}  // namespace

void add_finetune(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("finetune", "Train a classifier of photos on CLIP's or VGG16's features");
  command->add_option("--backbone", options->backbone, "clip:PATH or vgg16:PATH, the encoder that is trained upon")
      ->required()
      ->type_name("KIND:PATH");
  command->add_option("--bpe", options->bpe, "OpenAI's vocabulary of CLIP (default: beside the model)")
      ->type_name("FILE");
  add_image_options(*command, options->images);
  command->add_option("--class", options->classes, "A category; repeat, for their order (default: the labels, sorted)")
      ->type_name("NAME");
  command->add_option("--template", options->templates, "Sentence with {} for the category; repeat, they are averaged")
      ->type_name("TEXT");
  command->add_option("--templates", options->template_file, "File of such sentences; \"products\": p8's own")
      ->type_name("FILE");
  add_split_options(*command, options->split);
  add_training_options(*command, options->training);
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
