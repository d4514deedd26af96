#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "p8/credit/remote/api_response.h"

namespace p8::serve {

/// Answers of an API by the digest of what was asked, in one file that only grows: `answers.log`, a line an answer
///   digest (64 hex) SP check (16 hex) SP prediction SP probability SP margin SP base-or-"-" (SP SHAP value)* LF
/// The check is the start of the SHA-256 of the rest of the line. Each line is written by one call; a last line that a
/// kill or a full disk cut short is cut off when the file is opened again, and a damaged line elsewhere is passed over.
/// A file of which no line begins as one of these, and a symlink, are somebody else's: they are left untouched.
/// Memory holds digests and places only. Safe to use from several threads.
class ResponseCache {
 public:
  /// @param directory  made where it is not there; "": a nameless file that goes with this object.
  /// Throws Error(Output) when it cannot be opened, is no cache, or another run uses it.
  explicit ResponseCache(const std::string& directory);
  ~ResponseCache();
  ResponseCache(const ResponseCache&) = delete;
  ResponseCache& operator=(const ResponseCache&) = delete;

  std::size_t size() const;
  std::optional<ApiResponse> find(const std::string& digest) const;
  /// Throws Error(Output) when it cannot be written whole.
  void add(const std::string& digest, const ApiResponse& answer);

 private:
  struct Place {
    std::uint64_t offset = 0;
    std::uint32_t size = 0;  // of the line, without its end
  };
  void read_lines();

  std::string name_;
  int descriptor_ = -1;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Place> places_;
  std::uint64_t end_ = 0;
  double last_synced_ = 0.0;
};

}  // namespace p8::serve
