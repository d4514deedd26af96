#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>

#include "p8/base/error.h"
#include "p8/command_line/run.h"
#include "p8/commands/commands.h"
#include "p8/files/file.h"
#include "p8/options/class_options.h"
#include "p8/options/image_options.h"
#include "p8/options/image_reading.h"
#include "p8/outputs/classification_output.h"
#include "p8/report/html/render.h"
#include "p8/report/number.h"
#include "p8/views/vision/lime/lime_page.h"
#include "p8/views/vision/lime/lime_sections.h"
#include "p8/vision/attribution/lime_run.h"
#include "p8/vision/embedding/encoders.h"

namespace p8::app {

namespace {

struct Options {
  CommonOptions common;
  ImageOptions images;
  std::string model;
  std::string backbone;
  std::string bpe;
  std::vector<std::string> files;
  ClassOptions classes;
  std::optional<double> temperature;
  std::size_t per_class = 10;
  std::string method = "lime";
  std::string samples = "1000";
  std::string segments = "quickshift";
  std::string hide = "mean";
  std::size_t top_labels = 1;
  std::vector<std::string> labels;
  std::size_t rankings = 8;
};

std::size_t parse_samples(const std::string& text) {
  if (text == "auto") return 0;
  std::size_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc() && last == end && count >= kMinSamples && count <= kMaxAskedSamples) return count;
  throw usage_error("--samples {}: expected auto or a number from {} to {}",
                    "--samples {} : auto ou un nombre de {} à {} attendu", printable(text), kMinSamples,
                    kMaxAskedSamples);
}

HiddenFill parse_hide(const std::string& text) {
  return text == "black" ? HiddenFill::Black : text == "grey" ? HiddenFill::Grey : HiddenFill::Mean;
}

/// What is quick to find wrong, before any model is loaded.
LimeRunOptions checked(const Options& options) {
  LimeRunOptions run;
  run.explanation.method = options.method == "shap" ? ExplainMethod::Shap : ExplainMethod::Lime;
  run.explanation.samples = parse_samples(options.samples);
  run.explanation.top_labels = options.top_labels;
  run.explanation.random_rankings = options.rankings;
  run.explanation.seed = options.common.seed;
  run.segments = parse_segments(options.segments);
  run.hide = parse_hide(options.hide);
  run.per_class = options.files.empty() ? options.per_class : 0;
  if (run.per_class > 0 && (!options.labels.empty() || options.top_labels > 1)) {
    throw usage_error(
        "--label and --top-labels go with --image: with --images each photo is explained for its own class",
        "--label et --top-labels vont avec --image : avec --images, chaque photo est expliquée pour sa "
        "propre classe");
  }
  run.batch = options.images.batch;
  run.threads = options.common.thread_count();
  run.strict = options.images.strict;
  return run;
}

ImageClassifier open_trained(const Options& options, Log& log) {
  if (options.classes.are_given() || options.temperature) {
    throw usage_error("--class, --template and --temperature are for CLIP without training; {} has its own classes",
                      "--class, --template et --temperature valent pour CLIP sans entraînement ; {} a ses propres "
                      "classes",
                      printable(options.model));
  }
  std::optional<BackboneName> backbone;
  if (!options.backbone.empty()) backbone = parse_backbone(options.backbone);
  ImageClassifier classifier =
      open_trained_classifier(options.model, backbone, options.images.encoder(options.common.thread_count()));
  for (const Text& warning : classifier.warnings) log.warn(warning);
  if (options.images.precision != classifier.precision) {
    log.warn(text("the classifier was trained on features in {}, these are in {}",
                  "le classifieur a été entraîné sur des plongements en {}, ceux-ci sont en {}", classifier.precision,
                  options.images.precision));
  }
  return classifier;
}

ImageClassifier open_zeroshot(const Options& options, const ImageSet& set, EmbeddingCache* cache, Run& run) {
  ZeroshotClasses zeroshot;
  zeroshot.classes = set.classes;
  zeroshot.wording = options.classes.wording(set.classes, options.images.merge_labels);
  zeroshot.temperature = options.temperature;
  zeroshot.bpe = options.bpe;
  zeroshot.cache = cache;
  if (zeroshot.classes.size() < 2) {
    throw usage_error(
        "{} is not a directory of p8 finetune, so it is taken for CLIP, which needs at least two classes: --class "
        "NAME, or labelled images",
        "{} n'est pas un dossier de p8 finetune et est donc pris pour un CLIP, qui demande au moins deux "
        "classes : --class NOM, ou des images étiquetées",
        printable(options.model));
  }
  ImageClassifier classifier =
      open_zeroshot_classifier(options.model, zeroshot, options.images.encoder(options.common.thread_count()));
  note_clip(options.model, run.record(), run.log());
  return classifier;
}

/// The model, and the images with its classes.
ImageClassifier open_classifier(const Options& options, ImageSet& set, EmbeddingCache* cache, Run& run) {
  if (is_trained_classifier(options.model)) {
    ImageClassifier classifier = open_trained(options, run.log());
    options.images.match_classes(set, classifier.classes, run.log());
    return classifier;
  }
  if (!options.classes.classes.empty()) {
    options.images.match_classes(set, options.images.distinct_classes(options.classes.classes, run.log()), run.log());
  }
  return open_zeroshot(options, set, cache, run);
}

std::vector<std::size_t> labels_of(const std::vector<std::string>& names, const ImageClassifier& classifier) {
  std::vector<std::size_t> labels;
  for (const std::string& name : names) {
    const auto found = std::find(classifier.classes.begin(), classifier.classes.end(), name);
    if (found == classifier.classes.end()) {
      std::string known;
      for (const std::string& one : classifier.classes) known += (known.empty() ? "" : ", ") + printable(one);
      throw usage_error("--label {}: the model has no such class; it has {}",
                        "--label {} : le modèle n'a pas cette classe ; il a {}", printable(name),
                        printable(known, 500));
    }
    labels.push_back(static_cast<std::size_t>(found - classifier.classes.begin()));
  }
  return labels;
}

/// "watch.jpg: Watches (93.2%). The four strongest regions …".
Text map_in_words(const LimeResult& result, const ExplainedImage& photo, std::size_t map) {
  const LabelExplanation& label = photo.explanation.labels[map];
  const std::string name = printable(result.classes[label.label], 60);
  return text("{0}: {1} ({2}). {3}", "{0} : {1} ({2}). {3}", printable(photo.image), name,
              report::Number{label.probability, report::percent(1)},
              views::evidence_in_words(photo.maps[map].evidence, same(name)));
}

Text summary(const LimeResult& result, const LimeRunOptions& options) {
  using report::Number;
  using report::plural;
  std::int64_t explanations = 0, by_chance = 0;
  for (const ExplainedImage& photo : result.photos) {
    for (const LabelExplanation& label : photo.explanation.labels) {
      ++explanations;
      if (is_no_better_than_chance(label, options.explanation.random_rankings)) ++by_chance;
    }
  }
  const Text photos =
      plural(static_cast<std::int64_t>(result.photos.size()), {"{0} photo", "{0} photo"}, {"{0} photos", "{0} photos"});
  if (explanations == 0) return {"No photo could be explained.", "Aucune photo n'a pu être expliquée."};
  Text all = text("{0} explained, {1}; {2} no better than a random ranking.",
                  "{0}, {1} ; {2} ne dépassant pas un classement au hasard.", photos,
                  plural(explanations, {"{0} map", "{0} carte"}, {"{0} maps", "{0} cartes"}),
                  plural(by_chance, {"{0} map", "{0} carte"}, {"{0} maps", "{0} cartes"}));
  if (options.per_class > 0) return all;
  for (const ExplainedImage& photo : result.photos) {
    for (std::size_t i = 0; i < photo.maps.size(); ++i) {
      all = text("{0}\n{1}", "{0}\n{1}", all, map_in_words(result, photo, i));
    }
  }
  return all;
}

void run(const Options& options, const CLI::App& command) {
  LimeRunOptions lime = checked(options);
  std::optional<EmbeddingCache> cache = options.images.open_cache();
  std::optional<ExplanationStore> store;
  if (cache) store.emplace(options.images.cache);
  Run run(command, options.common);
  ImageSet set = options.images.read(options.files, run);
  ImageClassifier classifier = open_classifier(options, set, cache ? &*cache : nullptr, run);
  lime.explanation.labels = labels_of(options.labels, classifier);
  lime.decode = classifier.decoding ? decode_as_trained(options.images, *classifier.decoding, command, run.log())
                                    : options.images.decode();
  if (!classifier.decoding) lime.decode.resizes_first = classifier.resizes_first;
  lime.store = store ? &*store : nullptr;

  EmbedOptions embedding;
  embedding.batch = lime.batch;
  embedding.threads = lime.threads;
  embedding.decode = lime.decode;
  embedding.strict = lime.strict;
  embedding.cache = cache ? &*cache : nullptr;
  embedding.encoder = classifier.encoder_identity;
  const EmbeddedImages images = embed_images(
      set, classifier.preprocessing, *classifier.image, embedding, [&](std::size_t done, std::size_t total) {
        run.log().progress({"Images", "Images"}, static_cast<double>(done) / static_cast<double>(total));
      });
  note_reading({set, images.items, images.failed, images.deep_grey}, lime.decode, run.record(), run.log());
  if (const auto training = read_training_images(options.model)) find_seen(*training, set, images, run.log());
  for (const char* const folder : {"overlays", "heatmaps", "classes"}) {
    if (lime.per_class > 0 || std::string(folder) != "classes") std::filesystem::create_directory(run.file(folder));
  }
  const LimeResult result = explain_images(
      set, images, classifier, lime, [&](const std::string& name, const std::string& bytes) { run.write(name, bytes); },
      [&](double done) {
        run.log().progress({"Explanations", "Explications"}, done);
      });
  if (cache) cache->trim();
  warn_of_failed(result.failed, set.items.size(), run.log());
  if (result.kept > 0) {
    run.log().info(text("{0} of {1} explanations were taken from the cache",
                        "{0} explications sur {1} viennent du cache", result.kept, result.photos.size()));
  }

  const std::string metrics = lime_metrics_json(result, lime);
  std::vector<std::string> files = {"segments.csv", "explanations.csv", "metrics.json", "report.html"};
  run.write("segments.csv", segments_csv(result));
  run.write("explanations.csv", explanations_csv(result));
  run.write("metrics.json", metrics);
  if (!result.averages.empty()) {
    run.write("classes.csv", class_maps_csv(result));
    files.push_back("classes.csv");
  }
  write_failed(result.failed, run, files);
  run.record().inputs = classifier.files;
  record_images(set, options.images, images, run.record());
  record_engine(*classifier.image, run.record());
  const views::LimePage page{result,
                             lime,
                             options.model,
                             classifier.name,
                             set.name,
                             images.items.size(),
                             classifier.device == "cuda" ? "CUDA" : "CPU",
                             options.images.precision,
                             run.record()};
  run.write("report.html", report::render_html(views::lime_page(page), run.language()));
  run.finish(summary(result, lime), metrics, files);
}

}  // namespace

