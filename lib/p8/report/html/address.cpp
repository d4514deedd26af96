#include "p8/report/html/address.h"

namespace p8::report {

namespace {

constexpr const char* kDigits = "0123456789ABCDEF";

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

/// 0 to 15; 16 for what is not a digit of file_address().
unsigned digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10U : 16U;
}

/// One name of the address; a "%" is followed by two digits, which do not stand for "/" or zero.
bool is_encoded_name(const std::string& name) {
  if (name.empty() || name == "." || name == "..") return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (is_unreserved(name[i])) continue;
    if (name[i] != '%' || i + 2 >= name.size()) return false;
    const unsigned high = digit_of(name[i + 1]), low = digit_of(name[i + 2]);
    if (high > 15 || low > 15) return false;
    const char decoded = static_cast<char>(high * 16 + low);
    if (decoded == '/' || decoded == '\0' || is_unreserved(decoded)) return false;
    i += 2;
  }
  return true;
}

}  // namespace

std::string file_address(const std::string& path) {
  std::string address;
  for (const char c : path) {
    if (is_unreserved(c) || c == '/') {
      address += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      address += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return address;
}

bool is_file_address(const std::string& address) {
  std::size_t start = 0;
  while (address.compare(start, 3, "../") == 0) start += 3;
  for (std::size_t slash = address.find('/', start); slash != std::string::npos; slash = address.find('/', start)) {
    if (!is_encoded_name(address.substr(start, slash - start))) return false;
    start = slash + 1;
  }
  return is_encoded_name(address.substr(start));
}

}  // namespace p8::report
