#include "p8/table/client_reader.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "p8/table/column_match.h"
#include "p8/table/number.h"

namespace p8 {

namespace {

Text at_cell(const std::string& file, std::size_t row, const std::string& column) {
  return text("{}, row {}, column '{}'", "{}, ligne {}, colonne « {} »", printable(file), row, printable(column));
}

Error not_a_number(const Text& where, std::string_view cell, NumberFault fault) {
  const std::string shown = printable(std::string(cell), 40);
  return fault == NumberFault::NotFinite
             ? data_error("{0}: '{2}' is not a finite number; expected a number or an empty cell",
                          "{1} : « {2} » n'est pas un nombre fini ; il faut un nombre ou une cellule vide", where.en,
                          where.fr, shown)
             : data_error("{0}: '{2}' is not a number; expected a number or an empty cell",
                          "{1} : « {2} » n'est pas un nombre ; il faut un nombre ou une cellule vide", where.en,
                          where.fr, shown);
}

}  // namespace

Text list_of(const std::vector<std::string>& names, std::size_t most) {
  Text list;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) {
    const std::string name = printable(names[i], 60);
    list.en += (i == 0 ? "'" : ", '") + name + "'";
    list.fr += (i == 0 ? "« " : ", « ") + name + " »";
  }
  if (names.size() > most) {
    list.en += fmt::format(" and {} more", names.size() - most);
    list.fr += fmt::format(" et {} de plus", names.size() - most);
  }
  return list;
}

ClientReader::ClientReader(const std::vector<std::string>& header, const std::string& file, const Schema& schema,
                           const ClientColumns& columns)
    : file_(file),
      header_(header),
      schema_(schema),
      positive_value_(columns.positive_value),
      has_id_(!columns.id.empty()),
      has_label_(!columns.label.empty()),
      text_count_(columns.texts.size()),
      columns_(header.size()) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t c = 0; c < header.size(); ++c) index.emplace(header[c], c);

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
    throw data_error("{0}: {1} column(s) missing: {2}; the file has {4} columns: {5}",
                     "{0} : {1} colonne(s) manquante(s) : {3} ; le fichier a {4} colonnes : {6}", printable(file),
                     missing.size(), names.en, names.fr, header.size(), present.en, present.fr);
  }
}

ClientBlock ClientReader::read(CsvBlock block) const {
  char* const begin = block.bytes.data();
  char* const end = begin + block.bytes.size();
  const std::size_t invalid = find_invalid_utf8(block.bytes);
  if (invalid != std::string_view::npos) throw_invalid_utf8(block, invalid);

  ClientBlock clients;
  clients.first_row = block.first_row;
  clients.values = FeatureBlock(schema_.features().size(), block.records);
  clients.unseen.resize(schema_.features().size());
  clients.ids.reserve(block.records);
  clients.row_numbers.reserve(block.records);
  clients.texts.resize(text_count_);
  RecordCursor cursor(begin, end);
  std::size_t row = 0;
  for (std::size_t row_number = block.first_row; !cursor.at_end(); ++row_number) {
    if (header_.size() > 1 && cursor.at_blank_line()) {
      cursor.skip_line();
      continue;
    }
    read_record(cursor, row_number, clients, row);
    clients.row_numbers.push_back(row_number);
    if (!has_id_) clients.ids.push_back(std::to_string(row_number - 1));
    ++row;
  }
  clients.values.shrink_rows(row);
  return clients;
}

void ClientReader::read_record(RecordCursor& cursor, std::size_t row_number, ClientBlock& clients,
                               std::size_t row) const {
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
    const Text where = at_row(file_, row_number);
    throw data_error("{0}: text after a closing quote; a quote inside a quoted cell must be doubled",
                     "{1} : du texte suit un guillemet fermant ; un guillemet dans une cellule doit être doublé",
                     where.en, where.fr);
  }
}

void ClientReader::read_cell(const Column& column, std::size_t index, std::string_view cell, std::size_t row_number,
                             ClientBlock& clients, std::size_t row) const {
  switch (column.role) {
    case Role::Skip:
      return;
    case Role::Number: {
      if (cell.empty()) return;  // already missing
      const ParsedNumber parsed = parse_number(cell);
      if (parsed.fault != NumberFault::None) {
        throw not_a_number(at_cell(file_, row_number, header_[index]), cell, parsed.fault);
      }
      clients.values.column(column.feature)[row] = parsed.value;
      return;
    }
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
        const Text where = at_cell(file_, row_number, header_[index]);
        throw data_error("{0}: the client has no id", "{1} : le client n'a pas d'identifiant", where.en, where.fr);
      }
      clients.ids.emplace_back(cell);
      return;
    case Role::Label:
      clients.labels.push_back(read_label(cell, row_number));
      return;
    case Role::Text:
      clients.texts[column.feature].emplace_back(cell);
      return;
  }
}

int ClientReader::read_label(std::string_view cell, std::size_t row_number) const {
  if (!positive_value_.empty() && !cell.empty()) return cell == positive_value_ ? 1 : 0;
  const ParsedNumber parsed = parse_number(cell);
  if (parsed.fault == NumberFault::None && (parsed.value == 0.0 || parsed.value == 1.0)) {
    return static_cast<int>(parsed.value);
  }
  const Text where = at_row(file_, row_number);
  throw data_error(
      "{0}: the label is '{2}'; expected 1 (default) or 0, or name the text that means default with --positive",
      "{1} : l'étiquette est « {2} » ; il faut 1 (défaut) ou 0, ou indiquez avec --positive le texte qui "
      "signifie défaut",
      where.en, where.fr, printable(std::string(cell), 40));
}

void ClientReader::throw_ragged(std::size_t row_number, std::size_t cells, bool more) const {
  const Text where = at_row(file_, row_number);
  throw more
      ? data_error("{0}: more cells than the {2} columns of the header",
                   "{1} : plus de cellules que les {2} colonnes de l'en-tête", where.en, where.fr, header_.size())
      : data_error("{0}: {2} cell(s) where the header has {3} columns",
                   "{1} : {2} cellule(s) alors que l'en-tête a {3} colonnes", where.en, where.fr, cells,
                   header_.size());
}

void ClientReader::throw_invalid_utf8(CsvBlock& block, std::size_t offset) const {
  const auto byte = static_cast<unsigned char>(block.bytes[offset]);
  RecordCursor cursor(block.bytes.data(), block.bytes.data() + block.bytes.size());
  std::size_t row_number = block.first_row;
  std::size_t column = 0;
  for (cursor.next_cell(); cursor.position() <= block.bytes.data() + offset; cursor.next_cell()) {
    column = cursor.record_ended() ? 0 : column + 1;
    row_number += cursor.record_ended() ? 1 : 0;
  }
  const Text where = at_cell(file_, row_number, column < header_.size() ? header_[column] : "?");
  throw data_error("{0}: byte 0x{2:02X} is not UTF-8 text; save the file as UTF-8",
                   "{1} : l'octet 0x{2:02X} n'est pas du texte UTF-8 ; enregistrez le fichier en UTF-8", where.en,
                   where.fr, byte);
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
