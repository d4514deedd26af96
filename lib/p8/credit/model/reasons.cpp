#include "p8/credit/model/reasons.h"

namespace p8 {

Reasons top_reasons(const std::vector<double>& contributions, std::size_t features, std::size_t rows,
                    std::size_t stride, std::size_t count) {
  Reasons reasons{count, std::vector<int>(rows * count, -1)};
  if (count == 0) return reasons;
  std::vector<double> best(rows * count, 0.0);  // sorted, largest first
  for (std::size_t f = 0; f < features; ++f) {
    const double* const column = contributions.data() + f * stride;
    for (std::size_t row = 0; row < rows; ++row) {
      double* const values = best.data() + row * count;
      if (column[row] <= values[count - 1]) continue;
      int* const names = reasons.features.data() + row * count;
      std::size_t place = count - 1;
      for (; place > 0 && column[row] > values[place - 1]; --place) {
        values[place] = values[place - 1];
        names[place] = names[place - 1];
      }
      values[place] = column[row];
      names[place] = static_cast<int>(f);
    }
  }
  return reasons;
}

}  // namespace p8
