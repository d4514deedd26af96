// peer_encoders.js MODULE FILE.onnx THREADS: what p8_encode_in_turn does, with ONNX Runtime; MODULE is the folder of
// onnxruntime-node.
const path = require("node:path");
const readline = require("node:readline");

const [, , module_folder, file, threads] = process.argv;
const ort = require(path.resolve(module_folder));

function drawnPixels(images) {
  return Float32Array.from({length: images * 3 * 224 * 224}, (_, i) => Math.sin(0.01 * (i % 1000003)));
}

async function main() {
  const session = await ort.InferenceSession.create(file, {
    intraOpNumThreads: Number(threads), interOpNumThreads: 1, executionMode: "sequential", graphOptimizationLevel: "all"});
  for await (const line of readline.createInterface({input: process.stdin})) {
    const images = Number(line);
    const pixels = new ort.Tensor("float32", drawnPixels(images), [images, 3, 224, 224]);
    const start = process.hrtime.bigint(), before = process.cpuUsage();
    const {embeddings} = await session.run({pixels});
    const used = process.cpuUsage(before), ms = Number(process.hrtime.bigint() - start) / 1e6;
    const width = embeddings.data.length / images;
    console.log(JSON.stringify({ms, cpu_ms: (used.user + used.system) / 1e3,
                                embedding: Array.from(embeddings.data.slice(0, width))}));
  }
}

main();
