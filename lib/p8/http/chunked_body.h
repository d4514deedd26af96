#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace p8::serve {

/// Decodes a chunked body (RFC 9112, 7.1) from bytes as they come. Extensions and trailers are checked and dropped.
/// As strict as RequestReader: lines end with CR LF, sizes are hexadecimal digits and nothing else.
class ChunkedBody {
 public:
  /// @param body_bytes  the longest body.   @param extra_bytes  the most bytes of extensions, and of trailers.
  /// @param trailers  the most trailer fields.
  ChunkedBody(std::size_t body_bytes, std::size_t extra_bytes, std::size_t trailers)
      : body_left_(body_bytes), extensions_left_(extra_bytes), trailers_left_(extra_bytes), fields_left_(trailers) {}

  enum class State { Incomplete, Complete, Bad };

  /// Takes what it can off the front of `bytes` and adds to `body`; on Complete the next request is left.
  State read(std::string& bytes, std::string& body);
  /// The status of a bad body: 400, 413 (too long), 431 (trailers).
  int status() const { return status_; }

 private:
  enum class Part { Size, Data, EndOfData, Trailers };
  enum class Step { Done, MoreBytes, Finished, Bad };

  Step step(std::string_view bytes, std::size_t& at, std::string& body);
  Step size_line(std::string_view line);
  Step trailer_line(std::string_view line);
  Step bad(int status);

  std::size_t body_left_;
  std::size_t extensions_left_;
  std::size_t trailers_left_;
  std::size_t fields_left_;
  Part part_ = Part::Size;
  std::size_t chunk_left_ = 0;
  int status_ = 0;
};

}  // namespace p8::serve
