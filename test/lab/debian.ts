// Debian roots by debootstrap, from the mirror that this machine itself uses.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { base } from './paths.ts';
import { run } from './run.ts';

export type Recipe = {
	suite: string;
	/** debootstrap's script, for suites that this machine's debootstrap does not know */
	script: string;
	packages: readonly string[];
	/** run in the finished root by sh */
	finish: string;
};

/** Not needed in a lab, and every file of a container is copied in every migration. */
const ballast = ['doc', 'man', 'locale', 'info', 'lintian', 'bug', 'common-licenses'];

/** The mirror and proxy of this machine's own apt configuration, whatever its format. */
export async function mirror(): Promise<{ url: string; proxy: string }> {
	const format = '$(REPO_URI) $(RELEASE) $(COMPONENT)';
	const targets = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
	const found = targets
		.split('\n')
		.map((line) => line.split(' '))
		.filter(([url, , component]) => component === 'main' && url?.startsWith('http'))
		.sort(([, a], [, b]) => Number(a?.includes('-')) - Number(b?.includes('-')));
	const url = found[0]?.[0];
	if (!url) throw new Error("no http mirror with component main in this machine's apt sources (/etc/apt)");
	const proxy = await run('apt-config', ['shell', 'P', 'Acquire::http::Proxy']);
	return { url, proxy: /^P='(.*)'$/m.exec(proxy)?.[1] ?? '' };
}

/**
 * Runs a program in a mount and pid namespace of its own that ends with this process: however the lab is
 * killed, no half-done build goes on and none of its mounts stays.
 */
const contained = [
	'--pdeathsig',
	'KILL',
	'unshare',
	'--mount',
	'--pid',
	'--fork',
	'--kill-child',
	'--mount-proc',
];

export async function buildDebian(recipe: Recipe, target: string): Promise<void> {
	const cache = join(base, 'debs', recipe.suite);
	await mkdir(cache, { recursive: true });
	await mkdir(join(target, 'etc/dpkg/dpkg.cfg.d'), { recursive: true });
	const excluded = ballast.map((name) => `path-exclude=/usr/share/${name}/*\n`).join('');
	await writeFile(join(target, 'etc/dpkg/dpkg.cfg.d/lab'), `force-unsafe-io\n${excluded}`);
	const { url, proxy } = await mirror();
	const script = `/usr/share/debootstrap/scripts/${recipe.script}`;
	const include = `--include=${recipe.packages.join(',')}`;
	const debootstrap = [
		'debootstrap',
		'--variant=minbase',
		`--cache-dir=${cache}`,
		include,
		recipe.suite,
		target,
		url,
		script,
	];
	try {
		await run('setpriv', [...contained, ...debootstrap], {
			timeout: 900_000,
			env: { DEBIAN_FRONTEND: 'noninteractive', ...(proxy && { http_proxy: proxy }) },
		});
	} catch (error) {
		throw new Error(`${error instanceof Error ? error.message : error}\n${await lastLines(target)}`, {
			cause: error,
		});
	}
	const cleaning = [
		`rm -rf /usr/share/${ballast.join(' /usr/share/')} /etc/dpkg/dpkg.cfg.d/lab`,
		'rm -rf /var/cache/apt/* /var/cache/debconf/*-old /var/lib/apt/lists/* /var/log/*.log /var/log/apt',
	];
	await run(
		'setpriv',
		[...contained, 'chroot', target, '/bin/sh', '-euc', [...cleaning, recipe.finish].join('\n')],
		{
			env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' },
			extendEnv: false,
		},
	);
}

async function lastLines(target: string): Promise<string> {
	const log = join(target, 'debootstrap/debootstrap.log');
	const text = await readFile(log, 'utf8').catch(() => '');
	return text && `The end of ${log}:\n${text.trimEnd().split('\n').slice(-15).join('\n')}`;
}
