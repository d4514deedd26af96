#include "p8/views/credit/common/iterations_item.h"

#include <variant>

#include "p8/report/number.h"

namespace p8::views {

void add_iterations(const IterationCount& iterations, report::Section& how) {
  if (!iterations.has_best) return;
  const auto count = [](std::size_t value) { return report::Number{static_cast<double>(value), report::integer()}; };
  const Text stated = iterations.used < iterations.total
                          ? text("{0} of {1}, up to the best iteration of early stopping",
                                 "{0} sur {1}, jusqu'à la meilleure selon l'arrêt anticipé", count(iterations.used),
                                 count(iterations.total))
                          : text("all {0}", "toutes les {0}", count(iterations.total));
  std::get<report::Definitions>(how.blocks.front())
      .items.push_back({{"Boosting iterations", "Itérations de boosting"}, report::Cell{stated}});
}

}  // namespace p8::views
