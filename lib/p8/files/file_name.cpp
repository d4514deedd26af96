#include "p8/files/file_name.h"

#include <algorithm>
#include <cstring>

#include "p8/base/hash.h"

namespace p8 {

namespace {

constexpr std::size_t kMaxBytes = 80;
constexpr std::size_t kHashDigits = 12;

bool is_kept(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && std::strchr("_-.", c) != nullptr);
}

bool ends_like_a_hash(const std::string& name) {
  if (name.size() < kHashDigits + 1 || name[name.size() - kHashDigits - 1] != '-') return false;
  return name.find_first_not_of("0123456789abcdef", name.size() - kHashDigits) == std::string::npos;
}

}  // namespace

std::string safe_file_name(const std::string& identifier) {
  std::string name = identifier.substr(0, kMaxBytes);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_kept(c); }, '_');
  if (!name.empty() && name.front() == '.') name.front() = '_';
  if (name == identifier && !name.empty() && !ends_like_a_hash(name)) return name;
  return name + "-" + digest_of(identifier).sha256.substr(0, kHashDigits);
}

}  // namespace p8
