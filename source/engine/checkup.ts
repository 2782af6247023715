import { evaluate } from '../checks/index.ts';
import { gatherFacts } from '../hosts/facts.ts';
import type { Host } from '../hosts/host.ts';
import { measureLink } from '../hosts/link.ts';
import { lackForPostCopy } from '../hosts/post-copy-needs.ts';
import { ferryDir } from '../hosts/staging.ts';
import { bytesPerSecond } from '../model/bwlimit.ts';
import { exits, FerryError } from '../model/error.ts';
import type { Facts } from '../model/facts.ts';
import { type Known, predict } from '../model/predict.ts';
import type { Checkup, MigrationRequest } from '../model/services.ts';
import type { Method } from '../model/stages.ts';
import { lessonsOf } from './lessons.ts';
import { planFor } from './plan.ts';

type Options = { staging?: { source: string; target: string }; signal?: AbortSignal };

const sameHost = (hosts: { source: Host; target: Host }): FerryError =>
	new FerryError(
		{
			what: 'Source and target are the same host',
			why: `${hosts.source.name} and ${hosts.target.name} have the same boot id.`,
			next: ['Name another host as the target.'],
		},
		exits.usage,
	);

/** What the facts say for a prediction. Of an old copy on the target it is assumed that little is missing in it. */
export const knownOf = ({ container, target }: Facts, method: Method, bwlimit?: string): Known => ({
	method,
	memory: container.memory,
	processes: container.pids.length,
	files: target.taken?.some((path) => path.endsWith('/rootfs')) ? 0 : container.rootfsBytes,
	bandwidth: bytesPerSecond(bwlimit),
	roundTripMs: target.roundTripMs,
	throughput: target.throughput,
});

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
	if (facts.source.bootId !== undefined && facts.source.bootId === facts.target.bootId) throw sameHost(hosts);
	const [link, lessons] = await Promise.all([
		measureLink(hosts.target.local ? hosts.source : hosts.target, signal),
		lessonsOf(request, hosts.source.name, hosts.target.name),
	]);
	if (link !== undefined) {
		facts.target.throughput = link.throughput;
		facts.target.roundTripMs = Math.round(link.roundTripMs);
	}
	if (request.pageServer !== undefined) facts.pageServer = request.pageServer;
	if (request.method === 'post-copy')
		facts.lackForPostCopy = await lackForPostCopy(hosts.source, hosts.target);
	const findings = evaluate(facts);
	const plan = planFor(
		request,
		facts,
		hosts,
		staging ?? { source: `${ferryDir}/staging/ID`, target: `${ferryDir}/staging/ID` },
		(method) => predict(knownOf(facts, method, request.bwlimit), lessons(method)),
	);
	return { facts, findings, plan };
};
