#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace p8 {

/// The sentence of the paper that fits any category (Radford et al. 2021, section 3.1.4).
inline constexpr const char* kDefaultTemplate = "a photo of a {}.";

/// Sentences with "{}" for the category, one a line; empty lines and those that begin with "#" are left out.
/// @param name  the file for messages.   Throws Error(Data) naming the line that has no "{}", and where there is none.
std::vector<std::string> parse_templates(const std::string& text, const std::string& name);

/// The templates of a file, or p8's own set where `file` is "products" and no such file is there.
/// Throws Error(Data) also where the file cannot be read.
std::vector<std::string> read_templates(const std::string& file);

/// configs/templates/products.txt as it was when p8 was built.
const char* built_in_templates();

/// Each template with the category in place of every "{}". Throws Error(Usage) for a template without one.
std::vector<std::string> fill_templates(const std::vector<std::string>& templates, const std::string& category);

/// What stands for classes in sentences. A class with names is called by all of them in turn instead of by its own:
/// "Home Furnishing" by "curtains", "bed linen", … (as the descriptions of Menon and Vondrick 2023, "Visual
/// classification via description from large language models").
struct ClassWording {
  std::vector<std::string> templates = {kDefaultTemplate};
  std::map<std::string, std::vector<std::string>> names;
};

/// The names of a CSV file with columns class and name, a row a name. Throws Error(Data) naming file and row: a cell
/// that is empty, a name that a class has twice, no row, other columns.
std::map<std::string, std::vector<std::string>> read_class_names(const std::string& file);

/// Calls classes of `wording.names` as `classes` does where they differ only in their spelling_key()'s spelling.
void adopt_spellings(ClassWording& wording, const std::vector<std::string>& classes);

/// Sentences of classes, one class's after another's.
struct ClassSentences {
  std::vector<std::string> sentences;
  std::vector<std::size_t> counts;  ///< (C) at least 1

  std::vector<std::vector<std::string>> by_class() const;
  /// Whose sentence that is.
  std::size_t class_of(std::size_t sentence) const;
};

/// Every template with every name of each class. Throws Error(Usage) for a template without "{}"; Error(Data) for names
/// of what is none of the classes.
ClassSentences class_sentences(const std::vector<std::string>& classes, const ClassWording& wording);

}  // namespace p8
