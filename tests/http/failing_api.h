#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace p8::test {

/// A scoring API on 127.0.0.1 that answers well, badly, late or not at all: features a and b, margin a - b, base value
/// 0.25. What it does to a request is drawn from the number of requests so far, so that a retry fares differently.
class FailingApi {
 public:
  struct Options {
    bool fails = true;       ///< 500s, 429s, timeouts, truncated JSON, wrong counts, NaN, slow bytes, lost connections
    bool tells_shap = true;  ///< [[…]] or […] in turn
    std::string token;       ///< asked for where not empty
    bool drifts = false;     ///< the base value differs from client to client
    int pause = 0;           ///< milliseconds before each good answer
    std::string certificate, key;  ///< PEM files; where not empty it speaks TLS only
  };
  explicit FailingApi(const Options& options);
  ~FailingApi();

  std::string address() const;  ///< http://127.0.0.1:PORT/predict, or https://…
  std::size_t requests() const { return requests_; }
  /// How often each request body was answered well.
  std::map<std::string, int> answered() const;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
  Options options_;
  std::atomic<std::size_t> requests_{0};
  mutable std::mutex mutex_;
  std::map<std::string, int> answered_;
};

}  // namespace p8::test
