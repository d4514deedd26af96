#pragma once

#include <map>
#include <string>

namespace p8 {

/// Reads a data dictionary: a CSV file with a row a column of some data. Returns the descriptions by name.
/// The names are in the first of the columns Row, Column, Name, Feature, Variable that the file has, the descriptions
/// in Description, in any case. Surrounding spaces are left out, rows without a name or a description too. Of a name
/// that comes twice the first description counts, or the first whose cell in a column Table begins with "application".
/// Throws Error(Data) for a file without these columns, a ragged row, bytes that are not UTF-8, more than 4 MB.
std::map<std::string, std::string> read_data_dictionary(const std::string& path);

}  // namespace p8
