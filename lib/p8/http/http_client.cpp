#include "p8/http/http_client.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <httplib.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8::serve {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kWatch{50};

Text failure_text(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
      return {"connection failed", "connexion impossible"};
    case httplib::Error::ConnectionTimeout:
      return {"timeout while connecting", "délai de connexion dépassé"};
    case httplib::Error::Read:
      return {"connection lost while reading the answer", "connexion perdue pendant la lecture de la réponse"};
    case httplib::Error::Write:
      return {"connection lost while sending", "connexion perdue pendant l'envoi"};
    case httplib::Error::SSLConnection:
      return {"TLS handshake failed", "échec de la négociation TLS"};
    case httplib::Error::SSLLoadingCerts:
      return {"certificates cannot be loaded", "certificats illisibles"};
    case httplib::Error::SSLServerVerification:
      return {"the server's certificate is not trusted", "le certificat du serveur n'est pas reconnu"};
    case httplib::Error::Canceled:
      return {"the answer is too large", "la réponse est trop longue"};
    default:
      return {"no answer", "pas de réponse"};
  }
}

bool is_final(httplib::Error error) {
  return error == httplib::Error::SSLLoadingCerts || error == httplib::Error::SSLServerVerification;
}

std::string base_address(const Url& url) {
  const bool is_six = url.host.find(':') != std::string::npos;
  return (url.is_secure ? "https://" : "http://") + (is_six ? "[" + url.host + "]" : url.host) + ":" +
         std::to_string(url.port);
}

}  // namespace

/// The connections, which of them are free, and a thread that ends requests that take too long: the library's own
/// timeouts only limit the wait for the next byte.
struct HttpClient::Pool {
  struct Connection {
    std::unique_ptr<httplib::Client> client;
    std::optional<Clock::time_point> deadline;  // of the request under way
    bool is_late = false;
  };

  Url url;
  HttpOptions options;
  std::mutex mutex;
  std::condition_variable freed;
  std::condition_variable stopped;
  bool stopping = false;
  std::vector<Connection> connections;
  std::vector<std::size_t> free;
  std::thread watcher;

  std::unique_ptr<httplib::Client> new_client() const {
    auto client = std::make_unique<httplib::Client>(base_address(url));
    client->set_keep_alive(true);
    client->set_follow_location(false);
    client->set_tcp_nodelay(true);
    client->set_connection_timeout(options.connect_timeout);
    client->set_read_timeout(options.timeout);
    client->set_write_timeout(options.timeout);
    client->enable_server_certificate_verification(true);
    if (!options.ca_file.empty()) client->set_ca_cert_path(options.ca_file.c_str());
    return client;
  }

  std::size_t take() {
    std::unique_lock<std::mutex> lock(mutex);
    freed.wait(lock, [&] { return !free.empty(); });
    const std::size_t index = free.back();
    free.pop_back();
    connections[index].deadline = Clock::now() + options.timeout;
    connections[index].is_late = false;
    return index;
  }

  /// Returns whether the request was ended for taking too long.
  bool give_back(std::size_t index) {
    const std::lock_guard<std::mutex> lock(mutex);
    connections[index].deadline.reset();
    free.push_back(index);
    freed.notify_one();
    return connections[index].is_late;
  }

  void watch() {
    std::unique_lock<std::mutex> lock(mutex);
    while (!stopped.wait_for(lock, kWatch, [&] { return stopping; })) {
      for (Connection& connection : connections) {
        if (!connection.deadline || Clock::now() < *connection.deadline) continue;
        connection.is_late = true;
        connection.client->stop();
      }
    }
  }
};

HttpClient::HttpClient(Url url, HttpOptions options) : pool_(std::make_unique<Pool>()) {
  if (!options.ca_file.empty() && access(options.ca_file.c_str(), R_OK) != 0) {
    throw model_error("--ca-file: {} cannot be read", "--ca-file : lecture impossible de {}",
                      printable(options.ca_file));
  }
  pool_->url = std::move(url);
  pool_->options = std::move(options);
  for (int i = 0; i < pool_->options.connections; ++i) {
    pool_->connections.push_back({pool_->new_client(), {}, false});
    pool_->free.push_back(static_cast<std::size_t>(i));
  }
  pool_->watcher = std::thread([this] { pool_->watch(); });
}

HttpClient::~HttpClient() {
  {
    const std::lock_guard<std::mutex> lock(pool_->mutex);
    pool_->stopping = true;
  }
  pool_->stopped.notify_all();
  pool_->watcher.join();
}

HttpClientResponse HttpClient::post(const std::string& body) const {
  const std::size_t index = pool_->take();
  HttpClientResponse reply;
  std::size_t most = pool_->options.most_bytes;
  httplib::Request request;
  request.method = "POST";
  request.path = pool_->url.target;
  request.body = body;
  request.set_header("Content-Type", "application/json");
  request.set_header("Accept", "application/json");
  if (!pool_->options.token.empty()) request.set_header("Authorization", "Bearer " + pool_->options.token);
  request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    if (reply.body.size() + size > most) return false;
    reply.body.append(data, size);
    return true;
  };
  const httplib::Result result = pool_->connections[index].client->send(request);
  const bool is_late = pool_->give_back(index);
  if (!result) {
    reply.body.clear();
    reply.failure = is_late ? Text{"timeout", "délai dépassé"} : failure_text(result.error());
    reply.is_final = is_final(result.error());
    return reply;
  }
  reply.status = result->status;
  reply.retry_after = result->get_header_value("Retry-After");
  reply.feature_digest = result->get_header_value("X-P8-Features");
  return reply;
}

}  // namespace p8::serve
