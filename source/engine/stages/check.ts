import { newStaging } from '../../hosts/staging.ts';
import { exits, FerryError } from '../../model/error.ts';
import { blocking } from '../../model/finding.ts';
import { quoteAll } from '../../model/quote.ts';
import { checkup } from '../checkup.ts';
import { refuseLonger } from '../longest-blackout.ts';
import { emit, type Session } from '../session.ts';

/** Facts of both hosts, findings, plan. Nothing is changed. */
export const check = async (session: Session, signal: AbortSignal): Promise<void> => {
	const staging = { source: newStaging(session.id), target: newStaging(session.id) };
	const { facts, findings, plan } = await checkup(session.request, session, { staging, signal });
	session.facts = facts;
	session.plan = plan;
	for (const finding of findings) emit(session, { type: 'finding', ...finding });
	emit(session, { type: 'plan', ...plan });
	const stopping = blocking(findings, session.request.force);
	const [first] = stopping;
	if (first === undefined)
		return refuseLonger(session.request, plan.predicted, 'Predicted from what both hosts say.');
	throw new FerryError(
		{
			what:
				stopping.length === 1
					? `${first.title}`
					: `${stopping.length} things stop this migration; the first: ${first.title}`,
			...(first.meaning === undefined ? {} : { why: first.meaning }),
			next: [
				...stopping.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy])),
				`See all of it: lxc-ferry check ${quoteAll([session.request.container, session.request.target])}`,
			],
		},
		exits.blocked,
	);
};
