#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"

namespace p8 {

/// A JSON file that describes a model, with what does not fit the weights collected on the way.
class ModelConfig {
 public:
  /// Throws Error(Model) where the file cannot be read, is larger than 1 MiB or is no JSON object.
  explicit ModelConfig(const std::string& path);
  /// One that stands inside of another file. @param name  that file for messages, printable.
  ModelConfig(const std::string& json, std::string name);

  const std::string& name() const { return name_; }
  const nlohmann::json& root() const { return root_; }

  /// The object at a key, or an empty one where there is none. Throws Error(Model) where it is something else.
  nlohmann::json object(const nlohmann::json& parent, const char* key) const;
  /// A count, or `otherwise` where there is none or null. Throws Error(Model) for what is no whole number from 1 to
  /// 2^31.
  std::size_t count(const nlohmann::json& parent, const char* key, std::size_t otherwise) const;
  /// A list of `size` such counts. Throws Error(Model) where there is none.
  std::vector<std::size_t> counts(const nlohmann::json& parent, const char* key, std::size_t size) const;
  double number(const nlohmann::json& parent, const char* key, double otherwise) const;
  std::string word(const nlohmann::json& parent, const char* key, const std::string& otherwise) const;
  bool flag(const nlohmann::json& parent, const char* key, bool otherwise) const;
  /// Three numbers; `values` stays as it is where there is none.
  void read_colours(const nlohmann::json& parent, const char* key, std::array<float, 3>& values) const;

  /// Notes a contradiction unless the configuration is silent or says what the weights say.
  void expect(const nlohmann::json& parent, const char* key, std::size_t weights_have);
  void expect(const std::string& what, std::size_t says, std::size_t weights_have);
  /// Throws Error(Model) with all contradictions noted.
  void throw_contradictions() const;

  Error unsupported(const std::string& what) const;

 private:
  void parse(const std::string& json);
  Error wrong(const char* key, const char* expected_en, const char* expected_fr) const;

  std::string name_;  // printable
  nlohmann::json root_;
  Text contradictions_;
};

}  // namespace p8
