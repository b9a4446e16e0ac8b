// Usage: node pipeline-run.mjs <protos folder> <governance host:port> <hosting host:port> <API key>
// Runs a small pipeline, watches it to its end, asks its endpoint for a prediction, and prints what it saw as one JSON line.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [protos, governance, hosting, key] = process.argv.slice(2);
const load = (file) =>
  grpc.loadPackageDefinition(
    protoLoader.loadSync(file, { includeDirs: [protos], keepCase: true, longs: Number, enums: String }));
const { pipelines } = load('greenml/pipelines/v1/pipeline_runs.proto').greenml;
const { hosting: endpointsPackage } = load('greenml/hosting/v1/endpoints.proto').greenml;
const { inference } = load('inference/grpc_service.proto');

const metadata = new grpc.Metadata();
metadata.set('authorization', `Bearer ${key}`);
const insecure = grpc.credentials.createInsecure();
const call = (client, method, request) =>
  new Promise((resolve, reject) =>
    client[method](request, metadata, (error, response) => (error ? reject(error) : resolve(response))));

const runs = new pipelines.v1.PipelineRuns(governance, insecure);
const created = await call(runs, 'CreatePipelineRun', {
  idempotency_key: `node-${process.pid}`,
  spec: {
    name: 'from-node',
    data: { glyphs: { rows: 1500 }, seed: 31 },
    train: { model: 'mlp', max_epochs: 2, seed: 31 },
    optimize: { max_accuracy_drop: 0.05 },
    host: { name: 'from-node' },
  },
});
const states = [];
await new Promise((resolve, reject) => {
  const watch = runs.WatchPipelineRun({ run_id: created.run.run_id }, metadata);
  watch.on('data', ({ run }) => states.at(-1) === run.state || states.push(run.state));
  watch.on('end', resolve);
  watch.on('error', reject);
});
const { run } = await call(runs, 'GetPipelineRun', { run_id: created.run.run_id });
const listed = await call(runs, 'ListPipelineRuns', { page_size: 200 });

const endpoints = new endpointsPackage.v1.Endpoints(hosting, insecure);
const { endpoint } = await call(endpoints, 'GetEndpoint', { name: 'from-node' });
const server = new inference.GRPCInferenceService(new URL(endpoint.grpc_address).host, insecure);
const answer = await call(server, 'ModelInfer', {
  model_name: endpoint.model_name,
  inputs: [{ name: 'input', datatype: 'FP32', shape: [1, 1, 28, 28] }],
  raw_input_contents: [Buffer.alloc(28 * 28 * 4)],
});

console.log(JSON.stringify({
  states,
  steps: run.steps.map((step) => step.phase),
  listed: listed.runs.some((other) => other.run_id === run.run_id),
  shape: answer.outputs[0].shape,
}));
for (const client of [runs, endpoints, server]) client.close();
