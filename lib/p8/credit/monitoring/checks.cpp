#include "p8/credit/monitoring/checks.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/csv/number.h"

namespace p8 {

namespace {

enum class Needs { Nothing, Outcomes, Reference, Groups };

/// A figure that can be checked. A name that ends in a dot is followed by a feature's.
struct Metric {
  std::string_view name;
  Needs needs;

  bool has_feature() const { return name.back() == '.'; }
};

constexpr Metric kMetrics[] = {
    {"psi", Needs::Reference},      {"psi.", Needs::Reference},        {"missing.", Needs::Reference},
    {"auc", Needs::Outcomes},       {"brier", Needs::Outcomes},        {"average_precision", Needs::Outcomes},
    {"ks", Needs::Outcomes},        {"log_loss", Needs::Outcomes},     {"ece", Needs::Outcomes},
    {"cost", Needs::Outcomes},      {"refused_share", Needs::Nothing}, {"errors", Needs::Nothing},
    {"four_fifths", Needs::Groups},
};

/// The words for a side: as typed, and in a sentence.
struct Side {
  CheckSide side;
  std::string_view sign;
  Text words;
};

const Side kSides[] = {
    {CheckSide::AtLeast, ">=", {"which is at least", "ce qui est supérieur ou égal à"}},
    {CheckSide::AtMost, "<=", {"which is at most", "ce qui est inférieur ou égal à"}},
    {CheckSide::Above, ">", {"which is above", "ce qui est supérieur à"}},
    {CheckSide::Below, "<", {"which is below", "ce qui est inférieur à"}},
};

const Metric* find_metric(std::string_view figure) {
  const auto* const found = std::find_if(std::begin(kMetrics), std::end(kMetrics), [&](const Metric& metric) {
    return metric.has_feature()
               ? figure.size() > metric.name.size() && figure.substr(0, metric.name.size()) == metric.name
               : figure == metric.name;
  });
  return found == std::end(kMetrics) ? nullptr : found;
}

std::string feature_of(const Check& check) {
  const Metric* const metric = find_metric(check.figure);
  return metric != nullptr && metric->has_feature() ? check.figure.substr(metric->name.size()) : std::string();
}

Text known_metrics() {
  Text known;
  for (const Metric& metric : kMetrics) {
    const std::string name = (known.en.empty() ? "" : ", ") + std::string(metric.name);
    known.en += name + (metric.has_feature() ? "FEATURE" : "");
    known.fr += name + (metric.has_feature() ? "VARIABLE" : "");
  }
  return known;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Check parse_check(std::string_view text) {
  const std::string shown = printable(std::string(text), 80);
  const std::size_t sign = text.find_last_of("<>");
  if (sign == std::string_view::npos || sign == 0) {
    throw usage_error(
        "--fail-on: '{}' is not a check; expected a figure, one of > >= < <= and a number, in quotes: "
        "\"psi>0.25,auc<0.65\"",
        "--fail-on : « {} » n'est pas un contrôle ; attendu une mesure, l'un de > >= < <= et un nombre, entre "
        "guillemets : \"psi>0.25,auc<0.65\"",
        shown);
  }
  const auto* const side = std::find_if(std::begin(kSides), std::end(kSides), [&](const Side& candidate) {
    return text.substr(sign, candidate.sign.size()) == candidate.sign;
  });
  const Check check = {std::string(trimmed(text.substr(0, sign))), side->side, 0.0};
  if (find_metric(check.figure) == nullptr) {
    const Text known = known_metrics();
    throw usage_error("--fail-on: '{0}' is not a figure that can be checked; known are {1}",
                      "--fail-on : « {0} » n'est pas une mesure que l'on peut contrôler ; connues : {1}",
                      printable(check.figure, 80), known);
  }
  const std::string_view limit = trimmed(text.substr(sign + side->sign.size()));
  const ParsedNumber number = parse_number(limit);
  if (number.fault != NumberFault::None) {
    throw usage_error("--fail-on: in '{0}', '{1}' is not a number",
                      "--fail-on : dans « {0} », « {1} » n'est pas un nombre", shown,
                      printable(std::string(limit), 80));
  }
  return {check.figure, check.side, number.value};
}

/// Why a figure is not there and what to give.
Text reason(const Check& check, Needs needs) {
  const std::string name = printable(check.figure, 80);
  if (needs == Needs::Outcomes) {
    return text("{} needs known outcomes: give --label COL", "{} demande des issues connues : donnez --label COL",
                name);
  }
  if (needs == Needs::Groups) {
    return text("{} needs protected columns: give --protected COL, an option of p8 explain",
                "{} demande des colonnes protégées : donnez --protected COL, une option de p8 explain", name);
  }
  return text("{} needs clients to compare with: give --reference FILE, or a bundle of p8 train as --model",
              "{} demande des clients de comparaison : donnez --reference FICHIER, ou un dossier de p8 train comme "
              "--model",
              name);
}

Text joined(const std::vector<Text>& sentences) {
  Text line;
  for (const Text& sentence : sentences) append(line, sentence, {"; ", " ; "});
  return line;
}

void refuse(const std::vector<Text>& reasons) {
  if (reasons.empty()) return;
  const Text line = joined(reasons);
  throw usage_error("--fail-on: {0}", "--fail-on : {0}", line);
}

bool is_given(Needs needs, const CheckInputs& inputs) {
  return needs == Needs::Nothing || (needs == Needs::Outcomes && inputs.outcomes) ||
         (needs == Needs::Reference && inputs.reference) || (needs == Needs::Groups && inputs.groups);
}

bool is_broken(const Check& check, double value) {
  switch (check.side) {
    case CheckSide::Above:
      return value > check.limit;
    case CheckSide::AtLeast:
      return value >= check.limit;
    case CheckSide::Below:
      return value < check.limit;
    case CheckSide::AtMost:
      break;
  }
  return value <= check.limit;
}

/// French has a decimal comma.
Text number_words(std::string number) {
  Text words{number, {}};
  std::replace(number.begin(), number.end(), '.', ',');
  words.fr = std::move(number);
  return words;
}

/// As few digits as still break the check, so that no sentence says "0.65, which is below 0.65".
std::string shown_value(const Check& check, double value) {
  for (int digits = 4; digits < 17; ++digits) {
    std::string shown = fmt::format("{:.{}g}", value, digits);
    if (is_broken(check, std::strtod(shown.c_str(), nullptr))) return shown;
  }
  return number_text(value);
}

Text sentence(const Check& check, const CheckFigure& figure) {
  const std::string name = printable(check.figure, 80);
  if (std::isnan(figure.value)) {
    return text("{} is undefined for these clients", "{} n'est pas défini pour ces clients", name);
  }
  const std::string of = printable(figure.of, 80);
  const Text whose = of.empty() ? Text{} : text(" ('{}')", " (« {} »)", of);
  const Text& words =
      std::find_if(std::begin(kSides), std::end(kSides), [&](const Side& s) { return s.side == check.side; })->words;
  return text("{0} is {1}{2}, {3} {4}", "{0} vaut {1}{2}, {3} {4}", name,
              number_words(shown_value(check, figure.value)), whose, words, number_words(number_text(check.limit)));
}

}  // namespace

std::vector<Check> parse_checks(const std::string& text) {
  std::vector<Check> checks;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    checks.push_back(parse_check(trimmed(std::string_view(text).substr(begin, end - begin))));
    begin = end + 1;
  }
  return checks;
}

std::vector<Check> parse_checks(const std::vector<std::string>& texts) {
  std::vector<Check> checks;
  for (const std::string& text : texts) {
    const std::vector<Check> more = parse_checks(text);
    checks.insert(checks.end(), more.begin(), more.end());
  }
  return checks;
}

void require_inputs(const std::vector<Check>& checks, const CheckInputs& inputs, const Schema& schema) {
  std::vector<std::string> names;
  for (const Feature& feature : schema.features()) names.push_back(feature.name);
  std::vector<Text> reasons;
  for (const Check& check : checks) {
    const Metric& metric = *find_metric(check.figure);
    if (!is_given(metric.needs, inputs)) {
      reasons.push_back(reason(check, metric.needs));
    } else if (metric.has_feature() && std::find(names.begin(), names.end(), feature_of(check)) == names.end()) {
      const Text known = list_of(names);
      reasons.push_back(text("the model has no feature '{0}'; its features are {1}",
                             "le modèle n'a pas de variable « {0} » ; ses variables sont {1}",
                             printable(feature_of(check), 80), known));
    }
  }
  refuse(reasons);
}

bool need_reference(const std::vector<Check>& checks) {
  return std::any_of(checks.begin(), checks.end(),
                     [](const Check& check) { return find_metric(check.figure)->needs == Needs::Reference; });
}

std::vector<Text> broken_checks(const std::vector<Check>& checks, const CheckMetrics& figures) {
  std::vector<Text> reasons;
  std::vector<Text> broken;
  for (const Check& check : checks) {
    const auto figure = figures.find(check.figure);
    if (figure == figures.end()) {
      reasons.push_back(reason(check, find_metric(check.figure)->needs));
    } else if (std::isnan(figure->second.value) || is_broken(check, figure->second.value)) {
      broken.push_back(sentence(check, figure->second));
    }
  }
  refuse(reasons);
  return broken;
}

void throw_if_broken(const std::vector<Check>& checks, const CheckMetrics& figures) {
  const std::vector<Text> broken = broken_checks(checks, figures);
  if (broken.empty()) return;
  const Text line = joined(broken);
  throw check_error("--fail-on: {0}", "--fail-on : {0}", line);
}

}  // namespace p8
