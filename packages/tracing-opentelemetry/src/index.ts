export { OpenTelemetryTracer } from './open-telemetry-tracer.js';
export { TracedHttpClient } from './traced-http-client.js';
export { traceRequests, traceIdOf } from './trace-requests.js';
export type { TracedRequestOptions } from './trace-requests.js';
export { currentTraceId } from './current-trace-id.js';
