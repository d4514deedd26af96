#include "p8/http/listening_socket.h"

#include <cerrno>
#include <cstdint>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/system_text.h"

namespace p8::serve {

namespace {

Error cannot_listen(const std::string& host, int port, int reason) {
  const Text why = system_text(reason);
  return output_error("cannot listen on {0}, port {1}: {2}", "écoute impossible sur {0}, port {1} : {2}",
                      printable(host, 80), port, why);
}

struct Address {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

Address address_of(const std::string& host, int port) {
  Address address;
  auto* const four = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* const six = reinterpret_cast<sockaddr_in6*>(&address.storage);
  const std::string numeric = host == "localhost" ? "127.0.0.1" : host;
  if (inet_pton(AF_INET, numeric.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(static_cast<std::uint16_t>(port));
    address.size = sizeof *four;
  } else if (inet_pton(AF_INET6, numeric.c_str(), &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(static_cast<std::uint16_t>(port));
    address.size = sizeof *six;
  } else {
    throw usage_error("--host: '{}' is not an address of this machine, such as 127.0.0.1 or ::1",
                      "--host : « {} » n'est pas une adresse de cette machine, comme 127.0.0.1 ou ::1",
                      printable(host, 80));
  }
  return address;
}

}  // namespace

int listening_socket(const std::string& host, int port) {
  const Address address = address_of(host, port);
  const int socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) throw cannot_listen(host, port, errno);
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0 ||
      listen(socket, SOMAXCONN) != 0) {
    const int reason = errno;
    close(socket);
    throw cannot_listen(host, port, reason);
  }
  return socket;
}

int port_of(int socket) {
  Address address;
  address.size = sizeof address.storage;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address.storage), &address.size);
  return ntohs(address.storage.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port
                                                     : reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port);
}

}  // namespace p8::serve
