#include "p8/report/charts/scale.h"

#include <algorithm>
#include <cmath>

#include "p8/statistics/statistics.h"

namespace p8::report {

namespace {

int decimals_for(double step) {
  if (!(step > 0.0)) return 0;
  return static_cast<int>(std::clamp(std::ceil(-std::log10(step) - 1e-9), 0.0, 12.0));
}

}  // namespace

Ticks nice_ticks(double low, double high, int max_count, bool keep_range) {
  if (!std::isfinite(low)) low = std::isfinite(high) ? high : 0.0;
  if (!std::isfinite(high)) high = low;
  if (high < low) std::swap(low, high);
  if (!std::isfinite(high - low)) {
    low /= 4.0;
    high /= 4.0;
  }
  if (high - low <= 1e-12 * std::max(std::abs(low), std::abs(high))) {
    const double margin = low == 0.0 ? 0.5 : 0.1 * std::abs(low);
    low -= margin;
    high += margin;
    keep_range = false;
  }
  Ticks ticks;
  ticks.step = nice_step(high - low, max_count);
  const double first = keep_range ? std::ceil(low / ticks.step - 1e-9) : std::floor(low / ticks.step + 1e-9);
  const double last = keep_range ? std::floor(high / ticks.step + 1e-9) : std::ceil(high / ticks.step - 1e-9);
  for (double k = first; k <= last; k += 1.0) ticks.values.push_back(k * ticks.step);
  ticks.low = keep_range ? low : first * ticks.step;
  ticks.high = keep_range ? high : last * ticks.step;
  return ticks;
}

Format tick_format(const Format& axis, double step) {
  Format format = axis;
  if (axis.style == Format::Style::Percent) {
    format.digits = decimals_for(step * 100.0);
  } else if (axis.style != Format::Style::Integer && step >= 1e-6) {
    format.style = Format::Style::Fixed;
    format.digits = decimals_for(step);
  }
  return format;
}

}  // namespace p8::report
