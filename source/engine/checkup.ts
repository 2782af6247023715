import { evaluate } from '../checks/index.ts';
import { gatherFacts } from '../hosts/facts.ts';
import type { Host } from '../hosts/host.ts';
import { ferryDir } from '../hosts/staging.ts';
import { exits, FerryError } from '../model/error.ts';
import type { Checkup, MigrationRequest } from '../model/services.ts';
import { planFor } from './plan.ts';

type Options = { staging?: { source: string; target: string }; signal?: AbortSignal };

const sameHost = (request: MigrationRequest): FerryError =>
	new FerryError(
		{
			what: 'Source and target are the same host',
			why: `${request.source} and ${request.target} have the same boot id.`,
			next: ['Name another host as the target.'],
		},
		exits.usage,
	);

/** Facts of both hosts side by side, what they mean, and what would be done. Changes nothing. */
export const checkup = async (
	request: MigrationRequest,
	hosts: { source: Host; target: Host },
	{ staging, signal }: Options = {},
): Promise<Checkup> => {
	const facts = await gatherFacts(hosts.source, hosts.target, {
		name: request.container,
		...(request.lxcPath === undefined ? {} : { lxcPath: request.lxcPath }),
		...(request.targetLxcPath === undefined ? {} : { targetLxcPath: request.targetLxcPath }),
	});
	signal?.throwIfAborted();
	if (facts.source.bootId !== undefined && facts.source.bootId === facts.target.bootId)
		throw sameHost(request);
	const findings = evaluate(facts);
	const plan = planFor(
		request,
		facts,
		hosts,
		staging ?? { source: `${ferryDir}/staging/ID`, target: `${ferryDir}/staging/ID` },
	);
	return { facts, findings, plan };
};
