#include "http/raw_request.h"

#include <chrono>
#include <thread>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace p8::test {

std::string raw_request(int port, const std::string& bytes, std::size_t piece, int pause, int patience) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    for (std::size_t start = 0; start < bytes.size(); start += piece) {
      const std::string part = bytes.substr(start, piece);
      if (send(socket, part.data(), part.size(), MSG_NOSIGNAL) < 0) break;
      if (pause > 0) std::this_thread::sleep_for(std::chrono::milliseconds(pause));
    }
    char buffer[65536];
    pollfd waiting = {socket, POLLIN, 0};
    while (poll(&waiting, 1, patience) == 1) {
      const ssize_t count = recv(socket, buffer, sizeof buffer, 0);
      if (count <= 0) break;
      answer.append(buffer, static_cast<std::size_t>(count));
    }
  }
  close(socket);
  return answer;
}

}  // namespace p8::test
