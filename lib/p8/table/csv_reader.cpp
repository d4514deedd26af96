#include "p8/table/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "p8/core/log.h"
#include "p8/table/record_cursor.h"

namespace p8 {

namespace {

struct Boundary {
  std::size_t end = 0;      // just behind the last complete record
  std::size_t records = 0;  // how many there are before it
};

// The end of a quoted cell: the position behind its closing quote, or `end` if it is not closed.
const char* skip_quoted(const char* after_open, const char* end) {
  const char* p = after_open;
  while ((p = static_cast<const char*>(std::memchr(p, '"', end - p))) != nullptr) {
    if (p + 1 == end || p[1] != '"') return p + 1;
    p += 2;
  }
  return end;
}

std::size_t count_newlines(const char* begin, const char* end) {
  return static_cast<std::size_t>(std::count(begin, end, '\n'));
}

// Looks at quotes only, and at what lies between two of them as a whole: newlines outside quotes end records.
Boundary last_boundary(const std::string& bytes) {
  const char* const begin = bytes.data();
  const char* const end = begin + bytes.size();
  Boundary boundary;
  const auto pass_unquoted = [&](const char* from, const char* to) {
    if (const void* last = memrchr(from, '\n', to - from); last != nullptr) {
      boundary.records += count_newlines(from, to);
      boundary.end = static_cast<std::size_t>(static_cast<const char*>(last) + 1 - begin);
    }
  };
  const char* unquoted = begin;
  const char* p = begin;
  while (const void* found = p < end ? std::memchr(p, '"', end - p) : nullptr) {
    const char* const quote = static_cast<const char*>(found);
    p = quote + 1;
    const bool opens_cell = quote == begin || quote[-1] == ',' || quote[-1] == '\n';
    if (!opens_cell || quote < unquoted) continue;  // a quote inside an unquoted cell stands for itself
    pass_unquoted(unquoted, quote);
    unquoted = p = skip_quoted(p, end);
  }
  pass_unquoted(unquoted, end);
  return boundary;
}

// The end of the first record, 0 if it is not complete.
std::size_t first_record_end(const std::string& bytes) {
  const char* const begin = bytes.data();
  const char* const end = begin + bytes.size();
  const char* p = begin;
  while (p < end) {  // at the start of a cell
    if (*p == '"') p = skip_quoted(p + 1, end);
    while (p < end && *p != ',' && *p != '\n') ++p;
    if (p < end && *p++ == '\n') return static_cast<std::size_t>(p - begin);
  }
  return 0;
}

// A loop that the compiler turns into vector code.
bool is_ascii(std::string_view bytes) {
  unsigned char all = 0;
  for (const char byte : bytes) all = static_cast<unsigned char>(all | static_cast<unsigned char>(byte));
  return all < 0x80;
}

std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

}  // namespace

Text at_row(const std::string& file, std::size_t row) {
  return text("{}, row {}", "{}, ligne {}", printable(file), row);
}

Error no_rows(const std::string& file) {
  return data_error("{}: a header and no rows; expected at least one client",
                    "{} : un en-tête et aucune ligne ; il faut au moins un client", printable(file));
}

std::size_t find_invalid_utf8(std::string_view bytes) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t i = 0;
  if (is_ascii(bytes)) return std::string_view::npos;
  while (i < bytes.size()) {
    const unsigned char lead = data[i];
    const std::size_t length = sequence_length(lead);
    if (length == 0 || i + length > bytes.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if ((data[i + k] & 0xC0) != 0x80) return i;
    }
    if (length > 2) {  // overlong forms, surrogates, beyond U+10FFFF
      const unsigned char second = data[i + 1];
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
          (lead == 0xF4 && second > 0x8F)) {
        return i;
      }
    }
    i += length;
  }
  return std::string_view::npos;
}

CsvReader::CsvReader(const std::string& path) : input_(path) { read_header(); }

