#pragma once

#include "p8/report/page.h"
#include "p8/views/vision/classification/zeroshot_page.h"

namespace p8::views {

/// How alike the classes look to the model, and the prompts that stand for them.
report::Section prompts_section(const ZeroshotPage& view);

/// Photos and texts that look for each other: recall at 1, 5 and 10, both ways, beside chance.
report::Section retrieval_section(const Retrieval& retrieval);

/// The texts that are longer than the model's context, and what became of their ends.
report::Section long_texts_section(const ZeroshotPage& view);

/// Model, strategy, temperature, abstention, speed.
report::Definitions zeroshot_settings(const ZeroshotPage& view);

}  // namespace p8::views
