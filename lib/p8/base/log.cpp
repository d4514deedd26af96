#include "p8/base/log.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

#include "p8/base/secrets.h"

namespace p8 {

namespace {

constexpr std::size_t kBarWidth = 30;
constexpr std::size_t kShortestBar = 5;
constexpr double kSecondsBetweenDraws = 0.1;

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Columns of the terminal on standard error; 80 where it does not say.
std::size_t terminal_columns() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// A line that cannot be written stops nothing; the stream remembers it, and the program's exit code tells.
void write_error(const std::string& bytes) { std::fwrite(bytes.data(), 1, bytes.size(), stderr); }

std::size_t characters_in(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// "Reading ██████··········  40 %  16 s left" in one line of the terminal: one that wraps could not be taken off
/// again. Where there is little room the bar becomes shorter, then the time is left out, then the bar.
std::string bar_line(const std::string& what, double done, const std::string& still, std::size_t columns) {
  const std::string percent = fmt::format("{:3.0f} %", done * 100.0);
  const std::size_t room = columns - 1;  // a full line wraps on some terminals
  const std::size_t least = characters_in(what) + 1 + percent.size();
  for (const std::string& end : {still, std::string()}) {
    const std::size_t used = least + 1 + characters_in(end);
    if (used + kShortestBar > room) continue;
    const std::size_t width = std::min(kBarWidth, room - used);
    const auto filled = static_cast<std::size_t>(done * static_cast<double>(width));
    std::string bar;
    for (std::size_t i = 0; i < width; ++i) bar += i < filled ? "█" : "·";
    return what + " " + bar + " " + percent + end;
  }
  return least <= room ? what + " " + percent : percent.size() <= room ? percent : "";
}

}  // namespace

Log::Log(Verbosity verbosity, Language language, bool progress, std::function<double()> clock)
    : verbosity_(verbosity),
      language_(language),
      draws_bar_(progress && verbosity != Verbosity::Quiet && isatty(STDERR_FILENO) == 1),
      clock_(clock ? std::move(clock) : steady_seconds) {}

Log::~Log() { clear_bar(); }

void Log::warn(const Text& message) {
  if (verbosity_ == Verbosity::Quiet) return;
  line((language_ == Language::French ? "p8 : attention : " : "p8: warning: ") + message.in(language_));
}

void Log::info(const Text& message) {
  if (verbosity_ != Verbosity::Quiet) line(message.in(language_));
}

void Log::detail(const Text& message) {
  if (verbosity_ == Verbosity::Verbose) line(message.in(language_));
}

void Log::progress(const Text& what, double done) {
  if (!draws_bar_) return;
  const double time = clock_();
  if (time - last_drawn_ < kSecondsBetweenDraws) return;
  last_drawn_ = time;
  remaining_.update(what.en, time, done);
  std::string still;
  if (const std::optional<double> seconds = remaining_.seconds()) {
    still = text("  {} left", "  encore {}", duration_text(*seconds)).in(language_);
  }
  const std::string line = bar_line(what.in(language_), done, still, terminal_columns());
  write_error("\r\033[K" + line);
  static_cast<void>(std::fflush(stderr));  // a bar that is not drawn harms nothing
  bar_is_drawn_ = true;
}

void Log::line(const std::string& text) {
  clear_bar();
  write_error(printable(without_secrets(text), 4000) + "\n");
}

void Log::clear_bar() {
  if (bar_is_drawn_) write_error("\r\033[K");
  bar_is_drawn_ = false;
}

}  // namespace p8