double CsvReader::progress() const {
  return input_.size() == 0 ? 0.0
                            : std::min(1.0, static_cast<double>(bytes_read_) / static_cast<double>(input_.size()));
}

// Reads until `target` bytes are pending or the file ends; true if anything came.
bool CsvReader::fill(std::size_t target) {
  const std::size_t before = pending_.size();
  if (at_end_ || before >= target) return false;
  pending_.resize(target);
  const std::size_t count = input_.read(pending_.data() + before, target - before);
  pending_.resize(before + count);
  bytes_read_ += count;
  if (before + count < target) {
    at_end_ = true;
    if (!pending_.empty() && pending_.back() != '\n') pending_ += '\n';  // the last line's end may be missing
  }
  return count > 0;
}

void CsvReader::read_header() {
  fill(kBlockBytes);
  if (pending_.compare(0, 3, "\xEF\xBB\xBF") == 0) pending_.erase(0, 3);
  std::size_t end = first_record_end(pending_);
  while (end == 0 && pending_.size() < kMaxRecordBytes && fill(pending_.size() * 2)) end = first_record_end(pending_);
  if (pending_.find_first_not_of("\r\n") == std::string::npos) {
    throw data_error("{}: the file is empty; expected a header row with column names",
                     "{} : le fichier est vide ; il faut une ligne d'en-tête avec les noms de colonnes",
                     printable(name()));
  }
  if (end == 0) {
    throw data_error("{}: the header row does not end; is a quote not closed?",
                     "{} : la ligne d'en-tête ne se termine pas ; un guillemet n'est-il pas fermé ?",
                     printable(name()));
  }
  std::string line = pending_.substr(0, end);
  pending_.erase(0, end);
  next_row_ = 2;
  if (find_invalid_utf8(line) != std::string::npos) {
    throw data_error("{}, row 1: the header is not UTF-8 text; save the file as UTF-8",
                     "{}, ligne 1 : l'en-tête n'est pas du texte UTF-8 ; enregistrez le fichier en UTF-8",
                     printable(name()));
  }
  RecordCursor cursor(line.data(), line.data() + line.size());
  std::unordered_set<std::string> seen;
  while (!cursor.record_ended()) {
    std::string column(cursor.next_cell());
    if (column.empty()) {
      throw data_error("{}, row 1: column {} has no name", "{}, ligne 1 : la colonne {} n'a pas de nom",
                       printable(name()), header_.size() + 1);
    }
    if (!seen.insert(column).second) {
      throw data_error("{}, row 1: column '{}' appears twice", "{}, ligne 1 : la colonne « {} » apparaît deux fois",
                       printable(name()), printable(column));
    }
    header_.push_back(std::move(column));
  }
}

std::optional<CsvBlock> CsvReader::next_block() {
  fill(kBlockBytes);
  Boundary boundary = last_boundary(pending_);
  while (boundary.records == 0 && pending_.size() < kMaxRecordBytes && fill(pending_.size() * 2)) {
    boundary = last_boundary(pending_);
  }
  if (pending_.empty()) return std::nullopt;
  if (boundary.records == 0) {
    const Text where = at_row(name(), next_row_);
    throw at_end_ ? data_error("{0}: a quote is opened and never closed",
                               "{1} : un guillemet ouvert n'est jamais fermé", where.en, where.fr)
                  : data_error("{0}: longer than {2} MB; is a quote not closed?",
                               "{1} : plus de {2} Mo ; un guillemet n'est-il pas fermé ?", where.en, where.fr,
                               kMaxRecordBytes >> 20);
  }
  CsvBlock block;
  block.first_row = next_row_;
  block.records = boundary.records;
  std::string rest = pending_.substr(boundary.end);
  pending_.resize(boundary.end);
  block.bytes = std::move(pending_);
  pending_ = std::move(rest);
  next_row_ += boundary.records;
  return block;
}

}  // namespace p8
