#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace p8 {

/// Writes embeddings as a .npy file: float32, (N, E). Throws Error(Output).
/// @param values  (N, E), row-major.   @param width  E, at least 1.
void write_embeddings(const std::string& path, const std::vector<float>& values, std::size_t width);

/// Which row of such a file is what: "row,<column>", rows counted from 0 as by NumPy.
/// @param column  "image" or "text".   @param names  (N).
std::string embeddings_index_csv(const std::string& column, const std::vector<std::string>& names);

}  // namespace p8
