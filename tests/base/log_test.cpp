#include "p8/base/log.h"

#include <cstdlib>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace p8;

namespace {

/// What the bar of a ten-step task of twenty seconds writes to a terminal.
std::string drawn_on_terminal(Language language) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE((grantpt(terminal) == 0 && unlockpt(terminal) == 0));
  const int screen = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  REQUIRE(screen >= 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(screen, STDERR_FILENO);
    double time = 0.0;
    Log log(Verbosity::Normal, language, true, [&time] { return time; });
    for (int step = 0; step <= 5; ++step, time += 2.0) log.progress({"Reading", "Lecture"}, 0.1 * step);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  close(screen);  // so that reading ends
  std::string drawn;
  char part[256];
  for (ssize_t count = 0; (count = read(terminal, part, sizeof part)) > 0;) {
    drawn.append(part, static_cast<std::size_t>(count));
  }
  close(terminal);
  return drawn;
}

}  // namespace

TEST_CASE("the bar says how long the work still takes, once that can be said") {
  const std::string drawn = drawn_on_terminal(Language::English);
  CHECK(drawn.find("Reading ██████························  20 %  16 s left") != std::string::npos);
  CHECK(drawn.find(" 10 %  ") == std::string::npos);
  CHECK(drawn_on_terminal(Language::French).find("  50 %  encore 10 s") != std::string::npos);
}

TEST_CASE("control characters of user data cannot reach the terminal") {
  CHECK(printable("a\x1B[31mb\nc\td") == "a?[31mb?c?d");
  CHECK(printable("\xC2\x9B"
                  "31m") == "?31m");  // CSI of the C1 range
  CHECK(printable("é€ fine") == "é€ fine");
  CHECK(printable("ten percent \x7F") == "ten percent ?");
}

TEST_CASE("bytes that are not UTF-8 are shown as question marks") {
  CHECK(printable("a\xFF"
                  "b\xC3") == "a?b?");
}

TEST_CASE("long text is cut at a character's boundary") {
  CHECK(printable("abcdef", 3) == "abc…");
  CHECK(printable("abé", 3) == "abé");
  CHECK(printable("abéé", 3) == "abé…");
}
