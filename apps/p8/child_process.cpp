#include "p8/child_process.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "p8/common_options.h"
#include "p8/core/error.h"
#include "p8/core/interrupt.h"
#include "p8/core/system_text.h"

extern char** environ;

namespace p8::app {

namespace {

constexpr int kPollMilliseconds = 100;
constexpr int kPollsToEnd = 50;

Error not_started(int error_number) {
  const Text reason = system_text(error_number);
  return output_error("cannot start p8 again: {0}", "impossible de relancer p8 : {1}", reason.en, reason.fr);
}

/// The reading end of a pipe and the process that writes into it.
struct Child {
  pid_t process = -1;
  int error = -1;
};

Child spawn(const std::vector<std::string>& words) {
  std::error_code failed;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", failed).string();
  if (failed) throw not_started(failed.value());
  std::vector<std::string> arguments = {program};
  arguments.insert(arguments.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& word : arguments) argv.push_back(word.data());
  argv.push_back(nullptr);

  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw not_started(errno);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  Child child;
  const int status = posix_spawn(&child.process, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (status != 0) {
    close(ends[0]);
    throw not_started(status);
  }
  child.error = ends[0];
  return child;
}

/// Passes whole lines on, but keeps the message of the error.
class ErrorLines {
 public:
  void add(const char* bytes, std::size_t size) {
    pending_.append(bytes, size);
    for (std::size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
      take(pending_.substr(0, end + 1));
      pending_.erase(0, end + 1);
    }
  }

  std::string finish() {
    if (!pending_.empty()) take(pending_);
    pending_.clear();
    return message_;
  }

 private:
  void take(const std::string& line) {
    std::size_t mark = 0;
    for (const Language language : {Language::English, Language::French}) {
      const std::string words = error_mark(language);
      if (line.rfind(words, 0) == 0) mark = words.size();
    }
    if (mark == 0) {
      std::fwrite(line.data(), 1, line.size(), stderr);
      return;
    }
    message_ = line.substr(mark);
    while (!message_.empty() && message_.back() == '\n') message_.pop_back();
  }

  std::string pending_;
  std::string message_;
};

int wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Asks the process to end, and makes it where it does not within some seconds.
void end(pid_t process, int signal) {
  kill(process, signal);
  for (int i = 0; i < kPollsToEnd; ++i) {
    if (waitpid(process, nullptr, WNOHANG) != 0) return;
    poll(nullptr, 0, kPollMilliseconds);
  }
  kill(process, SIGKILL);
  wait_for(process);
}

void read_all(int descriptor, ErrorLines& lines) {
  char buffer[4096];
  while (true) {
    throw_if_interrupted();
    pollfd ready = {descriptor, POLLIN, 0};
    if (poll(&ready, 1, kPollMilliseconds) <= 0) continue;  // in time to see a signal
    const ssize_t size = read(descriptor, buffer, sizeof buffer);
    if (size == 0) return;
    if (size > 0) lines.add(buffer, static_cast<std::size_t>(size));
    if (size < 0 && errno != EINTR) return;
  }
}

}  // namespace

ChildOutcome run_this_program(const std::vector<std::string>& words) {
  const Child child = spawn(words);
  ErrorLines lines;
  try {
    read_all(child.error, lines);
  } catch (const Interrupted& interrupted) {
    end(child.process, interrupted.signal);
    close(child.error);
    throw;
  }
  close(child.error);
  ChildOutcome outcome;
  outcome.exit_code = wait_for(child.process);
  outcome.message = lines.finish();
  return outcome;
}

}  // namespace p8::app
