#include "p8/vision/attribution/explanation_store.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/hash.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/files/system_text.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr std::size_t kMaxBytes = std::size_t{1} << 26;

Json to_json(const LabelExplanation& label) {
  return {{"label", label.label},
          {"probability", label.probability},
          {"weights", label.weights},
          {"intercept", label.intercept},
          {"local_prediction", label.local_prediction},
          {"r2", label.r2},
          {"stability", {label.stability.jaccard, label.stability.rank_correlation}},
          {"curves", {label.faithfulness.deletion_auc, label.faithfulness.insertion_auc}},
          {"random", {label.random.deletion_auc, label.random.insertion_auc}},
          {"chance", label.chance}};
}

LabelExplanation label_of(const Json& json) {
  LabelExplanation label;
  json.at("label").get_to(label.label);
  json.at("probability").get_to(label.probability);
  json.at("weights").get_to(label.weights);
  json.at("intercept").get_to(label.intercept);
  json.at("local_prediction").get_to(label.local_prediction);
  json.at("r2").get_to(label.r2);
  label.stability = {json.at("stability").at(0).get<double>(), json.at("stability").at(1).get<double>()};
  label.faithfulness = {json.at("curves").at(0).get<double>(), json.at("curves").at(1).get<double>()};
  label.random = {json.at("random").at(0).get<double>(), json.at("random").at(1).get<double>()};
  json.at("chance").get_to(label.chance);
  return label;
}

/// One line; numbers so that they are read back as the same doubles.
std::string to_line(const ImageExplanation& explanation) {
  Json json = {{"format", kFormat},
               {"segments", explanation.segments},
               {"samples", explanation.samples},
               {"encoded", explanation.encoded},
               {"exact", explanation.exact},
               {"settled", explanation.settled},
               {"labels", Json::array()}};
  for (const LabelExplanation& label : explanation.labels) json["labels"].push_back(to_json(label));
  return json.dump();
}

ImageExplanation explanation_of(const Json& json) {
  ImageExplanation explanation;
  json.at("segments").get_to(explanation.segments);
  json.at("samples").get_to(explanation.samples);
  json.at("encoded").get_to(explanation.encoded);
  json.at("exact").get_to(explanation.exact);
  json.at("settled").get_to(explanation.settled);
  for (const Json& label : json.at("labels")) explanation.labels.push_back(label_of(label));
  return explanation;
}

/// Takes away what runs that broke off an hour ago were writing.
void remove_temporaries(const std::string& directory) {
  constexpr std::chrono::hours kLongest{1};  // no explanation takes as long to write
  std::error_code ignored;                   // another run may remove what is being listed
  for (fs::directory_iterator file(directory, ignored), end; file != end; file.increment(ignored)) {
    const fs::path& path = file->path();
    if (path.filename().string()[0] != '.' || path.extension() != ".tmp" ||
        !fs::is_regular_file(file->symlink_status(ignored)))
      continue;
    const fs::file_time_type written = fs::last_write_time(path, ignored);
    if (!ignored && written + kLongest < fs::file_time_type::clock::now()) fs::remove(path, ignored);
  }
}

}  // namespace

std::string explanation_key(const std::string& image_sha256, const std::string& model, const std::string& settings) {
  return digest_of("explanation\n" + image_sha256 + "\n" + digest_of(model).sha256 + "\n" + settings).sha256;
}

ExplanationStore::ExplanationStore(const std::string& directory) : directory_(directory + "/lime") {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) {
    const Text reason = system_text(error.value());
    throw output_error("cannot create the cache {0}: {1}", "création impossible du cache {0} : {1}",
                       printable(directory_), reason);
  }
  remove_temporaries(directory_);
}

std::string ExplanationStore::path_of(const std::string& key) const { return directory_ + "/" + key + ".json"; }

std::optional<ImageExplanation> ExplanationStore::find(const std::string& key) const {
  std::error_code error;
  if (!fs::is_regular_file(path_of(key), error)) return std::nullopt;
  try {
    const std::string bytes = read_file(path_of(key), ErrorKind::Data, kMaxBytes);
    const std::size_t end = bytes.find('\n');
    if (end == std::string::npos) return std::nullopt;
    const std::string line = bytes.substr(end + 1);
    if (bytes.compare(0, end, digest_of(key + line).sha256) != 0) return std::nullopt;
    const Json json = parse_json_text<Json>(line);
    if (json.at("format") != kFormat) return std::nullopt;
    return explanation_of(json);
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;  // another run may have removed it
  }
}

void ExplanationStore::store(const std::string& key, const ImageExplanation& explanation) const {
  const std::string line = to_line(explanation);
  const std::string temporary = fmt::format("{}/.{}.{}.tmp", directory_, key, getpid());
  write_file(temporary, digest_of(key + line).sha256 + "\n" + line);
  if (std::rename(temporary.c_str(), path_of(key).c_str()) == 0) return;
  const Text reason = system_text(errno);
  unlink(temporary.c_str());
  throw output_error("cannot write the cache {0}: {1}", "écriture impossible dans le cache {0} : {1}",
                     printable(directory_), reason);
}

}  // namespace p8
