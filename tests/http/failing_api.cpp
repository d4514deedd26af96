#include "http/failing_api.h"

#include <chrono>
#include <cmath>
#include <thread>

#include <fmt/core.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

namespace p8::test {

namespace {

constexpr double kBase = 0.25;

void wait_for(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

std::string good_answer(const std::string& request, bool nested, const FailingApi::Options& options) {
  const auto features = nlohmann::json::parse(request).at("features");
  const double a = features.value("a", 0.0);
  const double b = features.value("b", 0.0);
  const double drift = options.drifts ? a : 0.0;
  const double p = 1.0 / (1.0 + std::exp(-(kBase + drift + a - b)));
  nlohmann::json answer = {{"prediction", p > 0.411 ? 1 : 0}, {"probability", p}};
  if (options.tells_shap) {
    answer["shap_values"] = nlohmann::json::array({a, -b});
    if (nested) answer["shap_values"] = nlohmann::json::array({answer["shap_values"]});
  }
  return answer.dump();
}

/// A byte at a time, `pause` milliseconds apart.
void send_slowly(httplib::Response& response, const std::string& body, int pause) {
  response.set_content_provider(body.size(), "application/json",
                                [body, pause](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                  wait_for(pause);
                                  return sink.write(body.data() + offset, 1);
                                });
}

void send_without_end(httplib::Response& response, const std::string& body) {
  response.set_content_provider(body.size(), "application/json",
                                [body](std::size_t, std::size_t, httplib::DataSink& sink) {
                                  sink.write(body.data(), body.size() / 2);
                                  return false;
                                });
}

}  // namespace

struct FailingApi::Server {
  std::unique_ptr<httplib::Server> http;
  std::thread thread;
  int port = 0;
};

FailingApi::FailingApi(const Options& options) : server_(std::make_unique<Server>()), options_(options) {
  if (options_.certificate.empty()) {
    server_->http = std::make_unique<httplib::Server>();
  } else {
    server_->http = std::make_unique<httplib::SSLServer>(options_.certificate.c_str(), options_.key.c_str());
  }
  server_->http->new_task_queue = [] { return new httplib::ThreadPool(16); };
  server_->http->set_keep_alive_max_count(1000);
  server_->http->set_tcp_nodelay(true);
  server_->http->Post("/predict", [this](const httplib::Request& request, httplib::Response& response) {
    const std::size_t number = requests_++;
    if (!options_.token.empty() && request.get_header_value("Authorization") != "Bearer " + options_.token) {
      response.status = 401;
      return;
    }
    const std::string good = good_answer(request.body, number % 2 == 0, options_);
    const std::size_t fault = options_.fails ? (number * 7919) % 101 : 100;
    if (fault < 12) {
      response.status = fault % 2 == 0 ? 500 : 503;
    } else if (fault < 18) {
      response.status = 429;
      response.set_header("Retry-After", fault == 12 ? "1" : "0");
    } else if (fault < 22) {
      response.set_content(good.substr(0, good.size() / 2), "application/json");
    } else if (fault < 25) {
      response.set_content(R"({"prediction":0,"probability":0.5,"shap_values":[[1,2,3]]})", "application/json");
    } else if (fault < 28) {
      response.set_content(R"({"prediction":0,"probability":NaN,"shap_values":[[0,0]]})", "application/json");
    } else if (fault < 30) {
      response.set_content(R"({"prediction":0,"probability":1.5,"shap_values":[[0,0]]})", "application/json");
    } else if (fault < 32) {
      send_without_end(response, good);
    } else if (options_.fails && number % 997 == 32) {
      wait_for(1500);  // longer than the test's client waits
      response.set_content(good, "application/json");
    } else if (options_.fails && number % 997 == 64) {
      send_slowly(response, good, 20);  // each byte in time, all of them too late
    } else {
      wait_for(options_.pause);
      response.set_content(good, "application/json");
      const std::lock_guard<std::mutex> lock(mutex_);
      ++answered_[request.body];
    }
  });
  server_->port = server_->http->bind_to_any_port("127.0.0.1");
  server_->thread = std::thread([this] { server_->http->listen_after_bind(); });
  while (!server_->http->is_running()) wait_for(1);  // or stop() could come before it and be forgotten
}

FailingApi::~FailingApi() {
  server_->http->stop();
  server_->thread.join();
}

std::string FailingApi::address() const {
  return fmt::format("{}://127.0.0.1:{}/predict", options_.certificate.empty() ? "http" : "https", server_->port);
}

std::map<std::string, int> FailingApi::answered() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return answered_;
}

}  // namespace p8::test
