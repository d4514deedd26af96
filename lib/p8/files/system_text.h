#pragma once

#include <string>

#include "p8/base/text.h"

namespace p8 {

/// Why the system refused something, by its `errno`: "no such file or directory", "fichier introuvable". Rare reasons
/// are in English in both languages.
Text system_text(int error_number);

/// What messages call an input or output of that name (InputStream::name): "standard input", "entrée standard"; a path
/// made printable.
Text stream_name(const std::string& name);

constexpr const char* kStandardInput = "standard input";
constexpr const char* kStandardOutput = "standard output";

}  // namespace p8
