/** The remaining time that is shown, and when it was; undefined while nobody can know. */
export type Eta = { key: string; ms: number; at: number };

/** How far a new estimate must be from the one shown to count, and how much of the way is then taken at once. */
const tolerance = 0.25;
const leastMs = 2000;
const step = 0.3;

/**
A remaining time that doesn't jump: it counts down by the clock, and follows the estimates only when they are clearly
elsewhere, a part of the way at a time. `key` names what is estimated (stage and round): a new one begins anew.
*/
export const nextEta = (
	shown: Eta | undefined,
	key: string,
	estimate: number | undefined,
	now: number,
): Eta | undefined => {
	if (estimate === undefined || !Number.isFinite(estimate)) return shown?.key === key ? shown : undefined;
	if (shown === undefined || shown.key !== key) return { key, ms: estimate, at: now };
	const expected = Math.max(0, shown.ms - (now - shown.at));
	const off = estimate - expected;
	// Close to the end it is not counted down below what is still estimated: "0 s" for seconds is a lie.
	const least = Math.min(estimate, leastMs);
	if (Math.abs(off) <= Math.max(leastMs, expected * tolerance))
		return { key, ms: Math.max(expected, least), at: now };
	return { key, ms: expected + off * step, at: now };
};
