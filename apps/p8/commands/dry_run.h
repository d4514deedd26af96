#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "p8/command_line/common_options.h"
#include "p8/options/image_options.h"

namespace p8::app {

/// `--dry-run`: a command reads its options, data and models, and ends before it computes or writes anything.
void add_dry_run_option(CLI::App& command, bool& dry_run);

/// What a dry run looks at that the run itself would find later. Throws Error(Data) where no image file is there, or
/// with `strict` any is missing, naming the first.
void require_image_files(const ImageSet& set, bool strict);

/// Says on standard output that the run could be done.   @param model  "ViT-B/32".
void say_checked(const CommonOptions& options, const ImageSet& set, const std::string& model);

}  // namespace p8::app
