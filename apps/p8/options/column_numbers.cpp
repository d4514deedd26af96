#include "p8/options/column_numbers.h"

#include <algorithm>

#include "p8/base/closest.h"
#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/credit/columns/column_match.h"

namespace p8::app {

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace

std::size_t ColumnNumbers::of(const std::string& name) {
  const std::vector<Feature>& features = schema_.features();
  const auto feature =
      std::find_if(features.begin(), features.end(), [&](const Feature& candidate) { return candidate.name == name; });
  if (feature != features.end()) return static_cast<std::size_t>(feature - features.begin());
  const ColumnMatch match = match_columns(schema_, header_);
  for (std::size_t f = 0; f < features.size(); ++f) {  // a column that only resembles the feature's name
    if (match.columns[f] && header_[*match.columns[f]] == name) return f;
  }
  if (std::find(header_.begin(), header_.end(), name) == header_.end()) {
    const Text closest = did_you_mean(closest_names(name, header_));
    throw file_error(file_, "{0}: there is no column '{1}'{2}", "{0} : il n'y a pas de colonne « {1} »{2}",
                     printable(name, 60), closest);
  }
  auto text = std::find(texts_.begin(), texts_.end(), name);
  if (text == texts_.end()) text = texts_.insert(texts_.end(), name);
  return features.size() + static_cast<std::size_t>(text - texts_.begin());
}

std::vector<std::size_t> ColumnNumbers::of(const std::vector<std::string>& names) {
  std::vector<std::size_t> numbers;
  for (const std::string& name : names) numbers.push_back(of(name));
  return numbers;
}

views::ColumnPair ColumnNumbers::of_pair(const std::string& text) {
  const std::vector<std::string> names = split(text, ',');
  if (names.size() < 2 || names.size() > 3) {
    throw usage_error("--pair '{}': expected two columns, or three with the colour: X,Y or X,Y,COLOUR",
                      "--pair « {} » : il faut deux colonnes, ou trois avec la couleur : X,Y ou X,Y,COULEUR",
                      printable(text, 60));
  }
  views::ColumnPair pair{of(names[0]), of(names[1]), {}};
  if (names.size() == 3) pair.colour = of(names[2]);
  return pair;
}

}  // namespace p8::app
