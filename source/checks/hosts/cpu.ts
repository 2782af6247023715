import { type CpuImage, readCpuImage } from '../../model/cpu-image.ts';
import type { Check, HostFacts } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { ok, type Seen, unknown } from '../evidence.ts';

/** Flags of /proc/cpuinfo that describe the machine, not instructions that a program could have chosen. */
const notInstructions =
	/^(arch_perfmon|art|constant_tsc|nonstop_tsc|tsc_.*|cpuid|cpuid_fault|hypervisor|mce|mca|mtrr|pat|pse.*|pge|pae|apic|x2apic|extapic|acpi|ht|tm2?|pbe|dtherm|ida|arat|pln|pts|hwp.*|est|ssbd|ibrs.*|ibpb.*|stibp.*|md_clear|flush_l1d|arch_capabilities|pti|vmx|svm.*|npt|ept.*|vpid.*|vnmi|tpr_shadow|flexpriority|lbrv|nrip_save|vmcb_clean|flushbyasid|decodeassists|pausefilter|pfthreshold|avic|vgif|perfctr.*|topoext|cmp_legacy|cr8_legacy|extd_apicid|aperfmperf|rapl|mba|cat_.*|cdp_.*|cqm.*|rdt_a|overflow_recov|succor|smca|bpext|osvw|ibs|skinit|wdt|tce|nodeid_msr|hw_pstate|cpb|proc_feedback|xtopology|nopl|rep_good|dts|dtes64|monitor|ds_cpl|smx|xtpr|pdcm|pcid|dca|sdbg|intel_p.*|invpcid.*|epb|debug_swap|v_.*|lm|nx|up|amd_.*|sme|sev.*|ssb_no|amd_ssbd|virt_ssbd|irperf|rdpru|arch_lbr|pconfig|swap.*|bus_lock_detect|split_lock_detect|smap|smep|umip|pku|ospke|.*_v?notify|avx512_bitalg_placeholder|de|vme|msr|mwaitx|user_shstk|tdx_guest|zen.*)$/;

/** CPU_CAP_INS of criu/arch/x86/cpu.c says that features of the image must be there; more of them do no harm. */
const lacking = (from: CpuImage, to: CpuImage): number =>
	from.capability.reduce((count, word, at) => {
		let bits = word & ~(to.capability[at] ?? 0);
		for (; bits !== 0; bits &= bits - 1) count++;
		return count;
	}, 0);

const flagsLacking = (from: HostFacts, to: HostFacts): string[] | undefined => {
	if (!from.cpu?.flags.length || !to.cpu?.flags.length) return undefined;
	const there = new Set(to.cpu.flags);
	return from.cpu.flags.filter((flag) => !there.has(flag) && !notInstructions.test(flag));
};

const models = (source: HostFacts, target: HostFacts): string =>
	`source ${source.cpu?.model ?? 'unknown'}, target ${target.cpu?.model ?? 'unknown'}`;

/** What of `from` is not on `to`, by both pictures of a CPU that there are. */
const difference = (from: HostFacts, to: HostFacts): { lacks: string[]; xsave?: string } | undefined => {
	const flags = flagsLacking(from, to);
	const here = from.cpuImage === undefined ? undefined : readCpuImage(from.cpuImage);
	const there = to.cpuImage === undefined ? undefined : readCpuImage(to.cpuImage);
	if (!flags && !(here && there)) return undefined;
	const lacks = flags ?? [];
	if (!here || !there) return { lacks };
	const missing = here.xfeatures & ~there.xfeatures;
	if (missing !== 0n) return { lacks, xsave: `register sets 0x${missing.toString(16)} are missing` };
	// glibc asks the processor for this size and keeps it; another size overwrites memory.
	if (here.xsaveSize !== there.xsaveSize)
		return { lacks, xsave: `register area of ${here.xsaveSize} and ${there.xsaveSize} bytes` };
	if (lacks.length === 0 && flags === undefined && lacking(here, there) > 0)
		return { lacks: [`${lacking(here, there)} features by CRIU's count`] };
	return { lacks };
};

const wayBack = (source: HostFacts, target: HostFacts): Seen[] => {
	const back = difference(target, source);
	if (!back || (back.lacks.length === 0 && !back.xsave)) return [];
	return [
		{
			level: 'info',
			title: "The way back is not sure: the target's processor can more",
			detail: back.xsave ?? some(back.lacks, 8),
			meaning: 'Programs started on the target may use instructions that the source does not have.',
		},
	];
};

export const cpu: Check = {
	id: 'cpu',
	title: "The target's processor has all that the source's has",
	scope: 'hosts',
	looksAt: 'criu cpuinfo images and the flags of /proc/cpuinfo of both hosts, compared in both directions',
	evaluate: ({ source, target }) => {
		const there = difference(source, target);
		if (!there)
			return unknown('Processors', 'a host showed neither flags nor a CRIU picture of its processor');
		const meaning =
			'Programs choose their instructions when they start. Where one is missing they end with an illegal instruction, perhaps hours later; LXC does not let CRIU check it.';
		const remedy =
			'Choose a target with the same or a newer processor, or give virtual machines on both hosts a common CPU type.';
		if (there.lacks.length > 0 || there.xsave)
			return [
				{
					level: 'fail',
					title: "The target's processor lacks what the source's has",
					detail: [
						there.xsave,
						there.lacks.length > 0 ? some(there.lacks, 12) : undefined,
						models(source, target),
					]
						.filter((part) => part !== undefined)
						.join('; '),
					meaning,
					remedy,
				},
				...wayBack(source, target),
			];
		return [
			ok("The target's processor has all that the source's has", models(source, target)),
			...wayBack(source, target),
		];
	},
};
