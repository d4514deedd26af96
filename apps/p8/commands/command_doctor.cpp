#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include <dlfcn.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/base/parallel.h"
#include "p8/command_line/run.h"
#include "p8/command_line/standard_output.h"
#include "p8/commands/commands.h"
#include "p8/vision/embedding/clip_model.h"
#include "p8/vision/embedding/engine_module.h"

namespace p8::app {

namespace {

struct Options {
  std::string lang;
  bool json = false;
};

/// The linear algebra that LibTorch uses: what Debian's alternative libblas.so.3 points to.
struct Blas {
  std::string file;  ///< "": none installed
  std::string name;  ///< "OpenBLAS"
  bool is_reference = false;
};

std::string blas_name(const std::string& file) {
  for (const auto& [part, name] :
       {std::pair{"openblas", "OpenBLAS"}, {"blis", "BLIS"}, {"atlas", "ATLAS"}, {"mkl", "Intel MKL"}}) {
    if (file.find(part) != std::string::npos) return name;
  }
  return "BLAS";
}

Blas find_blas() {
  void* const library = dlopen("libblas.so.3", RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return {};
  Blas blas;
  Dl_info info = {};
  if (void* const symbol = dlsym(library, "sgemm_"); symbol != nullptr && dladdr(symbol, &info) != 0) {
    std::error_code ignored;
    blas.file = std::filesystem::canonical(info.dli_fname, ignored).string();
    // The reference BLAS lies in …/blas/; OpenBLAS, BLIS, ATLAS and MKL have directories and names of their own.
    blas.is_reference = std::filesystem::path(blas.file).parent_path().filename() == "blas";
    blas.name = blas.is_reference ? "reference BLAS" : blas_name(blas.file);
  }
  dlclose(library);
  return blas;
}

std::string instruction_sets() {
  std::string sets;
#if defined(__x86_64__)
  const std::pair<const char*, bool> kSets[] = {{"avx2", __builtin_cpu_supports("avx2") != 0},
                                                {"fma", __builtin_cpu_supports("fma") != 0},
                                                {"avx512f", __builtin_cpu_supports("avx512f") != 0},
                                                {"avx512vnni", __builtin_cpu_supports("avx512vnni") != 0},
                                                {"avx512bf16", __builtin_cpu_supports("avx512bf16") != 0}};
  for (const auto& [name, is_there] : kSets) {
    if (is_there) sets += (sets.empty() ? "" : " ") + std::string(name);
  }
#endif
  return sets.empty() ? "baseline" : sets;
}

constexpr const char* kInstallBlas = "sudo apt-get install libopenblas0-pthread";

/// What makes p8 slow with this BLAS; nothing with a fast one.
std::optional<Text> blas_problem(const Blas& blas) {
  if (blas.file.empty()) {
    return text("no BLAS is installed, and photo commands need one: {}",
                "aucune BLAS n'est installée, et les commandes sur les photos en demandent une : {}", kInstallBlas);
  }
  if (!blas.is_reference) return std::nullopt;
  return text("the BLAS in use is the reference one, with which LibTorch is 20 to 100 times slower: {}",
              "la BLAS utilisée est celle de référence, avec laquelle LibTorch est 20 à 100 fois plus lent : {}",
              kInstallBlas);
}

Text blas_description(const Blas& blas) {
  if (blas.file.empty()) return {"none", "aucune"};
  if (blas.is_reference) {
    return text("reference BLAS, slow ({})", "BLAS de référence, lente ({})", blas.file);
  }
  return text("{0}, fast ({1})", "{0}, rapide ({1})", blas.name, blas.file);
}

std::optional<Text> core_type_problem() {
  const char* const core_type = std::getenv("OPENBLAS_CORETYPE");
  if (core_type == nullptr || *core_type == '\0') return std::nullopt;
  return text("OPENBLAS_CORETYPE={} is set, which can halve the speed of this machine: unset OPENBLAS_CORETYPE",
              "OPENBLAS_CORETYPE={} est défini, ce qui peut diviser la vitesse par deux : unset OPENBLAS_CORETYPE",
              printable(core_type, 40));
}

/// What the commands on images compute with, or why they cannot.
struct ImageModule {
  std::vector<std::pair<std::string, std::string>> libraries;
  Text fault;  ///< empty: it was loaded
};

ImageModule find_image_module() {
  try {
    return {torch_backend().libraries(), {}};
  } catch (const Error& error) {
    return {{}, error.message()};
  }
}

std::optional<EncoderEngine> find_engine() {
  const EngineModule* const module = engine_module();
  return module == nullptr ? std::nullopt : module->engine();
}

/// "onednn 2.6.3, bf16, avx512bf16": what encodes photos.
std::string encoders_of(const std::optional<EncoderEngine>& engine) {
  if (!engine) return "libtorch";
  return fmt::format("{} {}, {}, {}", engine->library, engine->version, name_of(engine->precision),
                     engine->instructions);
}

std::optional<Text> engine_problem(const std::optional<EncoderEngine>& engine) {
  if (engine) return std::nullopt;
  if (engine_module() == nullptr) {
    return Text{
        "p8's engine (libp8_engine.so) cannot be loaded, and LibTorch encodes photos more slowly: install p8 "
        "again",
        "le moteur de p8 (libp8_engine.so) ne se charge pas, et LibTorch encode les photos plus lentement : "
        "réinstallez p8"};
  }
  return Text{"this processor lacks AVX2, so LibTorch encodes photos, more slowly",
              "ce processeur n'a pas AVX2 : LibTorch encode les photos, plus lentement"};
}

/// All that is slow or does not work on this machine, each with its remedy.
std::vector<Text> problems_of(const Blas& blas, const ImageModule& images, const std::optional<EncoderEngine>& engine) {
  std::vector<Text> problems;
  if (!images.fault.en.empty()) problems.push_back(images.fault);
  for (const std::optional<Text>& problem : {blas_problem(blas), engine_problem(engine), core_type_problem()}) {
    if (problem) problems.push_back(*problem);
  }
#ifndef NDEBUG
  problems.push_back({"this p8 was built for debugging, and is slow: cmake --preset release",
                      "ce p8 est compilé pour le débogage, donc lent : cmake --preset release"});
#endif
  return problems;
}

Text verdict(const std::vector<Text>& problems) {
  if (problems.empty()) {
    return {"Everything p8 needs is present; nothing slow was found.",
            "Tout ce dont p8 a besoin est là ; rien de lent n'a été trouvé."};
  }
  return text(problems.size() == 1 ? "{} problem:" : "{} problems:",
              problems.size() == 1 ? "{} problème :" : "{} problèmes :", problems.size());
}

void print_json(const Blas& blas, const ImageModule& images, const std::string& encoders,
                const std::vector<Text>& problems, const std::string& system, Language language) {
  nlohmann::ordered_json json;
  json["p8"] = kVersion;
  json["system"] = system;
  json["threads"] = available_threads();
  json["instruction_sets"] = instruction_sets();
  const std::optional<Text> advice = blas_problem(blas);
  json["blas"] = {{"name", blas.name},
                  {"file", blas.file},
                  {"reference", blas.is_reference},
                  {"advice", advice                         ? advice->in(language)
                             : language == Language::French ? "bon"
                                                            : "fine"}};
  for (const auto& [name, version] : library_versions()) json["libraries"][name] = version;
  for (const auto& [name, version] : images.libraries) json["libraries"][name] = version;
  json["encoders"] = encoders;
  json["images"] = images.fault.en.empty() ? "ready" : images.fault.in(language);
  json["problems"] = nlohmann::ordered_json::array();
  for (const Text& problem : problems) json["problems"].push_back(problem.in(language));
  print(fmt::format("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)));
}

/// "system                Linux …": a name and what is found, in columns.
void print_row(const Text& name, const std::string& value, Language language) {
  print(fmt::format("{:<22}{}\n", name.in(language), value));
}

void run(const Options& options) {
  CommonOptions common;
  common.lang = options.lang;
  const Language language = common.language();
  const Blas blas = find_blas();
  const ImageModule images = find_image_module();
  const std::optional<EncoderEngine> engine = find_engine();
  const std::vector<Text> problems = problems_of(blas, images, engine);
  utsname name = {};
  uname(&name);
  const std::string system = fmt::format("{} {} {}", name.sysname, name.release, name.machine);
  if (options.json) return print_json(blas, images, encoders_of(engine), problems, system, language);

  print(fmt::format("p8 {}\n", kVersion));
  print_row({"system", "système"}, system, language);
  print_row({"threads", "fils d'exécution"}, std::to_string(available_threads()), language);
  print_row({"instruction sets", "jeux d'instructions"}, instruction_sets(), language);
  for (const auto& [library, version] : library_versions()) print_row(same(library), version, language);
  for (const auto& [library, version] : images.libraries) print_row(same(library), version, language);
  const Text loaded = images.fault.en.empty() ? Text{"ready", "prêtes"} : Text{"cannot be loaded", "inutilisables"};
  print_row({"photo commands", "commandes photos"}, loaded.in(language), language);
  print_row({"encoders", "encodeurs"}, encoders_of(engine), language);
  print_row(same("BLAS"), blas_description(blas).in(language), language);
  print(fmt::format("\n{}\n", verdict(problems).in(language)));
  for (const Text& problem : problems) print(fmt::format("- {}\n", problem.in(language)));
}

}  // namespace

void add_doctor(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("doctor", "Check this machine: versions, BLAS, instruction sets, threads");
  command->add_option("--lang", options->lang, "Language of messages (default: from LC_ALL or LANG)")
      ->check(CLI::IsMember({"en", "fr"}));
  command->add_flag("--json", options->json, "Print one JSON object on standard output");
  group_options(*command, "Common options", {"--lang", "--json"});
  command->callback([options] { run(*options); });
}

}  // namespace p8::app
