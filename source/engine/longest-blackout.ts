import { exits, FerryError } from '../model/error.ts';
import { duration } from '../model/format.ts';
import type { Prediction } from '../model/predict.ts';
import type { MigrationRequest } from '../model/services.ts';

/** A limit as it was asked for: `1 ms`, `2.00 s`. */
export const limitText = (ms: number): string => (ms < 1000 ? `${ms} ms` : duration(ms));

/** Refuses a blackout longer than --max-blackout, while the container still runs. `by` says what foretells it. */
export const refuseLonger = (
	request: MigrationRequest,
	prediction: Prediction | undefined,
	by: string,
): void => {
	const { maxBlackoutMs } = request;
	if (maxBlackoutMs === undefined || prediction === undefined || prediction.blackoutMs <= maxBlackoutMs)
		return;
	throw new FerryError(
		{
			what: `The blackout would be about ${duration(prediction.blackoutMs)}, longer than the ${limitText(maxBlackoutMs)} allowed`,
			why: by,
			next: [
				'Use a faster link, or wait until the container changes less.',
				'Or allow more: --max-blackout, or leave it out.',
			],
		},
		exits.blocked,
	);
};
