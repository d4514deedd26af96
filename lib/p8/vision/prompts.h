#pragma once

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

}  // namespace p8
