#include "p8/vision/dataset/train_validation_split.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_map>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/base/random.h"

namespace p8 {

namespace {

std::size_t root_of(Groups& parents, std::size_t item) {
  while (parents[item] != item) item = parents[item] = parents[parents[item]];
  return item;
}

std::optional<double> number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

double parse_validation_share(const std::string& text) {
  const std::size_t comma = text.find(',');
  if (comma != std::string::npos) {
    const std::optional<double> train = number(std::string_view(text).substr(0, comma));
    const std::optional<double> validation = number(std::string_view(text).substr(comma + 1));
    const bool are_shares = train && validation && *train > 0.0 && *validation > 0.0;
    if (are_shares && std::fabs(*train + *validation - 1.0) < 1e-6) return *validation;
  }
  throw usage_error(
      "--split {}: training from scratch has two parts: expected two shares above 0 that add up to 1, such as "
      "0.95,0.05",
      "--split {} : un entraînement à partir de zéro a deux parties : deux parts supérieures à 0 dont la somme est 1 "
      "sont attendues, comme 0.95,0.05",
      printable(text));
}

Split validation_split(const std::vector<std::size_t>& items, double share, std::uint64_t seed, const Groups& groups) {
  std::map<std::size_t, std::vector<std::size_t>> by_group;
  for (const std::size_t item : items) by_group[groups[item]].push_back(item);
  if (by_group.size() < 2) {
    throw data_error(
        "photos: {}, groups: {}; expected at least two groups, one to train on and one to validate with",
        "photos : {}, groupes : {} ; il faut au moins deux groupes, un pour l'entraînement, un pour la validation",
        items.size(), by_group.size());
  }
  std::vector<const std::vector<std::size_t>*> order;
  for (const auto& [group, members] : by_group) order.push_back(&members);
  Random random(seed);
  random.shuffle(order);
  const auto most = static_cast<std::size_t>(std::lround(share * static_cast<double>(items.size())));
  Split split;
  split.parts.resize(groups.size());
  std::size_t validation = 0;
  const auto assign = [&](const std::vector<std::size_t>& members, Part part) {
    for (const std::size_t item : members) split.parts[item] = part;
    if (part == Part::Validation) validation += members.size();
  };
  for (const auto* const members : order) {
    assign(*members, validation + members->size() <= most ? Part::Validation : Part::Train);
  }
  if (validation == 0) {
    assign(**std::min_element(order.begin(), order.end(),
                              [](const auto* a, const auto* b) { return a->size() < b->size(); }),
           Part::Validation);
  }
  if (validation == items.size()) assign(*order.front(), Part::Train);  // a share of nearly all
  return split;
}

Groups joined_groups(const Groups& groups, const std::vector<std::int64_t>& keys) {
  assert(groups.size() == keys.size());
  Groups parents = single_groups(groups.size());
  const auto join = [&](std::size_t i, std::size_t j) {
    const std::size_t a = root_of(parents, i), b = root_of(parents, j);
    parents[std::max(a, b)] = std::min(a, b);
  };
  std::unordered_map<std::int64_t, std::size_t> first_with;
  for (std::size_t item = 0; item < groups.size(); ++item) {
    join(item, groups[item]);
    if (keys[item] >= 0) join(item, first_with.emplace(keys[item], item).first->second);
  }
  for (std::size_t item = 0; item < parents.size(); ++item) parents[item] = root_of(parents, item);
  return parents;
}

}  // namespace p8
