#include "gallery/training_cases.h"

#include <cmath>

#include "gallery/made_up_run.h"
#include "p8/base/random.h"
#include "p8/views/vision/classification/predict_page.h"
#include "support/drawn_picture.h"

namespace p8::test {

namespace {

views::Thumbnails drawn(const std::vector<std::string>& paths) {
  views::Thumbnails thumbnails;
  int number = 0;
  for (const std::string& path : paths) {
    const int width = number % 3 == 1 ? 200 : 150, height = number % 4 == 2 ? 90 : 160;
    thumbnails[path] = {drawn_jpeg(width, height, number), static_cast<std::size_t>(width),
                        static_cast<std::size_t>(height)};
    ++number;
  }
  return thumbnails;
}

RunRecord record_of(const std::string& command) {
  RunRecord record;
  record.command = command;
  record.options_json = "{\"out\": \"results\"}";
  record.inputs = {{"data", "flipkart.csv", {std::string(64, 'a'), 123456}}};
  record.libraries = {{"LibTorch", "1.13.0"}};
  record.start = 1.8e9;
  return record;
}

/// Answers that are wrong at this rate, mostly on the photos that are hard for everybody.
std::vector<std::optional<std::size_t>> answers_of(const std::vector<std::size_t>& labels, std::size_t classes,
                                                   double rate, std::uint64_t seed) {
  Random hardness(5), luck(seed);
  std::vector<std::optional<std::size_t>> answers;
  for (const std::size_t label : labels) {
    const double hard = 0.6 * hardness.uniform() + 0.4 * luck.uniform();
    const bool wrong = hard < rate;
    answers.push_back(wrong ? (label + 1 + luck.below(classes - 1)) % classes : label);
  }
  return answers;
}

/// A run as read_run_directory() would give it.
RunDirectory directory_of(const CompareOptions& options, std::size_t run, std::uint64_t seed) {
  std::vector<std::size_t> labels;
  for (std::size_t i = 0; i < options.photos; ++i) labels.push_back(i % options.classes.size());
  const auto answers = answers_of(labels, options.classes.size(), options.error_rates[run], 100 * run + seed);
  RunDirectory directory;
  directory.path = "runs/" + options.names[run];
  directory.command = run == 0 ? "zeroshot" : "finetune";
  directory.test = made_up_run(options.classes, labels, answers).predictions;
  for (ImagePrediction& image : directory.test.images) image.path = "photos/" + image.image;
  directory.rows.assign(options.photos, 0);
  directory.options = {{"data", "data/flipkart.csv"}, {"images", "photos"}, {"seed", std::to_string(seed)}};
  directory.images_per_second = 80.0 + static_cast<double>(run);
  if (run == 0) {
    directory.options["model"] = "models/ViT-B-32.pt";
    return directory;
  }
  const bool vgg = options.names[run] == "vgg16", contrastive = options.names[run] == "contrastive";
  const std::pair<const char*, std::string> settings[] = {
      {"backbone", vgg ? "vgg16:models/vgg16-397923af.pth" : "clip:models/ViT-B-32.pt"},
      {"optimizer", vgg ? "rmsprop" : "adam"},
      {"lr", vgg ? "1e-4" : "0.001"},
      {"objective", contrastive ? "contrastive" : "ce"},
      {"unfreeze", contrastive ? "2" : ""},
      {"head", "mlp"},
      {"hidden", "256"},
      {"epochs", "20"},
      {"patience", "3"},
      {"batch-train", "32"}};
  for (const auto& [name, value] : settings) directory.options[name] = value;
  directory.history = made_up_history(6 + 2 * run, 3 + 2 * run);
  directory.best_epoch = 3 + 2 * run;
  directory.epochs = directory.history.size();
  directory.seconds_to_best = 0.8 * static_cast<double>(run * run);
  directory.parameters_trained = 133'127 * run;
  directory.images_by_part = {630, 210, 210};
  return directory;
}

}  // namespace

FinetuneCase::FinetuneCase() : record(record_of("finetune")) {
  const ZeroshotOptions base;
  std::vector<std::size_t> labels;
  for (std::size_t i = 0; i < 210; ++i) labels.push_back(i % base.classes.size());
  result.test = made_up_run(base.classes, labels, answers_of(labels, base.classes.size(), 0.15, 1)).predictions;
  Random random(9);
  for (ImagePrediction& image : result.test.images) {
    image.path = "/data/" + image.image;
    const double sure = 0.35 + 0.64 * random.uniform();
    for (double& p : image.p) p = (1.0 - sure) / static_cast<double>(base.classes.size() - 1);
    image.p[*image.predicted] = sure;
  }
  figures = classifier_metrics(result.test);
  result.history = made_up_history(8, 5);
  result.best_epoch = 5;
  result.images_by_part.assign(base.classes.size(), {90, 30, 30});
  result.duplicates = {{"photos/product-3.jpg", "photos/product-17.jpg", Part::Train, Part::Test, 2},
                       {"photos/product-8.jpg", "photos/product-99.jpg", Part::Validation, Part::Test, 0}};
  result.cost = {133'127, 87'982'344, 0.021, 0.105, 12.4, 812.0, 81.3};
  result.repeated = RepeatedAccuracy{"repeats", {0.890, 0.905, 0.881, 0.900, 0.895}, 0.8942, {0.8828, 0.9056}};
  result.backbone = "clip:models/ViT-B-32.pt";
  result.backbone_name = "ViT-B/32";
  result.head = "mlp";
  result.objective = "ce";
  result.optimizer = "adam";
  result.learning_rate = 0.001;
  result.batch = 32;
  result.epochs = 20;
  thumbnails = drawn(views::pictured_paths(result.test));
}

report::Page FinetuneCase::page() const {
  return views::finetune_page({result, figures, thumbnails, "data/flipkart.csv", "CPU", "fp32", record});
}

PretrainCase::PretrainCase(bool of_clip) : record(record_of("finetune")) {
  result.history = made_up_history(8, 5);
  result.best_epoch = 5;
  result.cost = {2'913'025, 2'913'025, 31.2, 156.0, 4.2, 1840.0, 0.0};
  result.objective = of_clip ? "contrastive" : "ce";
  result.backbone = of_clip ? "clip:configs/mini.json" : "vgg16:configs/mini-vgg16.json";
  result.model = of_clip ? "ResNet, width 24, 6 bottlenecks" : "VGG16";
  result.device = "cpu";
  result.image_size = 64;
  result.train = 900;
  result.validation = 50;
  result.counts = {{"fashion", 700, 40}, {"<b>tools</b>", 150, 8}, {"", 50, 2}};
  result.counted_by = result.balanced_by = "source";
  result.balance_power = 0.5;
  result.failed = {{"broken.jpg", 17, {"the JPEG file is cut off", "le fichier JPEG est tronqué"}}};
  result.unused = 3;
  result.duplicates = 7;
  if (of_clip) {
    result.texts = 1200;
    result.cut_texts = 30;
    result.vocabulary = 4608;
    result.learnt_vocabulary = true;
  } else {
    result.classes = 12;
  }
  result.kept_side = 96;
  result.kept_megabytes = 31.5;
  result.optimizer = "adamw";
  result.schedule = "cosine";
  result.saved = "fp16";
  result.options.training.epochs = 8;
  result.options.training.batch = 512;
  result.options.training.weight_decay = 0.1;
  result.options.training.warmup_epochs = 1;
  result.options.micro_batch = 128;
  result.options.weight_average = 0.999;
}

report::Page PretrainCase::page() const { return views::pretrain_page({result, "data/pairs.csv", record}); }

report::Page predict_case_page(bool labelled) {
  FinetuneCase trained;
  Classification classification = trained.result.test;
  if (!labelled) {
    for (ImagePrediction& image : classification.images) image.label.reset();
  }
  classification.failed.push_back({"broken.jpg", 0, {"the JPEG file is cut off", "le fichier JPEG est tronqué"}});
  const ClassifierMetrics figures = classifier_metrics(classification);
  const RunRecord record = record_of("predict");
  const views::Thumbnails thumbnails = drawn(views::pictured_paths(classification));
  return views::predict_page({classification, figures, thumbnails, "results/clip-head", "mlp, ViT-B/32", "new-photos",
                              std::nullopt, 80.2, "CPU", "fp32", record});
}

CompareCase::CompareCase(const CompareOptions& options) : record(record_of("compare")) {
  std::vector<RunSource> sources;
  for (std::size_t run = 0; run < options.names.size(); ++run) {
    const std::size_t repeats = run == 0 ? 1 : std::max<std::size_t>(1, options.repeats);
    for (std::size_t seed = 0; seed < repeats; ++seed) {
      const std::string& name = options.names[run];
      sources.push_back({seed == 0 ? name : name + "-seed-" + std::to_string(42 + seed), name,
                         directory_of(options, run, 42 + seed)});
    }
  }
  comparison = compare_runs(std::move(sources));
  if (options.with_thumbnails) thumbnails = drawn(views::disputed_paths(comparison));
}

report::Page CompareCase::page() const { return views::compare_page({comparison, thumbnails, record}); }

}  // namespace p8::test
