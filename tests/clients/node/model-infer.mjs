// Usage: node model-infer.mjs <protos folder> <host:port> <model>
// Asks the model for its input, sends one row of 0, 1, 2 … typed and raw, and prints both answers as one JSON line.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [protos, address, model] = process.argv.slice(2);
const definition = protoLoader.loadSync('inference/grpc_service.proto', {
  includeDirs: [protos],
  keepCase: true,
  longs: Number,
});
const { inference } = grpc.loadPackageDefinition(definition);
const client = new inference.GRPCInferenceService(address, grpc.credentials.createInsecure());

const call = (method, request) =>
  new Promise((resolve, reject) =>
    client[method](request, (error, response) => (error ? reject(error) : resolve(response))));

const floats = (response) => {
  const bytes = response.raw_output_contents[0];
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
};

const metadata = await call('ModelMetadata', { name: model });
const { name, datatype, shape } = metadata.inputs[0];
const rowShape = [1, ...shape.slice(1)];
const row = Array.from({ length: rowShape.reduce((a, b) => a * b) }, (_, i) => i);
const input = { name, datatype, shape: rowShape };

const typed = await call('ModelInfer', {
  model_name: model,
  inputs: [{ ...input, contents: { fp32_contents: row } }],
});
const raw = await call('ModelInfer', {
  model_name: model,
  inputs: [input],
  raw_input_contents: [Buffer.from(Float32Array.from(row).buffer)],
});
const refused = await call('ModelInfer', { model_name: model, inputs: [] }).catch((error) => error);

console.log(JSON.stringify({
  version: typed.model_version,
  typed: floats(typed),
  raw: floats(raw),
  refused: { code: grpc.status[refused.code], details: refused.details },
}));
client.close();
