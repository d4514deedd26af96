#include "support/terminal.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <doctest/doctest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace p8::test {

namespace {

/// The lines of a terminal: carriage return, line feed, "erase to the end of the line", and wrapping at the last
/// column.
class Screen {
 public:
  explicit Screen(std::size_t columns) : columns_(columns), lines_(1) {}

  void write(const std::string& bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const char c = bytes[i];
      if (c == '\r') {
        column_ = 0;
      } else if (c == '\n') {
        next_line();
      } else if (bytes.compare(i, 3, "\033[K") == 0) {
        lines_.back().resize(std::min(column_, lines_.back().size()));
        i += 2;
      } else if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) {
        lines_.back()[column_ - 1] += c;  // goes on with a character of UTF-8
      } else {
        put(c);
      }
    }
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> texts;
    for (const std::vector<std::string>& line : lines_) {
      std::string text;
      for (const std::string& character : line) text += character;
      text.erase(text.find_last_not_of(' ') + 1);
      if (!text.empty()) texts.push_back(text);
    }
    return texts;
  }

 private:
  void next_line() {
    lines_.emplace_back();
    column_ = 0;
  }
  void put(char c) {
    if (column_ == columns_) next_line();
    std::vector<std::string>& line = lines_.back();
    if (line.size() <= column_) line.resize(column_ + 1, " ");
    line[column_++] = std::string(1, c);
  }

  std::size_t columns_;
  std::size_t column_ = 0;
  std::vector<std::vector<std::string>> lines_;  // characters
};

}  // namespace

TerminalRun run_on_terminal(const std::vector<std::string>& arguments, unsigned short columns,
                            const std::function<void(const std::string&, pid_t)>& during) {
  std::fflush(nullptr);
  int terminal = -1;
  winsize size = {24, columns, 0, 0};
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  REQUIRE(child >= 0);
  if (child == 0) {
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
    std::vector<std::string> words = {P8_BINARY};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
  }
  TerminalRun run;
  char buffer[4096];
  // Reading fails once the other end is closed.
  for (ssize_t count = 0; (count = read(terminal, buffer, sizeof buffer)) > 0;) {
    run.bytes.append(buffer, static_cast<std::size_t>(count));
    if (during) during(run.bytes, child);
  }
  close(terminal);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  run.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  Screen screen(columns);
  screen.write(run.bytes);
  run.lines = screen.lines();
  return run;
}

}  // namespace p8::test
