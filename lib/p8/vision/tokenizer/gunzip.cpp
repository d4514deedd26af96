#include "p8/vision/tokenizer/gunzip.h"

#include <limits>
#include <new>

#include <zlib.h>

namespace p8 {

namespace {

class Inflater {
 public:
  explicit Inflater(std::string_view bytes) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(bytes.size());
    constexpr int kGzipOnly = 15 + 16;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Appends the next piece; Z_OK while there is more, Z_STREAM_END behind the last one.
  int next(std::string& out) {
    Bytef piece[1 << 14];
    stream_.next_out = piece;
    stream_.avail_out = sizeof piece;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    out.append(reinterpret_cast<const char*>(piece), sizeof piece - stream_.avail_out);
    return result;
  }

 private:
  z_stream stream_ = {};
};

}  // namespace

std::optional<std::string> gunzip(std::string_view bytes, std::size_t max_bytes) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
  Inflater inflater(bytes);
  std::string out;
  int result = Z_OK;
  while (result == Z_OK && out.size() <= max_bytes) result = inflater.next(out);
  if (result != Z_STREAM_END || out.size() > max_bytes) return std::nullopt;
  return out;
}

}  // namespace p8
