#pragma once

namespace p8 {

/// Which vector instructions a kernel may use. A kernel is written once as an always-inline template and compiled three
/// times, under __attribute__((target(…))).
enum class InstructionSet { Baseline, Avx2, Avx512 };

/// The best that the running processor has; less where the environment variable P8_INSTRUCTIONS says "baseline" or
/// "avx2", for tests and for telling a fault of the processor from one of p8.
InstructionSet instruction_set();

}  // namespace p8
