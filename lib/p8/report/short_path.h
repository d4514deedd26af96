#pragma once

#include <string>

#include "p8/report/chart.h"

namespace p8::report {

/// The path data of many small shapes in few bytes: to a tenth of a px, each number relative to where the pen is, and
/// no letter or space that can be left out ("m12.3 5h8v-3zm9.5 0" …).
class ShortPath {
 public:
  ShortPath& move_to(const Point& to);
  ShortPath& line_to(const Point& to);
  ShortPath& across_to(double x);
  ShortPath& up_to(double y);
  /// Back to where the last move_to() went.
  ShortPath& close();

  const std::string& str() const { return path_; }

 private:
  void command(char letter);
  void number(long tenths);
  void pair(const Point& to);

  std::string path_;
  bool after_number_ = false;  // a space is needed before a number without a sign
  char implied_ = 0;           // the command that a further pair of numbers stands for
  long x_ = 0, y_ = 0;         // of the pen, in tenths of px
  long start_x_ = 0, start_y_ = 0;
};

}  // namespace p8::report
