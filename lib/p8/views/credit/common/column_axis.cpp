#include "p8/views/credit/common/column_axis.h"

#include "p8/csv/number.h"
#include "p8/report/number.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::views {

SummaryOptions summary_options(const ColumnEntry& entry) {
  SummaryOptions options;
  options.factor = entry.factor;
  for (const auto& [value, words] : entry.values) {
    const ParsedNumber number = parse_number(value);
    if (number.fault == NumberFault::None) options.specials.push_back(number.value);
  }
  return options;
}

Text axis_label(const ColumnCatalogue& catalogue, const std::string& name) {
  const Text label = label_of(catalogue, name);
  const Text unit = catalogue.entry(name).unit;
  return unit.en.empty() ? label : text("{0} ({1})", "{0} ({1})", label, unit);
}

}  // namespace p8::views
