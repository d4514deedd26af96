#include "p8/report/short_path.h"

#include <cmath>
#include <cstdlib>

#include <fmt/core.h>

namespace p8::report {

namespace {

long tenths(double px) { return std::isfinite(px) ? std::lround(px * 10.0) : 0; }

}  // namespace

ShortPath& ShortPath::move_to(const Point& to) {
  command('m');
  pair(to);
  start_x_ = x_;
  start_y_ = y_;
  implied_ = 'l';
  return *this;
}

ShortPath& ShortPath::line_to(const Point& to) {
  if (implied_ != 'l') command('l');
  pair(to);
  implied_ = 'l';
  return *this;
}

ShortPath& ShortPath::across_to(double x) {
  command('h');
  number(tenths(x) - x_);
  x_ = tenths(x);
  return *this;
}

ShortPath& ShortPath::up_to(double y) {
  command('v');
  number(tenths(y) - y_);
  y_ = tenths(y);
  return *this;
}

ShortPath& ShortPath::close() {
  command('z');
  x_ = start_x_;
  y_ = start_y_;
  return *this;
}

void ShortPath::command(char letter) {
  path_ += letter;
  after_number_ = false;
  implied_ = 0;
}

/// "-3.2", "12", ".5".
void ShortPath::number(long tenths) {
  if (after_number_ && tenths >= 0) path_ += ' ';
  if (tenths < 0) path_ += '-';
  const long size = std::labs(tenths);
  if (size >= 10 || size == 0) path_ += fmt::format("{}", size / 10);
  if (size % 10 != 0) path_ += fmt::format(".{}", size % 10);
  after_number_ = true;
}

void ShortPath::pair(const Point& to) {
  const long x = tenths(to.x), y = tenths(to.y);
  number(x - x_);
  number(y - y_);
  x_ = x;
  y_ = y;
}

}  // namespace p8::report
