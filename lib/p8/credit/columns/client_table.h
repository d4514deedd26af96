#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "p8/credit/columns/client_reader.h"

namespace p8 {

/// Clients of a file in memory.
struct ClientTable {
  std::vector<std::string> ids;  ///< (rows)
  std::vector<int> labels;       ///< (rows), 1 = default; empty without a label column
  FeatureBlock values{0, 0};     ///< (features, rows): numbers, and categories as their code
  std::size_t rows_in_file = 0;
  std::size_t empty_rows = 0;  ///< records without any value, beside these
  std::string negative_label;  ///< the one label text beside ClientColumns::positive_value; "" without either
  Digest digest;               ///< of the file
};

struct TableOptions {
  int threads = 1;
  std::size_t most_rows = 0;  ///< 0: all rows; else a uniform random sample of that many (Vitter 1985, algorithm R)
  std::uint64_t seed = 42;
};

/// Reads the records that are left of a file by a schema. Throws as ClientReader does, and Error(Data) for labels that
/// are not two outcomes and for a file without rows.
ClientTable read_clients(CsvReader& file, const Schema& schema, const ClientColumns& columns,
                         const TableOptions& options);
ClientTable read_clients(const std::string& path, const Schema& schema, const ClientColumns& columns,
                         const TableOptions& options);

}  // namespace p8
