#include "p8/command_line/standard_output.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

#include "p8/files/file.h"

namespace p8::app {

void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest that is free, which this one is: those below it are open by now.
    static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

void print(const std::string& bytes) {
  OutputStream out("-");
  out.write(bytes);
  out.close();
}

int exit_code_after_output(int exit_code) {
  const bool is_lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || std::ferror(stderr) != 0;
  return exit_code == 0 && is_lost ? static_cast<int>(ErrorKind::Output) : exit_code;
}

}  // namespace p8::app
