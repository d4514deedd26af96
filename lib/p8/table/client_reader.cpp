#include "p8/table/client_reader.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "p8/table/cell_kind.h"
#include "p8/table/number.h"

namespace p8 {

namespace {

Text at_cell(const std::string& file, std::size_t row, const std::string& column) {
  return text("{}, row {}, column '{}'", "{}, ligne {}, colonne « {} »", printable(file), row, printable(column));
}

Error not_a_number(const Text& where, std::string_view cell, NumberFault fault, const CellReading& reading) {
  const std::string shown = printable(std::string(cell), 40);
  const Text what = advice(reading);
  return fault == NumberFault::NotFinite
             ? data_error("{0}: '{2}' is not a finite number; {3}", "{1} : « {2} » n'est pas un nombre fini ; {4}",
                          where.en, where.fr, shown, what.en, what.fr)
             : data_error("{0}: '{2}' is not a number; {3}", "{1} : « {2} » n'est pas un nombre ; {4}", where.en,
                          where.fr, shown, what.en, what.fr);
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
      label_reader_(file, columns.positive_value, columns.negative_value),
      has_id_(!columns.id.empty()),
      has_label_(!columns.label.empty()),
      text_count_(columns.texts.size()),
      columns_(header.size()) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t c = 0; c < header.size(); ++c) {
    index.emplace(header[c], c);
    if (c > 0 && header[c].empty()) columns_[c].role = Role::Nameless;
  }

  const auto find = [&](const std::string& name) {
    const auto found = index.find(name);
    // A model may know a column with the blanks around its name, which the header is without.
    return found != index.end() ? found : index.find(std::string(without_blanks(name)));
  };
  std::vector<std::string> missing;
  for (std::size_t f = 0; f < schema.features().size(); ++f) {
    const Feature& feature = schema.features()[f];
    const auto found = find(feature.name);
    if (found == index.end()) {
      (columns.allow_missing ? missing_features_ : missing).push_back(feature.name);
      continue;
    }
    columns_[found->second] = {feature.kind == FeatureKind::Number ? Role::Number : Role::Category, f};
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
  require_text(block, file_, header_);

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
  if (cursor.malformed()) throw text_after_quote(at_row(file_, row_number));
}

double ClientReader::read_number(std::size_t index, std::string_view cell, std::size_t row_number) const {
  const ParsedNumber parsed = parse_number_or_truth(cell);
  if (parsed.fault == NumberFault::None) return parsed.value;
  const CellReading reading = classify_cell(cell);
  if (reading.kind == CellKind::Blank) return kMissing;
  throw not_a_number(at_cell(file_, row_number, header_[index]), cell, parsed.fault, reading);
}

void ClientReader::read_cell(const Column& column, std::size_t index, std::string_view cell, std::size_t row_number,
                             ClientBlock& clients, std::size_t row) const {
  switch (column.role) {
    case Role::Skip:
      return;
    case Role::Nameless:
      if (!cell.empty()) {
        const Text where = at_row(file_, row_number);
        throw data_error("{0}: '{2}' in column {3}, which has no name", "{1} : « {2} » dans la colonne {3}, sans nom",
                         where.en, where.fr, printable(std::string(cell), 40), index + 1);
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
        const Text where = at_cell(file_, row_number, header_[index]);
        throw data_error("{0}: the client has no id", "{1} : le client n'a pas d'identifiant", where.en, where.fr);
      }
      clients.ids.emplace_back(cell);
      return;
    case Role::Label:
      clients.labels.push_back(label_reader_.read(cell, row_number, clients.label_counts));
      return;
    case Role::Text:
      clients.texts[column.feature].emplace_back(cell);
      return;
  }
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
