#include "p8/vision/checkpoint/model_tensors.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

/// What DataParallel, torch.compile, FSDP and activation checkpointing put into names.
constexpr std::string_view kWrappers[] = {"module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"};
constexpr std::size_t kMaxGroups = 8;  // in one message
constexpr std::size_t kMaxNamed = 4;   // prefixes in one message

bool is_wrapper(std::string_view part) {
  return std::find(std::begin(kWrappers), std::end(kWrappers), part) != std::end(kWrappers);
}

std::string without_wrappers(std::string_view name) {
  std::string plain;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    const bool is_last = end == name.size();
    if (is_last || !is_wrapper(part)) plain.append(part).append(is_last ? "" : ".");
    begin = end + 1;
  }
  return plain;
}

bool begins_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

/// For each prefix behind which an anchor stands: which lists of anchors are met there.
std::map<std::string, std::set<std::size_t>> models_in(const WeightFile& file, const ModelAnchors& anchors) {
  std::map<std::string, std::set<std::size_t>> met;
  for (const StoredTensor& tensor : file.tensors()) {
    const std::string_view name = tensor.name;
    for (std::size_t i = 0; i < anchors.alternatives.size(); ++i) {
      for (const std::string_view anchor : anchors.alternatives[i]) {
        // The last place where the anchor's first part begins a part of the name.
        const std::string_view first = anchor.substr(0, anchor.find('.'));
        for (std::size_t at = name.rfind(first); at != std::string_view::npos;
             at = at == 0 ? std::string_view::npos : name.rfind(first, at - 1)) {
          if ((at > 0 && name[at - 1] != '.') || without_wrappers(name.substr(at)) != anchor) continue;
          met[std::string(name.substr(0, at))].insert(i);
        }
      }
    }
  }
  return met;
}

std::string in_quotes(const std::vector<std::string>& prefixes) {
  std::vector<std::string> shown;
  for (const std::string& prefix : prefixes) {
    if (shown.size() == kMaxNamed) return fmt::format("{}, …", fmt::join(shown, ", "));
    shown.push_back('"' + printable(prefix) + '"');
  }
  return fmt::format("{}", fmt::join(shown, ", "));
}

}  // namespace

std::vector<std::pair<std::string, StoredTensor>> model_tensors(const WeightFile& file, const ModelAnchors& anchors) {
  const auto met = models_in(file, anchors);
  std::vector<std::string> whole, outermost;
  for (const auto& [prefix, lists] : met) {
    if (lists.size() == anchors.alternatives.size()) whole.push_back(prefix);
    if (outermost.empty() || !begins_with(prefix, outermost.back())) outermost.push_back(prefix);
  }
  const bool is_partial = whole.empty() && outermost.size() == 1;
  const std::vector<std::string>& models = is_partial ? outermost : whole;
  if (models.empty()) {
    throw model_error("{0}: there is no {1} model in it that p8 knows; its tensors: {2}",
                      "{0} : il ne contient aucun modèle {1} que p8 connaisse ; ses tenseurs : {2}", file.name(),
                      anchors.kind, named_groups(file));
  }
  if (models.size() > 1) {
    throw model_error(
        "{0}: it holds {2} {1} models, under {3}; save the one to be used alone, with torch.save(…[\"KEY\"], FILE)",
        "{0} : il contient {2} modèles {1}, sous {3} ; enregistrez seul celui à utiliser, avec "
        "torch.save(…[\"CLÉ\"], FICHIER)",
        file.name(), anchors.kind, models.size(), in_quotes(models));
  }
  std::vector<std::pair<std::string, StoredTensor>> tensors;
  for (const StoredTensor& tensor : file.tensors()) {
    if (!begins_with(tensor.name, models.front())) continue;
    tensors.emplace_back(without_wrappers(std::string_view(tensor.name).substr(models.front().size())), tensor);
  }
  return tensors;
}

std::string named_groups(const WeightFile& file) {
  // As many parts of the names as tell at least two groups apart, where there are two.
  std::map<std::string, std::size_t> groups;
  for (std::size_t parts = 1; parts <= 6 && groups.size() < 2; ++parts) {
    groups.clear();
    for (const StoredTensor& tensor : file.tensors()) {
      std::size_t end = 0;
      for (std::size_t i = 0; i < parts && end != std::string::npos; ++i) {
        end = tensor.name.find('.', i == 0 ? 0 : end + 1);
      }
      ++groups[tensor.name.substr(0, end)];
    }
  }
  std::vector<std::string> shown;
  for (const auto& [name, count] : groups) {
    if (shown.size() == kMaxGroups) {
      shown.emplace_back("…");
      break;
    }
    shown.push_back(fmt::format("{} ({})", printable(name, 60), count));
  }
  return fmt::format("{}", fmt::join(shown, ", "));
}

}  // namespace p8
