#include "p8/base/base64.h"

#include <algorithm>

#include <openssl/evp.h>

namespace p8 {

std::string base64_of(const std::string& bytes) {
  constexpr std::size_t kPiece = std::size_t{3} << 20;  // OpenSSL counts in int; only the last piece is padded
  std::string encoded;
  encoded.reserve((bytes.size() + 2) / 3 * 4 + 1);
  for (std::size_t start = 0; start < bytes.size(); start += kPiece) {
    const std::size_t size = std::min(kPiece, bytes.size() - start);
    const std::size_t end = encoded.size();
    encoded.resize(end + (size + 2) / 3 * 4 + 1);  // it ends what it writes with a NUL
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(&encoded[end]),
                    reinterpret_cast<const unsigned char*>(bytes.data() + start), static_cast<int>(size));
    encoded.pop_back();
  }
  return encoded;
}

}  // namespace p8
