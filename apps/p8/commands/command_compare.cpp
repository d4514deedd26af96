#include <filesystem>
#include <functional>
#include <memory>
#include <set>

#include "p8/base/error.h"
#include "p8/command_line/input_paths.h"
#include "p8/command_line/run.h"
#include "p8/commands/commands.h"
#include "p8/files/file.h"
#include "p8/report/escape.h"
#include "p8/report/html/render.h"
#include "p8/study/study.h"
#include "p8/study/study_folder.h"
#include "p8/views/vision/training/compare_page.h"
#include "p8/views/vision/training/methodology.h"
#include "p8/vision/comparison/comparison.h"
#include "p8/vision/dataset/thumbnails.h"

namespace fs = std::filesystem;

namespace p8::app {

namespace {

/// Options of the study's runs that are given once for all of them: long name, meaning, type.
struct SharedOption {
  const char* name;
  const char* help;
  const char* type;
};

constexpr SharedOption kShared[] = {
    {"data", "CSV file with one row per image", "FILE"},
    {"images", "Folder of the images", "DIR"},
    {"image-col", "Column with the images' file names", "COL"},
    {"label-col", "Column with the true classes", "COL"},
    {"text-col", "Column with the products' descriptions", "COL"},
    {"cache", "Folder that keeps embeddings between runs", "DIR"},
    {"precision", "Number format in which the network computes: fp32, bf16 or int8", "TEXT"},
    {"device", "Where the network runs: auto, cpu or cuda", "TEXT"},
    {"batch", "Images encoded at once", "N"},
};
constexpr SharedOption kModels[] = {
    {"clip", "CLIP model that replaces {clip} in the runs", "PATH"},
    {"vgg16", "VGG16 model that replaces {vgg16} in the runs", "PATH"},
};

struct Options {
  CommonOptions common;
  std::vector<std::string> runs;
  std::size_t repeats = 1;
  std::map<std::string, std::string> shared;
  std::map<std::string, std::string> models;
  bool merge_labels = false;
};

std::string config_of(const CLI::App& command) {
  const CLI::Option* const config = command.get_parent()->get_config_ptr();
  return config->count() > 0 ? config->results().back() : std::string();
}

/// The runs of the study; empty: directories of runs are compared.
std::vector<StudyRun> study_of(const Options& options, const std::string& config) {
  std::vector<StudyRun> runs = config.empty() ? std::vector<StudyRun>() : read_study(config);
  if (!runs.empty() && !options.runs.empty()) {
    throw usage_error("directories of runs, and a study with runs of its own in {}; expected one of both",
                      "des dossiers d'exécutions, et une étude avec ses propres exécutions dans {} ; il faut l'un ou "
                      "l'autre",
                      printable(config));
  }
  if (runs.empty() && options.runs.size() < 2) {
    throw usage_error(
        "runs to compare: {}; expected at least two directories, or --config with tables [[run]]",
        "exécutions à comparer : {} ; il faut au moins deux dossiers, ou --config avec des tables [[run]]",
        options.runs.size());
  }
  if (runs.empty() && options.repeats > 1) {
    throw usage_error("--repeats repeats the trainings of a study, which --config names",
                      "--repeats répète les entraînements d'une étude, que --config désigne");
  }
  return runs;
}

std::vector<std::string> common_words(const CommonOptions& common) {
  std::vector<std::string> words = {std::string("--lang=") + (common.language() == Language::French ? "fr" : "en"),
                                    "--threads=" + std::to_string(common.thread_count()), "--no-progress",
                                    "--csv-guard=" + common.csv_guard};
  if (common.quiet) words.emplace_back("--quiet");
  if (common.verbose) words.emplace_back("--verbose");
  return words;
}

StudySettings settings_of(const Options& options) {
  std::map<std::string, std::string> shared = options.shared;
  if (options.merge_labels) shared["merge-labels"] = "true";
  return {shared, options.models, common_words(options.common), options.common.seed, options.repeats};
}

/// "the finished runs (2) are kept in out.unfinished: …".
Text kept_runs(const StudyFolder& folder) {
  return text("the finished runs ({0}) are kept in {1}: the same command resumes from them",
              "les exécutions terminées ({0}) sont gardées dans {1} : la même commande reprend à partir d'elles",
              folder.finished(), printable(folder.path().string()));
}

/// Runs what has not finished before.
void run_steps(const std::vector<StudyStep>& steps, StudyFolder& folder, Log& log) {
  check_steps(steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (folder.has(steps[i])) {
      log.info(text("run {1} of {2}: {0}, finished before", "exécution {1} sur {2} : {0}, déjà terminée", steps[i].name,
                    i + 1, steps.size()));
      continue;
    }
    log.info(text("run {1} of {2}: {0}", "exécution {1} sur {2} : {0}", steps[i].name, i + 1, steps.size()));
    folder.begin(steps[i]);
    run_step(steps[i]);
    folder.finish(steps[i]);
  }
}

/// The runs in the study's folder.
std::vector<RunSource> sources_of(const std::vector<StudyStep>& steps, const StudyFolder& folder) {
  std::vector<RunSource> sources;
  for (const StudyStep& step : steps) {
    RunDirectory directory = read_run_directory(folder.runs() + "/" + step.name);
    directory.path = "runs/" + step.name;  // where it stands once the results are in place
    directory.predictions.path = directory.path + "/predictions.csv";
    sources.push_back({step.name, step.group, std::move(directory)});
  }
  return sources;
}

/// The directory, however it was written: "runs/clip", "runs/clip/" and "./runs/clip/." are the same.
fs::path plain(const std::string& path) {
  std::error_code ignored;
  const fs::path found = fs::weakly_canonical(path, ignored);
  return found.has_filename() ? found : found.parent_path();
}

std::vector<RunSource> read_runs(const std::vector<std::string>& paths) {
  std::map<std::string, std::size_t> times;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    ++times[plain(path).filename().string()];
    if (!seen.insert(plain(path).string()).second) {
      throw usage_error("{} is given twice", "{} est donné deux fois", printable(path));
    }
  }
  std::vector<RunSource> sources;
  for (const std::string& path : paths) {
    const std::string name = plain(path).filename().string();
    sources.push_back({times[name] > 1 ? path : name, {}, read_run_directory(path)});
  }
  return sources;
}

/// How the run saw its photos: turned or not, and on which background.
DecodeOptions decoding_of(const RunDirectory& run) {
  DecodeOptions decode;
  decode.apply_orientation = run.option("exif") == "true";
  decode.background = background_of(run.option("background")).value_or(decode.background);
  return decode;
}

/// Compares the runs and writes the results; they are in place once `run` is finished.
/// @param before_end  called when all else is written: what it moves is in no place of its own only for a moment.
void write_comparison(
    std::vector<RunSource> sources, const Options& options, Run& run, const std::function<void()>& before_end = [] {}) {
  for (const RunSource& source : sources) run.record().inputs.push_back(source.directory.predictions);

  if (const std::vector<Spellings> variants = class_variants(sources); !variants.empty() && !options.merge_labels) {
    const Text names = spellings_in_words(variants);
    run.log().warn(
        text("the runs spell classes in several ways, each of which is a class of its own: {0}; "
             "--merge-labels makes them one",
             "des classes ont plusieurs graphies d'une exécution à l'autre, chacune étant une classe à part "
             "entière : {0} ; --merge-labels les réunit",
             names));
  }
  const DecodeOptions decode = decoding_of(sources.front().directory);
  ComparisonOptions comparing;
  comparing.seed = options.common.seed;
  comparing.merge_labels = options.merge_labels;
  const Comparison comparison = compare_runs(std::move(sources), comparing);
  const std::string figures = compare_json(comparison);
  run.write("compare.csv", compare_csv(comparison));
  run.write("compare.json", figures);
  const Text note = views::methodology_note(comparison);
  run.write("methodology.en.md", note.en);
  run.write("methodology.fr.md", note.fr);
  const views::Thumbnails thumbnails =
      read_thumbnails(views::disputed_paths(comparison), decode, options.common.thread_count());
  run.write("report.html",
            report::render_html(views::compare_page({comparison, thumbnails, run.record()}), run.language()));
  const Text lead = views::comparison_lead(comparison);
  before_end();
  run.finish({report::without_isolates(lead.en), report::without_isolates(lead.fr)}, figures,
             {"compare.csv", "compare.json", "report.html", "methodology.en.md", "methodology.fr.md"});
}

/// Runs the study in a folder beside the results, which keeps its runs until these are in place.
/// @param given  all paths that the user named.
void run_study(const std::vector<StudyRun>& study, const std::string& config, const Options& options,
               const std::vector<std::string>& given, Run& run) {
  StudyFolder folder(plain(fs::absolute(options.common.out)), given);
  try {
    const std::vector<StudyStep> steps = study_steps(study, settings_of(options), folder.runs());
    if (steps.size() < 2) {  // before the first is run for nothing
      throw usage_error("{}: a study of one run; expected at least two tables [[run]]",
                        "{} : une étude d'une seule exécution ; il faut au moins deux tables [[run]]",
                        printable(config));
    }
    run_steps(steps, folder, run.log());
    run.record().inputs.push_back({"study", config, digest_of_file(config)});
    std::vector<RunSource> sources = sources_of(steps, folder);
    write_comparison(std::move(sources), options, run, [&] { folder.hand_over(steps, run.file("runs")); });
    folder.done();
  } catch (const Error& error) {
    if (folder.finished() == 0) throw;
    throw Error(error.kind(), text("{}; {}", "{} ; {}", error.message(), kept_runs(folder)));
  } catch (const Interrupted&) {
    if (folder.finished() > 0) run.log().info(kept_runs(folder));
    throw;
  }
}

/// What the runs of a study name, in place of which no results may go.
std::vector<std::string> paths_of(const std::vector<StudyRun>& study, const CLI::App& program) {
  std::vector<std::string> paths;
  for (const StudyRun& run : study) {
    const CLI::App* const command = program.get_subcommand(run.command);
    for (const auto& [name, values] : run.options) {
      const CLI::Option* const option = command->get_option_no_throw("--" + name);
      if (option == nullptr) continue;  // the run itself will say so
      const std::vector<std::string> own = paths_in(*option, values);
      paths.insert(paths.end(), own.begin(), own.end());
    }
  }
  return paths;
}

void run(const Options& options, const CLI::App& command) {
  const std::string config = config_of(command);
  const std::vector<StudyRun> study = study_of(options, config);
  const std::vector<std::string> named = paths_of(study, *command.get_parent());
  Run run(command, options.common, named);
  if (study.empty()) return write_comparison(read_runs(options.runs), options, run);
  std::vector<std::string> given = given_paths(command);
  given.insert(given.end(), named.begin(), named.end());
  run_study(study, config, options, given, run);
}

}  // namespace

void add_compare(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("compare", "Compare classifiers on the same photos, or run a whole study (--config)");
  command->add_option("runs", options->runs, "Directories written by p8 finetune and p8 zeroshot")
      ->type_name("RUN_DIR");
  command->add_option("--repeats", options->repeats, "How many times each training runs, with seeds SEED, SEED + 1, …")
      ->capture_default_str()
      ->check(CLI::Range(1, 100))
      ->group("Study");
  command->add_flag("--merge-labels", options->merge_labels,
                    "Treat classes that differ only in case, blanks or accents' encoding as one");
  for (const SharedOption& option : kShared) {
    command->add_option(std::string("--") + option.name, options->shared[option.name], option.help)
        ->type_name(option.type)
        ->group("Study");
  }
  for (const SharedOption& option : kModels) {
    command->add_option(std::string("--") + option.name, options->models[option.name], option.help)
        ->type_name(option.type)
        ->group("Study");
  }
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
