/** Whether a value that came from outside has a certain shape. Fields that are not named may be anything. */
export type Shape = (value: unknown) => boolean;

export const text: Shape = (value) => typeof value === 'string';
export const number: Shape = (value) => typeof value === 'number' && Number.isFinite(value);
export const flag: Shape = (value) => typeof value === 'boolean';

export const oneOf =
	(words: readonly string[]): Shape =>
	(value) =>
		typeof value === 'string' && words.includes(value);

export const optional =
	(shape: Shape): Shape =>
	(value) =>
		value === undefined || shape(value);

export const list =
	(shape: Shape): Shape =>
	(value) =>
		Array.isArray(value) && value.every(shape);

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object whose values all have one shape. */
export const record =
	(shape: Shape): Shape =>
	(value) =>
		isObject(value) && Object.values(value).every(shape);

export const object = (fields: Record<string, Shape>): Shape => {
	const entries = Object.entries(fields);
	return (value) => isObject(value) && entries.every(([name, shape]) => shape(value[name]));
};
