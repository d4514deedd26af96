#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/credit/columns/column_catalogue.h"
#include "p8/credit/columns/schema.h"
#include "p8/report/table.h"

namespace p8::views {

/// The features of a model as pages show them: with their names and values in words, and the indicator columns of one
/// category (a group of the catalogue) as one. They are numbered by the first feature they are made of.
class ShownFeatures {
 public:
  ShownFeatures(const Schema& schema, const ColumnCatalogue& catalogue);

  std::size_t size() const { return shown_.size(); }
  Text label(std::size_t s) const { return shown_[s].label; }
  Text description(std::size_t s) const { return shown_[s].description; }
  /// Features of the schema, at least one.
  const std::vector<std::size_t>& members(std::size_t s) const { return shown_[s].members; }
  /// The shown feature that a feature of the schema belongs to.
  std::size_t of_feature(std::size_t f) const { return of_feature_[f]; }

  /// Sum over the members. @param contributions  (features of the schema).
  double contribution(std::size_t s, const std::vector<double>& contributions) const;
  /// The client's value in words; of a group the categories that apply. @param values  (features of the schema).
  Text value(std::size_t s, const std::vector<double>& values) const;
  /// The same with the value itself, as the CSV files have it.
  report::Cell value_cell(std::size_t s, const std::vector<double>& values) const;
  /// Shown features by the size of their contribution, largest first; ties by number.
  std::vector<std::size_t> ranking(const std::vector<double>& contributions) const;

 private:
  struct Shown {
    std::vector<std::size_t> members;
    Text label;
    Text description;
    std::vector<Text> categories;  // of a group: one a member
  };

  Schema schema_;
  std::vector<ColumnEntry> entries_;  // per feature of the schema
  std::vector<Shown> shown_;
  std::vector<std::size_t> of_feature_;
};

}  // namespace p8::views
