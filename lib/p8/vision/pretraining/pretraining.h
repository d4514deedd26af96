#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/classifier/training.h"
#include "p8/vision/image/preprocessing.h"
#include "p8/vision/image/random_resized_crop.h"
#include "p8/vision/image/rgb_image.h"

// What the program and the library of the networks say to each other about training a model from nothing: plain data.
namespace p8 {

/// Photos for a training from nothing. They are kept decoded: no larger than the training needs them.
struct PretrainingImages {
  std::vector<RgbImage> photos;          ///< (N)
  std::vector<double> weights;           ///< (N) how often a photo is drawn, relative to the others; empty: all alike
  std::vector<std::int64_t> train;       ///< numbers of the photos that are trained on
  std::vector<std::int64_t> validation;  ///< and of those that tell which epoch is best
  RandomResizedCrop variation;
};

/// What a training from nothing needs beside TrainingOptions. An epoch sees as many photos as there are to train on,
/// drawn with their weights; all numbers that are drawn follow from seed, epoch and place, so that a training that goes
/// on, and any number of threads, sees the same photos, changed in the same way.
struct PretrainingOptions {
  TrainingOptions training;
  std::size_t micro_batch =
      256;                      ///< photos whose activations are held at once; the gradient is that of the whole batch
  std::string device = "auto";  ///< "cpu", "cuda", or "auto": CUDA where there is one
  double weight_average = 0.0;  ///< decay of the running mean of the weights, which is what is validated and kept
                                ///< (Polyak and Juditsky 1992); 0: none
};

/// CLIP from nothing: both towers and the temperature, begun as OpenAI's (openai/CLIP d05afc4, initialize_parameters),
/// by symmetric InfoNCE in which equal texts count as a photo's own (UniCL), in whole batches by gradient caching
/// (Gao et al. 2021).
struct ClipPretraining {
  ClipArchitecture architecture;
  Preprocessing preprocessing;
  PretrainingImages photos;
  std::vector<std::int64_t> texts;                  ///< (M, T) token ids of the different texts
  std::vector<std::vector<std::int64_t>> texts_of;  ///< (N) the texts that may stand for a photo, at least one: each
                                                    ///< time it is seen one is drawn; validation takes the first
};

/// VGG16 from nothing, as a classifier: begun as torchvision's (vgg.py, Kaiming normal by fan-out for convolutions,
/// normal 0.01 for linear layers), by cross-entropy.
struct Vgg16Pretraining {
  Vgg16Architecture architecture;
  Preprocessing preprocessing;
  PretrainingImages photos;
  std::vector<std::int64_t> labels;  ///< (N)
};

/// A whole model under its checkpoint's names, batch normalisation's statistics included.
struct PretrainedModel {
  std::vector<NamedTensor> weights;
  std::vector<EpochMetrics> history;  ///< accuracy: of a photo's own text among its batch's; of the label
  std::size_t best_epoch = 0;
  std::size_t parameters = 0;
  std::string device;  ///< "cpu" or "cuda"
};

}  // namespace p8
