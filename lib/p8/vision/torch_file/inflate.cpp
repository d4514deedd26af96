#include "p8/vision/torch_file/inflate.h"

#include <algorithm>
#include <new>
#include <utility>

#include <zlib.h>

namespace p8::weights {

namespace {

constexpr std::size_t kMaxAtOnce = std::size_t{1} << 30;  // zlib counts in 32 bits

uInt next_piece(std::size_t left) { return static_cast<uInt>(std::min(left, kMaxAtOnce)); }

/// An open inflater, closed at the end.
struct Inflater {
  z_stream stream = {};
  bool is_open = inflateInit2(&stream, -MAX_WBITS) == Z_OK;
  ~Inflater() {
    if (is_open) inflateEnd(&stream);
  }
};

}  // namespace

std::unique_ptr<char[]> inflate_exactly(std::string_view deflated, std::size_t size) {
  Inflater inflater;
  if (!inflater.is_open) return nullptr;
  z_stream& stream = inflater.stream;
  // Memory that is not written to costs nothing yet: a stream that lies about its size fails before it is used up.
  std::unique_ptr<char[]> bytes(new (std::nothrow) char[size]);
  if (bytes == nullptr) return nullptr;
  std::size_t read = 0;
  std::size_t written = 0;
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data() + read));
    stream.avail_in = next_piece(deflated.size() - read);
    stream.next_out = reinterpret_cast<Bytef*>(bytes.get() + written);
    stream.avail_out = next_piece(size - written);
    status = inflate(&stream, Z_NO_FLUSH);  // Z_BUF_ERROR once it can neither read nor write
    read = static_cast<std::size_t>(reinterpret_cast<char*>(stream.next_in) - deflated.data());
    written = static_cast<std::size_t>(reinterpret_cast<char*>(stream.next_out) - bytes.get());
  }
  const bool is_exact = status == Z_STREAM_END && read == deflated.size() && written == size;
  return is_exact ? std::move(bytes) : nullptr;
}

unsigned long crc32_of(std::string_view bytes) {
  return crc32_z(crc32_z(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

}  // namespace p8::weights
