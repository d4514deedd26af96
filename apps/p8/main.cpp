#include <cstdio>

#include <fmt/format.h>

#include "p8/commands.h"
#include "p8/common_options.h"
#include "p8/core/error.h"
#include "p8/core/interrupt.h"
#include "p8/core/run_record.h"
#include "p8/toml_config.h"
#include "p8/usage.h"

namespace {

constexpr int kOurFault = 1;

int fail(const std::string& message, int exit_code) {
  fmt::print(stderr, "p8: error: {}\n", p8::printable(message, 2000));
  return exit_code;
}

int run(int argc, char** argv, p8::Language language) {
  CLI::App program{"p8: credit scores and product images, explained", "p8"};
  p8::app::setup_program(program);
  p8::app::add_train(program);
  p8::app::add_score(program);
  p8::app::add_explain(program);
  p8::app::add_serve(program);
  p8::app::add_zeroshot(program);
  p8::app::add_finetune(program);
  p8::app::add_predict(program);
  p8::app::add_compare(program);
  p8::app::add_lime(program);
  p8::app::add_overview(program);
  p8::app::add_doctor(program);
  p8::app::add_completion(program);
  try {
    program.parse(argc, argv);
    return 0;
  } catch (const CLI::CallForHelp&) {
    const auto chosen = program.get_subcommands();
    fmt::print("{}", chosen.empty() ? program.help() : chosen.front()->help());
    return 0;
  } catch (const CLI::CallForVersion&) {
    fmt::print("p8 {}\n", p8::kVersion);
    return 0;
  } catch (const CLI::ParseError& error) {
    return fail(p8::app::usage_message(error).in(language), static_cast<int>(p8::ErrorKind::Usage));
  } catch (const p8::Error& error) {
    return fail(error.message().in(language), static_cast<int>(error.kind()));
  } catch (const p8::Interrupted& interrupted) {
    return 128 + interrupted.signal;
  } catch (const std::exception& error) {
    return fail(
        fmt::format("{}{}", language == p8::Language::French ? "erreur interne : " : "internal error: ", error.what()),
        kOurFault);
  }
}

}  // namespace

int main(int argc, char** argv) {
  p8::catch_signals();
  return run(argc, argv, p8::app::language_of_words(argc, argv));
}
