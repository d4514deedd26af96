#pragma once

#include <string>
#include <vector>

#include "p8/credit/columns/schema.h"
#include "p8/credit/trees/forest.h"

namespace p8 {

/// Throws Error(Model) when a category appears twice, or when a tree sends a category somewhere that has no value: then
/// the values are not those the model was trained on. @param file  already printable.
void check_categories(const std::vector<CategoryValues>& categories, const Forest& forest, const std::string& file);

/// How the forest's features appear in data: as the categories that its file keeps, else as numbers.
Schema schema_of(const Forest& forest);

/// Features that are split by category although the file does not say what its codes stand for, in the forest's order.
std::vector<std::string> coded_features(const Forest& forest);

}  // namespace p8
