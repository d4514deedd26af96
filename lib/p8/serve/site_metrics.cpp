#include "p8/serve/site_metrics.h"

#include <algorithm>
#include <cstring>
#include <fstream>

#include <fmt/core.h>
#include <unistd.h>

#include "p8/files/run_record.h"

namespace p8::serve {

namespace {

/// Memory that is in use, in bytes; 0 where the system does not tell.
std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void SiteMetrics::add(const char* route, int status, double seconds) {
  const auto found = std::find_if(kRoutes.begin(), kRoutes.end() - 1,
                                  [&](const char* known) { return std::strcmp(known, route) == 0; });
  Route& counts = routes_[static_cast<std::size_t>(found - kRoutes.begin())];
  ++counts.by_class[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))];
  const auto bucket = std::lower_bound(kBuckets.begin(), kBuckets.end(), seconds) - kBuckets.begin();
  ++counts.durations[static_cast<std::size_t>(bucket)];
  counts.microseconds += static_cast<std::uint64_t>(seconds * 1e6);
}

void SiteMetrics::set_clients(std::size_t clients) { clients_ = clients; }

void SiteMetrics::add_reload(bool succeeded) { ++reloads_[succeeded ? 1 : 0]; }

std::string SiteMetrics::text() const {
  const std::uint64_t failed = reloads_[0];  // before the clients, which are told in the other order
  const std::uint64_t succeeded = reloads_[1];
  std::string out =
      fmt::format("# HELP p8_info Version of p8.\n# TYPE p8_info gauge\np8_info{{version=\"{}\"}} 1\n", kVersion);
  out += "# HELP p8_clients Clients in the dashboard.\n# TYPE p8_clients gauge\n";
  out += fmt::format("p8_clients {}\n", clients_.load());
  out += "# HELP process_resident_memory_bytes Memory in use.\n# TYPE process_resident_memory_bytes gauge\n";
  out += fmt::format("process_resident_memory_bytes {}\n", resident_bytes());
  out += "# HELP p8_reloads_total Reloads of model and data.\n# TYPE p8_reloads_total counter\n";
  out += fmt::format("p8_reloads_total{{result=\"failed\"}} {}\n", failed);
  out += fmt::format("p8_reloads_total{{result=\"succeeded\"}} {}\n", succeeded);
  out += "# HELP p8_requests_total Requests by route and class of status.\n# TYPE p8_requests_total counter\n";
  for (std::size_t r = 0; r < kRoutes.size(); ++r) {
    for (std::size_t c = 1; c <= 5; ++c) {
      if (const std::uint64_t count = routes_[r].by_class[c]) {
        out += fmt::format("p8_requests_total{{route=\"{}\",status=\"{}xx\"}} {}\n", kRoutes[r], c, count);
      }
    }
  }
  out += "# HELP p8_request_seconds How long answers took.\n# TYPE p8_request_seconds histogram\n";
  for (std::size_t r = 0; r < kRoutes.size(); ++r) {
    std::uint64_t total = 0;
    std::string lines;
    for (std::size_t b = 0; b <= kBuckets.size(); ++b) {
      total += routes_[r].durations[b];
      const std::string edge = b < kBuckets.size() ? fmt::format("{}", kBuckets[b]) : "+Inf";
      lines += fmt::format("p8_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", kRoutes[r], edge, total);
    }
    if (total == 0) continue;
    out += lines;
    out += fmt::format("p8_request_seconds_sum{{route=\"{}\"}} {}\n", kRoutes[r],
                       static_cast<double>(routes_[r].microseconds.load()) / 1e6);
    out += fmt::format("p8_request_seconds_count{{route=\"{}\"}} {}\n", kRoutes[r], total);
  }
  return out;
}

}  // namespace p8::serve
