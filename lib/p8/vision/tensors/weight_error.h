#pragma once

#include <string>
#include <string_view>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8::weights {

/// Where in a weight file something stands.
struct Place {
  std::string file;  ///< printable
  Text part;         ///< "data.pkl", "tensor \"x\"", …; empty: the file as a whole
};

/// Error(Model) "FILE: PART: WHY" in both languages.
template <typename... Args>
Error fault(const Place& place, const char* en, const char* fr, const Args&... args) {
  const Text why = text(en, fr, args...);
  if (place.part.en.empty()) return model_error("{}: {}", "{} : {}", place.file, why);
  return model_error("{}: {}: {}", "{} : {} : {}", place.file, place.part, why);
}

/// A piece of the file for a message: printable and short.
inline std::string shown(std::string_view text) { return printable(std::string(text.substr(0, 200)), 80); }

/// The place of a tensor.
inline Place tensor_place(const Place& file, std::string_view name) {
  return {file.file, text("tensor \"{}\"", "tenseur « {} »", shown(name))};
}

}  // namespace p8::weights
