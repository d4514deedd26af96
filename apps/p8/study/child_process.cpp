#include "p8/study/child_process.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/command_line/common_options.h"
#include "p8/files/system_text.h"

extern char** environ;

namespace p8::app {

namespace {

constexpr int kPollMilliseconds = 100;
constexpr int kPollsToEnd = 50;

Error not_started(int error_number) {
  if (error_number == E2BIG) {  // Linux: 128 KiB for one word
    return data_error(
        "a value of the study is too long to be handed to a run; at most 131,071 bytes",
        "une valeur de l'étude est trop longue pour être transmise à une exécution ; au plus 131 071 octets");
  }
  const Text reason = system_text(error_number);
  return output_error("cannot start p8 again: {0}", "impossible de relancer p8 : {0}", reason);
}

/// The reading end of a pipe and the process that writes into it.
struct Child {
  pid_t process = -1;
  int error = -1;
};

/// The new process: standard streams, then the program. Only calls that are safe between fork() and exec(); what
/// failed goes to `report`, which the exec closes.
[[noreturn]] void become(const char* program, char* const* argv, pid_t parent, int error_end, int report) {
  // Our handlers would only note a signal that comes before the exec, which forgets it.
  for (const int signal_number : {SIGINT, SIGTERM}) signal(signal_number, SIG_DFL);
  // It ends with its parent, however that one ends: nobody would wait for it any more.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(128 + SIGTERM);  // too late to be told
  const int input = open("/dev/null", O_RDONLY);
  const int output = open("/dev/null", O_WRONLY);
  if (input >= 0 && output >= 0 && dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
      dup2(error_end, STDERR_FILENO) >= 0) {
    if (input > STDERR_FILENO) close(input);
    if (output > STDERR_FILENO) close(output);
    execve(program, argv, environ);
  }
  const int failed = errno;
  static_cast<void>(!write(report, &failed, sizeof failed));
  _exit(127);
}

/// Nothing where the program started; else why it did not.
int read_report(int report) {
  int failed = 0;
  ssize_t size = 0;
  while ((size = read(report, &failed, sizeof failed)) < 0 && errno == EINTR) {
  }
  return size == static_cast<ssize_t>(sizeof failed) ? failed : 0;
}

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
  int reports[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw not_started(errno);
  if (pipe2(reports, O_CLOEXEC) != 0) {
    const int reason = errno;
    for (const int end : ends) close(end);
    throw not_started(reason);
  }
  const pid_t parent = getpid();
  Child child;
  child.process = fork();
  int status = child.process < 0 ? errno : 0;
  if (child.process == 0) become(program.c_str(), argv.data(), parent, ends[1], reports[1]);
  close(ends[1]);
  close(reports[1]);
  if (child.process > 0) status = read_report(reports[0]);
  close(reports[0]);
  if (status != 0) {
    close(ends[0]);
    if (child.process > 0) waitpid(child.process, nullptr, 0);
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
