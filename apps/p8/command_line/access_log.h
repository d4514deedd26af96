#pragma once

#include <fstream>
#include <functional>
#include <mutex>
#include <string>

#include <CLI/CLI.hpp>

namespace p8::app {

/// Throws Error(Output) where the log would be a file that the command was given otherwise, under whatever name, or
/// lies in the model's folder: lines would be appended to what the server reads.
void require_own_log(const std::string& log, const CLI::App& command);

/// Lines to a file, to standard error, or nowhere.
class AccessLog {
 public:
  /// @param path  "": standard error where `is_shown`. Throws Error(Output) when the file cannot be written.
  AccessLog(const std::string& path, bool is_shown);

  std::function<void(const std::string&)> writer();

  /// For who rotates logs: the old file may have been renamed. Goes on with it when there can be no new one.
  /// Throws Error(Output) then. A pipe is kept: to open it might take for ever.
  void reopen();

 private:
  void open();
  void write(const std::string& line);

  std::string path_;
  bool is_shown_;
  std::ofstream file_;
  std::mutex mutex_;
};

}  // namespace p8::app
