#include "p8/credit/columns/column_tally.h"

#include <algorithm>
#include <iterator>

#include "p8/csv/number.h"

namespace p8 {

namespace {

constexpr std::size_t kFewNumbers = 10;  // too few to say that they seldom repeat

bool is_padded(const std::string& cell) {
  return cell.size() > 1 && cell[0] == '0' && cell.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

// How many different cells there are of each kind.
struct ColumnTally::Kinds {
  std::size_t words = 0;     // for missing values
  std::size_t misread = 0;   // numbers in another notation
  std::size_t measures = 0;  // and parts of dates
  std::size_t truths = 0;
  std::size_t texts = 0;
};

void ColumnTally::add(std::string_view cell, std::size_t row) {
  if (cell.empty()) return;
  if (parse_number(cell).fault == NumberFault::None) {
    ++numbers_;
    if (different_numbers_.size() <= kMaxCategories && different_numbers_.find(cell) == different_numbers_.end()) {
      different_numbers_.emplace(cell);
    }
    return;
  }
  texts_ += cell.find_first_not_of(" \t") == std::string_view::npos ? 0 : 1;
  if (different_texts_.size() <= kMaxCategories && different_texts_.find(cell) == different_texts_.end()) {
    different_texts_.emplace(cell, row);
  }
}

// True and false mean 1 and 0 beside nothing but these.
bool ColumnTally::truth_counts() const {
  return std::all_of(different_numbers_.begin(), different_numbers_.end(), [](const std::string& cell) {
    const double value = parse_number(cell).value;
    return value == 0.0 || value == 1.0;
  });
}

bool ColumnTally::has_padded_codes() const {
  return std::count_if(different_numbers_.begin(), different_numbers_.end(), is_padded) > 1;
}

ColumnTally::Kinds ColumnTally::kinds() const {
  Kinds kinds;
  const bool truth = truth_counts();
  for (const auto& [cell, row] : different_texts_) {
    const CellKind kind = classify_cell(cell).kind;
    if (kind == CellKind::MissingWord) {
      ++kinds.words;
    } else if (kind >= CellKind::Period && kind <= CellKind::TextMark) {
      ++kinds.measures;
    } else if (is_misread_number(kind)) {
      ++kinds.misread;
    } else if (kind == CellKind::Truth && truth) {
      ++kinds.truths;
    } else if (kind != CellKind::Blank) {
      ++kinds.texts;
    }
  }
  return kinds;
}

bool ColumnTally::is_number() const {
  if (texts_ == 0) return numbers_ > 0;
  const Kinds found = kinds();
  const std::size_t plain = different_numbers_.size();
  if (found.texts == 0) {
    const bool only_truths = found.truths > 0 && found.words == 0;
    return plain + found.misread > 0 || only_truths || found.measures > kMaxCodes;
  }
  if (has_padded_codes()) return false;
  if (numbers_ > 0 && static_cast<double>(texts_) < kSlips * static_cast<double>(filled())) return true;
  const std::size_t numbers = plain + found.misread + found.measures;
  const bool seldom_repeat = numbers_ >= kFewNumbers && 2 * plain > numbers_;
  return (numbers > kMaxCodes || seldom_repeat) && numbers > found.texts + found.words;
}

std::optional<Misfit> ColumnTally::misfit() const {
  const bool truth = truth_counts();
  std::optional<Misfit> first;
  for (const auto& [cell, row] : different_texts_) {
    if (first && first->row < row) continue;
    CellReading reading = classify_cell(cell);
    if (reading.kind == CellKind::Blank || (reading.kind == CellKind::Truth && truth)) continue;
    first = Misfit{row, cell, std::move(reading)};
  }
  return first;
}

std::optional<std::string> ColumnTally::padded_code() const {
  const auto padded = std::find_if(different_numbers_.begin(), different_numbers_.end(), is_padded);
  return padded == different_numbers_.end() ? std::nullopt : std::optional(*padded);
}

bool ColumnTally::has_dropped_zeros() const {
  return std::any_of(different_numbers_.begin(), different_numbers_.end(), [&](const std::string& cell) {
    if (!is_padded(cell)) return false;
    const std::size_t first = std::min(cell.find_first_not_of('0'), cell.size() - 1);
    return different_numbers_.count(cell.substr(first)) != 0;
  });
}

bool ColumnTally::hardly_repeats() const {
  const std::size_t different = different_numbers_.size() + different_texts_.size();
  return different > kMaxCodes && 2 * different > filled();
}

std::vector<std::string> ColumnTally::categories() const {
  std::vector<std::string> all(different_numbers_.begin(), different_numbers_.end());
  for (const auto& [cell, row] : different_texts_) all.push_back(cell);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace p8
