#include "p8/credit/columns/client_reader.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>

#include "p8/credit/columns/column_match.h"
#include "p8/csv/cell_kind.h"
#include "p8/csv/number.h"

namespace p8 {

namespace {

Text at_cell(const std::string& file, std::size_t row, const std::string& column) {
  const Text at = at_row(file, row);
  return text("{0}, column '{1}'", "{0}, colonne « {1} »", at, printable(column));
}

/// Offset of the first byte that is no text: not UTF-8, or zero.
std::size_t bad_byte_of(std::string_view bytes) { return std::min(find_invalid_utf8(bytes), bytes.find('\0')); }

Text not_a_number(std::string_view cell, NumberFault fault, const CellReading& reading) {
  const std::string shown = printable(std::string(cell), 40);
  const Text what = advice(reading);
  return fault == NumberFault::NotFinite
             ? text("'{0}' is not a finite number; {1}", "« {0} » n'est pas un nombre fini ; {1}", shown, what)
             : text("'{0}' is not a number; {1}", "« {0} » n'est pas un nombre ; {1}", shown, what);
}

void remove_missing_numbers(const Schema& schema, FeatureBlock& values) {
  for (std::size_t f = 0; f < values.features(); ++f) {
    if (schema.features()[f].kind != FeatureKind::Number) continue;
    double* const column = values.column(f);
    std::transform(column, column + values.rows(), column, [&](double value) { return schema.number(value); });
  }
}

/// What to do where a model that was trained without the names of its columns looks for the library's own.
Text hint_at_names(const Schema& schema, const std::vector<std::string>& missing) {
  const std::vector<Feature>& features = schema.features();
  const auto is_missing = [&](const Feature& feature) { return feature.name == missing.front(); };
  if (std::none_of(features.begin(), features.end(), is_missing)) return {};
  for (const char* const prefix : {"f", "Column_"}) {
    std::size_t f = 0;
    while (f < features.size() && features[f].name == fmt::format("{}{}", prefix, f)) ++f;
    if (f == 0 || f < features.size()) continue;
    return text("; the model was trained without column names: name the columns {0}0, {0}1, … in the order of training",
                " ; le modèle a été entraîné sans noms de colonnes : nommez les colonnes {0}0, {0}1, … dans l'ordre de "
                "l'apprentissage",
                prefix);
  }
  return {};
}

}  // namespace

ClientReader::ClientReader(const std::vector<std::string>& header, const std::string& file, const Schema& schema,
                           const ClientColumns& columns)
    : file_(file),
      header_(header),
      schema_(schema),
      label_reader_(file, columns.positive_value, columns.negative_value),
      id_column_(columns.id),
      has_id_(!columns.id.empty()),
      has_label_(!columns.label.empty()),
      skip_bad_rows_(columns.skip_bad_rows),
      text_count_(columns.texts.size()),
      columns_(header.size()) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t c = 0; c < header.size(); ++c) {
    index.emplace(header[c], c);
    if (c > 0 && header[c].empty()) columns_[c].role = Role::Nameless;
  }

  std::vector<std::string> missing;
  const ColumnMatch match = match_columns(schema, header, {columns.id, columns.label});
  for (std::size_t f = 0; f < schema.features().size(); ++f) {
    const Feature& feature = schema.features()[f];
    if (!match.columns[f]) {
      (columns.allow_missing ? missing_features_ : missing).push_back(feature.name);
      continue;
    }
    columns_[*match.columns[f]] = {feature.kind == FeatureKind::Number ? Role::Number : Role::Category, f};
  }
  const auto assign = [&](const std::string& name, Column column) {
    if (name.empty()) return;
    const auto found = index.find(name);
    if (found == index.end()) {
      missing.push_back(name);
    } else {
      columns_[found->second] = column;
    }
  };
  for (std::size_t t = 0; t < columns.texts.size(); ++t) assign(columns.texts[t], {Role::Text, t});
  assign(columns.id, {Role::Id, 0});
  assign(columns.label, {Role::Label, 0});
  if (!missing.empty()) {
    const Text names = list_of(missing);
    const Text present = list_of(header, 5);
    const Text hint = hint_at_names(schema, missing);
    throw file_error(file, "{0}: missing columns ({1}): {2}; the file has {3} columns: {4}{5}",
                     "{0} : colonnes manquantes ({1}) : {2} ; le fichier a {3} colonnes : {4}{5}", missing.size(),
                     names, header.size(), present, hint);
  }
}

