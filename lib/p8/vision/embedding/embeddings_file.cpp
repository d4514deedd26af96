#include "p8/vision/embedding/embeddings_file.h"

#include <cassert>

#include "p8/csv/csv_writer.h"
#include "p8/files/npy.h"

namespace p8 {

void write_embeddings(const std::string& path, const std::vector<float>& values, std::size_t width) {
  assert(width > 0 && values.size() % width == 0);
  write_npy(path, values, {values.size() / width, width});
}

std::string embeddings_index_csv(const std::string& column, const std::vector<std::string>& names) {
  std::string csv;
  CsvLine line(csv);
  line.text("row").text(column).end();
  for (std::size_t row = 0; row < names.size(); ++row) {
    line.integer(static_cast<long long>(row)).text(names[row]).end();
  }
  return csv;
}

}  // namespace p8
