#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace p8::test {

/// `p8 serve ARGUMENTS… --port 0`, ended with the object.
class RunningServer {
 public:
  /// Fails the test where the server does not say its address within some seconds.
  explicit RunningServer(const std::vector<std::string>& arguments);
  ~RunningServer();
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  const std::string& address() const { return address_; }  ///< "http://127.0.0.1:41234/"
  void signal(int number) const;
  /// SIGTERM, and the exit code (128 + signal where one ended it).
  int stop();

 private:
  pid_t process_ = -1;
  std::string address_;
};

}  // namespace p8::test
