#include "p8/csv/csv_reader.h"

#include <algorithm>
#include <cstring>

#include "p8/base/log.h"
#include "p8/base/utf8.h"
#include "p8/csv/csv_cursor.h"
#include "p8/csv/foreign_format.h"
#include "p8/csv/number.h"

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

// A carriage return outside quotes that no newline follows.
bool has_lone_return(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (!quoted && line[i] == '\r' && line[i + 1] != '\n') return true;
  }
  return false;
}

Error wrong_separator(const Text& where, char separator) {
  const Text names = name_of_separator(separator);
  return data_error(
      "{0}: the columns are separated by {1}, expected commas; save the file as CSV with commas (and decimal points)",
      "{0} : les colonnes sont séparées par {1}, il faut des virgules ; enregistrez le fichier en CSV avec des "
      "virgules "
      "(et des points décimaux)",
      where, names);
}

Error zero_byte(const Text& where) {
  return data_error("{0}: a zero byte; the file is damaged, or is not UTF-8 text",
                    "{0} : un octet nul ; le fichier est endommagé, ou n'est pas du texte UTF-8", where);
}

}  // namespace

Text at_row(const std::string& file, std::size_t row) {
  const Text name = stream_name(file);
  return text("{0}, row {1}", "{0}, ligne {1}", name, row);
}

namespace {

const Text kSaveAsUtf8 = {
    "save the file as UTF-8 (if it is Windows-1252 or Latin-1: iconv -f WINDOWS-1252 -t UTF-8 FILE)",
    "enregistrez le fichier en UTF-8 (s'il est en Windows-1252 ou Latin-1 : iconv -f WINDOWS-1252 -t UTF-8 FICHIER)"};

}  // namespace

bool is_row_index(const std::string& name) { return name.empty() || name.rfind("Unnamed: 0", 0) == 0; }

Error not_utf8(const Text& where, unsigned char byte) {
  return data_error("{0}: byte 0x{1:02X} is not UTF-8 text; {2}",
                    "{0} : l'octet 0x{1:02X} n'est pas du texte UTF-8 ; {2}", where, byte, kSaveAsUtf8);
}

Error text_after_quote(const Text& where) {
  return data_error("{0}: text after a closing quote; a quote inside a quoted cell must be doubled",
                    "{0} : du texte suit un guillemet fermant ; un guillemet dans une cellule doit être doublé", where);
}

Error no_rows(const std::string& file) {
  return file_error(file, "{}: a header and no rows; expected at least one client",
                    "{} : un en-tête et aucune ligne ; il faut au moins un client");
}

std::size_t find_invalid_utf8(std::string_view bytes) {
  if (is_ascii(bytes)) return std::string_view::npos;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t begin = i;
    if (next_code_point(bytes, i) == kIllFormed) return begin;
  }
  return std::string_view::npos;
}

void require_text(CsvBlock& block, const std::string& file, const std::vector<std::string>& header) {
  const std::size_t offset = std::min(find_invalid_utf8(block.bytes), block.bytes.find('\0'));
  if (offset == std::string::npos) return;
  const auto byte = static_cast<unsigned char>(block.bytes[offset]);
  CsvCursor cursor(block.bytes.data(), block.bytes.data() + block.bytes.size());
  std::size_t row = block.first_row;
  std::size_t column = 0;
  for (cursor.next_cell(); cursor.position() <= block.bytes.data() + offset; cursor.next_cell()) {
    column = cursor.record_ended() ? 0 : column + 1;
    row += cursor.record_ended() ? 1 : 0;
  }
  const std::string name = printable(column < header.size() ? header[column] : "?");
  const Text at = at_row(file, row);
  const Text where = text("{0}, column '{1}'", "{0}, colonne « {1} »", at, name);
  throw byte == 0 ? zero_byte(where) : not_utf8(where, byte);
}

CsvReader::CsvReader(const std::string& path, Passes passes) : input_(path, passes) { read_header(); }

