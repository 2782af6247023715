export { catalogue } from './catalogue.ts';
export { explain, explanationOf } from './explain.ts';
