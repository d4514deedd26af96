#include "p8/commands/dry_run.h"

#include <filesystem>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/command_line/standard_output.h"

namespace p8::app {

void add_dry_run_option(CLI::App& command, bool& dry_run) {
  command.add_flag("--dry-run", dry_run, "Check options, data and models, and end before anything is computed");
}

void require_image_files(const ImageSet& set, bool strict) {
  std::size_t missing = 0;
  std::string first;
  for (const ImageItem& item : set.items) {
    std::error_code ignored;
    if (std::filesystem::exists(item.path, ignored)) continue;
    if (++missing == 1) first = item.path;
  }
  if (missing == 0 || (!strict && missing < set.items.size())) return;
  throw data_error("{0}: {1} of {2} image files are not there; the first: {3}",
                   "{0} : {1} fichiers d'images sur {2} manquent ; le premier : {3}", printable(set.name), missing,
                   set.items.size(), printable(first));
}

void say_checked(const CommonOptions& options, const ImageSet& set, const std::string& model) {
  if (options.json) {
    const nlohmann::ordered_json json = {
        {"dry_run", true}, {"images", set.items.size()}, {"classes", set.classes.size()}, {"model", model}};
    print(fmt::format("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)));
    return;
  }
  const Text words = text("checked: {} images, {} classes, {}; nothing was computed or written",
                          "vérifié : {} images, {} classes, {} ; rien n'a été calculé ni écrit", set.items.size(),
                          set.classes.size(), model);
  print(fmt::format("{}\n", words.in(options.language())));
}

}  // namespace p8::app
