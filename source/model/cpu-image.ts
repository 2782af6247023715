/*
CRIU's picture of a CPU (`criu cpuinfo dump`, images/cpuinfo.proto): three little-endian words (common magic,
magic, length) and a protobuf message. Only the x86 message is read; CRIU compares the others by hwcap alone.
*/

export type CpuImage = {
	family: number;
	model: number;
	stepping: number;
	/** Words of CPUID as CRIU orders them (compel/arch/x86/src/lib/include/uapi/asm/cpu.h). */
	capability: readonly number[];
	xfeatures: bigint;
	xsaveSize: number;
	xsaveSizeMax: number;
};

type Field = { number: number; varint?: bigint; bytes?: Uint8Array };

/** A protobuf message's fields; stops quietly at what it can't read. */
const fieldsOf = (bytes: Uint8Array): Field[] => {
	const fields: Field[] = [];
	let at = 0;
	const varint = (): bigint | undefined => {
		let value = 0n;
		for (let shift = 0n; shift < 70n; shift += 7n) {
			const byte = bytes[at++];
			if (byte === undefined) return undefined;
			value |= BigInt(byte & 0x7f) << shift;
			if (byte < 0x80) return value;
		}
		return undefined;
	};
	while (at < bytes.length && fields.length < 1000) {
		const tag = varint();
		if (tag === undefined) break;
		const number = Number(tag >> 3n);
		const kind = Number(tag & 7n);
		const value = kind === 0 || kind === 2 ? varint() : undefined;
		if (value === undefined) break;
		if (kind === 0) fields.push({ number, varint: value });
		else {
			const length = Number(value);
			if (at + length > bytes.length) break;
			fields.push({ number, bytes: bytes.subarray(at, at + length) });
			at += length;
		}
	}
	return fields;
};

const bytesOf = (base64: string): Uint8Array | undefined => {
	try {
		return Uint8Array.from(atob(base64.slice(0, 100_000)), (character) => character.charCodeAt(0));
	} catch {
		return undefined;
	}
};

/** Reads `cpuinfo.img`, given in base64; undefined for other processors and for what is not such an image. */
export const readCpuImage = (base64: string): CpuImage | undefined => {
	const image = bytesOf(base64);
	if (!image || image.length < 12) return undefined;
	const entry = fieldsOf(image.subarray(12)).find((field) => field.number === 1)?.bytes;
	if (!entry) return undefined;
	const fields = fieldsOf(entry);
	const value = (number: number): bigint => fields.find((field) => field.number === number)?.varint ?? 0n;
	const capability = fields.flatMap((field) =>
		field.number === 6 && field.varint !== undefined ? [Number(field.varint & 0xffffffffn)] : [],
	);
	if (capability.length === 0) return undefined;
	return {
		family: Number(value(2)),
		model: Number(value(3)),
		stepping: Number(value(4)),
		capability,
		xfeatures: value(8),
		xsaveSize: Number(value(9)),
		xsaveSizeMax: Number(value(10)),
	};
};
