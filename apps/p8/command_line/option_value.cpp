#include "p8/command_line/option_value.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "p8/base/closest.h"
#include "p8/base/log.h"

namespace p8::app {

namespace {

constexpr std::size_t kLongestChoices = 30;  // as a placeholder

/// The parts of CLI11's "INT:INT in [1 - 1024]": the type or its declared name, then what each check says of itself.
std::vector<std::string> parts_of(const std::string& type_name) { return CLI::detail::split(type_name, ':'); }

/// "INT in [1 - 1024]" → whole, from 1, to 1024.
void read_range(const std::string& part, ValueRule& rule) {
  const std::size_t open = part.find(" in [");
  const std::size_t dash = part.find(" - ", open);
  if (open == std::string::npos || dash == std::string::npos || part.back() != ']') return;
  rule.is_number = true;
  rule.is_whole = rule.is_whole || part.find("INT") < open;
  rule.least = part.substr(open + 5, dash - open - 5);
  rule.greatest = part.substr(dash + 3, part.size() - dash - 4);
}

bool is_number(const std::string& value, bool is_whole) {
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  const bool is_all = !value.empty() && end == value.c_str() + value.size();
  return is_all && std::isfinite(number) && (!is_whole || number == std::floor(number));
}

bool is_within(const std::string& value, const ValueRule& rule) {
  const double number = std::strtod(value.c_str(), nullptr);
  if (rule.is_positive && number <= 0.0) return false;
  return (rule.least.empty() || number >= std::strtod(rule.least.c_str(), nullptr)) &&
         (rule.greatest.empty() || number <= std::strtod(rule.greatest.c_str(), nullptr));
}

Text expected(const ValueRule& rule) {
  if (!rule.choices.empty()) {
    const std::string names = CLI::detail::join(rule.choices, ", ");
    return text("expected one of {}", "valeurs possibles : {}", names);
  }
  const Text kind = rule.is_whole ? Text{"a whole number", "un nombre entier"} : Text{"a number", "un nombre"};
  Text range;
  if (rule.is_positive) {
    range = {" greater than 0", " supérieur à 0"};
  } else if (!rule.least.empty() && !rule.greatest.empty()) {
    range = text(" from {} to {}", " de {} à {}", rule.least, rule.greatest);
  } else if (!rule.least.empty()) {
    range = text(" of at least {}", " d'au moins {}", rule.least);
  }
  return text("expected {}{}", "il faut {}{}", kind, range);
}

}  // namespace

ValueRule value_rule(const CLI::Option& option) {
  ValueRule rule;
  for (const std::string& part : parts_of(option.get_type_name())) {
    if (part == "INT" || part == "UINT" || part == "FLOAT") {
      rule.is_number = true;
      rule.is_whole = part != "FLOAT";
      if (part == "UINT") rule.least = "0";
    } else if (part == "POSITIVE") {
      rule.is_number = true;
      rule.is_positive = true;
    } else if (part == "NONNEGATIVE") {
      rule.is_number = true;
      rule.least = "0";
    } else if (part.size() > 2 && part.front() == '{' && part.back() == '}') {
      rule.choices = CLI::detail::split(part.substr(1, part.size() - 2), ',');
    } else {
      read_range(part, rule);
    }
  }
  return rule;
}

bool takes_value(const CLI::Option& option) { return option.get_expected_max() > 0; }

bool takes_many(const CLI::Option& option) { return option.get_expected_max() > 1; }

std::string shown_name(const CLI::Option& option) {
  return option.get_lnames().empty() ? placeholder(option) : "--" + option.get_lnames().front();
}

std::string placeholder(const CLI::Option& option) {
  if (!takes_value(option)) return {};
  const std::string type = option.get_type_name();
  const std::string name = parts_of(type).front();
  const ValueRule rule = value_rule(option);
  const bool is_declared = !name.empty() && name != "TEXT" && name != "INT" && name != "UINT" && name != "FLOAT";
  // Without a check the whole is a name given by p8, which may hold a colon as KIND:PATH does.
  if (is_declared) return rule.choices.empty() && !rule.is_number ? type : name;
  if (rule.is_number) return "N";
  const std::string choices = CLI::detail::join(rule.choices, "|");
  return choices.empty() ? "TEXT" : choices.size() <= kLongestChoices ? choices : "NAME";
}

bool names_path(const CLI::Option& option) {
  static const std::set<std::string> kNoPaths = {
      "N", "N|auto", "TEXT",  "NAME",   "KIND",  "SIZE",    "POWER",     "COL",           "ID",          "K",
      "A", "VALUE",  "A,B,C", "CHECKS", "SHELL", "COMMAND", "COL=VALUE", "COL[:up|down]", "X,Y[,COLOUR]"};
  return takes_value(option) && value_rule(option).choices.empty() && kNoPaths.count(placeholder(option)) == 0;
}

std::optional<Text> bounds(const CLI::Option& option) {
  const ValueRule rule = value_rule(option);
  if (rule.is_positive) return Text{"greater than 0", "supérieur à 0"};
  if (rule.least.empty() || rule.greatest.empty()) return std::nullopt;
  return text("{} to {}", "de {} à {}", rule.least, rule.greatest);
}

std::optional<Text> value_fault(const CLI::Option& option) {
  const ValueRule rule = value_rule(option);
  const std::vector<std::string> values = option.results();
  const std::string name = shown_name(option);
  if (takes_value(option) && !takes_many(option) && values.size() > 1) {
    return text("{} takes one value, {} are given", "{} prend une seule valeur, {} sont données", name, values.size());
  }
  for (const std::string& value : values) {
    if (value.empty() && names_path(option)) {
      return text("{} needs a value: {}", "{} demande une valeur : {}", name, placeholder(option));
    }
    const bool is_choice =
        rule.choices.empty() || std::find(rule.choices.begin(), rule.choices.end(), value) != rule.choices.end();
    const bool is_right_number = !rule.is_number || (is_number(value, rule.is_whole) && is_within(value, rule));
    if (is_choice && is_right_number) continue;
    const Text what = expected(rule);
    Text hint;
    if (!rule.choices.empty()) hint = did_you_mean(closest_names(value, rule.choices, 1));
    return text("{0} {1}: {2}{3}", "{0} {1} : {2}{3}", name, printable(value, 60), what, hint);
  }
  return std::nullopt;
}

}  // namespace p8::app
