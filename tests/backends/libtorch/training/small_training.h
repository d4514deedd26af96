#pragma once

#include <cstdint>

#include "p8/base/random.h"
#include "p8/vision/classifier/training.h"
#include "p8/vision/embedding/similarity.h"

namespace p8::test {

/// Points around a centre a class: separable, but not quite.
inline LabelledFeatures clouds(Random& random, std::size_t count, std::size_t width, std::size_t classes) {
  LabelledFeatures features;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t label = i % classes;
    features.labels.push_back(static_cast<std::int64_t>(label));
    for (std::size_t k = 0; k < width; ++k) {
      const double noise = random.uniform() + random.uniform() + random.uniform() - 1.5;
      features.values.push_back(static_cast<float>((k % classes == label ? 1.0 : 0.0) + noise));
    }
  }
  return features;
}

inline HeadTraining small_training(HeadKind kind) {
  Random random(11);
  HeadTraining training;
  training.kind = kind;
  training.width = 8;
  training.classes = 3;
  training.hidden = 16;
  training.train = clouds(random, 90, 8, 3);
  training.validation = clouds(random, 30, 8, 3);
  training.class_texts.assign(3 * 8, 0.1F);
  for (std::size_t c = 0; c < 3; ++c) training.class_texts[c * 8 + c] = 1.0F;
  training.class_texts = unit_vectors(training.class_texts, 8).values;
  training.scale = 20.0;
  return training;
}

inline TrainingOptions quick(std::size_t epochs) {
  TrainingOptions options;
  options.epochs = epochs;
  options.patience = 0;
  options.batch = 16;
  options.learning_rate = 1e-2;
  return options;
}

inline bool same_weights(const Head& a, const Head& b) {
  return a.hidden_weight == b.hidden_weight && a.hidden_bias == b.hidden_bias && a.output_weight == b.output_weight &&
         a.output_bias == b.output_bias && a.keys == b.keys && a.alpha == b.alpha && a.beta == b.beta;
}

}  // namespace p8::test
