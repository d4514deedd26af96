#pragma once

#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "p8/credit/columns/category_index.h"
#include "p8/csv/feature_block.h"

namespace p8 {

enum class FeatureKind { Number, Category };

/// A column that a model reads.
struct Feature {
  std::string name;
  FeatureKind kind = FeatureKind::Number;
  std::vector<std::string> categories;  ///< the texts seen in training, in the order of their codes; empty for numbers
  bool are_numbers = false;  ///< the categories are numbers, as category_text writes them, or "True" and "False"
};

/// A number that is a category: "10", "0.5"; zero has no sign.
std::string category_text(double value);

/// How a category becomes numbers. A missing or unseen category is missing in every number it becomes.
enum class CategoryEncoding {
  Ordinal,  ///< its index in the sorted list: one number
  OneHot    ///< 1 for its own, 0 for the other categories: one number per category
};

/// The columns of a model and how they become its inputs. Names as in the data; matched by name, never by position.
class Schema {
 public:
  Schema() = default;
  Schema(std::vector<Feature> features, CategoryEncoding encoding);

  const std::vector<Feature>& features() const { return *features_; }
  CategoryEncoding encoding() const { return encoding_; }

  /// How many numbers feature `f` becomes, and the index of the first among the model's inputs.
  std::size_t width(std::size_t f) const { return offsets_[f + 1] - offsets_[f]; }
  std::size_t offset(std::size_t f) const { return offsets_[f]; }
  std::size_t input_count() const { return offsets_.back(); }
  /// Characters that may stand as "_" in the features' names: some libraries write it for them, or refuse them.
  void set_replaced_characters(std::string characters) { replaced_ = std::move(characters); }
  /// A number that stands for a missing value in the data; NaN: none does.
  void set_missing_number(double number) { missing_number_ = static_cast<float>(number); }
  bool has_missing_number() const { return !std::isnan(missing_number_); }
  /// The number as the model takes it: kMissing where it stands for a missing value, as float32 (XGBoost's precision).
  double number(double value) const { return static_cast<float>(value) == missing_number_ ? kMissing : value; }
  /// The name as the library would write it.
  std::string plain_name(std::string name) const;

  /// Names of the model's inputs: the feature's own, or "feature=category" for one-hot columns.
  std::vector<std::string> input_names() const;

  /// Index of a category in its feature's list, or -1 when it was not seen in training. Where categories are numbers,
  /// the text counts by its value: "10.0" is "10", "true" and "1" are "True".
  int category_code(std::size_t feature, std::string_view text) const {
    const int code = codes_[feature].code(text);
    return code >= 0 || !(*features_)[feature].are_numbers ? code : code_of_number(feature, text);
  }

 private:
  int code_of_number(std::size_t feature, std::string_view text) const;

  std::shared_ptr<const std::vector<Feature>> features_ = std::make_shared<const std::vector<Feature>>();
  CategoryEncoding encoding_ = CategoryEncoding::Ordinal;
  std::vector<std::size_t> offsets_ = {0};
  std::vector<CategoryIndex> codes_;  // per feature; they borrow from *features_
  std::string replaced_;
  float missing_number_ = static_cast<float>(kMissing);
};

}  // namespace p8
