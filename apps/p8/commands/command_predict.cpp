#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/json_digest.h"
#include "p8/base/log.h"
#include "p8/command_line/run.h"
#include "p8/commands/commands.h"
#include "p8/files/file.h"
#include "p8/options/image_options.h"
#include "p8/options/image_reading.h"
#include "p8/outputs/classification_output.h"
#include "p8/report/html/render.h"
#include "p8/views/vision/classification/predict_page.h"
#include "p8/vision/classifier/classification_json.h"
#include "p8/vision/classifier/classifier_file.h"
#include "p8/vision/dataset/thumbnails.h"
#include "p8/vision/embedding/encoders.h"

namespace p8::app {

namespace {

struct Options {
  CommonOptions common;
  ImageOptions images;
  std::string model;
  std::string backbone;
  std::vector<std::string> files;
  std::optional<double> abstain;
};

ImageSet read_photos(const Options& options, const Classifier& classifier, Run& run) {
  ImageSet set = options.images.read(options.files, run);
  options.images.match_classes(set, classifier.classes, run.log());
  return set;
}

Classification classify(const ImageSet& set, const EmbeddedImages& photos, const Classifier& classifier,
                        double abstain_below, int threads) {
  Classification result;
  result.classes = classifier.classes;
  result.failed = photos.failed;
  const auto probabilities = class_probabilities(classifier.head, photos.values, threads);
  for (std::size_t row = 0; row < photos.items.size(); ++row) {
    const ImageItem& item = set.items[photos.items[row]];
    result.images.push_back(
        {item.image, item.path, item.label, chosen_class(probabilities[row], abstain_below), probabilities[row]});
  }
  return result;
}

void run(const Options& options, const CLI::App& command) {
  const int threads = options.common.thread_count();
  std::optional<EmbeddingCache> cache = options.images.open_cache();
  Run run(command, options.common);
  const Classifier classifier = read_classifier(options.model);
  if (classifier.is_changed) {
    run.log().warn(changed_by_hand((std::filesystem::path(options.model) / kClassifierFile).string()));
  }
  const DecodeOptions decode = decode_as_trained(options.images, classifier.decoding, command, run.log());
  const ImageSet set = read_photos(options, classifier, run);
  const BackboneName name = options.backbone.empty() ? classifier.backbone : parse_backbone(options.backbone);
  BackboneOptions loading;
  loading.trained = trained_file(classifier, options.model);
  loading.encoder = options.images.encoder(threads);
  const Backbone backbone = load_backbone(name, loading);
  require_same_backbone(classifier, backbone);
  if (backbone.clip) note_clip(name.path, run.record(), run.log());
  if (options.images.precision != classifier.precision) {
    run.log().warn(text("the classifier was trained on features in {}, these are in {}",
                        "le classifieur a été entraîné sur des plongements en {}, ceux-ci sont en {}",
                        classifier.precision, options.images.precision));
  }

  EmbedOptions embedding;
  embedding.batch = options.images.batch;
  embedding.threads = threads;
  embedding.decode = decode;
  embedding.strict = options.images.strict;
  embedding.cache = cache ? &*cache : nullptr;
  embedding.encoder = backbone.identity;
  const EmbeddedImages photos =
      embed_images(set, classifier.preprocessing, *backbone.image, embedding, [&](std::size_t done, std::size_t total) {
        run.log().progress({"Images", "Images"}, static_cast<double>(done) / static_cast<double>(total));
      });
  note_reading({set, photos.items, photos.failed, photos.deep_grey}, decode, run.record(), run.log());
  if (cache) cache->trim();
  const Classification result = classify(set, photos, classifier, options.abstain.value_or(0.0), threads);
  warn_of_failed(result.failed, set.items.size(), run.log());
  warn_of_contradictions(set, photos, run.log());
  const std::optional<TrainingImages> training = read_training_images(options.model);
  const SeenImages seen = training ? seen_images(result, find_seen(*training, set, photos, run.log())) : SeenImages();

  const ClassifierMetrics figures = classifier_metrics(result);
  const std::optional<double> per_second = images_per_second(photos);
  nlohmann::ordered_json json = classification_json(result, figures);
  json["images_per_second"] = per_second ? nlohmann::ordered_json(*per_second) : nlohmann::ordered_json();
  json["precision"] = options.images.precision;
  json["seen_in_training"] = training ? seen_json(seen, training->by_content) : nlohmann::ordered_json();
  if (!options.files.empty()) json["predictions"] = answers_json(result);
  const std::string metrics = json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  std::vector<std::string> files = {"predictions.csv", "metrics.json", "report.html"};
  run.write("metrics.json", metrics);
  write_classification(result, figures, run, files);
  run.record().inputs = backbone.files;
  const std::filesystem::path folder = options.model;
  for (const char* file : {kClassifierFile, kHeadFile}) {
    run.record().inputs.push_back({"classifier", (folder / file).string(), digest_of_file((folder / file).string())});
  }
  record_images(set, options.images, photos, run.record());
  record_engine(*backbone.image, run.record());
  const views::Thumbnails thumbnails = read_thumbnails(views::pictured_paths(result), decode, threads);
  const views::PredictPage page{result,
                                figures,
                                thumbnails,
                                options.model,
                                std::string(name_of(classifier.head.kind)) + " · " + classifier.backbone_model,
                                set.name,
                                options.abstain,
                                per_second,
                                backbone.device == "cuda" ? "CUDA" : "CPU",
                                options.images.precision,
                                run.record(),
                                seen};
  run.write("report.html", report::render_html(views::predict_page(page), run.language()));
  run.finish(options.files.empty() ? classification_summary(result, figures, seen) : answers_in_words(result, seen),
             metrics, files);
}

}  // namespace

void add_predict(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("predict", "Classify new photos with a classifier trained by p8 finetune");
  command->add_option("--model", options->model, "Directory written by p8 finetune")->required()->type_name("RUN_DIR");
  command
      ->add_option("--backbone", options->backbone, "New place of a backbone that has moved, clip:PATH or vgg16:PATH")
      ->type_name("KIND:PATH");
  command->add_option("--image", options->files, "A photo (repeatable)")->type_name("FILE");
  add_image_options(*command, options->images);
  command->get_option("--images")->required(false);
  add_unlabelled_option(*command, options->images);
  command->add_option("--abstain", options->abstain, "Abstain below this probability")->check(CLI::Range(0.0, 1.0));
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
