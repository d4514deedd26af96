#include <memory>

#include "p8/base/error.h"
#include "p8/command_line/run.h"
#include "p8/commands/commands.h"
#include "p8/commands/dry_run.h"
#include "p8/options/class_options.h"
#include "p8/options/image_options.h"
#include "p8/options/image_reading.h"
#include "p8/outputs/classification_output.h"
#include "p8/report/html/render.h"
#include "p8/views/vision/classification/zeroshot_page.h"
#include "p8/vision/dataset/thumbnails.h"
#include "p8/vision/dataset/training_images.h"
#include "p8/vision/embedding/embeddings_file.h"
#include "p8/vision/embedding/encoders.h"
#include "p8/vision/image/model_square.h"
#include "p8/vision/zeroshot/zeroshot_classifier.h"

namespace p8::app {

namespace {

struct Options {
  CommonOptions common;
  ImageOptions images;
  std::string model;
  std::string bpe;
  ClassOptions classes;
  std::string strategy = "prompts";
  std::string long_text = "cut";
  std::optional<double> temperature;
  bool calibrate = false;
  std::optional<double> abstain;
  bool save_embeddings = false;
  bool dry_run = false;

  bool by_descriptions() const { return strategy == "descriptions"; }
};

ZeroshotOptions zeroshot_options(const Options& options, const ImageSet& set, EmbeddingCache* cache) {
  ZeroshotOptions zeroshot;
  zeroshot.strategy = options.by_descriptions() ? ZeroshotStrategy::Descriptions : ZeroshotStrategy::Prompts;
  zeroshot.wording = options.classes.wording(set.classes, options.images.merge_labels);
  zeroshot.long_text = options.long_text == "chunk" ? LongText::Chunk : LongText::Cut;
  zeroshot.temperature = options.temperature;
  zeroshot.calibrate = options.calibrate;
  zeroshot.abstain_below = options.abstain.value_or(0.0);
  zeroshot.batch = options.images.batch;
  zeroshot.threads = options.common.thread_count();
  zeroshot.seed = options.common.seed;
  zeroshot.cache = cache;
  return zeroshot;
}

/// The images with their classes; what the strategy needs is there.
ImageSet read_images(const Options& options, Run& run) {
  Log& log = run.log();
  ImageSet set = options.images.read(run);
  if (!options.classes.classes.empty()) {
    options.images.match_classes(set, options.images.distinct_classes(options.classes.classes, log), log);
  }
  if (options.by_descriptions() && (options.images.text_col.empty() || set.classes.empty())) {
    throw usage_error("--strategy descriptions needs --label-col and --text-col",
                      "--strategy descriptions demande --label-col et --text-col");
  }
  if (set.classes.size() < 2) {
    throw usage_error("{} classes; give at least two with --class, or labelled images",
                      "{} classes ; indiquez-en au moins deux avec --class, ou des images étiquetées",
                      set.classes.size());
  }
  return set;
}

void write_embeddings_of(const ImageSet& set, const EmbeddedImages& images, Run& run) {
  std::vector<std::string> names;
  for (const std::size_t item : images.items) names.push_back(set.items[item].image);
  write_embeddings(run.file("embeddings.npy"), images.values, images.width);
  run.write("embeddings.csv", embeddings_index_csv("image", names));
}

void warn(const ImageSet& set, const ZeroshotResult& result, const Options& options, Log& log) {
  warn_of_failed(result.classification.failed, set.items.size(), log);
  if (!result.long_texts.empty() && options.long_text == "cut") {
    log.warn(text("{} of {} texts were longer than the model reads and were cut; --long-text chunk reads all of them",
                  "{} textes sur {} dépassaient ce que le modèle lit et ont été coupés ; --long-text chunk les lit en "
                  "entier",
                  result.long_texts.size(), result.texts));
  }
  if (result.temperature_at_limit) {
    log.warn(
        text("--calibrate: no temperature is best: the loss keeps falling down to {:.3g}, as when every labelled image "
             "is right, or none can be told from another",
             "--calibrate : aucune température n'est la meilleure : la perte diminue jusqu'à {:.3g}, comme quand "
             "toutes les images étiquetées sont justes, ou que rien ne les distingue",
             result.temperature));
  }
}

/// What a run would stumble over once it has computed for a while.
void check_only(const Options& options, const ImageSet& set, const std::string& model) {
  require_image_files(set, options.images.strict);
  class_sentences(set.classes, options.classes.wording(set.classes, options.images.merge_labels));
  say_checked(options.common, set, model);
}

void run(const Options& options, const CLI::App& command) {
  const int threads = options.common.thread_count();
  std::optional<EmbeddingCache> cache = options.images.open_cache();
  EmbeddingCache* const kept = cache ? &*cache : nullptr;
  Run run(command, options.common);
  const ImageSet set = read_images(options, run);
  const ZeroshotOptions zeroshot = zeroshot_options(options, set, kept);
  ClipModel model = load_clip_model(options.model, options.bpe, options.images.encoder(threads));
  run.log().detail(same(model.name + ", " + model.layout + ", " + model.encoders.device));
  note_clip(options.model, run.record(), run.log());
  if (options.dry_run) return check_only(options, set, model.name);

  EmbedOptions embedding;
  embedding.batch = options.images.batch;
  embedding.threads = threads;
  embedding.decode = options.images.decode();
  embedding.decode.resizes_first = resizes_first(model.layout);
  embedding.strict = options.images.strict;
  embedding.cache = kept;
  embedding.encoder = model.identity;
  const auto progress = [&](const Text& what) {
    return [&run, what](std::size_t done, std::size_t total) {
      run.log().progress(what, static_cast<double>(done) / static_cast<double>(total));
    };
  };
  const EmbeddedImages images =
      embed_images(set, model.preprocessing, *model.encoders.image, embedding, progress({"Images", "Images"}));
  note_reading({set, images.items, images.failed, images.deep_grey}, embedding.decode, run.record(), run.log());
  const ZeroshotResult result = classify_zeroshot(set, images, model, zeroshot, progress({"Texts", "Textes"}));
  if (cache) cache->trim();
  warn(set, result, options, run.log());
  warn_of_contradictions(set, images, run.log());
  const std::optional<TrainingImages> training = images_of_model(options.model);

  const Classification& classification = result.classification;
  const SeenImages seen =
      training ? seen_images(classification, find_seen(*training, set, images, run.log())) : SeenImages();
  const ClassifierMetrics figures = classifier_metrics(classification);
  const std::optional<double> per_second = images_per_second(images);
  const std::string metrics =
      zeroshot_metrics_json(result, figures, per_second, options.images.encoder(threads).precision, seen);
  std::vector<std::string> files = {"predictions.csv", "metrics.json", "report.html"};
  run.write("metrics.json", metrics);
  write_classification(classification, figures, run, files);
  if (options.save_embeddings) {
    write_embeddings_of(set, images, run);
    files.insert(files.end(), {"embeddings.npy", "embeddings.csv"});
  }

  run.record().inputs = model.files;
  record_images(set, options.images, images, run.record());
  record_engine(*model.encoders.image, run.record());
  const views::Thumbnails thumbnails =
      read_thumbnails(views::pictured_paths(classification), embedding.decode, threads);
  const views::ZeroshotPage page{result,
                                 figures,
                                 thumbnails,
                                 options.model,
                                 set.name,
                                 zeroshot.strategy,
                                 zeroshot.long_text,
                                 options.abstain,
                                 images.seconds,
                                 per_second,
                                 model.encoders.device == "cuda" ? "CUDA" : "CPU",
                                 options.images.precision,
                                 run.record(),
                                 seen};
  run.write("report.html", report::render_html(views::zeroshot_page(page), run.language()));
  run.finish(classification_summary(classification, figures, seen), metrics, files);
}

}  // namespace

void add_zeroshot(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("zeroshot", "Sort photos into categories with CLIP, without training");
  command->add_option("--model", options->model, "CLIP model: a folder of Hugging Face or open_clip, or OpenAI's .pt")
      ->required()
      ->type_name("CLIP");
  command
      ->add_option("--bpe", options->bpe,
                   "OpenAI's vocabulary, bpe_simple_vocab_16e6.txt.gz (default: beside the model)")
      ->type_name("FILE");
  add_image_options(*command, options->images);
  add_unlabelled_option(*command, options->images);
  add_class_options(*command, options->classes);
  command
      ->add_option("--strategy", options->strategy,
                   "Compare photos with sentences, or with other products' descriptions")
      ->capture_default_str()
      ->check(CLI::IsMember({"prompts", "descriptions"}));
  command->add_option("--long-text", options->long_text, "Texts longer than the model reads: cut, or read in pieces")
      ->capture_default_str()
      ->check(CLI::IsMember({"cut", "chunk"}));
  CLI::Option* const temperature = command
                                       ->add_option("--temperature", options->temperature,
                                                    "Temperature that divides the cosines (default: the model's)")
                                       ->check(CLI::Range(1e-6, 1e6));
  command->add_flag("--calibrate", options->calibrate, "Fit the temperature to the labels, five-fold cross-fitted")
      ->excludes(temperature);
  command->add_option("--abstain", options->abstain, "Abstain below this probability")->check(CLI::Range(0.0, 1.0));
  command->add_flag("--save-embeddings", options->save_embeddings, "Write embeddings.npy and embeddings.csv");
  add_dry_run_option(*command, options->dry_run);
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
