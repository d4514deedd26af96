#include "p8/credit/columns/label_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "p8/base/log.h"
#include "p8/csv/cell_kind.h"
#include "p8/csv/csv_reader.h"
#include "p8/csv/number.h"

namespace p8 {

namespace {

const Text kNoOutcome = {"a client without an outcome cannot be used, leave such rows out",
                         "un client sans issue ne peut pas servir, retirez ces lignes"};
const Text kMissingOutcome = {
    "it reads like a missing outcome, and a client without an outcome cannot be used; leave such rows out",
    "cela ressemble à une issue manquante, et un client sans issue ne peut pas servir ; retirez ces lignes"};

bool equal_in_any_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// A word for a missing value, but for those that may say that nothing happened.
bool is_missing_outcome(const std::string& label) {
  constexpr std::string_view kMayBeOutcomes[] = {"none", "nil", "nul", "nc", "nr", "nd"};
  return is_missing_word(label) && std::none_of(std::begin(kMayBeOutcomes), std::end(kMayBeOutcomes),
                                                [&](std::string_view word) { return equal_in_any_case(label, word); });
}

// Equal labels become equal texts: 1.0 and true are "1".
std::string label_text(std::string_view cell) {
  const ParsedNumber number = parse_number_or_truth(cell);
  if (number.fault == NumberFault::None) return number_text(number.value + 0.0);  // -0 is 0
  return std::string(without_blanks(cell));
}

/// "'bad' (300), 'good' (700)", the most frequent first.
Text list_of(const LabelCounts& counts) {
  constexpr std::size_t kMaxNamed = 8;
  std::vector<std::pair<std::string, std::size_t>> labels;
  for (const auto& [label, seen] : counts.labels()) labels.emplace_back(label, seen.count);
  std::stable_sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Text list;
  for (std::size_t i = 0; i < std::min(kMaxNamed, labels.size()); ++i) {
    const std::string label = printable(labels[i].first, 40);
    list.en += fmt::format("{}'{}' ({})", i == 0 ? "" : ", ", label, labels[i].second);
    list.fr += fmt::format("{}« {} » ({})", i == 0 ? "" : ", ", label, labels[i].second);
  }
  if (labels.size() > kMaxNamed) {
    list.en += ", …";
    list.fr += ", …";
  }
  return list;
}

}  // namespace

void LabelCounts::add(std::string_view label, std::size_t row) {
  auto found = labels_.find(label);
  if (found == labels_.end()) {
    if (labels_.size() >= kMaxLabels) return;
    found = labels_.emplace(label, Label{0, row}).first;
  }
  ++found->second.count;
}

void LabelCounts::merge(const LabelCounts& other) {
  for (const auto& [label, seen] : other.labels_) {
    const auto found = labels_.find(label);
    if (found != labels_.end()) {
      found->second.count += seen.count;
      found->second.first_row = std::min(found->second.first_row, seen.first_row);
    } else if (labels_.size() < kMaxLabels) {
      labels_.emplace(label, seen);
    }
  }
}

LabelReader::LabelReader(std::string file, const std::string& positive, const std::string& negative)
    : file_(std::move(file)),
      positive_(positive.empty() ? "1" : label_text(positive)),
      negative_(positive.empty() ? "0" : label_text(negative)),
      has_text_(!positive.empty()) {}

int LabelReader::read(std::string_view cell, std::size_t row, LabelCounts& counts) const {
  if (cell == "0" || cell == "1") {  // the bulk of any file, without an allocation
    counts.add(cell, row);
    return cell == positive_ ? 1 : 0;
  }
  const std::string label = label_text(cell);
  counts.add(label, row);
  return label == positive_ ? 1 : 0;
}

std::optional<Text> LabelReader::fault_of(std::string_view cell) const {
  if (!has_text_ && (cell == "0" || cell == "1")) return std::nullopt;
  const std::string label = label_text(cell);
  if (label.empty()) return kNoOutcome;
  if (is_missing(label)) return kMissingOutcome;
  if (label == positive_ || negative_.empty() || label == negative_) return std::nullopt;
  return text("the label is '{0}'; expected '{1}' (default) or '{2}'",
              "l'étiquette est « {0} » ; il faut « {1} » (défaut) ou « {2} »", printable(label, 40),
              printable(positive_, 40), printable(negative_, 40));
}

bool LabelReader::is_missing(const std::string& label) const {
  return label != positive_ && label != negative_ && is_missing_outcome(label);
}

std::string LabelReader::negative_of(const LabelCounts& counts) const {
  if (!has_text_) return {};
  for (const auto& [label, seen] : counts.labels()) {
    if (label != positive_) return label;
  }
  return {};
}

void LabelReader::check(const LabelCounts& counts) const {
  if (counts.labels().count("") != 0) {
    refuse(counts, "", kNoOutcome);
  }
  for (const auto& [label, seen] : counts.labels()) {
    if (is_missing(label)) refuse(counts, label, kMissingOutcome);
  }
  const std::string* stranger = nullptr;  // the first label of the file that is neither outcome
  std::size_t others = 0;
  std::string other = negative_;  // without a known one, the most frequent that is not the positive one
  for (const auto& [label, seen] : counts.labels()) {
    if (label == positive_) continue;
    ++others;
    if (negative_.empty() && (other.empty() || seen.count > counts.labels().at(other).count)) other = label;
  }
  for (const auto& [label, seen] : counts.labels()) {
    if (label == positive_ || label == other) continue;
    if (stranger == nullptr || seen.first_row < counts.labels().at(*stranger).first_row) stranger = &label;
  }
  // The only other label may be the positive one in other letters.
  if (stranger == nullptr && others == 1 && has_text_ && negative_.empty() && equal_in_any_case(other, positive_)) {
    stranger = &counts.labels().find(other)->first;
  }
  if (stranger == nullptr) return;
  if (!has_text_) {
    refuse(counts, *stranger,
           {"expected 1 (default) or 0, or name the text that means default with --positive",
            "il faut 1 (défaut) ou 0, ou indiquez avec --positive le texte qui signifie défaut"});
  }
  const std::string positive = printable(positive_, 40);
  const std::string negative = printable(negative_, 40);
  refuse(counts, *stranger,
         negative_.empty()
             ? text("expected '{0}' (default) and one other label: spell equal labels alike, or leave other rows out",
                    "il faut « {0} » (défaut) et une seule autre étiquette : écrivez de même les étiquettes égales, ou "
                    "retirez les autres lignes",
                    positive)
             : text("expected '{0}' (default) or '{1}', as in training",
                    "il faut « {0} » (défaut) ou « {1} », comme à "
                    "l'entraînement",
                    positive, negative));
}

void LabelReader::refuse(const LabelCounts& counts, const std::string& label, const Text& expected) const {
  const Text where = at_row(file_, counts.labels().at(label).first_row);
  const Text all = list_of(counts);
  throw data_error("{0}: the label is '{1}'; {2}; the labels are {3}",
                   "{0} : l'étiquette est « {1} » ; {2} ; les étiquettes sont {3}", where, printable(label, 40),
                   expected, all);
}

}  // namespace p8
