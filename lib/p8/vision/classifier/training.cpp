#include "p8/vision/classifier/training.h"

namespace p8 {

const char* name_of(OptimizerKind kind) {
  switch (kind) {
    case OptimizerKind::Adam:
      return "adam";
    case OptimizerKind::AdamW:
      return "adamw";
    case OptimizerKind::RmsProp:
      return "rmsprop";
    case OptimizerKind::Sgd:
      return "sgd";
  }
  return "";
}

const char* name_of(Schedule schedule) {
  switch (schedule) {
    case Schedule::Constant:
      return "constant";
    case Schedule::Cosine:
      return "cosine";
    case Schedule::Step:
      return "step";
  }
  return "";
}

}  // namespace p8
