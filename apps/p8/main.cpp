#include <cstdio>
#include <string_view>

#include <fmt/core.h>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/log.h"
#include "p8/base/secrets.h"
#include "p8/command_line/command_line.h"
#include "p8/command_line/common_options.h"
#include "p8/command_line/help.h"
#include "p8/command_line/standard_output.h"
#include "p8/command_line/usage.h"
#include "p8/commands/commands.h"
#include "p8/files/run_record.h"

namespace {

constexpr int kOurFault = 1;

int fail(const p8::Text& message, p8::Language language, int exit_code) {
  const std::string line =
      p8::app::error_mark(language) + p8::printable(p8::without_secrets(message.in(language)), 2000) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);  // what cannot be said is told by the exit code
  return exit_code;
}

int run(int argc, char** argv, p8::Language language) {
  CLI::App program{"Credit scores and product photos, explained.", "p8"};
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
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    try {
      if (const CLI::App* const subject = p8::app::asked_help(program, words)) {
        p8::app::print(p8::app::help_text(*subject, language));
        return 0;
      }
      p8::app::check_words(program, words);
      program.parse(argc, argv);
    } catch (const CLI::CallForVersion&) {
      p8::app::print(fmt::format("p8 {}\n", p8::kVersion));
    }
    return 0;
  } catch (const CLI::ParseError& error) {
    return fail(p8::app::usage_message(program, error), p8::app::language_of(program, language),
                static_cast<int>(p8::ErrorKind::Usage));
  } catch (const p8::Error& error) {
    return fail(error.message(), p8::app::language_of(program, language), static_cast<int>(error.kind()));
  } catch (const p8::Interrupted& interrupted) {
    return 128 + interrupted.signal;
  } catch (const std::exception& error) {
    return fail(p8::text("internal error: {}", "erreur interne : {}", error.what()), language, kOurFault);
  }
}

}  // namespace

int main(int argc, char** argv) {
  p8::app::occupy_standard_descriptors();
  p8::catch_signals();
  if (argc > 1 && std::string_view(argv[1]) == "serve") p8::catch_reload();  // whom SIGHUP must not end, however early
  return p8::app::exit_code_after_output(run(argc, argv, p8::app::language_of_words(argc, argv)));
}
