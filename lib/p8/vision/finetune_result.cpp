#include "p8/vision/finetune_result.h"

namespace p8 {

const char* name_of(Part part) {
  switch (part) {
    case Part::Train:
      return "train";
    case Part::Validation:
      return "validation";
    case Part::Test:
      return "test";
  }
  return "";
}

}  // namespace p8
