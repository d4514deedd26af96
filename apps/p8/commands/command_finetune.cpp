#include <memory>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/command_line/input_paths.h"
#include "p8/commands/commands.h"
#include "p8/commands/dry_run.h"
#include "p8/commands/pretrain_command.h"
#include "p8/options/finetune_inputs.h"
#include "p8/options/image_reading.h"
#include "p8/outputs/classification_output.h"
#include "p8/outputs/finetune_output.h"
#include "p8/report/html/render.h"
#include "p8/views/vision/training/finetune_page.h"
#include "p8/vision/checkpoint/untrained_model.h"
#include "p8/vision/dataset/near_duplicates.h"
#include "p8/vision/dataset/repeated_images.h"
#include "p8/vision/dataset/thumbnails.h"
#include "p8/vision/dataset/train_validation_split.h"
#include "p8/vision/dataset/training_images.h"
#include "p8/vision/embedding/encoders.h"

namespace p8::app {

namespace {

ImageHashes hash_all(const ImageSet& set, const EmbeddedImages& photos, const FinetuneCommand& command,
                     EmbeddingCache* cache, Run& run) {
  return hash_images(set, photos.items, command.images.decode(), command.common.thread_count(), cache,
                     [&](std::size_t done, std::size_t total) {
                       run.log().progress({"Near-duplicates", "Quasi-doublons"},
                                          static_cast<double>(done) / static_cast<double>(total));
                     });
}

/// Changed copies of the photos that are trained on, in this split or another.
std::vector<EmbeddedImages> embed_variants(const FinetuneCommand& command, const ImageSet& set, const Split& split,
                                           const EmbeddedImages& photos, const Backbone& backbone,
                                           EmbeddingCache* cache, Run& run) {
  const bool other_splits = command.split.folds > 0 || command.split.repeats > 0;
  const std::vector<std::size_t> items = other_splits ? photos.items : split.items_of(Part::Train);
  std::vector<EmbeddedImages> variants;
  for (std::size_t variant = 1; variant <= command.training.augment; ++variant) {
    variants.push_back(embed_items(set, items, backbone, command, variant, cache, run));
  }
  return variants;
}

/// Trainings beside the main one, which tell how much luck is in its accuracy.
std::optional<RepeatedAccuracy> repeat(const FinetuneData& data, const FinetuneCommand& command,
                                       const FinetuneOptions& options, const Groups& groups, double main_accuracy,
                                       Run& run) {
  const SplitOptions& arguments = command.split;
  const std::uint64_t seed = command.common.seed;
  std::vector<double> accuracies;
  const auto train = [&](const Split& split, std::size_t number, std::size_t count) {
    FinetuneOptions own = options;
    own.training.seed = seed + number;
    if (!own.training.checkpoint.empty()) own.training.checkpoint += "/repeated-" + std::to_string(number);
    run.log().progress({"Repeated", "Répétitions"}, static_cast<double>(number) / static_cast<double>(count));
    TrainingObserver observer;
    observer.batch = [](double) { throw_if_interrupted(); };
    accuracies.push_back(test_accuracy(finetune(data, split, own, finetune_backend(), observer).test));
  };
  if (arguments.folds > 0) {
    const auto splits =
        stratified_folds(data.set, data.photos.items, arguments.folds, parse_split(arguments.fractions), seed, groups);
    for (std::size_t fold = 0; fold < splits.size(); ++fold) train(splits[fold], fold + 1, splits.size());
    return repeated_accuracy("folds", accuracies);
  }
  if (arguments.repeats == 0) return std::nullopt;
  accuracies.push_back(main_accuracy);
  for (std::size_t i = 1; i < arguments.repeats; ++i) {
    train(arguments.split(data.set, data.photos.items, command.images.data, command.images.image_col, seed + i, groups),
          i, arguments.repeats);
  }
  return repeated_accuracy("repeats", accuracies);
}

/// Says how many test photos the backbone has learnt from already, where an earlier run made it.
void warn_of_known_test_images(const ImageSet& set, const Split& split, const EmbeddedImages& photos,
                               const std::string& backbone, Log& log) {
  const std::optional<TrainingImages> training = images_of_model(backbone);
  if (!training) return;
  const std::vector<std::optional<Part>> known = parts_in_training(*training, set, photos);
  std::size_t tested = 0, seen = 0;
  for (std::size_t row = 0; row < photos.items.size(); ++row) {
    if (split.parts[photos.items[row]] != Part::Test) continue;
    ++tested;
    if (known[row] == Part::Train || known[row] == Part::Validation) ++seen;
  }
  if (seen == 0) return;
  log.warn(
      text("the backbone was trained with {0} of the {1} test photos (recognised by their content): the accuracy on "
           "these says nothing about new photos",
           "le modèle de base a été entraîné avec {0} des {1} photos de test (reconnues d'après leur contenu) : "
           "l'exactitude sur celles-ci ne dit rien des nouvelles photos",
           seen, tested));
}

BackboneOptions backbone_options(const FinetuneCommand& command, const FinetuneOptions& options) {
  BackboneOptions loading;
  loading.bpe = command.bpe;
  loading.needs_texts = command.training.needs_texts();
  loading.encoder = command.images.encoder(command.common.thread_count());
  if (options.trains_backbone()) loading.frozen_features = options.unfreeze;
  return loading;
}

void write_report(const FinetuneCommand& command, const FinetuneData& data, const FinetuneResult& result,
                  const ClassifierMetrics& figures, const std::vector<SmallClass>& left_out, Run& run) {
  run.record().inputs = data.backbone.files;
  record_images(data.set, command.images, data.photos, run.record());
  for (const auto& library : torch_backend().libraries()) run.record().libraries.push_back(library);
  record_engine(*data.backbone.image, run.record());
  const views::Thumbnails thumbnails = read_thumbnails(
      views::pictured_paths(result.test), decoding_for(command, data.backbone), command.common.thread_count());
  const views::FinetunePage page{result,
                                 figures,
                                 thumbnails,
                                 data.set.name,
                                 data.backbone.device == "cuda" ? "CUDA" : "CPU",
                                 command.images.precision,
                                 run.record(),
                                 left_out};
  run.write("report.html", report::render_html(views::finetune_page(page), run.language()));
}

/// What a run would stumble over once it has computed for a while.
void check_only(const FinetuneCommand& command, const ImageSet& set, const Backbone& backbone) {
  require_image_files(set, command.images.strict);
  const std::vector<std::size_t> labelled = labelled_items(set);
  command.split.split(set, labelled, command.images.data, command.images.image_col, command.common.seed,
                      single_groups(set.items.size()));
  if (command.training.needs_texts())
    class_sentences(set.classes, command.classes.wording(set.classes, command.images.merge_labels));
  say_checked(command.common, set, backbone.model);
}

void run(const FinetuneCommand& command, const CLI::App& declared) {
  const BackboneName name = parse_backbone(command.backbone);
  refuse_foreign_options(declared, is_configuration(name.path));
  require_no_file_in_checkpoint(declared, command.training.training.checkpoint);
  if (is_configuration(name.path)) return run_pretraining(command, name, declared);
  FinetuneOptions options = command.training.options(name, command.common.seed, command.common.thread_count());
  command.split.checked(command.images.data);
  std::optional<EmbeddingCache> cache = command.images.open_cache();
  EmbeddingCache* const kept = cache ? &*cache : nullptr;
  Run run(declared, command.common);
  LabelledImages labelled = read_photos(command, run);
  const ImageSet& set = labelled.set;
  Backbone backbone = load_backbone(name, backbone_options(command, options));
  run.log().detail(same(backbone.model + ", " + backbone.device));
  if (backbone.clip) note_clip(name.path, run.record(), run.log());
  if (command.dry_run) return check_only(command, set, backbone);
  options.training.settings = settings_of(declared, backbone.sha256);

  const EmbeddedImages photos = embed_items(set, labelled_items(set), backbone, command, 0, kept, run);
  note_reading({set, photos.items, photos.failed, photos.deep_grey}, decoding_for(command, backbone), run.record(),
               run.log());
  leave_out_small_classes(command, photos.items, labelled, run.log());
  warn_of_contradictions(set, photos, run.log());
  const ImageHashes hashes = hash_all(set, photos, command, kept, run);
  const Groups alike = command.split.group_duplicates ? duplicate_groups(hashes) : single_groups(set.items.size());
  const Groups groups = joined_groups(alike, image_numbers(set));
  const Split split = command.split.split(set, photos.items, command.images.data, command.images.image_col,
                                          command.common.seed, groups);
  warn_of_known_test_images(set, split, photos, name.path, run.log());
  FinetuneData data{set, backbone, photos, embed_variants(command, set, split, photos, backbone, kept, run), {}, {}};
  if (options.contrastive) {
    data.texts = read_texts(set, backbone, command);
  } else if (command.training.needs_texts()) {
    data.class_texts = embed_classes(set, backbone, command, kept, data.texts.cut);
  }
  if (cache) cache->trim();

  FinetunedHead main =
      finetune(data, split, options, finetune_backend(), training_observer(run, options.training.epochs));
  FinetuneResult result;
  result.test = std::move(main.test);
  result.history = main.trained.history;
  result.best_epoch = main.trained.best_epoch;
  result.texts = data.texts.cut;
  result.at_limit = main.trained.at_limit;
  result.images_by_part = images_by_part(set, split);
  result.duplicates = cross_split_duplicates(set, split, hashes);
  fill_training_cost(main.trained, result.cost);
  result.cost.parameters = backbone.parameters + main.trained.head.parameters();
  result.repeated = repeat(data, command, options, groups, test_accuracy(result.test), run);
  describe(command, options, data, result);
  warn(result, labelled.unlabelled, set.items.size(), run.log());

  const ClassifierMetrics figures = classifier_metrics(result.test);
  const std::string metrics =
      finetune_metrics_json(result, figures, labelled.unlabelled, command.images.precision, labelled.left_out);
  std::vector<std::string> files = write_classifier(command, data, main, run);
  files.insert(files.end(), {"history.csv", "predictions.csv", "confusion.csv", "split.csv", kTrainingImagesFile,
                             "metrics.json", "report.html"});
  run.write("history.csv", history_csv(result.history));
  run.write("predictions.csv", predictions_csv(result.test));
  run.write("confusion.csv", confusion_csv(result.test));
  run.write("split.csv", split_csv(set, split));
  run.write(kTrainingImagesFile, training_images_csv(set, split, photos));
  run.write("metrics.json", metrics);
  write_failed(result.test.failed, run, files);
  write_report(command, data, result, figures, labelled.left_out, run);
  run.finish(summary(result, figures), metrics, files);
}

}  // namespace

void add_finetune(CLI::App& program) {
  const auto options = std::make_shared<FinetuneCommand>();
  CLI::App* const command = program.add_subcommand("finetune", "Train a photo classifier on CLIP or VGG16");
  command
      ->add_option(
          "--backbone", options->backbone,
          "Encoder to train on, clip:PATH or vgg16:PATH; a CONFIG.json as PATH: train a whole model from scratch")
      ->required()
      ->type_name("KIND:PATH");
  command
      ->add_option("--bpe", options->bpe,
                   "OpenAI's vocabulary, bpe_simple_vocab_16e6.txt.gz (default: beside the model)")
      ->type_name("FILE");
  add_image_options(*command, options->images);
  add_class_options(*command, options->classes);
  add_split_options(*command, options->split);
  add_training_options(*command, options->training);
  add_pretrain_options(*command, options->pretrain);
  add_dry_run_option(*command, options->dry_run);
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