void CsvReader::rewind() {
  input_.rewind();
  header_.clear();
  pending_.clear();
  bytes_read_ = 0;
  at_end_ = false;
  read_header();
}

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
  if (const std::optional<Text> format = foreign_format(pending_)) {
    throw file_error(name(), "{0}: {1}", "{0} : {1}", *format);
  }
  if (pending_.compare(0, 3, "\xEF\xBB\xBF") == 0) pending_.erase(0, 3);
  skip_separator_line();
  std::string line = take_first_line();
  next_row_ = 2;
  const Text where = at_row(name(), 1);
  if (find_invalid_utf8(line) != std::string::npos) {
    throw data_error("{0}: the header is not UTF-8 text; {1}", "{0} : l'en-tête n'est pas du texte UTF-8 ; {1}", where,
                     kSaveAsUtf8);
  }
  if (line.find('\0') != std::string::npos) throw zero_byte(where);
  if (const std::optional<char> separator = other_separator(line)) throw wrong_separator(where, *separator);
  CsvCursor cursor(line.data(), line.data() + line.size());
  while (!cursor.record_ended()) {
    const bool is_quoted = *cursor.position() == '"';
    add_name(cursor.next_cell(), is_quoted);
  }
  if (cursor.malformed()) throw text_after_quote(where);
  std::size_t named = header_.size();  // columns up to the last one with a name
  while (named > 0 && header_[named - 1].empty()) --named;
  for (std::size_t c = named > 1 ? 1 : 0; c < std::max<std::size_t>(named, 1); ++c) {
    if (!header_[c].empty()) continue;
    throw file_error(name(), "{}, row 1: column {} has no name", "{}, ligne 1 : la colonne {} n'a pas de nom", c + 1);
  }
}

// Excel's "sep=," above the header: no row of the table, neither here nor in a spreadsheet.
void CsvReader::skip_separator_line() {
  const std::size_t end = std::min(pending_.find('\n'), pending_.size());
  std::string line = pending_.substr(0, end);
  line.erase(std::remove_if(line.begin(), line.end(), [](char c) { return c == '"' || c == '\r'; }), line.end());
  if (line.size() != 5 || (line.compare(0, 4, "sep=") != 0 && line.compare(0, 4, "SEP=") != 0)) return;
  if (line[4] != ',') throw wrong_separator(stream_name(name()), line[4]);
  pending_.erase(0, std::min(end + 1, pending_.size()));
}

// The header's bytes, taken off what is pending.
std::string CsvReader::take_first_line() {
  std::size_t end = first_record_end(pending_);
  while (end == 0 && pending_.size() < kMaxRecordBytes && fill(pending_.size() * 2)) end = first_record_end(pending_);
  if (pending_.find_first_not_of("\r\n") == std::string::npos) {
    throw file_error(name(), "{}: the file is empty; expected a header row with column names",
                     "{} : le fichier est vide ; il faut une ligne d'en-tête avec les noms de colonnes");
  }
  std::string line = pending_.substr(0, end == 0 ? pending_.size() : end);
  if (has_lone_return(line)) {
    throw file_error(name(),
                     "{}: lines end with a carriage return alone (old Mac); save the file with LF or CRLF line ends",
                     "{} : les lignes finissent par un retour chariot seul (ancien Mac) ; enregistrez le fichier avec "
                     "des fins de ligne LF ou CRLF");
  }
  if (end == 0) {
    throw file_error(name(), "{}: the header row does not end; is a quote not closed?",
                     "{} : la ligne d'en-tête ne se termine pas ; un guillemet n'est-il pas fermé ?");
  }
  pending_.erase(0, end);
  return line;
}

// A quoted name keeps its blanks where it would be another column's name without them.
void CsvReader::add_name(std::string_view name, bool is_quoted) {
  const auto is_known = [&](std::string_view column) {
    return !column.empty() && std::find(header_.begin(), header_.end(), column) != header_.end();
  };
  std::string_view column = without_blanks(name);
  if (is_quoted && is_known(column)) column = name;
  if (is_known(column)) {
    throw file_error(this->name(), "{}, row 1: column '{}' appears twice",
                     "{}, ligne 1 : la colonne « {} » apparaît deux fois", printable(std::string(column)));
  }
  header_.emplace_back(column);
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
    throw at_end_
        ? data_error("{0}: a quote is opened and never closed", "{0} : un guillemet ouvert n'est jamais fermé", where)
        : data_error("{0}: longer than {1} MB; is a quote not closed?",
                     "{0} : plus de {1} Mo ; un guillemet n'est-il pas fermé ?", where, kMaxRecordBytes >> 20);
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
