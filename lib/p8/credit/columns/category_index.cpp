#include "p8/credit/columns/category_index.h"

namespace p8 {

CategoryIndex::CategoryIndex(const std::vector<std::string>& categories) : categories_(&categories) {
  std::size_t slots = 4;
  while (slots < 2 * categories.size()) slots *= 2;
  codes_.assign(slots, -1);
  mask_ = slots - 1;
  for (std::size_t c = 0; c < categories.size(); ++c) {
    if (code(categories[c]) >= 0) continue;  // the first of equal ones
    std::size_t slot = hash(categories[c]) & mask_;
    while (codes_[slot] >= 0) slot = (slot + 1) & mask_;
    codes_[slot] = static_cast<int>(c);
  }
}

}  // namespace p8
