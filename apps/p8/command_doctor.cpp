#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include <dlfcn.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>

#include "p8/commands.h"
#include "p8/core/error.h"
#include "p8/core/parallel.h"
#include "p8/run.h"
#include "p8/vision/clip_model.h"
#include "p8/vision/engine_module.h"

namespace p8::app {

namespace {

struct Options {
  std::string lang;
  bool json = false;
};

/// The linear algebra that LibTorch would use: what Debian's alternative libblas.so.3 points to.
struct Blas {
  std::string file;  ///< "" : none installed
  bool is_reference = false;
};

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

Text blas_advice(const Blas& blas) {
  if (blas.file.empty()) {
    return {"no BLAS is installed: the image commands need one; apt-get install libopenblas0-pthread",
            "aucun BLAS n'est installé : les commandes d'images en ont besoin ; apt-get install libopenblas0-pthread"};
  }
  if (blas.is_reference) {
    return {
        "this is the reference BLAS: it makes LibTorch 20 to 100 times slower; apt-get install libopenblas0-pthread",
        "c'est le BLAS de référence : il rend LibTorch 20 à 100 fois plus lent ; apt-get install "
        "libopenblas0-pthread"};
  }
  return {"fine", "bon"};
}

Text core_type_advice() {
  const char* const core_type = std::getenv("OPENBLAS_CORETYPE");
  if (core_type == nullptr) return {};
  return text("OPENBLAS_CORETYPE={} is set: it can halve the speed of this machine; unset it",
              "OPENBLAS_CORETYPE={} est défini : la machine peut être deux fois plus lente ; supprimez-le", core_type);
}

/// What the commands on images compute with, or why they cannot.
struct ImageModule {
  std::vector<std::pair<std::string, std::string>> libraries;
  Text fault;  ///< empty: it was loaded
};

ImageModule find_image_module() {
  try {
    return {vision_module().libraries(), {}};
  } catch (const Error& error) {
    return {{}, error.message()};
  }
}

/// "onednn 2.6.3, bf16, avx512bf16": what encodes where LibTorch need not.
std::string fastest_engine() {
  const EngineModule* const module = engine_module();
  const std::optional<EncoderEngine> engine = module == nullptr ? std::nullopt : module->engine();
  if (!engine) return "libtorch";
  return fmt::format("{} {}, {}, {}", engine->library, engine->version, name_of(engine->precision),
                     engine->instructions);
}

void run(const Options& options) {
  CommonOptions common;
  common.lang = options.lang;
  const Language language = common.language();
  const Blas blas = find_blas();
  const Text advice = blas_advice(blas);
  const ImageModule images = find_image_module();
  utsname system = {};
  uname(&system);
  if (options.json) {
    nlohmann::ordered_json json;
    json["p8"] = kVersion;
    json["system"] = fmt::format("{} {} {}", system.sysname, system.release, system.machine);
    json["threads"] = available_threads();
    json["instruction_sets"] = instruction_sets();
    json["blas"] = {{"file", blas.file}, {"reference", blas.is_reference}, {"advice", advice.in(language)}};
    for (const auto& [name, version] : library_versions()) json["libraries"][name] = version;
    for (const auto& [name, version] : images.libraries) json["libraries"][name] = version;
    json["encoders"] = fastest_engine();
    json["images"] = images.fault.en.empty() ? "ready" : images.fault.in(language);
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    return;
  }
  const bool french = language == Language::French;
  fmt::print("p8 {}\n", kVersion);
  fmt::print("{:<22}{} {} {}\n", french ? "système" : "system", system.sysname, system.release, system.machine);
  fmt::print("{:<22}{}\n", french ? "fils d'exécution" : "threads", available_threads());
  fmt::print("{:<22}{}\n", french ? "jeux d'instructions" : "instruction sets", instruction_sets());
  for (const auto& [name, version] : library_versions()) fmt::print("{:<22}{}\n", name, version);
  for (const auto& [name, version] : images.libraries) fmt::print("{:<22}{}\n", name, version);
  fmt::print("{:<22}{}\n", french ? "encodeurs" : "encoders", fastest_engine());
  if (!images.fault.en.empty()) fmt::print("{:<22}{}\n", "images", images.fault.in(language));
  fmt::print("{:<22}{}\n", "BLAS", blas.file.empty() ? "-" : blas.file);
  fmt::print("{:<22}{}\n", "", advice.in(language));
  if (const Text core_type = core_type_advice(); !core_type.en.empty())
    fmt::print("{:<22}{}\n", "", core_type.in(language));
}

}  // namespace

void add_doctor(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("doctor", "Versions, BLAS, instruction sets and threads of this machine");
  command->add_option("--lang", options->lang, "Language of the messages")->check(CLI::IsMember({"en", "fr"}));
  command->add_flag("--json", options->json, "Standard output is one JSON object");
  command->callback([options] { run(*options); });
}

}  // namespace p8::app