void add_lime(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("lime", "Show which part of a photo decided, and how reliable that is");
  command->add_option("--model", options->model, "Directory written by p8 finetune, or a CLIP model without training")
      ->required()
      ->type_name("RUN_DIR|CLIP");
  command
      ->add_option("--backbone", options->backbone, "New place of a backbone that has moved, clip:PATH or vgg16:PATH")
      ->type_name("KIND:PATH");
  command->add_option("--image", options->files, "A photo (repeatable)")->type_name("FILE");
  add_image_options(*command, options->images);
  command->get_option("--images")->required(false);
  add_unlabelled_option(*command, options->images);
  command->add_option("--per-class", options->per_class, "With --images: number of representative photos of each class")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command->add_option("--method", options->method, "LIME's linear model, or Shapley values (KernelSHAP)")
      ->capture_default_str()
      ->check(CLI::IsMember({"lime", "shap"}));
  command->add_option("--samples", options->samples, "Masked copies of a photo; auto: until the map is stable")
      ->capture_default_str()
      ->type_name("N|auto");
  command->add_option("--segments", options->segments, "How photos are segmented: quickshift, slic:N or grid:N")
      ->capture_default_str()
      ->type_name("KIND");
  command->add_option("--hide", options->hide, "What replaces a hidden segment; mean: its own mean colour")
      ->capture_default_str()
      ->check(CLI::IsMember({"mean", "black", "grey"}));
  command->add_option("--top-labels", options->top_labels, "Number of most probable classes to explain")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  command->add_option("--label", options->labels, "A class to explain instead (repeatable)")->type_name("NAME");
  command->add_option("--rankings", options->rankings, "Random rankings that each map is compared with")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  add_class_options(*command, options->classes);
  command
      ->add_option("--temperature", options->temperature,
                   "CLIP: temperature that divides the cosines (default: the model's)")
      ->check(CLI::Range(1e-6, 1e6));
  command
      ->add_option("--bpe", options->bpe,
                   "OpenAI's vocabulary, bpe_simple_vocab_16e6.txt.gz (default: beside the model)")
      ->type_name("FILE");
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
