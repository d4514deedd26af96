#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "p8/files/file.h"
#include "p8/files/system_text.h"

namespace p8 {

/// Error(Data) about a file; {} or {0} of both patterns is its name (stream_name), the arguments follow.
template <typename... Args>
[[nodiscard]] Error file_error(const std::string& file, const char* en, const char* fr, const Args&... args) {
  return data_error(en, fr, stream_name(file), args...);
}

/// Some complete records of a CSV file, in the file's order. The bytes always end with a newline.
struct CsvBlock {
  std::string bytes;
  std::size_t first_row = 0;  ///< number of the first record; the header is row 1, as in a spreadsheet
  std::size_t records = 0;
};

/// Cuts a CSV file (RFC 4180: comma, quotes doubled inside quotes, newlines inside quotes; LF or CRLF) into blocks of
/// complete records, so that many threads can parse it in constant memory. Passed over are an UTF-8 byte order mark and
/// Excel's first line "sep=,". A quote inside an unquoted cell stands for itself.
///
/// Blanks around the names of columns are left out, but for those of a quoted name that would then appear twice. The
/// first column may have no name (row numbers, as pandas and R write them), and so may the last ones, as long as their
/// cells are empty (ghost columns of a spreadsheet): they are in the header as "".
class CsvReader {
 public:
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 18;      ///< about the size of a processor's L2 cache
  static constexpr std::size_t kMaxRecordBytes = std::size_t{8} << 20;  ///< a longer record is an error

  /// Reads the header. Throws Error(Data) when the file is empty, cannot be read, is of another format
  /// (foreign_format) or separator, or the header is malformed, has an empty or a repeated name.
  explicit CsvReader(const std::string& path, Passes passes = Passes::One);

  const std::string& name() const { return input_.name(); }
  const std::vector<std::string>& header() const { return header_; }
  /// The next records, or nothing at the end. Throws Error(Data), Interrupted.
  std::optional<CsvBlock> next_block();
  /// Back to the first record; only with Passes::Several, and at the end of the file.
  void rewind();
  /// Share of the file read so far, in [0, 1]; 0 when the size is unknown.
  double progress() const;
  Digest digest() { return input_.digest(); }

 private:
  bool fill(std::size_t target);
  void read_header();
  std::string take_first_line();
  void skip_separator_line();
  void add_name(std::string_view name, bool is_quoted);

  InputStream input_;
  std::vector<std::string> header_;
  std::string pending_;  // read, not yet handed out
  std::size_t next_row_ = 1;
  std::size_t bytes_read_ = 0;
  bool at_end_ = false;
};

/// True for the name of a column that numbers the rows: "" in the first place, as pandas and R write it, and
/// "Unnamed: 0", which pandas makes of it.
bool is_row_index(const std::string& name);

/// Offset of the first byte that is not valid UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view bytes);

/// "clients.csv, row 17" in both languages, for the start of a message.
Text at_row(const std::string& file, std::size_t row);

/// The error for a byte that is not UTF-8. @param where  file, row, perhaps column.
Error not_utf8(const Text& where, unsigned char byte);

/// Throws Error(Data) naming row and column where the block has a byte that is not text in UTF-8, or a zero byte; the
/// block's bytes are spoilt then.
void require_text(CsvBlock& block, const std::string& file, const std::vector<std::string>& header);

/// The error for text behind a closing quote. @param where  file and row.
Error text_after_quote(const Text& where);

/// The error for a file that has a header and nothing below it.
Error no_rows(const std::string& file);

}  // namespace p8
