export { catalogue } from './catalogue.ts';
export { type Explained, explain, explanationOf } from './explain.ts';
export type { Failure } from './failure.ts';
