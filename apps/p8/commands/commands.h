#pragma once

#include <CLI/CLI.hpp>

namespace p8::app {

/// Each declares one command and its options; the command runs when it was parsed.
void add_train(CLI::App& program);
void add_score(CLI::App& program);
void add_explain(CLI::App& program);
void add_serve(CLI::App& program);
void add_zeroshot(CLI::App& program);
void add_finetune(CLI::App& program);
void add_predict(CLI::App& program);
void add_compare(CLI::App& program);
void add_lime(CLI::App& program);
void add_overview(CLI::App& program);
void add_doctor(CLI::App& program);
void add_completion(CLI::App& program);

}  // namespace p8::app
