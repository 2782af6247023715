import type { Metafile } from 'esbuild';

export function bundle(outdir: string, root?: string): Promise<Metafile>;