ClientBlock ClientReader::read(CsvBlock block) const {
  char* const begin = block.bytes.data();
  char* const end = begin + block.bytes.size();
  if (!skip_bad_rows_) require_text(block, file_, header_);
  std::size_t invalid = bad_byte_of(block.bytes);
  const std::string original = invalid == std::string::npos ? "" : block.bytes;  // parsing unescapes in place

  ClientBlock clients;
  clients.first_row = block.first_row;
  clients.values = FeatureBlock(schema_.features().size(), block.records);
  clients.unseen.resize(schema_.features().size());
  clients.ids.reserve(block.records);
  clients.row_numbers.reserve(block.records);
  clients.texts.resize(text_count_);
  CsvCursor cursor(begin, end);
  std::vector<std::size_t> unseen_before;
  LabelCounts labels_before;
  std::size_t row = 0;
  for (std::size_t row_number = block.first_row; !cursor.at_end(); ++row_number) {
    if (header_.size() > 1 && cursor.at_empty_record()) {
      clients.empty_rows += cursor.at_blank_line() ? 0 : 1;
      cursor.skip_line();
      continue;
    }
    if (skip_bad_rows_) {
      unseen_before = clients.unseen;
      labels_before = clients.label_counts;
    }
    const auto first = static_cast<std::size_t>(cursor.position() - begin);
    std::optional<RowError> error;
    std::string late_id;
    try {
      read_record(cursor, row_number, clients, row);
    } catch (const RowError& caught) {
      error = caught;
      late_id = skip_rest(cursor, caught.cell() + 1);
    }
    const auto next = static_cast<std::size_t>(cursor.position() - begin);
    if (invalid < next) {
      error = bad_byte(original.substr(first, next - first), invalid - first, row_number);
      invalid = bad_byte_of(std::string_view(original).substr(next));
      if (invalid != std::string::npos) invalid += next;
    }
    if (!error) {
      clients.row_numbers.push_back(row_number);
      if (!has_id_) clients.ids.push_back(std::to_string(row_number - 1));
      ++row;
      continue;
    }
    if (!skip_bad_rows_) throw RowError(*error);
    RowFault fault = error->fault();
    fault.id = !has_id_ ? std::to_string(row_number - 1) : clients.ids.size() > row ? clients.ids.back() : late_id;
    clients.faults.push_back(std::move(fault));
    clients.unseen = unseen_before;
    clients.label_counts = labels_before;
    take_back(row, clients);
  }
  clients.values.shrink_rows(row);
  if (schema_.has_missing_number()) remove_missing_numbers(schema_, clients.values);
  return clients;
}

/// Goes to the next record. Returns the id, if it stands in what is left of this one, whose next cell is number `cell`.
std::string ClientReader::skip_rest(CsvCursor& cursor, std::size_t cell) const {
  std::string id;
  for (; !cursor.record_ended(); ++cell) {
    const std::string_view text = cursor.next_cell();
    if (cell < columns_.size() && columns_[cell].role == Role::Id) id = text;
  }
  cursor.forget_malformed();
  return id;
}

/// Empties a row that a record has begun to fill.
void ClientReader::take_back(std::size_t row, ClientBlock& clients) const {
  clients.ids.resize(row);
  if (has_label_) clients.labels.resize(row);
  for (std::vector<std::string>& texts : clients.texts) texts.resize(row);
  for (std::size_t f = 0; f < clients.values.features(); ++f) clients.values.column(f)[row] = kMissing;
}

void ClientReader::read_record(CsvCursor& cursor, std::size_t row_number, ClientBlock& clients, std::size_t row) const {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Column& column = columns_[c];
    double number = 0.0;
    if (column.role == Role::Number && cursor.next_plain_number(number)) {
      clients.values.column(column.feature)[row] = number;
    } else {
      const std::string_view cell = cursor.next_cell();
      if (column.role != Role::Skip) read_cell(column, c, cell, row_number, clients, row);
    }
    if (cursor.record_ended() != (c + 1 == columns_.size())) {
      throw_ragged(row_number, c + 1, !cursor.record_ended());
    }
  }
  if (cursor.malformed()) {
    throw RowError(at_row(file_, row_number),
                   {row_number,
                    {},
                    {},
                    {},
                    {"text after a closing quote; a quote inside a quoted cell must be doubled",
                     "du texte suit un guillemet fermant ; un guillemet dans une cellule doit être doublé"}},
                   columns_.size());
  }
}

double ClientReader::read_number(std::size_t index, std::string_view cell, std::size_t row_number) const {
  const ParsedNumber parsed = parse_number_or_truth(cell);
  if (parsed.fault == NumberFault::None) return parsed.value;
  const CellReading reading = classify_cell(cell);
  if (reading.kind == CellKind::Blank) return kMissing;
  throw RowError(at_cell(file_, row_number, header_[index]),
                 {row_number, {}, header_[index], std::string(cell), not_a_number(cell, parsed.fault, reading)}, index);
}

