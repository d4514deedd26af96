#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "p8/base/text.h"

namespace p8 {

/// A key that a configuration may have.
struct KnownKey {
  const char* name;
  /// A JSON list of the values that ask for what p8's networks do. nullptr: p8 reads it, or no answer depends on it.
  const char* values = nullptr;
};

/// Makes sure that a configuration asks for nothing that p8 does not do: each of its keys is read, is known to change
/// no answer, or has a value that is what p8 does. null is as if the key were not there.
class KeyCheck {
 public:
  /// @param name  the file for messages, printable.
  explicit KeyCheck(std::string name) : name_(std::move(name)) {}

  /// Notes the keys of an object that are not known or have another value; what is not an object has none.
  /// @param path  what stands before the keys in messages: "vision_cfg.".
  void check(const nlohmann::json& object, const std::string& path, const std::vector<KnownKey>& known);
  /// Notes one key.
  void refuse(const std::string& key, const nlohmann::json& value);
  /// Throws Error(Model) that names all that was noted.
  void throw_any() const;

 private:
  std::string name_;
  Text refused_;
};

}  // namespace p8
