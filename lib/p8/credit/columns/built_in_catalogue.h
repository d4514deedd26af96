#pragma once

#include <string>

#include "p8/base/text.h"

namespace p8 {

/// configs/columns.toml and configs/reasons.{en,fr}.toml as they were when p8 was built.
std::string built_in_facts();
std::string built_in_words(Language language);

}  // namespace p8
