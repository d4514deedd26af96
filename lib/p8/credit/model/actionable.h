#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/credit/columns/column_catalogue.h"
#include "p8/credit/columns/schema.h"

namespace p8 {

/// Which way a client can change a characteristic.
enum class Direction { Any, Up, Down };

/// A feature that a client can change: what a counterfactual may touch.
struct Actionable {
  std::size_t feature = 0;               ///< index in the schema
  Direction direction = Direction::Any;  ///< numbers only; of the value as the data have it
};

/// "any", "up" or "down": how bundles and the command line write a direction.
const char* direction_name(Direction direction);

/// The features a client can change, in the schema's order. The catalogue says; a column on which it is silent may
/// change in any direction, unless its name looks protected (is_protected) or like something that nobody changes for a
/// loan: a place (zip, postcode, region, …), an id, or the past. A protected column is never among them.
std::vector<Actionable> default_actionable(const Schema& schema, const ColumnCatalogue& catalogue);

/// Whether the law on discrimination names what a column tells: age, sex, family, nationality, religion, health, … The
/// catalogue says; for columns it does not know, the words of the name (English, French): applicant_age, dateOfBirth.
bool is_protected(const std::string& name, const ColumnCatalogue& catalogue);

/// What `--actionable` gives, each COL, COL:up or COL:down; a column whose own name is the whole argument is that
/// column. Throws Error(Usage) naming the column, with the closest names, when it is not of the schema; for a direction
/// of a category, an unknown direction, and a column given twice.
std::vector<Actionable> parse_actionable(const std::vector<std::string>& arguments, const Schema& schema);

}  // namespace p8
