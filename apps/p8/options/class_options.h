#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/vision/embedding/prompts.h"

namespace p8::app {

/// The categories, and the sentences in which CLIP reads of them.
struct ClassOptions {
  std::vector<std::string> classes;
  std::vector<std::string> templates;
  std::string template_file;
  std::string name_file;

  /// Throws Error(Data) as read_templates() and read_class_names() do.
  ClassWording wording() const;
  /// The same for these classes.   @param merge_labels  --class-names may spell them in other ways.
  ClassWording wording(const std::vector<std::string>& own, bool merge_labels) const;
  bool are_given() const;
};

void add_class_options(CLI::App& command, ClassOptions& options);

}  // namespace p8::app
