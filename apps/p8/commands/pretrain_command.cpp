#include "p8/commands/pretrain_command.h"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/commands/dry_run.h"
#include "p8/files/file.h"
#include "p8/options/pretrain_inputs.h"
#include "p8/outputs/finetune_output.h"
#include "p8/outputs/pretrain_output.h"
#include "p8/vision/checkpoint/untrained_model.h"
#include "p8/vision/image/model_square.h"
#include "p8/vision/pretraining/pretraining_backend.h"
#include "p8/vision/tokenizer/byte_pair_training.h"
#include "p8/vision/tokenizer/tokenizer.h"
#include "p8/vision/tokenizer/vocabulary_files.h"

namespace p8::app {

namespace {

constexpr const char* kDefaultSplit = "0.95,0.05";

void require_objective(const FinetuneCommand& command, BackboneKind kind, const CLI::App& declared) {
  const std::string implied = objective_of(kind);
  if (declared.count("--objective") == 0 || command.training.objective == implied) return;
  throw usage_error("--objective {0}: {1} is trained from scratch with {2}",
                    "--objective {0} : {1} s'entraîne à partir de zéro avec {2}", command.training.objective,
                    name_of(kind), implied);
}

/// @param files  the configuration.
PretrainingOptions options_of(const FinetuneCommand& command, const BackboneName& name, const CLI::App& declared,
                              const std::vector<std::string>& files) {
  PretrainingOptions options;
  options.training = command.training.options(name, command.common.seed, command.common.thread_count()).training;
  std::string configuration;
  for (const std::string& file : files) configuration += read_file(file, ErrorKind::Model);
  options.training.settings = settings_of(declared, digest_of(configuration).sha256);
  options.training.settings["--split"] = command.split.fractions;
  options.training.settings["--objective"] = objective_of(name.kind);
  options.micro_batch = command.pretrain.micro_batch;
  options.device = command.images.device;
  options.weight_average = command.pretrain.weight_average;
  return options;
}

/// A vocabulary that is there already. Its tokens must have rows in the model, and the end of a text the highest id:
/// that is how the end is found.
TokenVocabulary given_vocabulary(const FinetuneCommand& command, const BackboneName& name, std::size_t rows, Run& run) {
  const TokenVocabulary vocabulary = read_vocabulary(name.path, command.bpe);
  for (const std::string& file : vocabulary_files(name.path, command.bpe)) {
    run.record().inputs.push_back({"vocabulary", file, digest_of_file(file)});
  }
  const std::size_t tokens = token_count(vocabulary);
  if (tokens > rows) {
    throw model_error("{}: vocab_size is {}, but the vocabulary has {} tokens",
                      "{} : vocab_size vaut {}, mais le vocabulaire a {} jetons", printable(name.path), rows, tokens);
  }
  if (static_cast<std::size_t>(vocabulary.end) + 1 != tokens) {
    throw model_error(
        "{}: <|endoftext|> is not the vocabulary's last token, as CLIP needs it to find the end of a text",
        "{} : <|endoftext|> n'est pas le dernier jeton du vocabulaire, ce dont CLIP a besoin pour trouver "
        "la fin d'un texte",
        printable(name.path));
  }
  return vocabulary;
}

void tokenize(const PretrainData& data, const TokenVocabulary& vocabulary, ClipPretraining& clip,
              PretrainingResult& result) {
  TokenizerOptions tokenizing;
  tokenizing.context = clip.architecture.text.context;
  tokenizing.composes = true;
  TokenRows rows = Tokenizer(vocabulary, tokenizing).tokenize(data.texts.texts);
  result.texts = rows.rows();
  result.cut_texts = rows.cut();
  clip.texts = std::move(rows.ids);
  for (const std::size_t item : data.photos.items) clip.texts_of.push_back(data.texts.texts_of[item]);
}

/// What the command line left open, as training from scratch has it.
void note_options(const FinetuneCommand& command, BackboneKind kind, RunRecord& record) {
  nlohmann::ordered_json options = nlohmann::ordered_json::parse(record.options_json);
  options["split"] = command.split.fractions;
  options["objective"] = objective_of(kind);
  record.options_json = options.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void note_inputs(const FinetuneCommand& command, BackboneKind kind, const PretrainData& data, Run& run) {
  note_options(command, kind, run.record());
  if (data.set.data) run.record().inputs.push_back(*data.set.data);
  run.record().inputs.push_back({"images", command.images.images, data.photos.digest});
  for (const auto& library : torch_backend().libraries()) run.record().libraries.push_back(library);
}

void take(PretrainedModel& model, PretrainingResult& result) {
  result.history = std::move(model.history);
  result.best_epoch = model.best_epoch;
  result.device = model.device;
  TrainedHead cost;  // what history and clock tell is told alike
  cost.history = result.history;
  cost.best_epoch = model.best_epoch;
  cost.parameters = model.parameters;
  fill_training_cost(cost, result.cost);
  result.cost.parameters = model.parameters;
  result.cost.peak_megabytes = peak_megabytes();
}

void check_only(const FinetuneCommand& command, const PretrainData& data) {
  require_image_files(data.set, command.images.strict);
  say_checked(command.common, data.set, command.backbone);
}

void pretrain_clip(const FinetuneCommand& command, const BackboneName& name, const CLI::App& declared) {
  UntrainedClip model = read_untrained_clip(name.path);
  const PretrainingOptions options = options_of(command, name, declared, model.files);
  require_pairs(options.training);
  Run run(declared, command.common);
  for (const std::string& file : model.files) run.record().inputs.push_back({"model", file, digest_of_file(file)});
  std::optional<TokenVocabulary> vocabulary;
  if (!model.learns_vocabulary) {
    vocabulary = given_vocabulary(command, name, model.architecture.text.vocabulary, run);
  }
  const bool resizes_first = p8::resizes_first(written_layout(model.architecture));
  PretrainData data = read_pretraining(command, name.kind, model.architecture.image_size, resizes_first, run);
  if (command.dry_run) return check_only(command, data);
  if (!vocabulary) {
    vocabulary = learn_byte_pairs(training_texts(data), model.architecture.text.vocabulary);
    model.architecture.text.vocabulary = token_count(*vocabulary);
    run.log().info(text("a vocabulary of {} tokens was learned from the training texts",
                        "un vocabulaire de {} jetons a été appris des textes d'entraînement",
                        model.architecture.text.vocabulary));
  }
  note_inputs(command, name.kind, data, run);
  PretrainingResult result = describe(command, name, data, options);
  result.model = architecture_name(model.architecture);
  result.image_size = model.architecture.image_size;
  result.vocabulary = model.architecture.text.vocabulary;
  result.learnt_vocabulary = model.learns_vocabulary;
  result.kept_side = kept_side(command, result.image_size);
  ClipPretraining clip;
  clip.architecture = model.architecture;
  clip.preprocessing = model.preprocessing;
  tokenize(data, *vocabulary, clip, result);
  clip.photos = images_to_train_on(command, data);
  warn(result, run.log());
  PretrainedModel trained =
      pretraining_backend().pretrain(clip, options, training_observer(run, options.training.epochs));
  take(trained, result);
  const std::vector<std::string> files =
      write_clip_folder(run.file(kModelFolder), model.architecture, model.preprocessing, trained.weights, *vocabulary,
                        command.pretrain.saved_precision());
  write_results(data, result, files, run);
}

void pretrain_vgg16(const FinetuneCommand& command, const BackboneName& name, const CLI::App& declared) {
  UntrainedVgg16 model = read_untrained_vgg16(name.path);
  const PretrainingOptions options = options_of(command, name, declared, {name.path});
  Run run(declared, command.common);
  run.record().inputs.push_back({"model", name.path, digest_of_file(name.path)});
  PretrainData data = read_pretraining(command, name.kind, model.preprocessing.crop, /*resizes_first=*/false, run);
  if (command.dry_run) return check_only(command, data);
  model.architecture.classes = data.set.classes.size();
  note_inputs(command, name.kind, data, run);
  PretrainingResult result = describe(command, name, data, options);
  result.model = "VGG16";
  result.image_size = model.preprocessing.crop;
  result.classes = model.architecture.classes;
  result.kept_side = kept_side(command, result.image_size);
  Vgg16Pretraining vgg16;
  vgg16.architecture = model.architecture;
  vgg16.preprocessing = model.preprocessing;
  for (const std::size_t item : data.photos.items) {
    vgg16.labels.push_back(static_cast<std::int64_t>(*data.set.items[item].label));
  }
  vgg16.photos = images_to_train_on(command, data);
  warn(result, run.log());
  PretrainedModel trained =
      pretraining_backend().pretrain(vgg16, options, training_observer(run, options.training.epochs));
  take(trained, result);
  std::vector<std::string> files = write_vgg16_folder(run.file(kModelFolder), model.preprocessing, trained.weights,
                                                      command.pretrain.saved_precision());
  files.push_back(write_labels(data.set.classes, run));
  write_results(data, result, files, run);
}

}  // namespace

void run_pretraining(const FinetuneCommand& command, const BackboneName& name, const CLI::App& declared) {
  require_objective(command, name.kind, declared);
  FinetuneCommand own = command;
  if (declared.count("--split") == 0) own.split.fractions = kDefaultSplit;
  if (name.kind == BackboneKind::Clip) {
    pretrain_clip(own, name, declared);
  } else {
    pretrain_vgg16(own, name, declared);
  }
}

}  // namespace p8::app
