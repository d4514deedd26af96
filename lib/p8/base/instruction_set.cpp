#include "p8/base/instruction_set.h"

#include <cstdlib>
#include <string_view>

namespace p8 {

namespace {

InstructionSet find_instruction_set() {
  const char* variable = std::getenv("P8_INSTRUCTIONS");
  const std::string_view wish = variable == nullptr ? "" : variable;
  const bool has_fma = __builtin_cpu_supports("fma") != 0;
  const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
  if (wish == "baseline" || !has_fma || !__builtin_cpu_supports("avx2")) return InstructionSet::Baseline;
  return wish == "avx2" || !has_avx512 ? InstructionSet::Avx2 : InstructionSet::Avx512;
}

}  // namespace

InstructionSet instruction_set() {
  static const InstructionSet found = find_instruction_set();
  return found;
}

}  // namespace p8
