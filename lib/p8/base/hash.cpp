#include "p8/base/hash.h"

#include <new>

#include <openssl/evp.h>

#include "p8/base/text.h"

namespace p8 {

struct Hasher::Context {
  EVP_MD_CTX* md = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(md); }
};

Hasher::Hasher() : context_(std::make_unique<Context>()) {
  if (context_->md == nullptr || EVP_DigestInit_ex(context_->md, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
}

Hasher::~Hasher() = default;

void Hasher::update(const char* data, std::size_t size) {
  EVP_DigestUpdate(context_->md, data, size);
  bytes_ += size;
}

Digest Hasher::finish() {
  Context copy;
  EVP_MD_CTX_copy_ex(copy.md, context_->md);
  unsigned char raw[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(copy.md, raw, &size);
  Digest digest{{}, bytes_};
  for (unsigned int i = 0; i < size; ++i) digest.sha256 += fmt::format("{:02x}", raw[i]);
  return digest;
}

Digest digest_of(const std::string& bytes) {
  Hasher hasher;
  hasher.update(bytes.data(), bytes.size());
  return hasher.finish();
}

}  // namespace p8