void ClientReader::read_cell(const Column& column, std::size_t index, std::string_view cell, std::size_t row_number,
                             ClientBlock& clients, std::size_t row) const {
  switch (column.role) {
    case Role::Skip:
      return;
    case Role::Nameless:
      if (!cell.empty()) {
        const std::string shown = printable(std::string(cell), 40);
        throw RowError(
            at_row(file_, row_number),
            {row_number,
             {},
             {},
             std::string(cell),
             text("'{0}' in column {1}, which has no name", "« {0} » dans la colonne {1}, sans nom", shown, index + 1)},
            index);
      }
      return;
    case Role::Number:
      if (!cell.empty()) clients.values.column(column.feature)[row] = read_number(index, cell, row_number);
      return;  // an empty one is missing already
    case Role::Category: {
      if (cell.empty()) return;
      const int code = schema_.category_code(column.feature, cell);
      if (code < 0) {
        ++clients.unseen[column.feature];
      } else {
        clients.values.column(column.feature)[row] = code;
      }
      return;
    }
    case Role::Id:
      if (cell.empty()) {
        throw RowError(
            at_cell(file_, row_number, header_[index]),
            {row_number, {}, header_[index], {}, {"the client has no id", "le client n'a pas d'identifiant"}}, index);
      }
      clients.ids.emplace_back(cell);
      return;
    case Role::Label:
      if (skip_bad_rows_) refuse_label(index, cell, row_number);
      clients.labels.push_back(label_reader_.read(cell, row_number, clients.label_counts));
      return;
    case Role::Text:
      clients.texts[column.feature].emplace_back(cell);
      return;
  }
}

/// What is certainly no outcome. Whether a third text is one shows in all rows together only: see check_labels().
void ClientReader::refuse_label(std::size_t index, std::string_view cell, std::size_t row_number) const {
  const std::optional<Text> reason = label_reader_.fault_of(cell);
  if (!reason) return;
  throw RowError(at_row(file_, row_number), {row_number, {}, header_[index], std::string(cell), *reason}, index);
}

void ClientReader::throw_ragged(std::size_t row_number, std::size_t cells, bool more) const {
  const Text reason = more ? text("more cells than the {} columns of the header",
                                  "plus de cellules que les {} colonnes de l'en-tête", header_.size())
                           : text("{0} cell(s) where the header has {1} columns",
                                  "{0} cellule(s) alors que l'en-tête a {1} colonnes", cells, header_.size());
  throw RowError(at_row(file_, row_number), {row_number, {}, {}, {}, reason}, cells);
}

RowError ClientReader::bad_byte(std::string record, std::size_t offset, std::size_t row_number) const {
  const auto byte = static_cast<unsigned char>(record[offset]);
  const char* const at = record.data() + offset;
  CsvCursor cursor(record.data(), record.data() + record.size());
  std::size_t column = 0;
  std::string_view cell = cursor.next_cell();
  for (; cursor.position() <= at && !cursor.record_ended(); ++column) cell = cursor.next_cell();
  const std::string name = column < header_.size() ? header_[column] : "?";
  const Text reason = byte == 0
                          ? Text{"a zero byte", "un octet nul"}
                          : text("byte 0x{:02X} is not UTF-8 text; save the file as UTF-8",
                                 "l'octet 0x{:02X} n'est pas du texte UTF-8 ; enregistrez le fichier en UTF-8", byte);
  return {at_cell(file_, row_number, name), {row_number, {}, name, std::string(cell), reason}, columns_.size()};
}

FeatureBlock encode(const Schema& schema, FeatureBlock values) {
  if (schema.input_count() == schema.features().size()) return values;  // each feature is one number already
  FeatureBlock inputs(schema.input_count(), values.rows());
  for (std::size_t f = 0; f < values.features(); ++f) {
    const double* const from = values.column(f);
    if (schema.features()[f].kind == FeatureKind::Number || schema.encoding() == CategoryEncoding::Ordinal) {
      std::copy(from, from + values.rows(), inputs.column(schema.offset(f)));
      continue;
    }
    for (std::size_t category = 0; category < schema.width(f); ++category) {
      double* const to = inputs.column(schema.offset(f) + category);
      for (std::size_t row = 0; row < values.rows(); ++row) {
        to[row] = std::isnan(from[row]) ? kMissing : from[row] == static_cast<double>(category) ? 1.0 : 0.0;
      }
    }
  }
  return inputs;
}

}  // namespace p8
