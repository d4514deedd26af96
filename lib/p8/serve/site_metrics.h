#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace p8::serve {

/// Counts of requests, for Prometheus. Safe to use from several threads, without locks.
class SiteMetrics {
 public:
  static constexpr std::array<const char*, 10> kRoutes = {
      "/clients", "/client", "/overall", "/predict", "/healthz", "/metrics", "/openapi.json", "/", "assets", "other"};
  static constexpr std::array<double, 8> kBuckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5};  // seconds

  void add(const char* route, int status, double seconds);
  /// How many clients the dashboard has; told before the reload that brought them is counted.
  void set_clients(std::size_t clients);
  void add_reload(bool succeeded);
  /// The text format 0.0.4 of Prometheus. A reload that it counts has its clients beside it.
  std::string text() const;

 private:
  struct Route {
    std::array<std::atomic<std::uint64_t>, 6> by_class{};                     // of statuses: 0xx to 5xx
    std::array<std::atomic<std::uint64_t>, kBuckets.size() + 1> durations{};  // the last one: longer
    std::atomic<std::uint64_t> microseconds{0};
  };
  std::array<Route, kRoutes.size()> routes_;
  std::atomic<std::uint64_t> clients_{0};
  std::atomic<std::uint64_t> reloads_[2] = {};  // failed, succeeded
};

}  // namespace p8::serve
