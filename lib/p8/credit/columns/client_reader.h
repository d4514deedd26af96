#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "p8/base/log.h"
#include "p8/credit/columns/label_reader.h"
#include "p8/credit/columns/schema.h"
#include "p8/csv/csv_cursor.h"
#include "p8/csv/csv_reader.h"
#include "p8/csv/feature_block.h"
#include "p8/csv/row_error.h"

namespace p8 {

/// Which columns of a file are what.
struct ClientColumns {
  std::string id;              ///< "" : clients are numbered from 1 in file order
  std::string label;           ///< "" : no label
  std::string positive_value;  ///< the label text that means default; "" : the label must be 0 or 1
  bool allow_missing = false;  ///< a feature that the file lacks is missing for all clients, instead of an error
  std::vector<std::string> texts = {};  ///< further columns to keep as they stand; none of them a feature of the schema
  std::string negative_value = {};      ///< the label text that does not mean default; "" : any one other text
  bool skip_bad_rows = false;           ///< a row that cannot be read is set aside, instead of an error
};

/// Some clients of a file, in its order.
struct ClientBlock {
  std::size_t first_row = 0;                    ///< row number of the first record in the file (the header is row 1)
  std::vector<std::string> ids;                 ///< (rows)
  std::vector<std::size_t> row_numbers;         ///< (rows)
  std::vector<int> labels;                      ///< (rows), 1 = default; empty without a label column
  LabelCounts label_counts;                     ///< what labels there were: to be merged, and checked at the end
  FeatureBlock values{0, 0};                    ///< (features, rows): numbers, and categories as their code
  std::vector<std::size_t> unseen;              ///< per feature: categories that were not in training, read as missing
  std::vector<std::vector<std::string>> texts;  ///< (texts, rows): the cells of ClientColumns::texts
  std::size_t empty_rows = 0;                   ///< records without any value, passed over as blank lines are
  std::vector<RowFault> faults;                 ///< rows set aside (ClientColumns::skip_bad_rows), counted nowhere else
};

/// Reads clients of a CSV file by a model's schema. Safe to use from several threads once made.
class ClientReader {
 public:
  /// Matches columns by name. Throws Error(Data) that lists every missing column.
  ClientReader(const std::vector<std::string>& header, const std::string& file, const Schema& schema,
               const ClientColumns& columns);

  /// Parses a block. Records without any value are passed over and counted. Where a number is expected, true and false
  /// are 1 and 0, and a blank cell is missing. Throws RowError naming file, row and column for a ragged row, another
  /// text or a non-finite number where a number is expected (with what it seems to be), a missing id, a value in a
  /// column without a name; Error(Data) for a byte that is not UTF-8. With skip_bad_rows all such rows are set aside,
  /// and those whose label is certainly no outcome.
  ClientBlock read(CsvBlock block) const;
  bool skips_bad_rows() const { return skip_bad_rows_; }
  /// The column of ids; "" where clients are numbered.
  const std::string& id_column() const { return id_column_; }

  /// Throws Error(Data) unless the labels of all blocks together are two outcomes, as LabelReader::check does.
  void check_labels(const LabelCounts& counts) const { label_reader_.check(counts); }
  const LabelReader& label_reader() const { return label_reader_; }

  /// Features that the file lacks (only with allow_missing).
  const std::vector<std::string>& missing_features() const { return missing_features_; }

 private:
  enum class Role : std::uint8_t { Skip, Nameless, Number, Category, Id, Label, Text };
  struct Column {
    Role role = Role::Skip;
    std::size_t feature = 0;  // or the index among ClientColumns::texts
  };

  void read_record(CsvCursor& cursor, std::size_t row_number, ClientBlock& clients, std::size_t row) const;
  void read_cell(const Column& column, std::size_t index, std::string_view cell, std::size_t row_number,
                 ClientBlock& clients, std::size_t row) const;
  double read_number(std::size_t index, std::string_view cell, std::size_t row_number) const;
  void refuse_label(std::size_t index, std::string_view cell, std::size_t row_number) const;
  std::string skip_rest(CsvCursor& cursor, std::size_t cell) const;
  void take_back(std::size_t row, ClientBlock& clients) const;
  RowError bad_byte(std::string record, std::size_t offset, std::size_t row_number) const;
  [[noreturn]] void throw_ragged(std::size_t row_number, std::size_t cells, bool more) const;

  std::string file_;
  std::vector<std::string> header_;
  const Schema& schema_;
  LabelReader label_reader_;
  std::string id_column_;
  bool has_id_ = false;
  bool has_label_ = false;
  bool skip_bad_rows_ = false;
  std::size_t text_count_ = 0;
  std::vector<Column> columns_;
  std::vector<std::string> missing_features_;
};

/// The model's inputs of some clients: numbers as they are, categories by the schema's encoding.
FeatureBlock encode(const Schema& schema, FeatureBlock values);

}  // namespace p8
