#pragma once

namespace p8 {

/// Which vector instructions the running processor has. A kernel is written once as an always-inline template and
/// compiled three times, under __attribute__((target(…))); the caller picks one by this.
enum class InstructionSet { Baseline, Avx2, Avx512 };

inline InstructionSet instruction_set() {
  static const InstructionSet found = [] {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma")) {
      return InstructionSet::Avx512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return InstructionSet::Avx2;
    return InstructionSet::Baseline;
  }();
  return found;
}

}  // namespace p8
