#include "p8/base/byte_size.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

constexpr double kLargest = 0x1.0p53;  // whole numbers up to here are exact in a double

/// The power of 1024 that a unit stands for.
std::optional<int> power_of(std::string_view unit) {
  std::string upper;
  for (const char c : unit) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (upper.empty() || upper == "B") return 0;
  constexpr std::string_view kPrefixes = "KMGT";
  const std::size_t prefix = kPrefixes.find(upper[0]);
  if (prefix == std::string_view::npos) return std::nullopt;
  const std::string rest = upper.substr(1);
  if (!rest.empty() && rest != "B" && rest != "IB") return std::nullopt;
  return static_cast<int>(prefix) + 1;
}

std::optional<std::uint64_t> size_of(const std::string& text) {
  const char* const end = text.data() + text.size();
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) == 0) return std::nullopt;  // "-1", "inf"
  double number = 0.0;
  const auto [rest, fault] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (fault != std::errc()) return std::nullopt;
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (!unit.empty() && unit[0] == ' ') unit.remove_prefix(1);
  const std::optional<int> power = power_of(unit);
  if (!power) return std::nullopt;
  const double bytes = std::floor(std::ldexp(number, 10 * *power));
  if (bytes > kLargest) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

}  // namespace

std::uint64_t parse_size(const std::string& text) {
  if (const std::optional<std::uint64_t> size = size_of(text)) return *size;
  throw usage_error("'{}' is not a size; expected bytes as a number, with K, M, G or T behind it: 500M, 2G",
                    "« {} » n'est pas une taille ; il faut un nombre d'octets, suivi au besoin de K, M, G ou T : "
                    "500M, 2G",
                    printable(text, 40));
}

}  // namespace p8
