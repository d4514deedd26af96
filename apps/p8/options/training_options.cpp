#include "p8/options/training_options.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <map>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/command_line/common_options.h"

namespace p8::app {

namespace {

/// Kinds by their names.
template <typename T>
std::map<std::string, T> by_name(std::initializer_list<T> kinds) {
  std::map<std::string, T> named;
  for (const T kind : kinds) named[name_of(kind)] = kind;
  return named;
}

const std::map<std::string, OptimizerKind>& optimizers() {
  static const auto kOptimizers =
      by_name({OptimizerKind::Adam, OptimizerKind::AdamW, OptimizerKind::RmsProp, OptimizerKind::Sgd});
  return kOptimizers;
}

const std::map<std::string, Schedule>& schedules() {
  static const auto kSchedules = by_name({Schedule::Constant, Schedule::Cosine, Schedule::Step});
  return kSchedules;
}

template <typename T>
std::vector<std::string> names_of(const std::map<std::string, T>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  return names;
}

// The training goes the same way whatever these are.
constexpr const char* kWithoutEffect[] = {"out",   "force",   "lang",       "threads",        "verbose",
                                          "quiet", "json",    "device",     "no-progress",    "strict",
                                          "batch", "cache",   "cache-size", "save-precision", "checkpoint",
                                          "folds", "repeats", "resume",     "dry-run",        "csv-guard"};
// Their contents are compared: photos, labels, texts, parts of the split, weights.
constexpr const char* kByContent[] = {"data",     "images", "image-col", "split-file",
                                      "backbone", "bpe",    "templates", "class-names"};

template <std::size_t N>
bool is_one_of(const std::string& name, const char* const (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// A number in its shortest form; anything else as it is.
std::string canonical(const std::string& value) {
  double number = 0.0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && end == value.data() + value.size() ? fmt::format("{}", number) : value;
}

std::string canonical(const nlohmann::json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? canonical(value.get<std::string>()) : value.dump();
}

}  // namespace

bool TrainingArguments::needs_texts() const {
  return is_contrastive() || wise_ft || kind() == HeadKind::Text || kind() == HeadKind::Tip ||
         kind() == HeadKind::TipTrained;
}

FinetuneOptions TrainingArguments::options(const BackboneName& backbone, std::uint64_t seed, int threads) const {
  if (wise_ft && kind() != HeadKind::Text && kind() != HeadKind::Linear) {
    throw usage_error("--wise-ft interpolates the weights of a linear layer: it needs --head text or linear",
                      "--wise-ft interpole les poids d'une couche linéaire : il demande --head text ou linear");
  }
  if (backbone.kind == BackboneKind::Vgg16 && needs_texts()) {
    throw usage_error(
        "--backbone vgg16 knows no texts: --head text, tip, tip-f, --wise-ft and --objective contrastive need clip",
        "--backbone vgg16 ne connaît pas de textes : --head text, tip, tip-f, --wise-ft et --objective contrastive "
        "demandent clip");
  }
  const bool by_gradient = kind() == HeadKind::Mlp || kind() == HeadKind::Linear || kind() == HeadKind::Text;
  if (layers() > 0 && !is_contrastive() && (!by_gradient || wise_ft)) {
    throw usage_error("--unfreeze trains the backbone with --head mlp, linear or text, without --wise-ft",
                      "--unfreeze entraîne le modèle avec --head mlp, linear ou text, sans --wise-ft");
  }
  if (is_contrastive() && (wise_ft || (head != "mlp" && head != "text"))) {
    throw usage_error("--objective contrastive has no head of its own: leave out --head and --wise-ft",
                      "--objective contrastive n'a pas de tête : enlevez --head et --wise-ft");
  }
  if (is_contrastive()) require_pairs(training);
  if (training.resume && training.checkpoint.empty()) {
    throw usage_error("--resume continues from a folder: name it with --checkpoint",
                      "--resume reprend depuis un dossier : indiquez-le avec --checkpoint");
  }
  FinetuneOptions options;
  options.head = kind();
  options.hidden = hidden;
  options.wise_ft = wise_ft;
  options.unfreeze = layers();
  options.contrastive = is_contrastive();
  options.training = training;
  options.training.optimizer = optimizers().at(optimizer);
  options.training.schedule = schedules().at(schedule);
  options.training.seed = seed;
  options.training.threads = threads;
  return options;
}

void require_pairs(const TrainingOptions& training) {
  if (training.batch > 1) return;
  throw usage_error("--batch-train 1: a photo's text is told from those of its batch; expected at least 2",
                    "--batch-train 1 : le texte d'une photo est distingué de ceux de son lot ; il en faut au moins 2");
}

void add_training_options(CLI::App& command, TrainingArguments& arguments) {
  TrainingOptions& training = arguments.training;
  command.add_option("--head", arguments.head, "Kind of head trained on the features")
      ->capture_default_str()
      ->check(CLI::IsMember(head_names()));
  command.add_option("--hidden", arguments.hidden, "Hidden units of the mlp head")
      ->capture_default_str()
      ->check(CLI::Range(1, 65536));
  command
      .add_option("--wise-ft", arguments.wise_ft,
                  "WiSE-FT: share of the trained weights, the rest being zero-shot ones")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("A");
  command
      .add_option("--objective", arguments.objective,
                  "Cross-entropy over classes, or CLIP's contrastive loss between photos and texts")
      ->capture_default_str()
      ->check(CLI::IsMember({"ce", "contrastive"}));
  command
      .add_option("--unfreeze", arguments.unfreeze,
                  "Number of last backbone layers to train too (default: 0; contrastive: 1)")
      ->check(CLI::Range(0, 1000))
      ->type_name("K");
  command.add_option("--lr-backbone", training.backbone_rate, "Learning rate of the backbone's layers")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--augment", arguments.augment, "Randomly changed copies of each training photo to train on too")
      ->capture_default_str()
      ->check(CLI::Range(0, 1000))
      ->type_name("N");
  command.add_option("--epochs", training.epochs, "Maximum number of epochs")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  command
      .add_option("--patience", training.patience,
                  "Epochs without a lower validation loss before stopping; 0: never stop early")
      ->capture_default_str();
  command.add_option("--lr", training.learning_rate, "Learning rate")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--batch-train", training.batch, "Photos per training step")
      ->capture_default_str()
      ->check(CLI::Range(1, 65536));
  command.add_option("--optimizer", arguments.optimizer, "Optimizer")
      ->capture_default_str()
      ->check(CLI::IsMember(names_of(optimizers())));
  command.add_option("--schedule", arguments.schedule, "Schedule of the learning rate")
      ->capture_default_str()
      ->check(CLI::IsMember(names_of(schedules())));
  command
      .add_option("--step-epochs", training.step_epochs,
                  "With --schedule step: epochs between divisions of the rate by ten")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  command.add_option("--warmup", training.warmup_epochs, "Epochs over which the learning rate rises from 0")
      ->capture_default_str();
  command.add_option("--weight-decay", training.weight_decay, "Weight decay")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--label-smoothing", training.label_smoothing,
                  "Label smoothing: share of the target spread over all classes")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.999));
  command
      .add_option("--checkpoint", training.checkpoint, "Folder that keeps the state of the training after each epoch")
      ->type_name("DIR");
  command.add_flag("--resume", training.resume, "Resume from --checkpoint if it holds a state");
}

TrainingSettings settings_of(const CLI::App& command, const std::string& backbone_sha256) {
  TrainingSettings settings = {{"backbone", backbone_sha256}};
  const nlohmann::json options = nlohmann::json::parse(options_json(command));
  for (const auto& [name, value] : options.items()) {
    if (!is_one_of(name, kWithoutEffect) && !is_one_of(name, kByContent)) settings["--" + name] = canonical(value);
  }
  return settings;
}

}  // namespace p8::app
