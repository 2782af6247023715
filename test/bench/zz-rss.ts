import { spawn } from '@lydell/node-pty';
import { readFileSync } from 'node:fs';
import { labCommand } from '/work/main/test/lab/exec.ts';
import { processesInside } from '/work/main/test/lab/processes.ts';
const [file = '', ...args] = labCommand('alpha', ['/opt/lxc-ferry/node_modules/node/bin/node', ...process.argv.slice(2), '/var/opt/lxc-ferry/cli.js', 'migrate', 'count1', 'beta', '--yes'], { TERM: 'xterm-256color' });
const screen = spawn(file, args, { cols: 100, rows: 40 }); let out='';
screen.onData((d) => {out+=d});
for (let i = 0; i < 12; i++) {
  await new Promise((r) => setTimeout(r, 800));
  const rows = processesInside('alpha').filter(({ argv }) => argv.some(a => a === '/var/opt/lxc-ferry/cli.js')).map(({ pid, argv }) => {
    const s = readFileSync(`/proc/${pid}/status`, 'utf8'); const f = (n: string) => Math.round(Number(new RegExp(n + ':\\s+(\\d+)').exec(s)?.[1]) / 1024);
    const r = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'); const p = Math.round(Number(/^Pss:\s+(\d+)/m.exec(r)?.[1]) / 1024);
    return `${argv.slice(1).join(' ').slice(-40)} HWM ${f('VmHWM')} rss ${f('VmRSS')} anon ${f('RssAnon')} file ${f('RssFile')} pss ${p}`;
  });
  console.log(rows.join('\n  '));
}
screen.write('q'); await new Promise((r) => setTimeout(r, 2000)); screen.kill();
