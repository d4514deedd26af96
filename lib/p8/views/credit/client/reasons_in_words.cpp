#include "p8/views/credit/client/reasons_in_words.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "p8/report/number.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::views {

namespace {

// A value and what accepted clients usually have, in words; the latter nothing where unknown or the same.
struct ShownPair {
  Text value;
  std::optional<Text> typical;

  ShownPair(Text shown, std::optional<Text> usual) : value(std::move(shown)), typical(std::move(usual)) {
    if (typical && typical->en == value.en) typical.reset();
  }
};

bool is_empty(const Text& text) { return text.en.empty() || text.fr.empty(); }

// In one pass: what is put in is not searched again.
std::string filled(const std::string& sentence, const std::string& value, const std::string& typical) {
  const std::pair<std::string, const std::string&> kFields[] = {{"{value}", value}, {"{typical}", typical}};
  std::string result;
  for (std::size_t i = 0; i < sentence.size();) {
    const auto* const field = std::find_if(std::begin(kFields), std::end(kFields), [&](const auto& f) {
      return sentence.compare(i, f.first.size(), f.first) == 0;
    });
    if (field == std::end(kFields)) {
      result += sentence[i++];
    } else {
      result += field->second;
      i += field->first.size();
    }
  }
  return result;
}

// The sentence without its last clause, where that is the one of {typical}: "Your age: {value}; usually {typical}."
// becomes "Your age: {value}." Empty when {typical} stands elsewhere.
std::string without_typical(const std::string& sentence) {
  const std::size_t typical = sentence.find("{typical}");
  if (typical == std::string::npos) return sentence;
  const std::size_t clause = sentence.rfind(';', typical);
  if (clause == std::string::npos || sentence.find("{value}", clause) != std::string::npos) return {};
  return sentence.substr(0, sentence.find_last_not_of(' ', clause - 1) + 1) + ".";
}

// The catalogue's sentence, as far as all that it speaks of is known; else label and value.
Text sentence_of(Text sentence, const Text& label, const ShownPair& shown) {
  if (!shown.typical) sentence = {without_typical(sentence.en), without_typical(sentence.fr)};
  if (!is_empty(sentence)) {
    const Text typical = shown.typical.value_or(Text{});
    return {filled(sentence.en, shown.value.en, typical.en), filled(sentence.fr, shown.value.fr, typical.fr)};
  }
  if (!shown.typical) return text("{0}: {1}.", "{0} : {1}.", label, shown.value);
  return text("{0}: {1}; for accepted clients usually {2}.",
              "{0} : {1} ; chez les clients acceptés, le plus souvent {2}.", label, shown.value, *shown.typical);
}

bool is_yes_or_no(const ColumnEntry& entry) { return entry.values.count("0") != 0 && entry.values.count("1") != 0; }

// An indicator that says nothing of its own about refusals.
bool is_plain_indicator(const ColumnEntry& entry) {
  return is_yes_or_no(entry) && is_empty(entry.reason_low) && is_empty(entry.reason_high);
}

const Text& sentence_for(const ColumnEntry& entry, const Feature& feature, const RefusalReason& reason) {
  if (std::isnan(reason.value)) return entry.reason_missing;
  const Text* sentence = nullptr;
  if (feature.kind == FeatureKind::Number && is_yes_or_no(entry)) {
    sentence = reason.value == 0.0 ? &entry.reason_low : &entry.reason_high;
  } else if (feature.kind == FeatureKind::Number && !has_words(entry, reason.value) &&
             !has_words(entry, reason.typical)) {
    const double shown = reason.value * entry.factor;
    const double typical = reason.typical * entry.factor;
    if (shown < typical) sentence = &entry.reason_low;
    if (shown > typical) sentence = &entry.reason_high;
  }
  return sentence == nullptr || is_empty(*sentence) ? entry.reason : *sentence;
}

Text of_column(const RefusalReason& reason, const Schema& schema, const ColumnCatalogue& catalogue) {
  const Feature& feature = schema.features()[reason.feature];
  const ColumnEntry entry = catalogue.entry(feature.name);
  const ShownPair shown(
      shown_value(entry, feature, reason.value),
      std::isnan(reason.typical) ? std::nullopt : std::optional<Text>(shown_value(entry, feature, reason.typical)));
  return sentence_of(sentence_for(entry, feature, reason), label_of(catalogue, feature.name), shown);
}

// The indicators of one category, strongest first.
struct Indicator {
  RefusalReason reason;
  ColumnGroup group;
};

Text of_group(const std::vector<Indicator>& indicators, const ColumnCatalogue& catalogue) {
  const ColumnGroup& first = indicators.front().group;
  std::optional<Text> category;
  std::optional<Text> typical;
  for (const Indicator& indicator : indicators) {
    if (indicator.reason.value == 1.0) category = indicator.group.category_words;
    if (indicator.reason.typical == 1.0) typical = indicator.group.category_words;
  }
  if (category) return sentence_of(catalogue.entry(first.column).reason, first.label, {*category, typical});
  return text("{0}: other than “{1}”.", "{0} : autre que « {1} ».", first.label, first.category_words);
}

// What may become one sentence.
struct Candidate {
  double contribution = 0.0;
  std::vector<Indicator> indicators;  // of a group
  RefusalReason reason;               // else
};

std::vector<Candidate> candidates_of(const std::vector<RefusalReason>& reasons, const Schema& schema,
                                     const ColumnCatalogue& catalogue) {
  std::vector<Candidate> candidates;
  std::map<std::string, std::size_t> groups;  // pattern → index among the candidates
  for (const RefusalReason& reason : reasons) {
    const std::string& name = schema.features()[reason.feature].name;
    const std::optional<ColumnGroup> group = catalogue.group_of(name);
    if (!group || std::isnan(reason.value) || !is_plain_indicator(catalogue.entry(name))) {
      candidates.push_back({reason.contribution, {}, reason});
      continue;
    }
    const auto [place, is_new] = groups.emplace(group->pattern, candidates.size());
    if (is_new) candidates.emplace_back();
    Candidate& candidate = candidates[place->second];
    candidate.contribution += reason.contribution;
    candidate.indicators.push_back({reason, *group});
  }
  for (Candidate& candidate : candidates) {
    std::stable_sort(
        candidate.indicators.begin(), candidate.indicators.end(),
        [](const Indicator& a, const Indicator& b) { return a.reason.contribution > b.reason.contribution; });
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.contribution > b.contribution; });
  return candidates;
}

}  // namespace

std::vector<Text> reasons_in_words(const std::vector<RefusalReason>& reasons, const Schema& schema,
                                   const ColumnCatalogue& catalogue, std::size_t most) {
  std::vector<Text> sentences;
  for (const Candidate& candidate : candidates_of(reasons, schema, catalogue)) {
    if (sentences.size() == most || !(candidate.contribution > 0.0)) break;
    const Text sentence = candidate.indicators.empty() ? of_column(candidate.reason, schema, catalogue)
                                                       : of_group(candidate.indicators, catalogue);
    const bool is_repeated =
        std::any_of(sentences.begin(), sentences.end(), [&](const Text& earlier) { return earlier.en == sentence.en; });
    if (!is_repeated) sentences.push_back(sentence);
  }
  return sentences;
}

}  // namespace p8::views
