#include "p8/options/class_options.h"

namespace p8::app {

ClassWording ClassOptions::wording() const {
  ClassWording wording;
  wording.templates = templates;
  if (!template_file.empty()) {
    const std::vector<std::string> more = read_templates(template_file);
    wording.templates.insert(wording.templates.end(), more.begin(), more.end());
  }
  if (wording.templates.empty()) wording.templates = {kDefaultTemplate};
  if (!name_file.empty()) wording.names = read_class_names(name_file);
  return wording;
}

ClassWording ClassOptions::wording(const std::vector<std::string>& own, bool merge_labels) const {
  ClassWording words = wording();
  if (merge_labels) adopt_spellings(words, own);
  return words;
}

bool ClassOptions::are_given() const {
  return !classes.empty() || !templates.empty() || !template_file.empty() || !name_file.empty();
}

void add_class_options(CLI::App& command, ClassOptions& options) {
  command
      .add_option("--class", options.classes, "A category (repeatable, in this order; default: the labels that occur)")
      ->type_name("NAME");
  command
      .add_option("--template", options.templates,
                  "CLIP: sentence with {} for the category (repeatable: the mean of all)")
      ->type_name("TEXT");
  command
      .add_option("--templates", options.template_file,
                  "CLIP: file of such sentences; \"products\": built-in ones for product photos")
      ->type_name("FILE");
  command
      .add_option("--class-names", options.name_file,
                  "CLIP: CSV file (class,name) with other words for categories in the sentences")
      ->type_name("FILE");
}

}  // namespace p8::app
