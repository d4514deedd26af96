#include "p8/base/remaining_time.h"

#include <cmath>

namespace p8 {

namespace {

constexpr double kSecondsBeforeEstimate = 3.0;
constexpr double kWindow = 30.0;             // seconds
constexpr double kLongest = 100.0 * 3600.0;  // what lies further away is a guess

}  // namespace

void RemainingTime::update(const std::string& task, double time, double done) {
  if (steps_.empty() || task != task_ || done < steps_.back().done) {
    task_ = task;
    start_ = time;
    steps_.clear();
  }
  now_ = time;
  if (steps_.empty() || done > steps_.back().done) steps_.push_back({time, done});
  while (steps_.size() > 2 && time - steps_.front().time > kWindow) steps_.pop_front();
}

std::optional<double> RemainingTime::seconds() const {
  if (steps_.size() < 2 || steps_.back().done >= 1.0 || now_ - start_ < kSecondsBeforeEstimate) return std::nullopt;
  const double rate = (steps_.back().done - steps_.front().done) / (now_ - steps_.front().time);
  const double seconds = (1.0 - steps_.back().done) / rate;
  if (!(seconds <= kLongest)) return std::nullopt;
  return seconds;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  const long long minutes = (whole + 59) / 60;
  if (minutes < 60) return fmt::format("{} min", minutes);
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

}  // namespace p8
