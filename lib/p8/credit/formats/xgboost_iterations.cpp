#include "p8/credit/formats/xgboost_iterations.h"

#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace p8::xgboost {

namespace {

/// An attribute of the learner, as whoever trained the model set it; nullptr where there is none.
const DocumentValue* attribute(const DocumentValue& learner, const char* key) {
  const DocumentValue* const attributes = learner.find("attributes");
  return attributes == nullptr ? nullptr : attributes->find(key);
}

std::optional<std::size_t> whole_number(const DocumentValue& value) {
  std::size_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const std::from_chars_result result = std::from_chars(value.text.data(), end, number);
  if (value.text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

/// Trees of one iteration. Before 1.3 the model itself did not say; then best_ntree_limit tells it from best_iteration.
std::size_t trees_per_iteration(const DocumentValue& learner, const DocumentValue& model, const Place& place) {
  const DocumentValue& parameters = member(model, "gbtree_model_param", place);
  if (parameters.find("num_parallel_tree") != nullptr) {
    const double count = parameter(parameters, "num_parallel_tree", place);
    if (count >= 1.0) return static_cast<std::size_t>(as_index(count, "num_parallel_tree", place));
    if (count == 0.0) return 1;
    throw fault(place, "\"num_parallel_tree\" is {}", "« num_parallel_tree » vaut {}", count);
  }
  const DocumentValue* const best = attribute(learner, "best_iteration");
  const DocumentValue* const limit = attribute(learner, "best_ntree_limit");
  if (best == nullptr || limit == nullptr) return 1;
  const std::size_t iterations = whole_number(*best).value_or(0) + 1;
  const std::size_t trees = whole_number(*limit).value_or(iterations);
  return trees >= iterations && trees % iterations == 0 ? trees / iterations : 1;
}

/// Where each iteration's trees begin, and behind the last one where they end. Nothing where trees do not make whole
/// iterations.
std::optional<std::vector<std::size_t>> iteration_begins(const DocumentValue& learner, const DocumentValue& model,
                                                         std::size_t trees, const Place& place) {
  std::vector<std::size_t> begins = {0};
  const DocumentValue* const pointers = model.find("iteration_indptr");
  if (pointers == nullptr || pointers->numbers.empty()) {
    const std::size_t step = trees_per_iteration(learner, model, place);
    if (trees % step != 0) return std::nullopt;
    while (begins.back() < trees) begins.push_back(begins.back() + step);
    return begins;
  }
  const std::vector<double>& ends = pointers->numbers;
  if (ends.front() != 0.0 || ends.back() != static_cast<double>(trees)) return std::nullopt;
  for (std::size_t i = 1; i < ends.size(); ++i) {
    if (!(ends[i] >= ends[i - 1] && ends[i] <= ends.back())) return std::nullopt;
    begins.push_back(static_cast<std::size_t>(ends[i]));
  }
  return begins;
}

}  // namespace

IterationRange read_iterations(const DocumentValue& learner, const DocumentValue& model, std::size_t trees,
                               Iterations wanted, const Place& place) {
  const std::optional<std::vector<std::size_t>> begins = iteration_begins(learner, model, trees, place);
  const std::size_t total = begins ? begins->size() - 1 : trees;
  const DocumentValue* const best = attribute(learner, "best_iteration");
  if (best == nullptr || wanted == Iterations::All || trees == 0) return {{total, total, best != nullptr}, trees};
  if (!begins) {
    throw fault(place,
                "its {} trees do not make whole iterations, so the best one cannot be found; --iterations all "
                "uses them all",
                "ses {} arbres ne forment pas d'itérations entières, la meilleure est introuvable ; --iterations all "
                "les utilise tous",
                trees);
  }
  const std::optional<std::size_t> last = whole_number(*best);
  if (!last || *last >= total) {
    const std::string found = printable(best->kind == Kind::Number ? fmt::format("{}", best->number) : best->text, 60);
    throw fault(place,
                "\"best_iteration\" is \"{}\", expected a number from 0 to {}, one of the {} iterations; --iterations "
                "all uses them all",
                "« best_iteration » vaut « {} », un nombre de 0 à {} est attendu, pour l'une des {} itérations ; "
                "--iterations all les utilise toutes",
                found, total - 1, total);
  }
  return {{*last + 1, total, true}, (*begins)[*last + 1]};
}

}  // namespace p8::xgboost
