#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/vision/dataset/split.h"

namespace p8::app {

/// How `p8 finetune` divides the photos.
struct SplitOptions {
  std::string fractions = "0.6,0.2,0.2";
  std::string column;
  std::string file;
  bool group_duplicates = false;
  std::size_t folds = 0;
  std::size_t repeats = 0;
  std::size_t min_per_class = 0;  ///< smaller classes are left out; 0: none is

  /// Throws Error(Usage) where they contradict one another.   @param data  the CSV file; empty or "-" where none is
  /// read again.
  SplitFractions checked(const std::string& data) const;
  bool is_given() const { return !column.empty() || !file.empty(); }
  /// The split of this seed, or the one that is given.   @param items  the photos that could be read.
  Split split(const ImageSet& set, const std::vector<std::size_t>& items, const std::string& data,
              const std::string& image_column, std::uint64_t seed, const Groups& groups) const;
};

void add_split_options(CLI::App& command, SplitOptions& arguments);

}  // namespace p8::app
