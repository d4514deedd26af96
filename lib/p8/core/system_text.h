#pragma once

#include "p8/core/text.h"

namespace p8 {

/// Why the system refused something, by its `errno`: "no such file or directory", "fichier introuvable". Rare reasons
/// are in English in both languages.
Text system_text(int error_number);

}  // namespace p8
